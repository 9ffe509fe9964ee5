import * as core from '@actions/core'
import { createHash, randomUUID } from 'node:crypto'
import { createFolder, isOurFolder, removeFolder } from './certificates/secret-files.ts'
import { safe } from './foundation/text.ts'
import type { Connection } from './inputs/connection.ts'
import type { Inputs } from './inputs/step.ts'
import { describeProxies } from './portainer/agent.ts'
import type { Created, CreationLog } from './steps/context.ts'

/** Endpoints in one state variable: few enough to rewrite, many enough for a fleet. */
const PER_VARIABLE = 20

/** What the post step knows of the run. */
export interface RunState {
  trusted: Trusted
  created: Created[]
  /** Names of creates that did not end in the run. */
  creating: string[]
  /** The GitHub environment whose deployment to deactivate; empty for none. */
  deployment: string
  /** As {@link describeRoots}, for GitHub; empty without a deployment. */
  githubRoots: string
  concurrency: number
}

/**
 * Where the run sent its credentials, and what was trusted there, by the words for it. The post step sends nothing if its
 * own inputs and environment differ, which a later step can change. Holds no secret: it lies in a file.
 */
type Trusted = Record<string, string | boolean>

/** Variables that Node and OpenSSL read. Their contents are hashed: options may hold anything. */
const TRUST_VARIABLES = [
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'OPENSSL_CONF',
  'OPENSSL_MODULES',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]

const ROOTS = 'the certificates that Node trusts'

async function describeTrusted(connection: Connection): Promise<Trusted> {
  const { url, ca, skipTlsVerify, headers } = connection
  const proxies = describeProxies()
  const isVerified = url.startsWith('https:') && !skipTlsVerify
  const usesRoots = (isVerified && ca.length === 0) || /_proxy=https:/i.test(proxies)
  const variables = TRUST_VARIABLES.map((name) => `${name}=${process.env[name] ?? ''}`)
  return {
    "'url'": url,
    "'ca-cert'": hash(ca.join('')),
    "'skip-tls-verify'": skipTlsVerify,
    "the names in 'headers'": headers.map(([name]) => name.toLowerCase()).join(),
    'the proxy variables': proxies,
    'the variables that say which certificates are trusted': hash(variables.join('\n')),
    [ROOTS]: usesRoots ? await describeRoots() : '',
  }
}

/** Why credentials must not be sent: the server, or what is trusted, is not the same as in the run. */
export async function whyNotTrusted(then: Trusted, connection: Connection): Promise<string | undefined> {
  const now = await describeTrusted(connection)
  const changed = Object.keys(now).filter((what) => then[what] !== now[what])
  if (changed.length > 0) return `${changed.join(', ')} changed since the step ran`
  if (now[ROOTS] !== UNKNOWN_ROOTS) return undefined
  return "OpenSSL's own settings say which certificates are trusted (--use-openssl-ca or OPENSSL_CONF), and whether they changed can't be told; use 'ca-cert' instead"
}

/** The certificates come from OpenSSL, which does not list them. */
export const UNKNOWN_ROOTS = 'unknown'

export async function describeRoots(): Promise<string> {
  const options = `${process.env['NODE_OPTIONS'] ?? ''} ${process.execArgv.join(' ')}`
  const isUpToOpenssl =
    /--(use[-_]openssl[-_]ca|openssl[-_](shared[-_])?config)/.test(options) || process.env['OPENSSL_CONF']
  if (isUpToOpenssl) return UNKNOWN_ROOTS
  // Loading TLS, and all the certificates, takes milliseconds that other runs need not spend.
  const tls = await import('node:tls')
  return hash(tls.getCACertificates('default').toSorted().join('\n'))
}

const hash = (text: string): string => createHash('sha256').update(text).digest('hex')

/** A later step can set variables that look like state, but what the run saved itself wins, even if it is empty. */
export function reserveState(): void {
  core.saveState('server', '')
}

/** Remembers for the post step what this run created, as soon as it has, and what it is about to create. */
export async function openState(inputs: Inputs): Promise<CreationLog> {
  const { connection, deployment: target, concurrency } = inputs
  const batches: Created[][] = []
  const creating: (string | undefined)[] = []
  // Variables beyond those that the run saved could be a later step's: they don't know this mark.
  const mark = randomUUID()
  const trusted = await describeTrusted(connection)
  const deployment = target?.environment ?? ''
  const githubRoots = deployment === '' ? '' : await describeRoots()
  core.saveState('server', JSON.stringify({ trusted, mark, deployment, githubRoots, concurrency }))
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
      const left = batches[index]?.filter((one) => one.id !== id)
      if (left === undefined) return
      batches[index] = left
      save(`created-${index}`, left)
    },
  }
}

let folder: string | undefined

/** The run's folder for secret files: made when first asked for, told to the post step before anything is in it. */
export function runFolder(): string {
  if (folder === undefined) {
    folder = createFolder(temporaryFolder())
    core.saveState('folder', folder)
  }
  return folder
}

export function removeRunFolder(): void {
  if (folder !== undefined) removeWithWarning(folder)
  folder = undefined
}

/** In the post step: removes the folder of the run, if it is still there. */
export function removeLeftFolder(): void {
  const left = core.getState('folder')
  if (left !== '' && isOurFolder(left, temporaryFolder())) removeWithWarning(left)
}

function removeWithWarning(folder: string): void {
  if (!removeFolder(folder)) core.warning(`The folder ${safe(folder)} for TLS files could not be removed.`)
}

const temporaryFolder = (): string => process.env['RUNNER_TEMP'] || process.cwd()

export function readState(): RunState | undefined {
  const saved = core.getState('server')
  if (saved === '') return undefined
  const { mark, ...state } = JSON.parse(saved) as Omit<RunState, 'created' | 'creating'> & { mark: string }
  return {
    ...state,
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
