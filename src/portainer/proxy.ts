import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'

const VARIABLES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY', 'no_proxy', 'NO_PROXY']

/**
 * The proxy variables for Node's agents, or undefined when none concerns this URL's scheme.
 * Credentials in them are masked.
 * @throws InputError on a Node that would silently ignore them (before 24.5).
 */
export function readProxy(url: URL): Record<string, string> | undefined {
  const scheme = url.protocol.slice(0, -1)
  const proxy = process.env[`${scheme}_proxy`] || process.env[`${scheme.toUpperCase()}_PROXY`]
  if (!proxy) return undefined
  const password = URL.parse(proxy)?.password
  if (password) {
    mask(decodeURIComponent(password))
    mask(password)
  }
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major < 24 || (major === 24 && minor < 5)) {
    throw new InputError(
      `${scheme.toUpperCase()}_PROXY is set, and Node ${process.versions.node} can't use it; update the runner (Node 24.5 or later), or add Portainer's host to NO_PROXY.`,
    )
  }
  return Object.fromEntries(
    VARIABLES.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])),
  )
}

/** What the post step compares: proxies without their credentials. */
export function describeProxies(): string {
  return VARIABLES.map((name) => `${name}=${(process.env[name] ?? '').replace(/\/\/[^/]*@/, '//')}`).join(' ')
}
