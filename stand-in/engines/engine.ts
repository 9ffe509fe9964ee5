// A stand-in Docker (or Podman) engine: the calls that Portainer makes of one, over TCP, TLS or a unix socket.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { makeListener } from '../listener.ts'
import { asJson, makeDockerApi, type Container, type EngineReply } from './docker-api.ts'

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
  /** Those it has now, as stacks leave them. */
  containers: Container[]
  close: () => Promise<void>
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
  const { tls, unixSocket, refusal } = options
  const docker = makeDockerApi(options.podman)
  const listener = makeListener(
    (request, response) => {
      const { method = 'GET', url: path = '/' } = request
      requests.push({ method, path })
      void readBody(request).then((body) => {
        if (options.hang) return
        const refused = refusal === undefined ? undefined : asJson({ message: refusal }, 400)
        send(request, response, refused ?? docker.answer(method, path, body))
      })
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
    containers: docker.containers,
    close: once(() => listener.stop()),
  }
}

/** Resolves to nothing more than came when the connection ends early. */
export async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  try {
    for await (const chunk of request) chunks.push(chunk as Buffer)
  } catch {
    // The client has gone, and nobody is left to answer.
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Closing twice is closing once. */
export function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined
  return () => (closed ??= close())
}
