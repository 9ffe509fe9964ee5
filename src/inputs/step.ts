import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { hasControl, withoutUserInfo } from '../foundation/text.ts'
import { readConnection, type Connection } from './connection.ts'
import {
  readEndpoint,
  readGroup,
  type DesiredEndpoint,
  type EndpointToRemove,
  type GroupSelector,
} from './endpoint.ts'
import { EMPTY_SECRET } from './files.ts'
import { invalid, stepInputs, type InputSource } from './source.ts'
import { readList } from './list.ts'
import { readBoolean, readNumber } from './source.ts'
import { loadYaml } from './yaml.ts'

/** Everything the step was told, checked. Below here nobody reads an input. */
export interface Inputs {
  connection: Connection
  items: (DesiredEndpoint | EndpointToRemove)[]
  /** Whether `endpoints` was given, so that the items have no outputs of their own. */
  isList: boolean
  cleanup: boolean
  /** Seconds; 0 does not wait. */
  waitUntilUp: number
  dryRun: boolean
  concurrency: number
  /** What `prune` may remove: endpoints of this group with all of these tags. At least one of the two is given. */
  prune: { limit: number; group: GroupSelector | undefined; tags: string[] | undefined } | undefined
  /** Where deployments are reported. Without a `url` they link to the endpoint's dashboard. */
  deployment: { environment: string; token: string; url: string | undefined } | undefined
}

/** Reads all inputs. Secrets are masked first. Throws {@link InputError} before anything is sent anywhere. */
export async function readInputs(): Promise<Inputs> {
  const source = stepInputs()
  maskSecrets(source)
  if (source.text('kubeconfig') !== undefined || source.text('endpoints') !== undefined) await loadYaml()
  const connection = readConnection(source)
  const list = source.text('endpoints')
  const prune = readPrune(source, list !== undefined)
  return {
    connection,
    isList: list !== undefined,
    cleanup: readBoolean(source, 'cleanup') ?? false,
    waitUntilUp: readNumber(source, 'wait-until-up', 0, 3600) ?? 0,
    dryRun: readBoolean(source, 'dry-run') ?? false,
    concurrency: readNumber(source, 'concurrency', 1, 64) ?? 8,
    deployment: readDeployment(source, list !== undefined),
    prune,
    items: list === undefined ? [readEndpoint(source)] : await readList(list, source, prune !== undefined),
  }
}

/** The secrets that are whole inputs. Header values, keys in files and in lists are masked where they are read. */
export function maskSecrets(source: InputSource): void {
  for (const name of [
    'password',
    'api-key',
    'setup-token',
    'azure-authentication-key',
    'github-token',
  ] as const) {
    const secret = source.text(name)
    if (secret !== undefined) mask(secret)
  }
}

/** Where to report deployments; undefined when it is not asked for, or there is no token. */
export function readDeployment(source: InputSource, isList: boolean): Inputs['deployment'] {
  const environment = source.text('deployment')
  if (environment === undefined) {
    if (source.text('deployment-url') === undefined) return undefined
    throw new InputError("'deployment-url' needs 'deployment', which names the GitHub environment.")
  }
  if (isList)
    throw new InputError("'deployment' can't be given beside 'endpoints': it is about one endpoint.")
  if (hasControl(environment) || environment.length > 255) {
    throw invalid('deployment', environment, 'one line of at most 255 characters')
  }
  const url = readDeploymentUrl(source)
  const token = source.text('github-token')
  if (token === undefined) {
    core.warning(
      `'deployment' needs 'github-token', which is empty: no deployment is reported. ${EMPTY_SECRET}`,
    )
    return undefined
  }
  return { environment, token, url }
}

function readDeploymentUrl(source: InputSource): string | undefined {
  const text = source.text('deployment-url')
  if (text === undefined) return undefined
  const url =
    /^https?:\/\/[^/\\]/i.test(text) && !/\s/.test(text) && !hasControl(text) ? URL.parse(text) : null
  if (url === null || url.username !== '' || url.password !== '') {
    throw invalid('deployment-url', withoutUserInfo(text), "'http(s)://…' without user info")
  }
  return text
}

/** Which endpoints may be removed because the list no longer names them; undefined when none may. */
function readPrune(source: InputSource, isList: boolean): Inputs['prune'] {
  const limit = readNumber(source, 'prune-limit', 1, 10_000) ?? 10
  if (readBoolean(source, 'prune') !== true) return undefined
  if (!isList) throw new InputError("'prune' needs 'endpoints': it removes what that list no longer names.")
  if (source.text('state')?.toLowerCase() === 'absent') {
    throw new InputError(
      "'prune' can't be used with 'state: absent', which removes every endpoint of the list.",
    )
  }
  const group = readGroup(source)
  const tags = source.list('tags')
  if (tags === undefined && (group === undefined || (group.by === 'id' && group.id === 1))) {
    throw new InputError(
      "'prune' needs 'group' or 'tags' on the step, which say what it may remove; group 1 (Unassigned) alone is not enough.",
    )
  }
  return { limit, group, tags }
}
