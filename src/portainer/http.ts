import { HttpClient } from '@actions/http-client'
import * as http from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { now } from '../foundation/async.ts'
import { createByteBuffer } from '../foundation/byte-buffer.ts'
import { ActionError, CancelledError, ConnectionError } from '../foundation/errors.ts'
import { hostOf, plural, safe } from '../foundation/text.ts'
import type { Connection } from '../inputs/connection.ts'
import { openAgent, type ConnectionListener } from './agent.ts'
import { explainCertificate, hintForFailure } from './connection-hints.ts'

export interface HttpRequest {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** Below the base URL, with its query: `/api/endpoints?name=x`. */
  path: string
  headers: Record<string, string>
  /** A stream is destroyed at the end, whatever becomes of the request; its length is in `headers`. */
  body?: string | Readable
  /** Ends the sentence "Could not …". */
  purpose: string
  /** Given the pieces of a 2xx body as they come; the response's body is empty then. */
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
  send(request: HttpRequest, milliseconds: number): Promise<HttpResponse>
  /** Closes all connections, so that the process can end. */
  close(): void
}

/** The largest body that is kept. A streamed one has no limit. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** The longest response to CONNECT, in bytes. */
const MAX_PROXY_RESPONSE = 64 * 1024

/** Opens nothing yet: connections are made by the first request. Throws InputError for a proxy that can't be used. */
export async function openTransport(connection: Connection, cancelled: AbortSignal): Promise<Transport> {
  const base = new URL(connection.url)
  const secure = base.protocol === 'https:'
  // Not the client's own agent: it takes no CA, and its tunnels through a proxy can't be given up.
  const { agent, request: openRequest, proxy } = await openAgent(connection)
  // Deadlines are ours: the client gives up a connection after three minutes of silence unless told otherwise.
  const client = new HttpClient(undefined, [], { socketTimeout: 2 ** 31 - 1 })

  async function send(request: HttpRequest, milliseconds: number): Promise<HttpResponse> {
    const { purpose, body, headers } = request
    let sent = false
    let ended = false
    let wire: http.ClientRequest | undefined
    let tunnel: Duplex | undefined
    const progress = trackProgress()
    const failure: Failure = (code, what, cause, hint) =>
      new ConnectionError(`Could not ${purpose}: ${what}.`, {
        sent,
        code,
        cause,
        hint: hint ?? hintForFailure({ code, sent, url: connection.url, proxy: proxy?.protocol }),
      })

    // Whatever ends the request early rejects this, since a request that is destroyed need not say so itself.
    const { promise: stopped, reject: stop } = Promise.withResolvers<never>()
    const timer = setTimeout(() => {
      const received = sent ? progress.describe() : 'there was no connection'
      const seconds = Math.ceil(milliseconds / 1000)
      stop(failure('TIMEOUT', `no complete response within ${seconds} s: ${received}`))
    }, milliseconds)
    const cancel = (): void => {
      stop(cancelledError(purpose))
    }
    cancelled.addEventListener('abort', cancel)

    const giveUp = async (error: NodeJS.ErrnoException): Promise<void> => {
      const code = error.code ?? 'ERROR'
      // Past a proxy nobody can look; without TLS there is nothing to look at.
      const hint = secure && !proxy ? await explainCertificate(code, connection) : undefined
      stop(failure(code, describeError(error), error, hint))
    }
    /** `HttpClient` shows neither its request nor the request's errors, so it is given this to make one. */
    const makeRequest = (
      options: http.RequestOptions,
      onResponse: (message: http.IncomingMessage) => void,
    ): http.ClientRequest => {
      wire = openRequest(options, onResponse)
      wire.on('socket', (socket) => {
        socket.on('data', progress.onData)
        const { secureConnecting } = socket as { secureConnecting?: boolean }
        if (!socket.connecting && !secureConnecting) sent = true
        else socket.once(secure ? 'secureConnect' : 'connect', () => (sent = true))
      })
      wire.on('upgrade', (_response, socket: Duplex) => {
        socket.destroy()
        const what = 'the response (status 101) switches protocols, which was not asked for'
        stop(failure('UPGRADE', what))
      })
      wire.on('error', (error: NodeJS.ErrnoException) => void giveUp(error))
      return wire
    }
    const options: http.RequestOptions & ConnectionListener = {
      protocol: base.protocol,
      hostname: hostOf(base),
      port: base.port,
      path: base.pathname.replace(/\/$/, '') + request.path,
      method: request.method,
      headers,
      agent,
      onConnection: (made) => {
        if (ended) made.destroy()
        else tunnel = made
        // A connection without TLS leads to a proxy, and Node would buffer all of its response.
        if (secure && !('encrypted' in made))
          made.on('readable', () => {
            if (sent || made.bytesRead <= MAX_PROXY_RESPONSE) return
            made.destroy()
            stop(failure('PROXY_ANSWER', `the proxy's response is longer than ${MAX_PROXY_RESPONSE} bytes`))
          })
      },
    }
    const info = { parsedUrl: base, options, httpModule: { request: makeRequest } as typeof http }

    try {
      if (cancelled.aborted) throw cancelledError(purpose)
      if (typeof body === 'object')
        body.on('error', (error) => {
          stop(failure('BODY', describeError(error), error))
        })
      const responded = new Promise<http.IncomingMessage>((resolve) => {
        client.requestRawWithCallback(info, body ?? null, (_error, response) => {
          if (response) resolve(response.message)
        })
      })
      const message = await Promise.race([responded, stopped])
      sent = true
      return await Promise.race([readResponse(message, request, failure), stopped])
    } catch (error) {
      wire?.destroy()
      tunnel?.destroy()
      throw error
    } finally {
      ended = true
      clearTimeout(timer)
      cancelled.removeEventListener('abort', cancel)
      wire?.socket?.off('data', progress.onData)
      if (typeof body === 'object') body.destroy()
    }
  }

  return { send, close: () => agent.destroy() }
}

type Failure = (code: string, what: string, cause?: unknown, hint?: string) => ConnectionError

const cancelledError = (purpose: string): CancelledError =>
  new CancelledError(`The job was cancelled while trying to ${purpose}.`)

/** Reads the whole body, or passes it on in pieces; tells apart one that is cut short, too long, or compressed. */
async function readResponse(
  message: http.IncomingMessage,
  { onChunk }: HttpRequest,
  failure: Failure,
): Promise<HttpResponse> {
  const { statusCode: status = 0, headers } = message
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    const what = `the response is compressed (${safe(encoding, 50)}), though that was not asked for`
    throw failure('ENCODING', what)
  }
  const isPassedOn = onChunk !== undefined && status >= 200 && status < 300
  const body = createByteBuffer()
  let length = 0
  const cutShort = (cause?: unknown): ConnectionError =>
    failure('CUT_SHORT', `the response (status ${status}) was cut short after ${length} bytes`, cause)
  try {
    for await (const chunk of message as AsyncIterable<Buffer>) {
      length += chunk.length
      if (isPassedOn) passOn(chunk, onChunk, failure)
      else if (length > MAX_BODY_BYTES)
        throw failure('TOO_LARGE', `the response (status ${status}) is longer than 8 MiB`)
      else body.add(chunk)
    }
  } catch (error) {
    throw error instanceof ConnectionError ? error : cutShort(error)
  }
  // The loop also ends without an error when the connection is closed too early.
  if (!message.complete) throw cutShort()
  return { status, headers, body: body.take() }
}

function passOn(chunk: Buffer, onChunk: (chunk: Buffer) => void, failure: Failure): void {
  try {
    onChunk(chunk)
  } catch (error) {
    const what = error instanceof ActionError ? error.message : 'the response could not be read'
    throw failure('BAD_LIST', what, error)
  }
}

/** How long a slow server may pause within one response, in milliseconds. */
const SHORT_PAUSE = 1500

/** How much of a response arrived, its head included, and when. */
function trackProgress(): {
  onData: (chunk: Buffer) => void
  /** The end of a timeout's message: tells a response that stalled from one that is slow. */
  describe(): string
} {
  let bytes = 0
  let first = 0
  let last = 0
  return {
    onData(chunk) {
      last = now()
      if (bytes === 0) first = last
      bytes += chunk.length
    },
    describe() {
      if (bytes === 0) return 'nothing arrived'
      const pause = now() - last
      // Two pieces at least, or all there ever was may have come just before the end of a short time.
      const goesOn = pause < SHORT_PAUSE && pause < last - first
      const end = goesOn
        ? 'and more was still arriving'
        : `the last ${Math.max(1, Math.round(pause / 1000))} s ago`
      return `${plural(bytes, 'byte')} arrived, ${end}`
    },
  }
}

/** The system's words, without OpenSSL's source files and Node's own command line options. */
function describeError(error: NodeJS.ErrnoException): string {
  const openssl = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1]
  const text = openssl ?? error.message.replace(/; if the root CA is installed locally.*$/s, '')
  return safe(text || (error.code ?? 'the connection failed'), 300)
}
