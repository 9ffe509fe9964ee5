// An HTTP proxy: CONNECT tunnels and forwarded requests, for names that only it knows, with a password if asked for.
import http from 'node:http'
import https from 'node:https'
import net, { type AddressInfo } from 'node:net'

export interface ConnectProxy {
  /** Without credentials: `http://127.0.0.1:port`, or https. */
  url: string
  /** What was asked for, `CONNECT host:port` or `GET http://…`, refused ones too. */
  requests: string[]
  close(): Promise<void>
}

/**
 * @param target where everything really goes, `127.0.0.1:port`.
 * @param credentials `user:password`; without them it answers 407.
 * @param stall what it does with a connection on which a tunnel was asked for, instead of leading it on.
 * @param tls its own certificate, when it is reached by https.
 */
export async function startConnectProxy(
  target: string,
  credentials?: string,
  stall?: (socket: net.Socket) => void,
  tls?: { cert: string; key: string },
): Promise<ConnectProxy> {
  const { hostname, port } = new URL(`http://${target}`)
  const requests: string[] = []
  const sockets = new Set<net.Socket>()
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`
  const knows = (request: http.IncomingMessage): boolean => {
    requests.push(`${request.method ?? ''} ${request.url ?? ''}`)
    return wanted === undefined || request.headers['proxy-authorization'] === wanted
  }
  const forward = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    if (!knows(request)) {
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end()
      return
    }
    const { method, headers } = request
    const { pathname, search } = new URL(request.url ?? '')
    const onward = http.request({ hostname, port, path: pathname + search, method, headers }, (answer) => {
      answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers))
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  }
  const server: http.Server = tls ? https.createServer(tls, forward) : http.createServer(forward)
  server.on('connect', (request, socket: net.Socket) => {
    if (!knows(request)) {
      socket.end(
        'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="proxy"\r\n\r\n',
      )
      return
    }
    if (stall !== undefined) {
      socket.on('error', () => socket.destroy())
      stall(socket)
      return
    }
    const onward = net.connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      onward.pipe(socket).pipe(onward)
    })
    sockets.add(onward)
    for (const end of [onward, socket]) end.on('error', () => end.destroy())
  })
  server.on('connection', (socket) => sockets.add(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
