import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'

const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']
const VARIABLES = [...PROXIES, 'no_proxy', 'NO_PROXY']

/** The proxy for requests to Portainer. */
export interface Proxy {
  /** How it is reached: `http:` or `https:`. */
  protocol: string
  /** The proxy variables, for Node's agents, which heed NO_PROXY. */
  env: Record<string, string>
}

/**
 * Reads the proxy variables; undefined when none concerns this URL's scheme. Credentials in all of them are masked.
 * @throws InputError for one that Node would silently ignore: the request would go another way than it was told to.
 */
export function readProxy(url: URL): Proxy | undefined {
  for (const name of PROXIES) maskCredentials(process.env[name] ?? '')
  const scheme = url.protocol.slice(0, -1)
  const name = [`${scheme}_proxy`, `${scheme.toUpperCase()}_PROXY`].find((variable) => process.env[variable])
  if (name === undefined) return undefined
  const proxy = URL.parse(process.env[name] ?? '')
  if (proxy === null || !/^https?:$/.test(proxy.protocol)) {
    throw new InputError(`${name} is not of the form 'http(s)://host:port'; it would be ignored.`)
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 24 || (major === 24 && minor < 5)) {
    throw new InputError(
      `${name} is set, and Node ${process.versions.node} can't use it; update the runner (Node 24.5 or later), or add Portainer's host to NO_PROXY.`,
    )
  }
  const set = VARIABLES.flatMap((variable) =>
    process.env[variable] ? [[variable, process.env[variable]]] : [],
  )
  return { protocol: proxy.protocol, env: Object.fromEntries(set) as Record<string, string> }
}

/** User info as written and as decoded, however the rest of the text is formed. */
function maskCredentials(proxy: string): void {
  const written = /^(?:[^/]*\/\/)?(.*)@/.exec(proxy)?.[1]
  if (written === undefined) return
  for (const part of [written, written.slice(written.indexOf(':') + 1)]) {
    mask(part)
    try {
      mask(decodeURIComponent(part))
    } catch {
      continue // not percent-encoded: masked as written
    }
  }
}

/** What the post step compares: where each proxy is, without credentials. */
export function describeProxies(): string {
  return VARIABLES.map((name) => {
    const value = process.env[name] ?? ''
    if (!PROXIES.includes(name)) return `${name}=${value}`
    const url = URL.parse(value)
    return `${name}=${value === '' ? '' : url === null ? 'not a URL' : `${url.protocol}//${url.host}`}`
  }).join(' ')
}
