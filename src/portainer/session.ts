import * as core from '@actions/core'
import { poll } from '../foundation/async.ts'
import { ActionError, ConnectionError, RefusedError, ResponseError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { plural, quote, safe } from '../foundation/text.ts'
import { callJson, unexpected, type Call, type Client, type Credentials } from './client.ts'
import { isObject, numberOf, objectIn, parseJson, textOf } from './json.ts'
import { isLasting, mayRetry } from './retry.ts'
import { capabilitiesOf, parseVersion, type Version } from './versions.ts'

export interface Status {
  text: string
  version: Version | undefined
  /** 1.x started with `--no-auth`: everybody is an administrator. */
  open: boolean
}

/** Throws ResponseError where something that is not Portainer responds. */
export async function readServerStatus(client: Client, seconds = Infinity): Promise<Status> {
  const purpose = `read the status of Portainer at ${client.connection.url}`
  const read = (path: string): Promise<unknown> =>
    callJson(client, { purpose, method: 'GET', path, step: 'status', seconds })
  // Deprecated, but the one path that every version knows.
  const json = await read('/api/status').catch(async (error: unknown) => {
    if (!(error instanceof ResponseError) || error.status !== 404) throw error
    return read('/api/system/status').catch((cause: unknown) => {
      throw cause instanceof ActionError ? error : cause
    })
  })
  const text = isObject(json) ? textOf(json, 'Version') : ''
  if (!isObject(json) || !/^[\w.+-]{1,64}$/.test(text)) {
    throw new ResponseError(`Could not ${purpose}: the response is JSON without a version.`, {
      status: 200,
      hint: "'url' points at something that is not Portainer.",
    })
  }
  const open = 'Authentication' in json && json['Authentication'] !== true
  return { text, version: parseVersion(text), open }
}

/** Seconds for each request while waiting for Portainer. */
const LOOK_SECONDS = 10

/** Waits up to `wait-for-portainer` seconds for Portainer. Throws the error of the last attempt. */
export async function waitForPortainer(client: Client): Promise<Status> {
  const { clock, connection } = client
  const end = clock.now() + connection.waitSeconds * 1000
  let last: Error | undefined
  const onWait = (secondsLeft: number): void => {
    const why = last?.message ?? ''
    core.info(`Waiting for Portainer at ${connection.url} (${why}) for ${secondsLeft} s more.`)
  }
  const attempt = async (): Promise<Status | undefined> => {
    try {
      return await readServerStatus(client, Math.max(1, Math.min(LOOK_SECONDS, (end - clock.now()) / 1000)))
    } catch (error) {
      if (!mayComeUp(error)) throw error
      last = error
      return undefined
    }
  }
  const status = await poll(clock, end, attempt, onWait)
  if (status !== undefined) return status
  core.info(`Portainer did not answer within ${plural(connection.waitSeconds, 'second')}.`)
  throw last as Error
}

/** Whether Portainer may still be starting: not where its certificate is refused, or something else answers. */
function mayComeUp(error: unknown): error is ConnectionError | ResponseError {
  if (error instanceof ConnectionError) return error.code === 'TIMEOUT' || !isLasting(error)
  return error instanceof ResponseError && error.status >= 500
}

/** Returns whether it was created. It is not an error if there is one: signing in tells whether it is this one. */
export async function createAdministrator(client: Client): Promise<boolean> {
  const { username, credentials, setupToken } = client.connection
  if (credentials.kind !== 'password') return false
  const call: Call = {
    purpose: `create the administrator ${quote(username)}`,
    method: 'POST',
    path: '/api/users/admin/init',
    json: { Username: username, Password: credentials.password },
    headers: setupToken === undefined ? {} : { 'x-setup-token': setupToken },
    // A second one answers 409, as for any administrator that exists already.
    repeatable: 'repeatable',
    step: 'init',
    accept: [409],
  }
  const response = await client.call(call).catch(async (error: unknown) => {
    // Until it is restarted Portainer asks for the token before it looks whether there is an administrator.
    const wantsToken = error instanceof ResponseError && /setup token/i.test(error.errorBody.message)
    if (!wantsToken || error.status !== 403 || !(await hasAdministrator(client))) throw error
    return undefined
  })
  if (response === undefined || response.status === 409) return false
  const json = parseJson(response.body.toString('utf8'))
  if (!isObject(json)) throw unexpected(client, call, response)
  const hash = textOf(json, 'Password')
  if (/^\$2[\x21-\x7e]{1,100}$/.test(hash)) mask(hash) // bcrypt's, on every version
  return true
}

/** The shortest password this Portainer takes for a new administrator; undefined where it does not say (2.14+ does). */
export async function readPasswordLength(client: Client): Promise<number | undefined> {
  const response = await client.call({
    purpose: 'read the public settings',
    method: 'GET',
    path: '/api/settings/public',
    step: 'read',
    accept: [303, 401, 403, 404],
  })
  return numberOf(objectIn(response), 'RequiredPasswordLength')
}

export async function hasAdministrator(client: Client): Promise<boolean> {
  const response = await client.call({
    purpose: 'ask whether there is an administrator',
    method: 'GET',
    path: '/api/users/admin/check',
    step: 'init',
    accept: [404],
  })
  return response.status !== 404
}

const MAX_RENEWALS = 5

/** An API key needs no request to sign in. `status` tells whether this Portainer wants anybody to sign in. */
export async function signIn(client: Client, status: Promise<Status>): Promise<Credentials> {
  const { credentials } = client.connection
  if (credentials.kind === 'api-key') {
    const headers = { 'x-api-key': credentials.apiKey }
    return { headers: () => headers, renew: undefined }
  }
  let headers = await openSession(client, credentials.password, status)
  let renewals = 0
  let renewing: Promise<void> | undefined
  let refusal: ActionError | undefined

  const openAgain = async (): Promise<void> => {
    try {
      headers = await openSession(client, credentials.password, status)
    } catch (error) {
      // What is not tried again for one call is not tried again for the next either.
      if (error instanceof ResponseError && !mayRetry(error, 'repeatable')) refusal = error
      throw error
    } finally {
      renewing = undefined
      renewals += 1
      if (renewals === MAX_RENEWALS) {
        const what = 'The session expired again and again'
        refusal ??= new RefusedError(`${what}; gave up after ${MAX_RENEWALS} renewals.`)
      }
    }
  }
  return {
    headers: () => headers,
    renew: async () => {
      if (refusal !== undefined) throw refusal
      await (renewing ??= openAgain())
    },
  }
}

async function openSession(
  client: Client,
  password: string,
  status: Promise<Status>,
): Promise<Record<string, string>> {
  const { username } = client.connection
  const call: Call = {
    purpose: `sign in as ${quote(username)}`,
    method: 'POST',
    path: '/api/auth',
    json: { Username: username, Password: password },
    // Not after 422 or 403: past ten sign-ins, then one a second, the address is banned.
    repeatable: 'repeatable',
    step: 'sign-in',
  }
  const response = await client.call(call).catch(async (error: unknown) => {
    if (error instanceof ResponseError && error.status === 503 && (await status).open) return undefined
    throw error
  })
  if (response === undefined) return {} // 1.x with --no-auth: no token is needed
  const token = textOf(objectIn(response), 'jwt')
  if (!/^[\x21-\x7e]{1,16384}$/.test(token)) throw unexpected(client, call, response)
  mask(token)
  return { authorization: `Bearer ${token}` }
}

/** Throws RefusedError for an API key on a version without them, whose 401 would not say why. */
export function checkApiKey(client: Client, status: Status): void {
  if (client.connection.credentials.kind !== 'api-key' || capabilitiesOf(status.version).apiKeys) return
  const what = `Portainer ${safe(status.text, 100)} does not support API keys (2.11 and later do).`
  throw new RefusedError(what, { hint: "Use 'username' and 'password'." })
}
