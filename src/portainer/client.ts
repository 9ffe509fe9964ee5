import * as core from '@actions/core'
import type { Clock } from '../foundation/async.ts'
import { ActionError, ResponseError } from '../foundation/errors.ts'
import type { Connection } from '../inputs/connection.ts'
import type { RefusedEndpoint } from './engine-hints.ts'
import { type Form, openForm } from './endpoint-forms.ts'
import type { HttpResponse, Transport } from './http.ts'
import { type ArrayReader, isObject, parseJson, readArray } from './json.ts'
import { responseError, type Step } from './response-error.ts'
import { retry, type Repeatable } from './retry.ts'
import type { Version } from './versions.ts'

export interface Call {
  purpose: string
  method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  path: string
  /** What is sent: either of these. A form is opened anew for each attempt. */
  json?: unknown
  form?: Form
  headers?: Record<string, string>
  /** Reads, unless said otherwise, may be repeated; everything else is done once. */
  repeatable?: Repeatable
  step: Step
  endpoint?: RefusedEndpoint
  /** Statuses beside 2xx that the caller deals with itself. */
  accept?: readonly number[]
  /** Seconds, when it is less than `timeout`. */
  seconds?: number
  onChunk?: (chunk: Buffer) => void
  /** Called before each attempt of a streamed response, since a repeated one starts again. */
  onAttempt?: () => void
}

export interface Credentials {
  /** The headers to send now: another object after each renewal. */
  headers(): Record<string, string>
  /** Signs in again after a 401; undefined where there is nothing to renew. Throws what the sign-in failed with. */
  renew: (() => Promise<void>) | undefined
}

/** Talks to one Portainer: credentials, retries, errors in full sentences. */
export interface Client {
  readonly connection: Connection
  readonly clock: Clock
  /** The server's version; undefined until it is known, and where it can't be read. */
  readonly version: Version | undefined
  /** A response with a 2xx or accepted status. Throws {@link ResponseError}, ConnectionError, CancelledError. */
  call(call: Call): Promise<HttpResponse>
  /** A client for the same server and on the same connections; without credentials where none are given. */
  signedIn(credentials: Credentials | undefined, version: Version | undefined): Client
  close(): void
}

export function createClient(
  connection: Connection,
  transport: Transport,
  clock: Clock,
  credentials: Credentials = { headers: () => ({}), renew: undefined },
  version?: Version,
): Client {
  const fixedHeaders = headersOfAll(connection)

  const attempt = async (call: Call, authorization: Record<string, string>, left: number) => {
    const { method, path, purpose, json, onChunk } = call
    call.onAttempt?.()
    const form = call.form && (await openForm(call.form))
    const body = form?.stream ?? (json === undefined ? undefined : JSON.stringify(json))
    const type = json === undefined ? {} : { 'content-type': 'application/json' }
    const response = await transport.send(
      {
        method,
        path,
        purpose,
        headers: { ...fixedHeaders, ...authorization, ...call.headers, ...type, ...form?.headers },
        ...(body === undefined ? {} : { body }),
        ...(onChunk ? { onChunk } : {}),
      },
      left,
    )
    if (core.isDebug()) core.debug(`${method} ${path.split('?')[0] ?? ''}: ${response.status}`)
    if (isGood(response) || call.accept?.includes(response.status)) return response
    throw unexpected(client, call, response)
  }

  const client: Client = {
    connection,
    clock,
    version,
    async call(call) {
      const end = clock.now() + Math.min(call.seconds ?? Infinity, connection.timeoutSeconds) * 1000
      const repeatable = call.repeatable ?? (call.method === 'GET' ? 'repeatable' : 'once')
      const send = (authorization: Record<string, string>): Promise<HttpResponse> =>
        retry(clock, end - clock.now(), repeatable, (left) => attempt(call, authorization, left))
      const used = credentials.headers()
      try {
        return await send(used)
      } catch (error) {
        if (credentials.renew === undefined || !isExpired(error)) throw error
        // Another call may have signed in again while this one was under way.
        if (used === credentials.headers()) await credentials.renew()
        return await send(credentials.headers())
      }
    },
    signedIn: (newCredentials, newVersion) =>
      createClient(connection, transport, clock, newCredentials, newVersion),
    close: () => transport.close(),
  }
  return client
}

const isGood = ({ status }: HttpResponse): boolean => status >= 200 && status < 300

/** Headers of every request: those of the user win, but a response must not be compressed. */
function headersOfAll({ headers }: Connection): Record<string, string> {
  const given = new Set(headers.map(([name]) => name.toLowerCase()))
  const own = [
    ['accept', 'application/json'],
    ['user-agent', 'portainer-endpoint-action'],
  ].filter(([name = '']) => !given.has(name))
  return Object.fromEntries([...own, ...headers, ['accept-encoding', 'identity']]) as Record<string, string>
}

/** Whether signing in again may help: not if a proxy refused the request or adds its own credentials. */
function isExpired(error: unknown): boolean {
  if (!(error instanceof ResponseError) || error.status !== 401) return false
  return error.fromPortainer && !/api key and auth/i.test(error.errorBody.message)
}

export function unexpected(client: Client, call: Call, response: HttpResponse): ResponseError {
  const { connection, version } = client
  const url = connection.url + call.path
  return responseError(call.purpose, response, { ...call, url, connection, version })
}

/** Throws {@link ResponseError} where a page or something else came back with 2xx. */
export async function callJson(client: Client, call: Call): Promise<unknown> {
  const response = await client.call(call)
  const json = parseJson(response.body.toString('utf8'))
  if (json === undefined) throw unexpected(client, call, response)
  return json
}

/** For a call that every version answers with 204. An empty 200 is a proxy's, or a failure of Portainer 2.45 and later. */
export async function callEmpty(client: Client, call: Call): Promise<HttpResponse> {
  const response = await client.call(call)
  if (isGood(response) && response.status !== 204) throw unexpected(client, call, response)
  return response
}

/** How many elements of a list are kept: a hostile list never ends. */
const MAX_ELEMENTS = 100_000
/** Characters of all that is kept: each element may be 8 MiB long. */
const MAX_CHARACTERS = 64 * 1024 * 1024

/**
 * Reads a list as it comes. Throws ResponseError or ConnectionError where it is not complete, or more than can be kept.
 * @param read what to keep of an element, undefined for nothing. Throws ActionError for one that can't be read.
 */
export async function callList<T extends object>(
  client: Client,
  call: Call & { mayBeNull?: boolean },
  read: (element: unknown) => T | undefined,
): Promise<{ list: T[]; response: HttpResponse }> {
  let list: T[] = []
  const start = (): ArrayReader => {
    list = []
    let characters = 0
    return readArray((element) => {
      const kept = read(element)
      if (kept === undefined) return
      if (list.length >= MAX_ELEMENTS) throw new ActionError(`the list is longer than ${MAX_ELEMENTS}`)
      characters += charactersOf(kept)
      if (characters > MAX_CHARACTERS) throw new ActionError('the list holds more text than can be kept')
      list.push(kept)
    }, call.mayBeNull)
  }
  let reader = start()
  const response = await client.call({
    ...call,
    onAttempt: () => (reader = start()),
    onChunk: (chunk) => reader.feed(chunk),
  })
  try {
    reader.end()
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    const { status } = response
    throw new ResponseError(`Could not ${call.purpose}: ${cause.message}.`, { status, cause })
  }
  return { list, response }
}

/** Without the names of fields, which all elements share. */
const charactersOf = (element: object): number =>
  JSON.stringify(element, (_, value: unknown) =>
    value instanceof Map ? [...value] : isObject(value) ? Object.values(value) : value,
  ).length
