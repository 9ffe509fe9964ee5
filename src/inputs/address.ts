import { InputError } from '../foundation/errors.ts'
import { hasControl, quote, withoutUserInfo } from '../foundation/text.ts'
import type { EndpointType } from './endpoint-types.ts'

const HOST = "'tcp://host:port', 'host:port' or 'http(s)://host[:port]'"
const EDGE = "'http(s)://host[:port]', the address at which the edge agent reaches Portainer"

/** The forms of an address that fit each kind, for messages; `azure` and `kubeconfig` take none. */
const FORMS: Partial<Record<EndpointType, string>> = {
  docker:
    "'tcp://host:port', 'host:port', 'http(s)://host[:port]', 'unix:///path' or 'npipe:////./pipe/name'",
  'edge-agent': EDGE,
}

/** Whether a host is the machine this runs on; IPv6 in brackets, as in a URL. */
export function isLoopback(hostname: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)
}

/** Whether an engine's address is a socket on Portainer's own host. */
export function isLocalSocket(url: string): boolean {
  return /^(unix|npipe):/i.test(url)
}

/**
 * The address as Portainer wants it: `host:port` gets `tcp://`, since an address without a scheme fails on every
 * version, but not for an edge agent, where it is Portainer's own URL. The scheme is in lower case, as Go compares it.
 * @throws InputError for an address that can't work.
 */
export function readAddress(type: EndpointType, text: string): string {
  const fail = (why: string): InputError =>
    new InputError(
      `'endpoint-url' is ${quote(withoutUserInfo(text))}, ${why}; allowed: ${FORMS[type] ?? HOST}.`,
    )
  if (hasControl(text) || /\s/.test(text)) throw fail('with white space or control characters in it')
  const written = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, (scheme) => scheme.toLowerCase())
  if (type === 'edge-agent') return readEdgeAddress(written, fail)
  if (isLocalSocket(written)) {
    if (type !== 'docker') throw fail(`which is a local socket, and 'type' is '${type}'`)
    if (!/^(unix:\/\/\/.|npipe:\/\/\/\/.)/.test(written)) throw fail('which names no absolute path')
    return written
  }
  const url = /^[a-z][a-z0-9+.-]*:\/\//.test(written) ? written : `tcp://${written}`
  const scheme = url.slice(0, url.indexOf(':'))
  if (!['tcp', 'http', 'https'].includes(scheme)) throw fail(`and Portainer does not know '${scheme}://'`)
  const parts = parse(`http${url.slice(url.indexOf('://'))}`)
  if (parts === undefined) throw fail('which is no address')
  refuseExtras(parts, fail)
  if (scheme === 'tcp' && parts.pathname !== '/') throw fail('which has a path')
  if (scheme === 'tcp' && !/:\d+\/?$/.test(url)) throw fail('which has no port')
  return url
}

function readEdgeAddress(text: string, fail: (why: string) => InputError): string {
  const url = /^https?:\/\//.test(text) ? parse(text) : undefined
  if (url === undefined) throw fail("which has no 'http://' or 'https://'")
  if (url.hostname === 'localhost') {
    throw fail('and Portainer refuses localhost here: the agent calls it from another host')
  }
  refuseExtras(url, fail)
  return text
}

function refuseExtras(url: URL, fail: (why: string) => InputError): void {
  if (url.username !== '' || url.password !== '') throw fail('which holds user info')
  if (url.search !== '' || url.hash !== '') throw fail('which has a query or a fragment')
}

function parse(text: string): URL | undefined {
  const url = URL.parse(text)
  return url?.hostname ? url : undefined
}
