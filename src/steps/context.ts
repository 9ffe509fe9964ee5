import { createFolder, removeFolder, writeSecretFile } from '../certificates/secret-files.ts'
import type { TlsFiles } from '../certificates/tls-files.ts'
import type { Directory } from '../decisions/lookup.ts'
import type { Plan } from '../decisions/plan.ts'
import type { Queue } from '../foundation/async.ts'
import { ActionError, ConnectionError } from '../foundation/errors.ts'
import type { Item } from '../inputs/endpoint.ts'
import type { Client } from '../portainer/client.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type Capabilities, capabilitiesOf } from '../portainer/versions.ts'

export interface Log {
  info(text: string): void
  warning(text: string): void
}

/** An endpoint of this run, by the name that it was asked for. */
export interface Created {
  id: number
  name: string
}

/** Tells the post step what this run creates. */
export interface CreationLog {
  /** Before a create is sent. Returns what to call when the create has ended, successful or not. */
  start(name: string): () => void
  add(created: Created): void
  remove(id: number): void
}

export const NO_CREATION_LOG: CreationLog = {
  start: () => () => undefined,
  add: () => undefined,
  remove: () => undefined,
}

export interface RunContext {
  client: Client
  log: Log
  dryRun: boolean
  concurrency: number
  /** Seconds to wait until Portainer reaches an endpoint; 0 does not wait. */
  waitUntilUp: number
  /** The groups, tags, users and teams that exist, and those this run created. */
  directory: Directory
  /** Names in use, including temporary names that interrupted runs left; undefined if they are not known. */
  usedNames: ReadonlySet<string> | undefined
  /** Runs creates, but not the pauses between their attempts, so that others can create meanwhile. */
  creates: Queue
  creationLog: CreationLog
  /** Called when a request that changes Portainer was sent, whatever its outcome. */
  onChangeSent(): void
  /** Called when something new is known of an item. */
  onReport(report: Report): void
  /** The run's own folder for secret files, made when first asked for; the post step knows of it by then. */
  folder(): string
}

export const capabilities = (context: RunContext): Capabilities => capabilitiesOf(context.client.version)

/** Whether a request that failed may have reached Portainer. */
export const wasSent = (error: unknown): boolean => !(error instanceof ConnectionError) || error.sent

/** Sends what changes Portainer. A refused connection sent nothing; anything else may have changed something. */
export async function sendChange<T>(context: { onChangeSent(): void }, send: () => Promise<T>): Promise<T> {
  const result = await send().catch((error: unknown) => {
    if (wasSent(error)) context.onChangeSent()
    throw error
  })
  context.onChangeSent()
  return result
}

/** Writes TLS files into a private folder, and always removes it; if the process is killed, the post step does. */
export async function withFiles<T>(
  context: RunContext,
  files: TlsFiles,
  use: (paths: TlsFiles) => Promise<T>,
): Promise<T> {
  const given = Object.entries(files) as [keyof TlsFiles, string][]
  if (given.length === 0) return use({})
  let folder: string | undefined
  const paths: TlsFiles = {}
  try {
    try {
      folder = createFolder(context.folder())
      for (const [file, text] of given) paths[file] = writeSecretFile(folder, `${file}.pem`, text)
    } catch (cause) {
      // A full disk only fails the endpoint that needs the files.
      const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error'
      throw new ActionError(`Could not write the TLS files below RUNNER_TEMP: ${code}.`, { cause })
    }
    return await use(paths)
  } finally {
    if (folder !== undefined && !removeFolder(folder))
      context.log.warning(`The folder ${folder} with TLS files could not be removed.`)
  }
}

export interface Report {
  item: Item
  plan?: Plan
  /** As Portainer has it now, or had it before it was removed. */
  endpoint?: Endpoint | undefined
  result?: Plan['result'] | undefined
  error?: ActionError | undefined
  /** Whether a change was sent for it, even one that was refused or rolled back. */
  changed: boolean
  /** How the endpoint was found. One is `unconfirmed` after a create whose response was lost: it may be another run's. */
  foundAs: 'first-look' | 'name-taken' | 'unconfirmed'
}

export function openReport(item: Item, endpoint?: Endpoint): Report {
  return { item, endpoint, changed: false, foundAs: 'first-look' }
}
