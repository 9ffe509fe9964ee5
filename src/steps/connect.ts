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
  type Status,
} from '../portainer/session.ts'

/** What the run knows after its first requests. */
export interface Connected<T> {
  server: { url: string; version: string }
  /** Undefined in a dry run on a Portainer without an administrator: nothing is there, and nothing can be asked. */
  found: T | undefined
}

/**
 * Waits for Portainer, creates the administrator if asked, signs in, reads the version and takes the first look. What
 * does not depend on each other goes out together.
 * @param look the first request with credentials.
 */
export async function connect<T>(
  client: Client,
  dryRun: boolean,
  look: () => Promise<T>,
): Promise<Connected<T>> {
  const { connection } = client
  if (connection.waitSeconds > 0) await waitForPortainer(client)
  const status = readServerStatus(client)
  const rest = (async () => {
    if (connection.initAdmin && !(await initialise(client, dryRun))) return undefined
    await signIn(client, status)
    return look()
  })()
  const [read, found] = await Promise.allSettled([status, rest])
  // Without a version nothing that follows means anything; with one, it explains why an API key is refused.
  if (read.status === 'rejected') throw read.reason
  const known: Status = read.value
  checkApiKey(client, known)
  if (found.status === 'rejected') throw found.reason
  return { server: { url: connection.url, version: known.text }, found: found.value }
}

/** @returns whether there is an administrator now. */
async function initialise(client: Client, dryRun: boolean): Promise<boolean> {
  const { connection } = client
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
    if (least === undefined || connection.credentials.kind !== 'password') throw error
    if (connection.credentials.password.length >= least) throw error // then it is not the length
    throw new ResponseError(error.message, {
      status: error.status,
      errorBody: error.errorBody,
      fromPortainer: error.fromPortainer,
      hint: `This Portainer wants passwords of at least ${least} characters.`,
      cause: error,
    })
  }
}
