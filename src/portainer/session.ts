import * as core from '@actions/core'
import { ResponseError, ConnectionError, RefusedError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { plural, quote, safe } from '../foundation/text.ts'
import { responseError, parseJson } from './response-error.ts'
import { callJson } from './client.ts'
import { errorContext, type Client } from './client.ts'
import { booleanOf, isObject, numberOf, textOf } from './json.ts'
import { mayRetry } from './retry.ts'
import type { HttpResponse } from './http.ts'
import { capabilitiesOf, parseVersion } from './versions.ts'

/** What `/api/status` says, which every version answers without credentials. */
export interface Status {
  /** As the server writes it: `2.21.0-rc1`. */
  text: string
  /** 1.x started with `--no-auth`: everybody is an administrator. */
  open: boolean
}

/** Reads the version. Throws AnswerError where something that is not Portainer answers. */
export async function readServerStatus(client: Client, seconds?: number): Promise<Status> {
  const purpose = `read the status of Portainer at ${client.connection.url}`
  const json = await callJson(client, {
    purpose,
    method: 'GET',
    path: '/api/status',
    step: 'status',
    anonymous: true,
    ...(seconds === undefined ? {} : { seconds }),
  })
  const text = isObject(json) ? textOf(json, 'Version') : ''
  if (!isObject(json) || text === '') {
    throw new ResponseError(`Could not ${purpose}: the answer is JSON without a version.`, {
      status: 200,
      hint: "'url' points at something that is not Portainer.",
    })
  }
  client.version = parseVersion(text)
  return { text, open: 'Authentication' in json && !booleanOf(json, 'Authentication') }
}

/** Asks for the status until it comes, for `wait-for-portainer` seconds. Throws what the last attempt failed with. */
export async function waitForPortainer(client: Client): Promise<void> {
  const { clock, connection } = client
  const start = clock.now()
  const left = (): number => connection.waitSeconds - (clock.now() - start) / 1000
  let lastSaid = -Infinity
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5000)) {
    try {
      await readServerStatus(client, Math.max(1, Math.min(10, left())))
      return
    } catch (error) {
      const maySettle =
        error instanceof ConnectionError || (error instanceof ResponseError && error.status >= 500)
      if (!maySettle || left() <= pause / 1000) {
        if (maySettle)
          core.info(`Portainer did not answer within ${plural(connection.waitSeconds, 'second')}.`)
        throw error
      }
      if (clock.now() - lastSaid >= 5000) {
        lastSaid = clock.now()
        core.info(
          `Waiting for Portainer at ${connection.url} (${error.message}) for ${Math.ceil(left())} s more.`,
        )
      }
      await clock.sleep(pause)
    }
  }
}

/**
 * Creates the administrator. One that exists already is fine: signing in will tell whether it is this one.
 * @returns whether it was created.
 */
export async function createAdministrator(client: Client): Promise<boolean> {
  const { username, credentials, setupToken } = client.connection
  if (credentials.kind !== 'password') return false
  const response = await client.call({
    purpose: `create the administrator ${quote(username)}`,
    method: 'POST',
    path: '/api/users/admin/init',
    json: { Username: username, Password: credentials.password },
    headers: setupToken === undefined ? {} : { 'x-setup-token': setupToken },
    // Done twice it answers 409, as for any administrator that exists already.
    repeatable: 'repeatable',
    step: 'init',
    anonymous: true,
    accept: [409],
  })
  const json = parseJson(response.body.toString('utf8'))
  if (response.status === 409) return false
  if (!isObject(json)) {
    throw responseError(`create the administrator ${quote(username)}`, response, errorContext(client, 'init'))
  }
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
    anonymous: true,
    accept: [303, 401, 403, 404],
  })
  const json = parseJson(response.body.toString('utf8'))
  return isObject(json) ? numberOf(json, 'RequiredPasswordLength') : undefined
}

/** Whether an administrator exists. */
export async function hasAdministrator(client: Client): Promise<boolean> {
  const response = await client.call({
    purpose: 'ask whether there is an administrator',
    method: 'GET',
    path: '/api/users/admin/check',
    step: 'init',
    anonymous: true,
    accept: [404],
  })
  return response.status !== 404
}

/** Signs in, so that every later call carries credentials. An API key needs no request. */
export async function signIn(client: Client, status: Promise<Status>): Promise<void> {
  const { username, credentials } = client.connection
  if (credentials.kind === 'api-key') {
    client.authorization = { 'x-api-key': credentials.apiKey }
    return
  }
  const purpose = `sign in as ${quote(username)}`
  const getToken = async (): Promise<void> => {
    let response: HttpResponse
    try {
      response = await client.call({
        purpose,
        method: 'POST',
        path: '/api/auth',
        json: { Username: username, Password: credentials.password },
        // Never after 422 or 403, which the retry policy sees to: past ten sign-ins, then one a second, the address is banned.
        repeatable: 'repeatable',
        step: 'sign-in',
        anonymous: true,
      })
    } catch (error) {
      if (!(error instanceof ResponseError && error.status === 503 && (await status).open)) throw error
      return // 1.x with --no-auth: no token is needed
    }
    const json = parseJson(response.body.toString('utf8'))
    const token = isObject(json) ? textOf(json, 'jwt') : ''
    if (!/^[\x21-\x7e]{1,16384}$/.test(token))
      throw responseError(purpose, response, errorContext(client, 'sign-in'))
    mask(token)
    client.authorization = { authorization: `Bearer ${token}` }
  }
  await getToken()

  let renewals = 0
  let renewing: Promise<void> | undefined
  let refusal: ResponseError | undefined
  client.renew = async () => {
    if (refusal !== undefined) throw refusal
    if (renewals >= 5)
      throw new RefusedError('The sign-in stopped being valid again and again; gave up after five renewals.')
    renewing ??= getToken()
      .catch((error: unknown) => {
        // What is not tried again for one call is not tried again for the next either.
        if (error instanceof ResponseError && !mayRetry(error, 'repeatable')) refusal = error
        throw error
      })
      .finally(() => {
        renewals += 1
        renewing = undefined
      })
    await renewing
  }
}

/** Whether the version is one that API keys work with; where they don't, 401 would not say why. */
export function checkApiKey(client: Client, status: Status): void {
  if (client.connection.credentials.kind === 'api-key' && !capabilitiesOf(client.version).apiKeys) {
    throw new RefusedError(`Portainer ${safe(status.text, 100)} knows no API keys (2.11 and later do).`, {
      hint: "Use 'username' and 'password'.",
    })
  }
}
