import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { hasControl } from '../foundation/text.ts'
import { readConnection, type Connection } from './connection.ts'
import { maskUnused, readEndpoint, type EndpointToRemove, type DesiredEndpoint } from './endpoint.ts'
import { EMPTY_SECRET } from './files.ts'
import { invalid, stepInputs, type InputSource } from './source.ts'
import { readItemInputs, readList } from './list.ts'
import { readBoolean, readNumber } from './source.ts'

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
  deployment: { environment: string; token: string } | undefined
}

/** Reads all inputs. Secrets are masked first. Throws {@link InputError} before anything is sent anywhere. */
export async function readInputs(): Promise<Inputs> {
  const source = stepInputs()
  maskSecrets(source)
  const connection = readConnection(source)
  const list = source.text('endpoints')
  return {
    connection,
    isList: list !== undefined,
    cleanup: readBoolean(source, 'cleanup') ?? false,
    waitUntilUp: readNumber(source, 'wait-until-up', 0, 3600) ?? 0,
    dryRun: readBoolean(source, 'dry-run') ?? false,
    concurrency: readConcurrency(source),
    deployment: readDeployment(source, list !== undefined),
    items: list === undefined ? [readEndpoint(source)] : await readList(list, source),
  }
}

/** How many endpoints are worked on at once. */
export const readConcurrency = (source: InputSource): number => readNumber(source, 'concurrency', 1, 64) ?? 8

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

/**
 * Masks what the run read from files and from items of `endpoints`, as far as it is still there: Portainer may repeat it
 * to the post step, which has no use for it.
 */
export async function maskFileSecrets(source: InputSource): Promise<void> {
  const list = source.text('endpoints')
  // The step's own too: a list that was a file may be gone.
  const items = list === undefined ? [] : await readItemInputs(list, source).catch(() => [])
  for (const item of [source, ...items]) {
    maskSecrets(item)
    maskUnused(item)
  }
}

/** Where to report deployments; undefined when it is not asked for, or there is no token. */
export function readDeployment(source: InputSource, isList: boolean): Inputs['deployment'] {
  const environment = source.text('deployment')
  if (environment === undefined) return undefined
  if (isList)
    throw new InputError("'deployment' can't be given beside 'endpoints': it is about one endpoint.")
  if (hasControl(environment) || environment.length > 255) {
    throw invalid('deployment', environment, 'one line of at most 255 characters')
  }
  const token = source.text('github-token')
  if (token === undefined) {
    core.warning(
      `'deployment' needs 'github-token', which is empty: no deployment is reported. ${EMPTY_SECRET}`,
    )
    return undefined
  }
  return { environment, token }
}
