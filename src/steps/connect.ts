import * as core from '@actions/core'
import { ResponseError } from '../foundation/errors.ts'
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

/** What the run knows after its first requests. */
export interface Connected<T> {
  /** Signed in. */
  client: Client
  server: { url: string; version: string }
  /** Undefined in a dry run on a Portainer without an administrator: nothing exists, and nothing can be asked. */
  found: T | undefined
}

/**
 * Waits for Portainer, creates the administrator if asked, signs in, reads the version and takes the first look.
 * Independent requests run in parallel.
 * @param look the first request with credentials; the client it is given does not know the version yet.
 */
export async function connect<T>(
  client: Client,
  dryRun: boolean,
  look: (client: Client) => Promise<T>,
): Promise<Connected<T>> {
  const { connection } = client
  const status =
    connection.waitSeconds > 0 ? Promise.resolve(await waitForPortainer(client)) : readServerStatus(client)
  const rest = (async () => {
    if (connection.initAdmin && !(await ensureAdministrator(client, dryRun))) return undefined
    const credentials = await signIn(client, status)
    return { credentials, found: await look(client.signedIn(credentials, undefined)) }
  })()
  const [known, session] = await Promise.allSettled([status, rest])
  // Without a version nothing that follows means anything; with one, it explains why an API key is refused.
  if (known.status === 'rejected') throw known.reason
  const { text, version } = known.value
  checkApiKey(client, known.value)
  if (session.status === 'rejected') throw session.reason
  const { credentials, found } = session.value ?? {}
  return {
    client: client.signedIn(credentials, version),
    server: { url: connection.url, version: text },
    found,
  }
}

/** @returns whether there is an administrator now. */
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
    if (least === undefined || credentials.kind !== 'password') throw error
    if (credentials.password.length >= least) throw error // then it is not the length
    throw new ResponseError(error.message, {
      status: error.status,
      errorBody: error.errorBody,
      fromPortainer: error.fromPortainer,
      hint: `This Portainer wants passwords of at least ${least} characters.`,
      cause: error,
    })
  }
}
