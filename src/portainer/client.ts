import * as core from '@actions/core'
import { AnswerError } from '../foundation/errors.ts'
import type { Clock } from '../foundation/clock.ts'
import type { Connection } from '../inputs/connection.ts'
import { answerError } from './answers.ts'
import type { Circumstances } from './hints.ts'
import { readRetryAfter, retry, type Repeatable } from './retry.ts'
import type { Answer, Transport } from './transport.ts'
import type { Version } from './versions.ts'

export interface Body {
  contentType: string
  bytes: Buffer
}

export interface Call {
  /** Ends the sentence "Could not …": `create endpoint 'web'`. */
  tried: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  body?: Body
  /** Further headers of this call. */
  headers?: Record<string, string>
  /** Reads, unless said otherwise, may be repeated; everything else is done once. */
  repeatable?: Repeatable
  step: Circumstances['step']
  /** Statuses beside 2xx that the caller deals with itself. */
  accept?: readonly number[]
  /** Without credentials. */
  anonymous?: boolean
  /** Seconds, when it is less than `timeout`. */
  seconds?: number
  onChunk?: (chunk: Buffer) => void
  /** Called before each attempt of a streamed answer, since a repeated one starts again. */
  onAttempt?: () => void
}

/** Talks to one Portainer: credentials, retries, errors in full sentences. */
export interface Client {
  readonly connection: Connection
  readonly clock: Clock
  /** The server's version, once it is known. */
  version: Version | undefined
  /** Sends with credentials; set by the sign-in. */
  authorization: Record<string, string>
  /** Signs in anew when a token stopped being valid; set by the sign-in with a password. */
  renew: (() => Promise<void>) | undefined
  /** An answer with a 2xx or accepted status. Throws {@link AnswerError}, ConnectionError, CancelledError. */
  call(call: Call): Promise<Answer>
  close(): void
}

export function createClient(connection: Connection, transport: Transport, clock: Clock): Client {
  const given = new Set(connection.headers.map(([name]) => name.toLowerCase()))
  const usual = [
    ['accept', 'application/json'],
    ['user-agent', 'portainer-endpoint-action'],
  ].filter(([name = '']) => !given.has(name))
  const fixed = Object.fromEntries([
    ...usual,
    ...connection.headers,
    ['accept-encoding', 'identity'],
  ]) as Record<string, string>

  const client: Client = {
    connection,
    clock,
    version: undefined,
    authorization: {},
    renew: undefined,
    close: () => {
      transport.close()
    },
    async call(call) {
      const used = client.authorization
      const end = clock.now() + Math.min(call.seconds ?? Infinity, connection.timeoutSeconds) * 1000
      try {
        return await attempts(call, end)
      } catch (error) {
        const expired = error instanceof AnswerError && error.status === 401 && !call.anonymous
        if (!expired || client.renew === undefined) throw error
        // Somebody else may have signed in anew while this call was under way.
        if (used === client.authorization) await client.renew()
        return await attempts(call, end)
      }
    },
  }

  async function attempts(call: Call, end: number): Promise<Answer> {
    const waits = new WeakMap<object, number>()
    const repeatable = call.repeatable ?? (call.method === 'GET' ? 'repeatable' : 'once')
    return retry(
      clock,
      end - clock.now(),
      repeatable,
      async (left) => {
        call.onAttempt?.()
        const answer = await transport.exchange(
          {
            method: call.method,
            path: call.path,
            headers: {
              ...fixed,
              ...(call.anonymous ? {} : client.authorization),
              ...call.headers,
              ...(call.body
                ? { 'content-type': call.body.contentType, 'content-length': String(call.body.bytes.length) }
                : call.method === 'GET'
                  ? {}
                  : { 'content-length': '0' }),
            },
            body: call.body?.bytes,
            tried: call.tried,
            ...(call.onChunk ? { onChunk: call.onChunk } : {}),
          },
          left,
        )
        if (core.isDebug()) core.debug(`${call.method} ${call.path.split('?')[0] ?? ''}: ${answer.status}`)
        if ((answer.status >= 200 && answer.status < 300) || call.accept?.includes(answer.status))
          return answer
        const error = answerError(call.tried, answer, circumstances(client, call.step))
        const wait = readRetryAfter(answer.headers['retry-after'], new Date())
        if (wait !== undefined) waits.set(error, wait)
        throw error
      },
      (error) => (typeof error === 'object' && error !== null ? waits.get(error) : undefined),
    )
  }

  return client
}

/** What an error's explanation may build on. */
export function circumstances(client: Client, step: Circumstances['step']): Circumstances {
  return {
    step,
    credentials: client.connection.credentials.kind,
    version: client.version,
    hasHeaders: client.connection.headers.length > 0,
  }
}
