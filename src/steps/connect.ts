import * as core from '@actions/core'
import { ResponseError } from '../foundation/errors.ts'
import type { Inputs } from '../inputs/step.ts'
import type { Client } from '../portainer/client.ts'
import {
  checkApiKey,
  createAdministrator,
  hasAdministrator,
  readPasswordLength,
  readServerStatus,
  signIn,
  waitForPortainer,
} from '../portainer/session.ts'
import { type Found, lookForItems } from './look.ts'

export interface Server {
  url: string
  /** As the server writes it. */
  version: string
}

export interface Connected {
  client: Client
  server: Server
  /** Undefined in a dry run on a Portainer without an administrator: nothing exists, and nothing can be asked. */
  found: Found | undefined
}

/**
 * Waits for Portainer, creates the administrator if asked, signs in, reads the version and takes the first look.
 * Independent requests run in parallel.
 */
export async function connect(client: Client, { dryRun, items, prune }: Inputs): Promise<Connected> {
  const { connection } = client
  const status =
    connection.waitSeconds > 0 ? Promise.resolve(await waitForPortainer(client)) : readServerStatus(client)
  const rest = (async () => {
    if (connection.initAdmin && !(await ensureAdministrator(client, dryRun))) return undefined
    const credentials = await signIn(client, status)
    // The version is not known yet.
    const found = await lookForItems(client.signedIn(credentials, undefined), items, prune !== undefined)
    return { credentials, found }
  })()
  const [known, session] = await Promise.allSettled([status, rest])
  // Without a version nothing that follows means anything; with one, it explains why an API key is refused.
  if (known.status === 'rejected') throw known.reason
  const { text, version } = known.value
  checkApiKey(client, known.value)
  if (session.status === 'rejected') throw session.reason
  const { credentials, found } = session.value ?? {}
  const server = { url: connection.url, version: text }
  return { client: client.signedIn(credentials, version), server, found }
}

async function ensureAdministrator(client: Client, dryRun: boolean): Promise<boolean> {
  const { credentials } = client.connection
  if (dryRun) {
    const exists = await hasAdministrator(client)
    if (!exists) core.info('Portainer has no administrator yet: it would be created first.')
    return exists
  }
  try {
    if (await createAdministrator(client)) core.info('Created the administrator.')
    return true
  } catch (error) {
    if (!(error instanceof ResponseError) || error.status !== 400) throw error
    const least = await readPasswordLength(client).catch(() => undefined)
    const isTooShort =
      least !== undefined && credentials.kind === 'password' && credentials.password.length < least
    if (!isTooShort) throw error
    const { message, status, errorBody, fromPortainer } = error
    const hint = `This Portainer wants passwords of at least ${least} characters.`
    throw new ResponseError(message, { status, errorBody, fromPortainer, hint, cause: error })
  }
}
