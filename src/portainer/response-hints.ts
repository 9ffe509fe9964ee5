import { hintForEngine } from './engine-hints.ts'
import type { ErrorBody } from './error-body.ts'
import type { ErrorContext } from './error-context.ts'
import { hintForGateway } from './gateway-hints.ts'
import type { HttpResponse } from './http.ts'
import { capabilitiesOf, formatVersion } from './versions.ts'

const BOTH_CREDENTIALS =
  "Portainer got an API key and an Authorization header at once: a proxy in front of it adds one of them. Check 'headers'."
const TAKES_OTHER_SIGN_IN =
  "This Portainer signs its users in by OAuth or LDAP, where 'password' does not work for this user: use 'api-key'."

/**
 * What to do about a response. Recognised by status and form, and by words only where nothing else tells, since they
 * differ from version to version. Undefined where nothing follows from what was seen.
 */
export function hintForResponse(
  response: Pick<HttpResponse, 'status' | 'headers'>,
  body: ErrorBody,
  context: ErrorContext,
): string | undefined {
  const { status, headers } = response
  if (status === 303 && headers['redirect-reason'] === 'AdminInitTimeout')
    return 'Portainer stopped waiting for its first administrator five minutes after its start: restart its container, then run this step again.'
  return hintForGateway(response, body, context) ?? hintForPortainer(status, body, context)
}

function hintForPortainer(status: number, body: ErrorBody, context: ErrorContext): string | undefined {
  const { step, endpoint, version } = context
  const { words } = body
  if (step === 'create' || step === 'write') {
    const hint = status < 300 ? undefined : hintForEngine(words, endpoint, capabilitiesOf(version))
    if (hint !== undefined) return hint
  }
  if ((status === 401 || status === 403) && /api key and auth/.test(words)) return BOTH_CREDENTIALS
  if (step === 'sign-in') return hintForSignIn(status, words, context)
  if (status === 401) return hintFor401(words, context)
  if (step === 'init') return hintForInit(status, words, context)
  if (status === 403)
    return step === 'read'
      ? 'This user may not see it: sign in as an administrator.'
      : 'This needs an administrator: a standard user can neither create nor change endpoints.'
  if (status === 503 && step === 'create' && body.form === 'error')
    return 'Portainer was started with --external-endpoints, which takes endpoints from a file only.'
  return status === 409 ? 'Another endpoint has this name already.' : undefined
}

function hintForSignIn(status: number, words: string, { connection }: ErrorContext): string | undefined {
  if (status >= 500 && /ldap/.test(words))
    return /network error|dial tcp|timeout|refused/.test(words)
      ? "Portainer can't reach its LDAP server: check the server, and that Portainer's host reaches it. An 'api-key' does not need it."
      : "Portainer can't use its LDAP server: check Settings, Authentication. An 'api-key' does not need it."
  if (/not supported|oauth/.test(words) || (/ldap/.test(words) && status === 403)) return TAKES_OTHER_SIGN_IN
  if (status === 400 || status === 422) {
    const { credentials } = connection
    return credentials.kind === 'password' && credentials.password.startsWith('ptr_')
      ? "'password' holds an access token (ptr_...): give it in 'api-key'."
      : "Check 'username' and 'password'."
  }
  return status === 403
    ? "This address signed in too often (ten at once, then one a second) and is banned for an hour; everyone behind the same proxy shares it, and so do the jobs of a matrix. Wait, or use 'api-key', which does not count."
    : undefined
}

function hintFor401(words: string, { connection: { credentials }, version }: ErrorContext): string {
  const isMissing = /valid authori[sz]ation token is missing/.test(words)
  if (credentials.kind === 'password') {
    return isMissing
      ? "Portainer got no session token: a proxy in front of it removes the Authorization header. Let it pass, or use 'api-key'."
      : 'The session is not valid, even after signing in again: Portainer was restarted meanwhile, or several Portainers without a common database answer at this address.'
  }
  if (version !== undefined && !capabilitiesOf(version).apiKeys)
    return `Portainer ${formatVersion(version)} does not support API keys (2.11 and later do): use 'password'.`
  const { apiKey } = credentials
  if (/^eyJ/.test(apiKey))
    return "'api-key' holds the token of a session (JWT): give an access token (ptr_...), made in Portainer under My account, Access tokens."
  if (!apiKey.startsWith('ptr_'))
    return "'api-key' is not an access token: those begin with 'ptr_'. A password goes into 'password'."
  const takenAway = 'a proxy in front of it removes the X-API-Key header: let it pass.'
  // Up to 2.19 Portainer says so of a wrong key too, and spells it "authorisation".
  if (isMissing)
    return /authorization/.test(words)
      ? `Portainer got no API key: ${takenAway}`
      : `Portainer does not know this API key, or ${takenAway}`
  return /token is invalid/.test(words)
    ? 'The user to whom this API key belongs no longer exists: make a new key.'
    : 'Portainer does not know this API key: it was revoked, or belongs to another Portainer.'
}

function hintForInit(status: number, words: string, { connection }: ErrorContext): string | undefined {
  if (status === 403 && /setup token/.test(words))
    return connection.setupToken === undefined
      ? "This Portainer wants its setup token for the first administrator. For one that stays the same, start Portainer with the variable PORTAINER_SETUP_TOKEN and give its value in 'setup-token'. Otherwise Portainer makes a new one at each start and writes it to its log (docker logs portainer 2>&1 | grep setup_token)."
      : "'setup-token' is not the one of this Portainer: it is the value of PORTAINER_SETUP_TOKEN that Portainer was started with, or a new one at each start, which is in its log (docker logs portainer 2>&1 | grep setup_token)."
  if (status === 400 && /password/.test(words))
    return 'Choose a longer password: Portainer 2.13 and later want at least 12 characters (2.13 also three of four kinds of characters).'
  if (status === 400 && /username/.test(words)) return "'username' must not contain white space."
  if (status === 500 && /hash/.test(words))
    return 'bcrypt takes passwords of at most 72 bytes: choose a shorter one.'
  return undefined
}
