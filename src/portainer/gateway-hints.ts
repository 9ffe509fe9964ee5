import { quote, safe } from '../foundation/text.ts'
import { WRONG_PATH } from './connection-hints.ts'
import type { ErrorBody } from './error-body.ts'
import type { ErrorContext } from './error-context.ts'
import type { HttpResponse } from './http.ts'

const ITS_OWN_SIGN_IN = 'An access proxy in front of Portainer asks for its own sign-in'
const REFUSED =
  "Something in front of Portainer refuses the request, such as a firewall, a challenge for browsers or an access proxy: let the runner pass there, or give what it asks for in 'headers'."
const NO_ANSWER = 'A proxy in front of Portainer could not reach it, or got no answer in time.'
const CROSS_ORIGIN =
  "Either Portainer's cross-origin check or something in front of Portainer refuses the request. The check fails when a proxy adds an Origin or Sec-Fetch-Site header or changes Host: let it pass them unchanged, or start Portainer with --trusted-origins. A firewall or an access proxy has to let the runner pass, or wants something in 'headers'."

/**
 * What to do about a response that Portainer itself does not give: by a proxy, a firewall or a single sign-on in front of
 * it, or by something else at that address. Undefined if it can be Portainer's.
 */
export function hintForGateway(
  { status, headers }: Pick<HttpResponse, 'status' | 'headers'>,
  body: ErrorBody,
  context: ErrorContext,
): string | undefined {
  if (status === 407)
    return 'The proxy wants credentials: put them into HTTPS_PROXY or HTTP_PROXY, or add the host to NO_PROXY.'
  if (status >= 300 && status < 400) return hintForRedirect(headers.location, status, context)
  if (headers['www-authenticate'] !== undefined) return hintForBasic(context)
  if (body.fromPortainer) return undefined
  if (status === 400) return hintFor400(body.words)
  if (status === 401) return `${ITS_OWN_SIGN_IN}: give its token in 'headers'.`
  if (status === 403) return hintFor403(body, context)
  if (status === 413)
    return 'The request is too large for a proxy in front of Portainer: raise its limit (nginx: client_max_body_size).'
  if (status === 429)
    return 'Too many requests for a proxy in front of Portainer: wait before you run the step again, or raise its limit for the runner.'
  if ((status === 405 || status === 501) && /^(PUT|DELETE)$/.test(context.method))
    return `Something in front of Portainer does not let ${context.method} requests pass: allow them there.`
  if (status > 501) return NO_ANSWER
  if (status === 404) return WRONG_PATH
  if (body.form !== 'html') return undefined
  if (status < 300)
    return `${WRONG_PATH} Or an access proxy in front of it shows its sign-in: give its token in 'headers'.`
  return status < 500
    ? REFUSED
    : 'The page is not one of Portainer: look at the log of the proxy in front of it.'
}

function hintForBasic({ connection }: ErrorContext): string {
  const given = connection.headers.some(([name]) => /^(proxy-)?authorization$/i.test(name))
  if (given) return `${ITS_OWN_SIGN_IN}, and does not accept what 'headers' gives it.`
  return connection.credentials.kind === 'api-key'
    ? `${ITS_OWN_SIGN_IN}: give it in 'headers', such as 'Authorization: Basic ...'.`
    : `${ITS_OWN_SIGN_IN}: give it in 'headers', such as 'Authorization: Basic ...', and use 'api-key' instead of 'password', whose session needs that header for itself.`
}

function hintFor400(words: string): string | undefined {
  if (/http request (was sent )?to (an )?https (server|port)|plain http to an ssl/.test(words))
    return "This port speaks HTTPS: begin 'url' with 'https://'."
  return /ssl certificate/.test(words)
    ? "A proxy in front of Portainer wants a client certificate, which this action can't present: let the runner reach Portainer without it."
    : undefined
}

function hintFor403({ form, words }: ErrorBody, { method }: ErrorContext): string {
  if (/csrf|origin invalid/.test(words))
    return 'A proxy in front of Portainer adds cookies or an Origin header to requests: let it pass them unchanged, or start Portainer with --trusted-origins.'
  if (form !== 'text' || !/^forbidden\.?$/.test(words)) return REFUSED
  if (method !== 'GET') return CROSS_ORIGIN
  return `${REFUSED} It is not Portainer's own cross-origin check (Origin header, --trusted-origins), which lets reads pass.`
}

/** Told by where it leads: to Portainer at another address, or to a page where people sign in. */
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

/** What addresses of sign-in pages have in common, whatever the product. */
const SIGN_IN =
  /auth|log-?in|sign-?_?in|\bsso\b|saml|openid|cas\/|access|challenge|[?&](rd|rt|rurl|redirect|redirect_uri|redirect_to|return|return_to|returnurl|next|target|service|state)=/i
