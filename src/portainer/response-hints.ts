import type { Connection } from '../inputs/connection.ts'
import { WRONG_PATH } from './connection-hints.ts'
import { hintForRefused } from './engine-hints.ts'
import type { HttpResponse } from './http.ts'
import { capabilitiesOf, formatVersion, type Version } from './versions.ts'

/** What an answer says of itself, in one form for every version and for whatever stands before Portainer. */
export interface ErrorBody {
  message: string
  details: string
  /** Portainer's own JSON error, another JSON, a web page, other text, or nothing. */
  form: 'error' | 'json' | 'html' | 'text' | 'empty'
  /** In the shape that only Portainer gives its errors: gateways have a `message` at most. */
  fromPortainer: boolean
}

/** What is known when an answer is explained. */
export interface ErrorContext {
  step: 'status' | 'init' | 'sign-in' | 'read' | 'create' | 'write'
  credentials: Connection['credentials']['kind']
  version: Version | undefined
  /** The connection has headers of its own, hence perhaps an access proxy. */
  hasHeaders: boolean
}

const GATEWAY = 'A proxy in front of Portainer could not reach it, or got no answer in time.'
const EMPTY =
  'An empty or outdated secret is the usual cause; pull requests from forks and Dependabot get no secrets.'

/** Where the words stand that tell something. Who writes the text could make the search in a long one take hours. */
const MAX_LENGTH = 4000

/** What to do about an answer. Recognised by status and form, since the wording differs from version to version; undefined where nothing true can be said. */
export function hintForAnswer(
  response: HttpResponse,
  errorBody: ErrorBody,
  at: ErrorContext,
): string | undefined {
  const { status } = response
  const text =
    `${errorBody.message.slice(0, MAX_LENGTH)} ${errorBody.details.slice(0, MAX_LENGTH)}`.toLowerCase()
  if (status === 407)
    return 'The proxy wants credentials: put them into HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY.'
  if (status === 303 && response.headers['redirect-reason'] === 'AdminInitTimeout') {
    return 'Portainer stopped waiting for its first administrator five minutes after its start: restart its container, then run this step again.'
  }
  if (status >= 300 && status < 400) {
    return `Redirects are refused, because credentials would follow them. Give the final address in 'url'${response.headers.location ? ' (http:// instead of https:// is the usual cause)' : ''}.`
  }
  if (status > 501 && errorBody.form !== 'error') return GATEWAY
  if (errorBody.form === 'html' || (status === 404 && errorBody.form === 'text')) {
    return at.hasHeaders
      ? `${WRONG_PATH} Or an access proxy asks for a sign-in: check 'headers'.`
      : WRONG_PATH
  }
  if (status === 400 && /http request to an https server/.test(text)) {
    return "This port speaks HTTPS: begin 'url' with 'https://'."
  }
  const refused =
    at.step === 'create' || at.step === 'write' ? hintForRefused(text, capabilitiesOf(at.version)) : undefined
  if (refused !== undefined) return refused
  if (status === 401) return hintFor401(at)
  if (status === 403) return hintFor403(text, errorBody, at)
  if (status === 422 && at.step === 'sign-in') {
    return `Check 'username' and 'password'. ${EMPTY} With LDAP or OAuth only the first administrator signs in this way; others use 'api-key'.`
  }
  if (status === 400 && at.step === 'sign-in') return `Check 'username' and 'password'. ${EMPTY}`
  if (at.step === 'init') return hintForInit(status, text)
  if (status === 503 && at.step === 'create' && errorBody.form === 'error') {
    return 'Portainer was started with --external-endpoints, which takes endpoints from a file only.'
  }
  if (status > 501) return GATEWAY
  if (status === 409) return 'Another endpoint has this name already.'
  if (status === 500 && at.step === 'create') {
    return "Portainer itself could not reach 'endpoint-url' as asked: check host, port, firewall and TLS from Portainer's host, not from the runner."
  }
  return undefined
}

function hintFor401(at: ErrorContext): string {
  if (at.credentials === 'password')
    return 'The sign-in is no longer valid: Portainer was restarted, or the session has run out.'
  if (at.version !== undefined && !capabilitiesOf(at.version).apiKeys) {
    return `Portainer ${formatVersion(at.version)} knows no API keys (2.11 and later do): use 'password'.`
  }
  return `The API key is not valid. ${EMPTY}`
}

function hintFor403(text: string, errorBody: ErrorBody, at: ErrorContext): string {
  if (/csrf|origin invalid/.test(text)) {
    return 'A proxy in front of Portainer adds cookies or an Origin header to requests: let it pass them unchanged.'
  }
  if (/api key and auth/.test(text)) {
    return "Portainer got an API key and an Authorization header at once: a proxy in front of it adds one of them. Check 'headers'."
  }
  if (at.step === 'init' && /setup token/.test(text)) {
    return "Portainer 2.43 and later ask for the token that the server's log shows at its start: give it in 'setup-token'."
  }
  if (at.step === 'sign-in' && /oauth|ldap/.test(text)) {
    return "With LDAP or OAuth only the first administrator signs in with a password; use 'api-key'."
  }
  if (at.step === 'sign-in') {
    return "This address signed in too often (ten at once, then one a second) and is banned for an hour; everyone behind the same proxy shares it, and so do the jobs of a matrix. Wait, or use 'api-key', which does not count."
  }
  if (errorBody.form !== 'error')
    return "Something in front of Portainer refuses the request: check its rules, or 'headers'."
  return 'This needs an administrator: a standard user can neither create nor change endpoints.'
}

function hintForInit(status: number, text: string): string | undefined {
  if (status === 400 && /password/.test(text))
    return 'Choose a longer password: Portainer 2.13 and later want at least 12 characters (2.13 also three of four kinds of characters).'
  if (status === 400 && /username/.test(text)) return "'username' must not contain white space."
  if (status === 500 && /hash/.test(text))
    return 'bcrypt takes passwords of at most 72 bytes: choose a shorter one.'
  return undefined
}
