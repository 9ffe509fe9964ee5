import { InputError } from '../foundation/errors.ts'
import { hasControl, quote } from '../foundation/text.ts'
import type { Kind } from './kinds.ts'

const FORMS: Record<'engine' | 'edge' | 'kubernetes', string> = {
  engine:
    "'tcp://host:port', 'host:port', 'http(s)://host[:port]', 'unix:///path' or 'npipe:////./pipe/name'",
  edge: "'http(s)://host[:port]', the address at which the edge agent reaches Portainer",
  kubernetes: "'https://host[:port]'",
}

/** Whether an engine's address is a socket on Portainer's own host. */
export function isLocalSocket(url: string): boolean {
  return /^(unix|npipe):/i.test(url)
}

/**
 * The address as Portainer wants it: `host:port` gets `tcp://`, since an address without a scheme fails on every
 * version, but not for an edge agent, where it is Portainer's own URL.
 * @throws InputError for an address that can't work.
 */
export function readAddress(kind: Kind, text: string): string {
  const forms = FORMS[kind === 'edge-agent' ? 'edge' : kind === 'kubernetes' ? 'kubernetes' : 'engine']
  const fail = (why: string): InputError =>
    new InputError(
      `'endpoint-url' is ${quote(text.replace(/\/\/[^/@]*@/, '//***@'))}, ${why}; allowed: ${forms}.`,
    )
  if (hasControl(text) || /\s/.test(text)) throw fail('with white space or control characters in it')
  if (kind === 'edge-agent') return readEdgeAddress(text, fail)
  if (isLocalSocket(text)) {
    if (kind !== 'docker') throw fail(`which is a local socket, and 'type' is '${kind}'`)
    if (!/^(unix:\/\/\/.|npipe:\/\/\/\/.)/i.test(text)) throw fail('which names no path')
    return text
  }
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `tcp://${text}`
  const scheme = url.slice(0, url.indexOf(':')).toLowerCase()
  if (!['tcp', 'http', 'https'].includes(scheme)) throw fail(`and Portainer does not know '${scheme}://'`)
  const parts = parse(`http${url.slice(url.indexOf('://'))}`)
  if (parts === undefined) throw fail('which is no address')
  if (parts.username !== '' || parts.password !== '') throw fail('which holds user info')
  if (scheme === 'tcp' && !/:\d+\/?$/.test(url)) throw fail('which has no port')
  if (scheme === 'tcp' && parts.pathname !== '/') throw fail('which has a path')
  if (parts.search !== '' || parts.hash !== '') throw fail('which has a query or a fragment')
  return url
}

function readEdgeAddress(text: string, fail: (why: string) => InputError): string {
  const url = /^https?:\/\//i.test(text) ? parse(text) : undefined
  if (url === undefined) throw fail("which has no 'http://' or 'https://'")
  if (url.hostname.toLowerCase() === 'localhost') {
    throw fail('and Portainer refuses localhost here: the agent calls it from another host')
  }
  if (url.username !== '' || url.password !== '') throw fail('which holds user info')
  return text
}

function parse(text: string): URL | undefined {
  const url = URL.parse(text)
  return url?.hostname ? url : undefined
}
