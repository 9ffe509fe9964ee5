// A stand-in Docker (or Podman) engine: the calls that Portainer makes of one, over TCP, TLS or a unix socket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { makeListener } from '../listener.ts'

export interface EngineOptions {
  /** Serve TLS; a client certificate signed by `ca` is demanded unless `clientCertificate` is false. */
  tls?: { ca: string; cert: string; key: string; clientCertificate?: boolean }
  unixSocket?: string
  /** Accepts and never answers. */
  hang?: boolean
  podman?: boolean
  /** Refuses every call with 400 and these words, as an engine does to a client that is too old for it. */
  refusal?: string
  /** The address to listen on, when something beyond this machine has to reach it. */
  listenOn?: string
}

export interface StandInEngine {
  /** `127.0.0.1:port`; empty on a unix socket. */
  host: string
  /** `tcp://127.0.0.1:port` or `unix:///path`. */
  url: string
  readonly connections: number
  requests: { method: string; path: string }[]
  close: () => Promise<void>
}

export interface EngineReply {
  status: number
  headers?: Record<string, string>
  body?: string
}

const asJson = (value: unknown): EngineReply => ({
  status: 200,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})

/** What an engine answers, with or without an API version in front of the path. */
export function answerAsEngine(path: string, podman = false): EngineReply {
  const call = path.replace(/\?.*/, '').replace(/^\/v\d+\.\d+(?=\/)/, '')
  if (call === '/_ping') {
    return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'OK' }
  }
  if (call === '/info') {
    return asJson({
      ID: 'STAN:DIN0',
      Name: 'stand-in',
      ServerVersion: '27.3.1',
      OperatingSystem: podman ? 'fedora' : 'Alpine Linux',
      NCPU: 2,
      MemTotal: 2147483648,
      Containers: 0,
      Images: 0,
      Swarm: { LocalNodeState: 'inactive', ControlAvailable: false },
    })
  }
  if (call === '/version') {
    const components = [{ Name: podman ? 'Podman Engine' : 'Engine', Version: podman ? '5.2.5' : '27.3.1' }]
    return asJson({
      Version: '27.3.1',
      ApiVersion: '1.47',
      MinAPIVersion: '1.24',
      Os: 'linux',
      Components: components,
    })
  }
  if (['/containers/json', '/images/json', '/networks'].includes(call)) return asJson([])
  if (call === '/volumes') return asJson({ Volumes: [], Warnings: null })
  return { ...asJson({ message: 'page not found' }), status: 404 }
}

export function send(request: IncomingMessage, response: ServerResponse, reply: EngineReply): void {
  const body = Buffer.from(reply.body ?? '')
  response.writeHead(reply.status, {
    'Api-Version': '1.47',
    'Docker-Experimental': 'false',
    Server: 'Docker/27.3.1 (linux)',
    ...reply.headers,
    ...(reply.status === 204 ? {} : { 'Content-Length': String(body.length) }),
  })
  response.end(request.method === 'HEAD' ? undefined : body)
}

export async function startEngine(options: EngineOptions = {}): Promise<StandInEngine> {
  const requests: StandInEngine['requests'] = []
  const { tls, unixSocket } = options
  const listener = makeListener(
    (request, response) => {
      const path = request.url ?? '/'
      requests.push({ method: request.method ?? 'GET', path })
      request.resume()
      if (options.hang) return
      const { refusal } = options
      const refused = refusal === undefined ? undefined : { ...asJson({ message: refusal }), status: 400 }
      send(request, response, refused ?? answerAsEngine(path, options.podman))
    },
    tls && { cert: tls.cert, key: tls.key, ...(tls.clientCertificate === false ? {} : { ca: tls.ca }) },
  )
  const port = await listener.listen(
    unixSocket === undefined ? { port: 0, host: options.listenOn ?? '127.0.0.1' } : { path: unixSocket },
  )
  const host = unixSocket === undefined ? `127.0.0.1:${port}` : ''
  return {
    host,
    url: unixSocket === undefined ? `tcp://${host}` : `unix://${unixSocket}`,
    get connections() {
      return listener.connections
    },
    requests,
    close: once(() => listener.stop()),
  }
}

/** Closing twice is closing once. */
export function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => (closed ??= close())
}
