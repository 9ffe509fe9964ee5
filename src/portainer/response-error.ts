import { ResponseError } from '../foundation/errors.ts'
import { quote, safe } from '../foundation/text.ts'
import type { Connection } from '../inputs/connection.ts'
import { WRONG_PATH } from './connection-hints.ts'
import { hintForEngine, type RefusedEndpoint, wordsOf } from './engine-hints.ts'
import type { HttpResponse } from './http.ts'
import { isObject, parseJson, textOf, whyNotJson } from './json.ts'
import { readRetryAfter } from './retry.ts'
import { capabilitiesOf, type Version } from './versions.ts'

/** What a request is for, which decides what a refusal means. */
export type Step = 'status' | 'init' | 'sign-in' | 'read' | 'create' | 'write'

export interface ErrorContext {
  step: Step
  method: string
  /** With Portainer's address: `https://portainer.example.com/api/status`. */
  url: string
  connection: Connection
  version: Version | undefined
  endpoint?: RefusedEndpoint | undefined
}

export function responseError(purpose: string, response: HttpResponse, context: ErrorContext): ResponseError {
  const errorBody = readErrorBody(response)
  return new ResponseError(`Could not ${purpose}: ${describe(response, errorBody)}`, {
    status: response.status,
    errorBody,
    fromPortainer: errorBody.fromPortainer,
    hint: hintForResponse(response, errorBody, context),
    retryAfter: readRetryAfter(response.headers['retry-after'], new Date()),
  })
}

/** What the body of an error says, in one form for every version and for whatever stands in front of Portainer. */
interface ErrorBody {
  /** For a web page, its title. Foreign text: scrub it before it is logged or cut. */
  message: string
  details: string
  /** An error with a message, other JSON, a web page, other text, or nothing. */
  form: 'error' | 'json' | 'html' | 'text' | 'empty'
  /** In the shape that only Portainer gives its errors: gateways send a `message` at most. */
  fromPortainer: boolean
  words: string
}

/** More is neither kept nor parsed. Portainer's errors are far shorter, but the longest secret must fit. */
const MAX_BYTES = 131_072

/** `{message, details}`, `{err}` of 1.x, text or HTML. */
export function readErrorBody({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): ErrorBody {
  const text = body.toString('utf8', 0, MAX_BYTES).trim()
  const other = { message: '', details: '', fromPortainer: false, words: wordsOf(text, '') }
  if (text === '') return { ...other, form: 'empty' }
  if (/html/.test(headers['content-type'] ?? '') || /^<(!doctype|html)/i.test(text)) {
    const title = /<title[^<>]{0,100}>([^<]*)/i.exec(text)?.[1] ?? ''
    return { ...other, form: 'html', message: title.trim() }
  }
  const json = body.length > MAX_BYTES ? undefined : parseJson(text)
  if (isObject(json)) {
    const message = textOf(json, 'message') || textOf(json, 'err')
    const details = textOf(json, 'details')
    return {
      message,
      details,
      form: message === '' ? 'json' : 'error',
      fromPortainer: typeof json['details'] === 'string' || typeof json['err'] === 'string',
      words: wordsOf(message, details),
    }
  }
  if (json !== undefined || (body.length > MAX_BYTES && /^[[{]/.test(text))) return { ...other, form: 'json' }
  return { ...other, form: 'text', message: text }
}

function describe(
  { status, body }: HttpResponse,
  { form, message, details, fromPortainer }: ErrorBody,
): string {
  // A response that seemed good is never shown: it may hold a token, a key or a hash.
  if (status < 300 && form === 'text')
    return `the response (status ${status}) is not JSON${whyNotJson(body.toString('utf8'))}.`
  if (form === 'json' || (status < 300 && form === 'error'))
    return `the response (status ${status}) is JSON of an unknown form.`
  if (form === 'html')
    return `a web page came back (status ${status}${message === '' ? '' : `, ${quote(message)}`}), not Portainer's API.`
  const who = status === 407 ? 'the proxy' : fromPortainer ? 'Portainer' : 'the server'
  if (form === 'empty') return `${who} answered ${status} with an empty body.`
  const isMore = details !== '' && details.toLowerCase() !== message.toLowerCase()
  return `${who} answered ${status}: ${safe(message)}${isMore ? ` (details: ${safe(details)})` : ''}`
}

/** Goes by status and form, and by words only where nothing else helps: they differ from version to version. */
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
  if ((status === 401 || status === 403) && /api key and auth/.test(words))
    return "Portainer got an API key and an Authorization header at once: a proxy in front of it adds one of them. Check 'headers'."
  if (step === 'sign-in') return hintForSignIn(status, words)
  if (status === 401) return hintFor401(words, context)
  if (step === 'init') return hintForInit(status, words, context)
  if (status === 403)
    return step === 'read'
      ? 'This user has no access to it: sign in as an administrator.'
      : 'This needs an administrator: a standard user can neither create nor change endpoints.'
  if (status === 503 && step === 'create' && body.form === 'error')
    return 'Portainer was started with --external-endpoints, which takes endpoints from a file only.'
  return status === 409 ? 'Another endpoint has this name already.' : undefined
}

function hintForSignIn(status: number, words: string): string | undefined {
  if (status >= 500 && /ldap/.test(words))
    return /network error|dial tcp|timeout|refused/.test(words)
      ? "Portainer can't reach its LDAP server: check the server, and that Portainer's host reaches it. An 'api-key' does not need it."
      : "Portainer can't use its LDAP server: check Settings, Authentication. An 'api-key' does not need it."
  if (/not supported|oauth/.test(words) || (/ldap/.test(words) && status === 403))
    return "This Portainer signs its users in by OAuth or LDAP, where 'password' does not work for this user: use 'api-key'."
  if (status === 400 || status === 422) return "Check 'username' and 'password'."
  return status === 403
    ? "This address signed in too often (ten at once, then one a second) and is banned for an hour; everyone behind the same proxy shares it, and so do the jobs of a matrix. Wait, or use 'api-key', which does not count."
    : undefined
}

function hintFor401(words: string, { connection: { credentials } }: ErrorContext): string {
  const isMissing = /valid authori[sz]ation token is missing/.test(words)
  if (credentials.kind === 'password') {
    return isMissing
      ? "Portainer got no session token: a proxy in front of it removes the Authorization header. Let it pass, or use 'api-key'."
      : 'The session is not valid, even after signing in again: Portainer was restarted meanwhile, or several Portainers without a common database answer at this address.'
  }
  const { apiKey } = credentials
  if (!apiKey.startsWith('ptr_'))
    return "'api-key' is not an access token: those begin with 'ptr_'. A password goes into 'password'."
  const takenAway = 'a proxy in front of it removes the X-API-Key header: let it pass.'
  // Up to 2.19 Portainer says so of a wrong key too, and spells it "authorisation".
  if (isMissing)
    return /authorization/.test(words)
      ? `Portainer got no API key: ${takenAway}`
      : `Portainer does not know this API key, or ${takenAway}`
  return /token is invalid/.test(words)
    ? 'The user of this API key no longer exists: create a new key.'
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

const ITS_OWN_SIGN_IN = 'An access proxy in front of Portainer asks for its own sign-in'
const REFUSED =
  "Something in front of Portainer refuses the request, such as a firewall, a challenge for browsers or an access proxy: let the runner pass there, or give what it asks for in 'headers'."

const PLAIN_HTTP = /http request (was sent )?to (an )?https (server|port)|plain http to an ssl/

/** For a response of something in front of Portainer: a proxy, a firewall or a single sign-on. */
function hintForGateway(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  body: ErrorBody,
  context: ErrorContext,
): string | undefined {
  if (status === 407)
    return 'The proxy wants credentials: put them into HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY.'
  if (status >= 300 && status < 400) return hintForRedirect(headers.location, status, context)
  if (headers['www-authenticate'] !== undefined) return hintForBasic(context)
  if (body.fromPortainer) return undefined
  if (status === 400 && PLAIN_HTTP.test(body.words))
    return "This port speaks HTTPS: begin 'url' with 'https://'."
  if (status === 400)
    return /ssl certificate/.test(body.words)
      ? "A proxy in front of Portainer wants a client certificate, which this action can't present: let the runner reach Portainer without it."
      : undefined
  if (status === 401) return `${ITS_OWN_SIGN_IN}: give its token in 'headers'.`
  if (status === 403) return hintFor403(body, context)
  if (status === 413)
    return 'The request is too large for a proxy in front of Portainer: raise its limit (nginx: client_max_body_size).'
  if (status === 429)
    return 'Too many requests for a proxy in front of Portainer: wait before you run the step again, or raise its limit for the runner.'
  if ((status === 405 || status === 501) && /^(PUT|DELETE)$/.test(context.method))
    return `Something in front of Portainer blocks ${context.method} requests: allow them there.`
  if (status > 501) return 'A proxy in front of Portainer could not reach it, or got no answer in time.'
  if (status === 404) return WRONG_PATH
  if (body.form !== 'html') return undefined
  if (status < 300)
    return `${WRONG_PATH} Or an access proxy in front of it shows its sign-in: give its token in 'headers'.`
  return status < 500
    ? REFUSED
    : 'This is not a page of Portainer: check the log of the proxy in front of it.'
}

function hintForBasic({ connection }: ErrorContext): string {
  const given = connection.headers.some(([name]) => /^(proxy-)?authorization$/i.test(name))
  if (given) return `${ITS_OWN_SIGN_IN}, and does not accept what 'headers' gives it.`
  return connection.credentials.kind === 'api-key'
    ? `${ITS_OWN_SIGN_IN}: give it in 'headers', such as 'Authorization: Basic ...'.`
    : `${ITS_OWN_SIGN_IN}: give it in 'headers', such as 'Authorization: Basic ...', and use 'api-key' instead of 'password', whose session needs that header for itself.`
}

function hintFor403({ form, words }: ErrorBody, { method }: ErrorContext): string {
  if (/csrf|origin invalid/.test(words))
    return 'A proxy in front of Portainer adds cookies or an Origin header to requests: let it pass them unchanged, or start Portainer with --trusted-origins.'
  if (form !== 'text' || !/^forbidden\.?$/.test(words)) return REFUSED
  if (method !== 'GET')
    return "Either Portainer's cross-origin check or something in front of Portainer refuses the request. The check fails when a proxy adds an Origin or Sec-Fetch-Site header or changes Host: let it pass them unchanged, or start Portainer with --trusted-origins. A firewall or an access proxy has to let the runner pass, or wants something in 'headers'."
  return `${REFUSED} It is not Portainer's own cross-origin check (Origin header, --trusted-origins), which lets reads pass.`
}

/** Depends on the target: Portainer at another address, or a sign-in page. */
function hintForRedirect(location = '', status: number, { url }: ErrorContext): string {
  const refused = 'Redirects are refused, because credentials would follow them.'
  const from = new URL(url)
  // Shown as it was sent: secrets are not recognised in a URL that was parsed and written again.
  const [place = '', query = ''] = location.split(/(?=[?#])/, 2)
  if (place === '') return `${refused} Give the final address in 'url'.`
  const apiPath = from.pathname.slice(from.pathname.lastIndexOf('/api/'))
  const target = URL.parse(place, url)
  const isSame = target?.origin === from.origin && target.pathname === from.pathname
  if (place.endsWith(apiPath) && !isSame && !SIGN_IN.test(query)) {
    const address = place.slice(0, -apiPath.length)
    return `${refused} Give ${quote(place.startsWith('/') ? from.origin + address : address)} in 'url'.`
  }
  const isPermanent = status === 301 || status === 308
  if (isPermanent && !SIGN_IN.test(location))
    return `${refused} This one leads to ${quote(place)}: give the final address in 'url'.`
  const host = /^(?:https?:)?\/\/(?:[^/]*@)?([^/]*)/i.exec(place)?.[1]
  const to = host === undefined || host === from.host ? quote(place) : safe(host, 200)
  return `${refused} This one leads to ${to}, probably the sign-in of an access proxy in front of Portainer: give its token in 'headers', or let the runner pass there.`
}

/** Addresses of sign-in pages. */
const SIGN_IN =
  /auth|log-?in|sign-?_?in|\bsso\b|saml|openid|cas\/|access|challenge|[?&](rd|rt|rurl|redirect|redirect_uri|redirect_to|return|return_to|returnurl|next|target|service|state)=/i
