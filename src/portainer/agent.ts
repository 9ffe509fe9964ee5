import { X509Certificate } from 'node:crypto'
import * as http from 'node:http'
import type * as https from 'node:https'
import type { Duplex } from 'node:stream'
import { isSelfSigned } from '../certificates/rules.ts'
import { InputError, orUndefined } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import type { Connection } from '../inputs/connection.ts'

/** Kept-alive connections to one Portainer, directly or through a proxy. */
export interface Agent {
  agent: http.Agent
  request: typeof http.request
  proxy: Proxy | undefined
}

/** Opens nothing yet: connections are made by the first request. Throws InputError for a proxy that can't be used. */
export async function openAgent(connection: Connection): Promise<Agent> {
  // Ours is set in tlsOptions; Node would still heed this for a proxy that is reached by https.
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  const base = new URL(connection.url)
  const proxy = readProxy(base)
  const shared = { keepAlive: true, maxSockets: 64, ...(proxy ? { proxyEnv: proxy.env } : {}) }
  // node:https costs as much CPU at load as the rest of a run: it is loaded for https only.
  const https = base.protocol === 'https:' ? await import('node:https') : undefined
  const agent = https
    ? new https.Agent({ ...shared, ...(await tlsOptions(connection)) })
    : new http.Agent(shared)
  if (proxy) reportConnections(agent)
  return { agent, request: https?.request ?? http.request, proxy }
}

/** An option of a request, for {@link reportConnections}. */
export interface ConnectionListener {
  /** Given the connection that is made for the request, as soon as it is begun. */
  onConnection: (connection: Duplex & { bytesRead: number }) => void
}

/**
 * Makes an agent tell each request of its connection. A tunnel through a proxy belongs neither to the request nor to
 * the agent until TLS is set up in it: when the proxy stalls, nobody else could end it, and the process would stay.
 */
function reportConnections(agent: http.Agent): void {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options: http.RequestOptions & Partial<ConnectionListener>, done) => {
    const connection = connect(options, done)
    if (connection) options.onConnection?.(connection as Duplex & { bytesRead: number })
    return connection
  }
}

/**
 * How Portainer's certificate is verified, whatever NODE_TLS_REJECT_UNAUTHORIZED says: by the default roots, or by
 * `ca-cert` instead of them. A self-signed certificate in `ca-cert` passes for any host name, since the one that
 * Portainer makes for itself names none that a runner could use; its dates count all the same.
 */
async function tlsOptions({ ca, skipTlsVerify }: Connection): Promise<https.AgentOptions> {
  const options: https.AgentOptions = { rejectUnauthorized: !skipTlsVerify, minVersion: 'TLSv1.2' }
  if (ca.length === 0) return options
  const { checkServerIdentity } = await import('node:tls')
  return {
    ...options,
    ca,
    // An intermediate CA is enough, as for curl: a server may leave out its own.
    allowPartialTrustChain: true,
    // Called for certificates that OpenSSL trusts, to check the host name.
    checkServerIdentity: (host, shown) =>
      isPinned(shown.raw, ca) ? undefined : checkServerIdentity(host, shown),
  }
}

/** Whether a self-signed certificate is one of these, byte for byte. */
function isPinned(shown: Buffer, pems: readonly string[]): boolean {
  const given = pems.map((pem) => new X509Certificate(pem)).find(({ raw }) => raw.equals(shown))
  return given !== undefined && isSelfSigned(given)
}

const PROXIES = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY']
const VARIABLES = [...PROXIES, 'no_proxy', 'NO_PROXY']

/** The proxy for requests to Portainer. */
interface Proxy {
  /** How it is reached: `http:` or `https:`. */
  protocol: string
  /** The proxy variables, for Node's agents, which heed NO_PROXY. */
  env: Record<string, string>
}

/**
 * Reads the proxy variables; undefined when none concerns this URL's scheme. Credentials in all of them are masked.
 * @throws InputError for one that Node would silently ignore: the request would go another way than it was told to.
 */
function readProxy(url: URL): Proxy | undefined {
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
    mask(orUndefined(() => decodeURIComponent(part)) ?? '')
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
