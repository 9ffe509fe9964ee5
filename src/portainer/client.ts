import * as core from '@actions/core'
import type { Readable } from 'node:stream'
import type { Clock } from '../foundation/async.ts'
import { ActionError, ResponseError } from '../foundation/errors.ts'
import type { Connection } from '../inputs/connection.ts'
import { openForm, type Form } from './form.ts'
import { readArray, type ArrayReader } from './json-list.ts'
import { parseJson, responseError } from './response-error.ts'
import type { ErrorContext } from './response-hints.ts'
import { readRetryAfter, retry, type Repeatable } from './retry.ts'
import type { HttpResponse, Transport } from './http.ts'
import type { Version } from './versions.ts'

export interface Call {
  /** Ends the sentence "Could not …": `create endpoint 'web'`. */
  purpose: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  /** What is sent: either of these. A form is opened anew for each attempt. */
  json?: unknown
  form?: Form
  /** Further headers of this call. */
  headers?: Record<string, string>
  /** Reads, unless said otherwise, may be repeated; everything else is done once. */
  repeatable?: Repeatable
  step: ErrorContext['step']
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
  /** An answer with a 2xx or accepted status. Throws {@link ResponseError}, ConnectionError, CancelledError. */
  call(call: Call): Promise<HttpResponse>
  close(): void
}

export function createClient(connection: Connection, transport: Transport, clock: Clock): Client {
  const source = new Set(connection.headers.map(([name]) => name.toLowerCase()))
  const usual = [
    ['accept', 'application/json'],
    ['user-agent', 'portainer-endpoint-action'],
  ].filter(([name = '']) => !source.has(name))
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
        const expired = error instanceof ResponseError && error.status === 401 && !call.anonymous
        if (!expired || client.renew === undefined) throw error
        // Somebody else may have signed in anew while this call was under way.
        if (used === client.authorization) await client.renew()
        return await attempts(call, end)
      }
    },
  }

  async function attempts(call: Call, end: number): Promise<HttpResponse> {
    const waits = new WeakMap<object, number>()
    const repeatable = call.repeatable ?? (call.method === 'GET' ? 'repeatable' : 'once')
    return retry(
      clock,
      end - clock.now(),
      repeatable,
      async (left) => {
        call.onAttempt?.()
        const body = await openBody(call)
        const response = await transport.send(
          {
            method: call.method,
            path: call.path,
            headers: {
              ...fixed,
              ...(call.anonymous ? {} : client.authorization),
              ...call.headers,
              ...body.headers,
            },
            ...(body.content === undefined ? {} : { body: body.content }),
            purpose: call.purpose,
            ...(call.onChunk ? { onChunk: call.onChunk } : {}),
          },
          left,
        )
        if (core.isDebug()) core.debug(`${call.method} ${call.path.split('?')[0] ?? ''}: ${response.status}`)
        if ((response.status >= 200 && response.status < 300) || call.accept?.includes(response.status))
          return response
        const error = responseError(call.purpose, response, errorContext(client, call.step))
        const wait = readRetryAfter(response.headers['retry-after'], new Date())
        if (wait !== undefined) waits.set(error, wait)
        throw error
      },
      (error) => (typeof error === 'object' && error !== null ? waits.get(error) : undefined),
    )
  }

  return client
}

/** What a call sends, and the headers that belong to it. */
async function openBody({
  json,
  form,
}: Call): Promise<{ content?: string | Readable; headers: Record<string, string> }> {
  if (form !== undefined) {
    const { stream, headers } = await openForm(form)
    return { content: stream, headers }
  }
  if (json === undefined) return { headers: {} }
  return { content: JSON.stringify(json), headers: { 'content-type': 'application/json' } }
}

/** What an error's explanation may build on. */
export function errorContext(client: Client, step: ErrorContext['step']): ErrorContext {
  return {
    step,
    credentials: client.connection.credentials.kind,
    version: client.version,
    hasHeaders: client.connection.headers.length > 0,
  }
}

/** Elements of one list that are kept: a list may go on for ever. */
const MAX_ELEMENTS = 100_000
/** Characters of all that is kept: each element may be 8 MiB long. */
const MAX_CHARACTERS = 64 * 1024 * 1024

/** The JSON of an answer. Throws {@link ResponseError} where a page or something else came back with 2xx. */
export async function callJson(client: Client, call: Call): Promise<unknown> {
  const response = await client.call(call)
  const json = parseJson(response.body.toString('utf8'))
  if (json !== undefined) return json
  throw responseError(call.purpose, response, errorContext(client, call.step))
}

/**
 * For a call whose good answer is 204, as it is in every version. Throws {@link ResponseError} where something else came
 * back: an empty 200 is the answer of somebody in between.
 */
export async function callEmpty(client: Client, call: Call): Promise<HttpResponse> {
  const response = await client.call(call)
  const good = response.status >= 200 && response.status < 300
  if (good && response.status !== 204) {
    throw responseError(call.purpose, response, errorContext(client, call.step))
  }
  return response
}

/**
 * Reads a list as it comes, and keeps what `read` makes of its elements; undefined is left out. Throws AnswerError or
 * ConnectionError where it is no list, not complete, or more than can be kept.
 * @param read throws ActionError for an element that is none.
 */
export async function callList<T extends object>(
  client: Client,
  call: Call & { mayBeNull?: boolean },
  read: (element: unknown) => T | undefined,
): Promise<T[]> {
  let kept: T[] = []
  let characters = 0
  const start = (): ArrayReader => {
    kept = []
    characters = 0
    return readArray((element) => {
      const one = read(element)
      if (one === undefined) return
      if (kept.length >= MAX_ELEMENTS) throw new ActionError(`the list is longer than ${MAX_ELEMENTS}`)
      characters += charactersOf(one)
      if (characters > MAX_CHARACTERS) throw new ActionError('the list holds more text than can be kept')
      kept.push(one)
    }, call.mayBeNull)
  }
  let reader = start()
  const response = await client.call({
    ...call,
    onAttempt: () => {
      reader = start()
    },
    onChunk: (chunk) => {
      reader.feed(chunk)
    },
  })
  try {
    reader.end()
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    throw new ResponseError(`Could not ${call.purpose}: ${cause.message}.`, {
      status: response.status,
      cause,
    })
  }
  return kept
}

const charactersOf = (element: object): number =>
  JSON.stringify(Object.values(element).map((value: unknown) => (value instanceof Map ? [...value] : value)))
    .length
