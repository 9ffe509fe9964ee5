// Run by the tests in a process of its own, since `@actions/github` reads the environment once, as it is loaded.
// The argument says what to call; the last line printed is what came of it, as JSON.
import { mask } from '../../../src/foundation/secrets.ts'
import { failureMessage, openRepository } from '../../../src/github/client.ts'
import {
  announceDeployment,
  retireDeployments,
  type DeployedEndpoint,
} from '../../../src/github/deployments.ts'

export interface Call {
  verb: 'announce' | 'retire' | 'wait' | 'announce late'
  token: string
  environment: string
  endpoint: DeployedEndpoint
}

export interface Outcome {
  infos: string[]
  warnings: string[]
  retired: number
}

const { verb, token, environment, endpoint } = JSON.parse(process.argv[2] ?? '{}') as Call
const infos: string[] = []
const warnings: string[] = []
const print = process.stdout.write.bind(process.stdout)
/** Keeps what the action says, but lets masks out. */
process.stdout.write = (text) => {
  const line = String(text).trimEnd()
  if (line.startsWith('::add-mask::')) print(text)
  else if (line.startsWith('::warning::'))
    warnings.push(line.slice(11).replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%'))
  else if (line !== '') infos.push(line)
  return true
}
const { signal: cancelled } = new AbortController()

mask(token)
const timeout = AbortSignal.timeout.bind(AbortSignal)
AbortSignal.timeout = (milliseconds) => {
  const isOver = milliseconds > 60_000 ? verb === 'announce late' : verb === 'wait'
  return timeout(isOver ? 50 : milliseconds)
}
if (verb.startsWith('announce')) await announceDeployment({ token, environment }, endpoint, cancelled)
else if (verb === 'retire') await retireDeployments({ token, environment }, cancelled)
else {
  const { api, where } = await openRepository(token, cancelled)
  await api.listDeployments(where).catch((error: unknown) => warnings.push(failureMessage('reported', error)))
}
const retired = infos.filter((info) => info.endsWith('is now inactive.')).length
print(`${JSON.stringify({ infos, warnings, retired })}\n`)
