import * as core from '@actions/core'
import { createHash, randomUUID } from 'node:crypto'
import { createFolder, isOurFolder, removeFolder } from './certificates/secret-files.ts'
import { safe } from './foundation/text.ts'
import type { Connection } from './inputs/connection.ts'
import { describeProxies } from './portainer/proxy.ts'

/** Endpoints in one state variable: few enough to rewrite, many enough for a fleet. */
const PER_VARIABLE = 20

/** An endpoint this run created. */
export interface Created {
  id: number
  name: string
}

/**
 * Whom the run talked to. The post step compares it with its own inputs, which a later step can have changed, and
 * sends nothing where they differ. Holds no secret: it lies in a file.
 */
export interface TrustedServer {
  url: string
  caHash: string
  skipTlsVerify: boolean
  headerNames: string[]
  proxies: string
  trust: string
}

/** What makes Node trust further certificates. */
const TRUST = ['NODE_EXTRA_CA_CERTS', 'NODE_USE_SYSTEM_CA', 'SSL_CERT_FILE', 'SSL_CERT_DIR']

export function describeServer(connection: Connection): TrustedServer {
  return {
    url: connection.url,
    caHash: createHash('sha256').update(connection.ca.join('')).digest('hex'),
    skipTlsVerify: connection.skipTlsVerify,
    headerNames: connection.headers.map(([name]) => name.toLowerCase()),
    proxies: describeProxies(),
    trust: TRUST.map((name) => `${name}=${process.env[name] ?? ''}`).join(' '),
  }
}

/** What the post step knows of the run. */
export interface RunState {
  server: TrustedServer
  created: Created[]
  /** Names of creates that the run saw no end of. */
  creating: string[]
  /** The GitHub environment whose deployment is to be made inactive; empty for none. */
  deployment: string
}

/**
 * Takes the name under which memory is saved, with nothing in it. A later step can set variables that look like state;
 * what the run saved itself wins over them.
 */
export function reserveState(): void {
  core.saveState('server', '')
}

/** Remembers for the post step what this run made, as soon as it is made, and what it is about to make. */
export function openState(
  connection: Connection,
  deployment = '',
): {
  /** Before a create. Returns what to call when it has ended. */
  start(name: string): () => void
  add(created: Created): void
  remove(id: number): void
} {
  const batches: Created[][] = []
  const creating: (string | undefined)[] = []
  // Variables beyond those that the run saved could be a later step's: they don't know this mark.
  const mark = randomUUID()
  core.saveState('server', JSON.stringify({ ...describeServer(connection), mark, deployment }))
  const save = (variable: string, list: unknown): void => {
    core.saveState(variable, JSON.stringify({ mark, list }))
  }
  return {
    start(name) {
      const free = creating.indexOf(undefined)
      const slot = free < 0 ? creating.length : free
      creating[slot] = name
      save(`creating-${slot}`, [name])
      return () => {
        creating[slot] = undefined
        save(`creating-${slot}`, [])
      }
    },
    add(created) {
      const last = batches.at(-1)
      if (last === undefined || last.length >= PER_VARIABLE) batches.push([created])
      else last.push(created)
      save(`created-${batches.length - 1}`, batches.at(-1))
    },
    remove(id) {
      const index = batches.findIndex((batch) => batch.some((one) => one.id === id))
      const batch = batches[index]
      if (batch === undefined) return
      batches[index] = batch.filter((one) => one.id !== id)
      save(`created-${index}`, batches[index])
    },
  }
}

/** The run's folder for secret files: made when first asked for, told to the post step before anything is in it. */
export function openRunFolder(): { path(): string; remove(): void } {
  let folder: string | undefined
  return {
    path() {
      if (folder === undefined) {
        folder = createFolder(temporaryFolder())
        core.saveState('folder', folder)
      }
      return folder
    },
    remove() {
      if (folder !== undefined) removeRunFolder(folder)
    },
  }
}

/** Removes the folder of this step's run, if it is still there. */
export function removeLeftFolder(): void {
  const folder = core.getState('folder')
  if (folder !== '' && isOurFolder(folder, temporaryFolder())) removeRunFolder(folder)
}

function removeRunFolder(folder: string): void {
  if (!removeFolder(folder)) core.warning(`The folder ${safe(folder)} for TLS files could not be removed.`)
}

const temporaryFolder = (): string => process.env['RUNNER_TEMP'] || process.cwd()

/** What the run of this step remembered. */
export function readState(): RunState | undefined {
  const saved = core.getState('server')
  if (saved === '') return undefined
  const { mark, deployment, ...server } = JSON.parse(saved) as TrustedServer & {
    mark: string
    deployment: string
  }
  return {
    server,
    deployment,
    created: readNumbered<Created>('created', mark),
    creating: readNumbered<string>('creating', mark),
  }
}

function readNumbered<T>(variable: string, mark: string): T[] {
  const all: T[] = []
  for (let index = 0; ; index += 1) {
    const saved = core.getState(`${variable}-${index}`)
    if (saved === '') return all
    const numbered = JSON.parse(saved) as { mark: string; list: T[] }
    if (numbered.mark !== mark) return all
    all.push(...numbered.list)
  }
}
