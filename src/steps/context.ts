import { createFolder, removeFolder, type TlsFiles, writeSecretFile } from '../certificates/tls-files.ts'
import type { Directory } from '../decisions/lookup.ts'
import type { Plan } from '../decisions/plan.ts'
import { ActionError, ConnectionError } from '../foundation/errors.ts'
import type { DesiredEndpoint, EndpointToRemove } from '../inputs/endpoint.ts'
import type { Client } from '../portainer/client.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type Capabilities, capabilitiesOf } from '../portainer/versions.ts'

/** Where progress goes. */
export interface Log {
  info(text: string): void
  warning(text: string): void
}

/** What every step works with. */
export interface RunContext {
  client: Client
  log: Log
  /** Seconds to wait until Portainer reaches an endpoint; 0 does not wait. */
  waitUntilUp: number
  /** The groups, tags, users and teams that exist, and those this run created. */
  directory: Directory
  /** The temporary names in use, if all names are known: what interrupted runs may have left. */
  temporaryNames: ReadonlySet<string> | undefined
  /** Called when a request that changes Portainer was sent, whatever its outcome. */
  onChangeSent(): void
  /** Called before a create is sent. Returns what to call when the create has ended, successful or not. */
  onCreating(name: string): () => void
  /** Called as soon as this run has created an endpoint, so that the post step can find it. */
  onCreated(id: number, name: string): void
  /** Called when an endpoint of this run is gone again. */
  onRemoved(id: number): void
  /** The run's own folder for secret files, made when first asked for; the post step knows of it by then. */
  folder(): string
}

export const capabilities = (context: RunContext): Capabilities => capabilitiesOf(context.client.version)

/** Whether a request that failed may have reached Portainer. */
export const wasSent = (error: unknown): boolean => !(error instanceof ConnectionError) || error.sent

/** Sends what changes Portainer. A refused connection sent nothing; anything else may have changed something. */
export async function sendChange<T>(
  { onChangeSent }: Pick<RunContext, 'onChangeSent'>,
  send: () => Promise<T>,
): Promise<T> {
  try {
    const result = await send()
    onChangeSent()
    return result
  } catch (error) {
    if (wasSent(error)) onChangeSent()
    throw error
  }
}

/**
 * Writes TLS files into a folder that only this user can enter, passes their paths on, and always removes the folder. If
 * the process is killed meanwhile, the post step does it.
 */
export async function withFiles<T>(
  context: RunContext,
  files: TlsFiles,
  use: (paths: TlsFiles) => Promise<T>,
): Promise<T> {
  const given = Object.entries(files) as ['ca' | 'cert' | 'key', string][]
  if (given.length === 0) return use({})
  const folder = onDisk(() => createFolder(context.folder()))
  try {
    const paths = onDisk(() =>
      Object.fromEntries(given.map(([file, text]) => [file, writeSecretFile(folder, `${file}.pem`, text)])),
    )
    return await use(paths)
  } finally {
    if (!removeFolder(folder))
      context.log.warning(`The folder ${folder} with TLS files could not be removed.`)
  }
}

/** A full disk only fails the endpoint that needs the files. */
function onDisk<T>(write: () => T): T {
  try {
    return write()
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
    throw new ActionError(`Could not write the TLS files below RUNNER_TEMP: ${code}.`, { cause })
  }
}

export type Result = 'created' | 'updated' | 'unchanged' | 'reused' | 'recreated' | 'deleted' | 'absent'

/** What became of one item. */
export interface Report {
  item: DesiredEndpoint | EndpointToRemove
  plan: Plan | undefined
  /** As Portainer has it now, or had it before it was removed. */
  endpoint: Endpoint | undefined
  result: Result | undefined
  error: ActionError | undefined
  /** Whether a change was sent for it, even one that was refused or put back. */
  changed: boolean
  /** The response to its create was lost: the endpoint may be another run's. */
  unconfirmed: boolean
}

/** Reports of which nothing is known yet. */
export function openReports(items: readonly (DesiredEndpoint | EndpointToRemove)[]): Report[] {
  return items.map((item) => ({
    item,
    plan: undefined,
    endpoint: undefined,
    result: undefined,
    error: undefined,
    changed: false,
    unconfirmed: false,
  }))
}

/** Fills in what became of an endpoint that was to be removed. */
export function finishRemoval(report: Report, error: ActionError | undefined): void {
  report.error = error
  report.result = error === undefined ? 'deleted' : undefined
  report.changed = error === undefined || wasSent(error)
}
