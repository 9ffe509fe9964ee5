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
  verb: 'announce' | 'retire' | 'wait' | 'announce late'
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
const { signal: cancelled } = new AbortController()

mask(token)
if (verb === 'announce late') {
  const timeout = AbortSignal.timeout.bind(AbortSignal)
  // The time for all requests is over at once, the time for a single one is not.
  AbortSignal.timeout = (milliseconds) => timeout(milliseconds > 60_000 ? 50 : milliseconds)
}
if (verb.startsWith('announce')) await announceDeployment({ token, environment }, endpoint, log, cancelled)
else if (verb === 'retire') retired = await retireDeployments({ token, environment }, log, cancelled)
else {
  const { api, where } = await openRepository(token, cancelled, 50)
  await api.listDeployments(where).catch((error: unknown) => log.warning(failureMessage('reported', error)))
}
console.log(JSON.stringify({ infos, warnings, retired }))
