// A forward proxy: CONNECT for https, whole requests for http; with credentials if it wants them.
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'

export interface ConnectProxyOptions {
  /** `user:password` that Proxy-Authorization must hold; 407 without. */
  credentials?: string
}

export interface ConnectProxy {
  /** `host:port`, to be put behind `http://` or `http://user:password@`. */
  host: string
  /** `CONNECT host:port`, `GET http://…`, in order, with the status of the answer. */
  requests: string[]
  close: () => Promise<void>
}

export async function startConnectProxy({ credentials }: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const requests: string[] = []
  const sockets = new Set<net.Socket>()
  const allowed = ({ headers }: http.IncomingMessage): boolean =>
    credentials === undefined ||
    headers['proxy-authorization'] === `Basic ${Buffer.from(credentials).toString('base64')}`
  const note = ({ method, url }: http.IncomingMessage, status: number): void => {
    requests.push(`${method ?? ''} ${url ?? ''} ${status}`)
  }
  const server = http.createServer((request, response) => {
    if (!allowed(request)) {
      note(request, 407)
      response.writeHead(407, { 'Proxy-Authenticate': 'Basic realm="proxy"' }).end('credentials, please')
      return
    }
    const headers = { ...request.headers }
    delete headers['proxy-authorization']
    delete headers['proxy-connection']
    const passed = http.request(
      request.url ?? '',
      { method: request.method ?? 'GET', headers, agent: false },
      (answer) => {
        note(request, answer.statusCode ?? 0)
        response.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(response)
      },
    )
    passed.on('error', () => response.destroy())
    request.pipe(passed)
  })
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
  })
  server.on('connect', (request: http.IncomingMessage, socket: net.Socket) => {
    socket.on('error', () => socket.destroy())
    if (!allowed(request)) {
      note(request, 407)
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
      return
    }
    const [host = '', port = ''] = (request.url ?? '').split(':')
    const target = net.connect(Number(port), host, () => {
      note(request, 200)
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      target.pipe(socket).pipe(target)
    })
    sockets.add(target)
    target.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}
