// One port that speaks HTTP or HTTPS as Go's servers do: a plain request to a TLS port is answered in plain text.
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import type { AddressInfo } from 'node:net'

export interface ListenerTls {
  cert: string
  key: string
  /** With `ca`, a client certificate that it signed is demanded. */
  ca?: string
}

export interface Listener {
  /** Connections accepted so far. */
  readonly connections: number
  listen: (where: { port: number; host?: string } | { path: string }) => Promise<number>
  /** Drops every connection. */
  drop: () => void
  /** Drops every connection and frees the port; `listen` may follow. */
  stop: () => Promise<void>
}

const tlsHandshake = 0x16

export function makeListener(handle: http.RequestListener, tls?: ListenerTls): Listener {
  const options = { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 }
  const plain = http.createServer(options, tls ? refusePlain : handle)
  const secure =
    tls &&
    https.createServer(
      {
        ...options,
        cert: tls.cert,
        key: tls.key,
        minVersion: 'TLSv1.2',
        ...(tls.ca === undefined ? {} : { ca: tls.ca, requestCert: true, rejectUnauthorized: true }),
      },
      handle,
    )
  let connections = 0
  const sockets = new Set<net.Socket>()
  const server = net.createServer({ noDelay: true }, (socket) => {
    connections += 1
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    if (!secure) {
      plain.emit('connection', socket)
      return
    }
    socket.once('data', (first) => {
      socket.pause()
      socket.unshift(first)
      const target = first[0] === tlsHandshake ? secure : plain
      target.emit('connection', socket)
      process.nextTick(() => socket.resume())
    })
  })
  const drop = () => {
    for (const socket of sockets) socket.destroy()
  }
  return {
    get connections() {
      return connections
    },
    drop,
    listen: (where) =>
      new Promise((resolve, reject) => {
        server.once('error', reject)
        server.listen('path' in where ? where : { host: '127.0.0.1', ...where }, () => {
          server.off('error', reject)
          resolve('path' in where ? 0 : (server.address() as AddressInfo).port)
        })
      }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        drop()
      }),
  }
}

function refusePlain(_request: http.IncomingMessage, response: http.ServerResponse): void {
  response.writeHead(400, { 'Content-Type': 'text/plain; charset=utf-8', Connection: 'close' })
  response.end('Client sent an HTTP request to an HTTPS server.\n')
}
