// Run by the tests in a process of its own, since `@actions/github` reads the environment once, as it is loaded.
// The argument says what to call; the last line printed is what came of it, as JSON.
import { mask } from '../../../src/foundation/secrets.ts'
import { openRepository } from '../../../src/github/client.ts'
import {
  announceDeployment,
  retireDeployments,
  type DeployedEndpoint,
} from '../../../src/github/deployments.ts'
import { failureMessage } from '../../../src/github/deployments.ts'

export interface Call {
  verb: 'announce' | 'retire' | 'wait'
  token: string
  environment: string
  endpoint: DeployedEndpoint
}

export interface Outcome {
  infos: string[]
  warnings: string[]
  retired: number | undefined
}

const { verb, token, environment, endpoint } = JSON.parse(process.argv[2] ?? '{}') as Call
const infos: string[] = []
const warnings: string[] = []
const log = { info: (text: string) => infos.push(text), warning: (text: string) => warnings.push(text) }
let retired: number | undefined

mask(token)
if (verb === 'announce') await announceDeployment({ token, environment }, endpoint, log)
else if (verb === 'retire') retired = await retireDeployments({ token, environment }, log)
else {
  const { api, where } = await openRepository(token, 50)
  await api.listDeployments(where).catch((error: unknown) => log.warning(failureMessage('reported', error)))
}
console.log(JSON.stringify({ infos, warnings, retired }))
