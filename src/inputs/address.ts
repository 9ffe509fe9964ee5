import type { InputError } from '../foundation/errors.ts'
import { hasControl, hasUserInfo, parseWebUrl, withoutTrailingSlashes } from '../foundation/text.ts'
import type { EndpointType } from './endpoint-types.ts'
import type { InputSource } from './source.ts'

/** The forms of an address that fit each type, for messages; `azure` and `kubeconfig` take none. */
const FORMS: Partial<Record<EndpointType, string>> = {
  docker:
    "'tcp://host:port', 'host:port', 'http(s)://host[:port]', 'unix:///path' or 'npipe:////./pipe/name'",
  'edge-agent': "'http(s)://host[:port]', the address at which the edge agent reaches Portainer",
}
const OTHER_FORM = "'tcp://host:port', 'host:port' or 'http(s)://host[:port]'"

/** Docker's own socket, where it is unless somebody moved it. */
export const LOCAL_SOCKET = 'unix:///var/run/docker.sock'

/** Whether an engine's address is a socket on Portainer's own host. */
export const isLocalSocket = (url: string): boolean => /^(unix|npipe):/i.test(url)

/** The input `endpoint-url` with its scheme in lower case, as Go compares it; without one, with `tcp://`. */
export function readAddress(source: InputSource, type: EndpointType): string | undefined {
  const text = source.text('endpoint-url')
  if (text === undefined) return undefined
  const fail = (why: string): InputError =>
    source.invalid('endpoint-url', text, FORMS[type] ?? OTHER_FORM, why)
  if (hasControl(text) || /\s/.test(text)) throw fail('it contains white space or control characters')
  const written = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, (scheme) => scheme.toLowerCase())
  if (type === 'edge-agent') return readEdgeAddress(written, fail)
  if (isLocalSocket(written)) {
    if (type !== 'docker') throw fail(`a local socket can't be used with 'type: ${type}'`)
    if (!/^(unix:\/\/\/.|npipe:\/\/\/\/.)/.test(written)) throw fail('it has no absolute path')
    return written
  }
  const url = /^[a-z][a-z0-9+.-]*:\/\//.test(written) ? written : `tcp://${written}`
  const scheme = url.slice(0, url.indexOf(':'))
  if (!['tcp', 'http', 'https'].includes(scheme)) throw fail(`Portainer does not support '${scheme}://'`)
  const parts = parseWebUrl(`http${url.slice(scheme.length)}`)
  if (parts === undefined) throw fail('it is not a valid address')
  refuseExtras(url, parts, fail)
  if (scheme === 'tcp' && parts.pathname !== '/') throw fail('it has a path')
  if (scheme === 'tcp' && !/:\d+\/?$/.test(url)) throw fail('it has no port')
  return url
}

/** Portainer's own URL. */
function readEdgeAddress(text: string, fail: (why: string) => InputError): string {
  if (!/^https?:\/\//.test(text)) throw fail("'http://' or 'https://' is missing")
  const url = parseWebUrl(text)
  if (url === undefined) throw fail('it is not a valid URL')
  if (url.hostname === 'localhost') {
    throw fail('Portainer refuses localhost here, because the agent calls it from another host')
  }
  refuseExtras(text, url, fail)
  return withoutTrailingSlashes(text)
}

function refuseExtras(text: string, url: URL, fail: (why: string) => InputError): void {
  if (hasUserInfo(text)) throw fail('it has user info')
  if (url.search !== '' || url.hash !== '') throw fail('it has a query or a fragment')
}

/** The input `public-url`: a host name or an IP address. Warns of a port or a path, which Portainer keeps. */
export function readPublicUrl(source: InputSource): string | undefined {
  const text = source.line('public-url')
  const host = text?.replace(/^https?:\/\//i, '') ?? ''
  const extra = host.includes('/') ? 'a path' : /^([^:]*|\[.*\]):\d+$/.test(host) ? 'a port' : undefined
  if (extra !== undefined) {
    source.warn(
      `'public-url' has ${extra}: Portainer appends the published port to it, so its links will not work. Use the host name or IP address alone.`,
    )
  }
  return text
}
