import { collectMistakes, InputError } from '../foundation/errors.ts'
import { hasControl, hasUserInfo, parseWebUrl } from '../foundation/text.ts'
import { type Connection, readConnection, readToken } from './connection.ts'
import { type Item, type PruneScope, readEndpoint, readGroup } from './endpoint.ts'
import { EMPTY_SECRET } from './files.ts'
import { readList } from './list.ts'
import { prepareYaml, stepInputs, type InputSource } from './source.ts'

/** All inputs of the step, checked. Nothing else reads inputs. */
export interface Inputs {
  connection: Connection
  items: Item[]
  /** Whether `endpoints` was given, so that the items have no outputs of their own. */
  isList: boolean
  cleanup: boolean
  /** Seconds; 0 does not wait. */
  waitUntilUp: number
  dryRun: boolean
  concurrency: number
  prune: (PruneScope & { limit: number }) | undefined
  /** Where deployments are reported. Without a `url` they link to the endpoint's dashboard. */
  deployment: { environment: string; token: string; url: string | undefined } | undefined
}

/** Reads all inputs, and throws all mistakes in them, before anything is sent anywhere. Secrets are masked first. */
export async function readInputs(): Promise<Inputs> {
  const source = stepInputs()
  maskSecrets(source)
  await prepareYaml(source)
  const { attempt, throwAny } = collectMistakes()
  const list = source.text('endpoints')
  const isList = list !== undefined
  const connection = attempt(() => readConnection(source))
  const prune = attempt(() => readPrune(source, isList))
  const inputs = {
    connection,
    isList,
    cleanup: attempt(() => source.boolean('cleanup')) ?? false,
    waitUntilUp: attempt(() => source.number('wait-until-up', 0, 3600)) ?? 0,
    dryRun: attempt(() => source.boolean('dry-run')) ?? false,
    concurrency: attempt(() => source.number('concurrency', 1, 64)) ?? 8,
    prune,
    deployment: attempt(() => readDeployment(source, isList)),
    items: attempt(() => (isList ? readList(list, source, prune !== undefined) : [readEndpoint(source)])),
  }
  throwAny()
  return inputs as Inputs
}

/** The secrets that are whole inputs. Header values, keys in files and in lists are masked where they are read. */
export function maskSecrets(source: InputSource): void {
  const whole = ['password', 'api-key', 'setup-token', 'azure-authentication-key', 'github-token'] as const
  for (const name of whole) source.mask(name)
}

/** Where to report deployments; undefined when it is not asked for, or there is no token. */
function readDeployment(source: InputSource, isList: boolean): Inputs['deployment'] {
  const { attempt, add, refuse, throwAny } = collectMistakes()
  const environment = source.text('deployment')
  if (environment === undefined) {
    if (source.text('deployment-url') === undefined) return undefined
    throw new InputError("'deployment-url' requires 'deployment', which names the GitHub environment.")
  }
  if (isList) refuse("'deployment' can't be used with 'endpoints': it is about one endpoint.")
  if (hasControl(environment) || environment.length > 255) {
    add(source.invalid('deployment', environment, 'one line of at most 255 characters'))
  }
  const url = attempt(() => readDeploymentUrl(source))
  const token = attempt(() => readToken(source, 'github-token'))
  throwAny()
  if (token !== undefined) return { environment, token, url }
  source.warn(
    `'deployment' requires 'github-token', which is empty: no deployment is reported. ${EMPTY_SECRET}`,
  )
  return undefined
}

function readDeploymentUrl(source: InputSource): string | undefined {
  const text = source.text('deployment-url')
  if (text === undefined) return undefined
  const url = parseWebUrl(text)
  if (url !== undefined && !hasUserInfo(text)) return url.href
  const why = hasUserInfo(text) ? 'it has user info' : 'it is not a valid URL'
  throw source.invalid('deployment-url', text, "'http(s)://host/path'", why)
}

/** Which endpoints may be removed because the list no longer names them; undefined when none may. */
function readPrune(source: InputSource, isList: boolean): Inputs['prune'] {
  const { attempt, refuse, errors, throwAny } = collectMistakes()
  const isOn = attempt(() => source.boolean('prune')) === true
  const limit = attempt(() => source.number('prune-limit', 1, 10_000)) ?? 10
  if (!isOn) {
    throwAny()
    return undefined
  }
  if (!isList)
    throw new InputError("'prune' requires 'endpoints': it removes what that list no longer names.")
  if (source.text('state')?.toLowerCase() === 'absent') {
    refuse("'prune' can't be used with 'state: absent', which removes the whole list.")
  }
  const before = errors.length
  const group = attempt(() => readGroup(source))
  const tags = attempt(() => source.list('tags'))
  const isUnassigned = group === undefined || (group.by === 'id' && group.id === 1)
  if (errors.length === before && tags === undefined && isUnassigned) {
    refuse(
      "'prune' requires 'group' or 'tags' of the step, which limit what it may remove; group 1 (Unassigned) alone is not enough.",
    )
  }
  throwAny()
  return { limit, group, tags }
}
