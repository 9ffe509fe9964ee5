import * as http from 'node:http'
import type { Duplex } from 'node:stream'
import { CancelledError, ConnectionError } from '../foundation/errors.ts'
import { safe } from '../foundation/text.ts'
import type { Connection } from '../inputs/connection.ts'
import { watchArrival } from './arrival.ts'
import { hintForFailure } from './response-hints.ts'
import { explainCertificate } from './trust.ts'
import { readProxy } from './proxy.ts'
import { receive } from './receive.ts'
import { tellOfConnections, type ConnectionListener } from './tunnel.ts'

export interface WireRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the base URL, with its query: `/api/endpoints?name=x`. */
  path: string
  headers: Record<string, string>
  body: Buffer | undefined
  /** Ends the sentence "Could not …". */
  purpose: string
  /** Given the pieces of a 2xx body as they come; the answer's body is empty then. */
  onChunk?: (chunk: Buffer) => void
}

export interface HttpResponse {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
}

/** Kept-alive connections to one Portainer. */
export interface Transport {
  /** One request, no retry, within so many milliseconds. Throws {@link ConnectionError}, CancelledError. */
  exchange(request: WireRequest, milliseconds: number): Promise<HttpResponse>
  /** Closes all connections, so that the process can end. */
  close(): void
}

/** Opens nothing yet: connections are made by the first request. Throws InputError for a proxy that can't be used. */
export async function openTransport(connection: Connection, cancelled: AbortSignal): Promise<Transport> {
  // Ours is set below; Node would still heed this for a proxy that is reached by https.
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']
  const base = new URL(connection.url)
  const secure = base.protocol === 'https:'
  const proxyEnv = readProxy(base)
  const shared = { keepAlive: true, maxSockets: 64, ...(proxyEnv ? { proxyEnv } : {}) }
  // node:https costs as much CPU at load as the rest of a run: it is loaded for https only.
  const agent = secure
    ? new (await import('node:https')).Agent({ ...shared, ...(await tlsOptions(connection)) })
    : new http.Agent(shared)
  if (proxyEnv) tellOfConnections(agent)
  const request = secure ? (await import('node:https')).request : http.request

  function exchange(asked: WireRequest, milliseconds: number): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      let sent = false
      let settled = false
      const arrival = watchArrival()
      let made: Duplex | undefined
      const fail = (code: string, what: string, cause?: unknown, hint?: string): void => {
        if (settled) return
        settled = true
        finish()
        disconnect()
        const failure = { code, sent, url: connection.url, proxied: proxyEnv !== undefined }
        reject(
          new ConnectionError(`Could not ${asked.purpose}: ${what}.`, {
            sent,
            code,
            cause,
            hint: hint ?? hintForFailure(failure),
          }),
        )
      }
      const options: http.RequestOptions & ConnectionListener = {
        protocol: base.protocol,
        hostname: base.hostname.replace(/^\[|\]$/g, ''),
        port: base.port,
        path: base.pathname.replace(/\/$/, '') + asked.path,
        method: asked.method,
        headers: asked.headers,
        agent,
        onConnection: (begun) => {
          if (settled) begun.destroy()
          else made = begun
        },
      }
      const wire = request(options, (response) => {
        sent = true
        receive(response, asked, fail, (response) => {
          if (settled) return
          settled = true
          finish()
          resolve(response)
        })
      })
      const disconnect = (): void => {
        wire.destroy()
        made?.destroy()
      }
      const timer = setTimeout(() => {
        const came = sent ? arrival.describe() : 'there was no connection'
        fail('TIMEOUT', `no complete answer within ${Math.ceil(milliseconds / 1000)} s: ${came}`)
      }, milliseconds)
      const cancel = (): void => {
        if (settled) return
        settled = true
        finish()
        disconnect()
        reject(new CancelledError(`The job was cancelled while trying to ${asked.purpose}.`))
      }
      const finish = (): void => {
        clearTimeout(timer)
        wire.socket?.off('data', arrival.hear)
        cancelled.removeEventListener('abort', cancel)
      }
      wire.on('socket', (socket) => {
        socket.on('data', arrival.hear)
        const { secureConnecting } = socket as { secureConnecting?: boolean }
        if (!socket.connecting && !secureConnecting) sent = true
        else socket.once(secure ? 'secureConnect' : 'connect', () => (sent = true))
      })
      wire.on('upgrade', (_response, socket: Duplex) => {
        socket.destroy()
        fail('UPGRADE', 'the answer (status 101) changes the protocol, though that was not asked for')
      })
      wire.on('error', (error: NodeJS.ErrnoException) => {
        const code = error.code ?? 'ERROR'
        const give = (hint?: string): void => fail(code, describeError(error), error, hint)
        // Past a proxy nobody can look; without TLS there is nothing to look at.
        if (!secure || proxyEnv !== undefined) give()
        else explainCertificate(code, connection).then(give, () => give())
      })
      cancelled.addEventListener('abort', cancel, { once: true })
      if (cancelled.aborted) cancel()
      else wire.end(asked.body)
    })
  }

  return { exchange, close: () => agent.destroy() }
}

/** The system's words, without OpenSSL's source files and Node's own command line options. */
function describeError(error: NodeJS.ErrnoException): string {
  const openssl = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1]
  const text = openssl ?? error.message.replace(/; if the root CA is installed locally.*$/s, '')
  return safe(text || (error.code ?? 'the connection failed'), 300)
}

/** Verification is set here, whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
async function tlsOptions(connection: Connection): Promise<{
  rejectUnauthorized: boolean
  minVersion: 'TLSv1.2'
  ca?: string[]
}> {
  const options = { rejectUnauthorized: !connection.skipTlsVerify, minVersion: 'TLSv1.2' as const }
  if (connection.ca.length === 0) return options
  const tls = await import('node:tls')
  return { ...options, ca: [...tls.getCACertificates('default'), ...connection.ca] }
}
