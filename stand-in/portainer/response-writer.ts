// Answers on the wire: whole, in pieces as the client reads, or badly on purpose.
import type http from 'node:http'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { jsonText, type Reply } from './replies.ts'
import { csrfToken } from './auth.ts'
import type { OtherAnswer } from './fault-rules.ts'
import type { Request, Server } from './handler.ts'

/** What of a running server decides how it answers. */
export interface Manner {
  server: Server
  timedOut: boolean
}

/** Resolves when the client has taken what was written, or has gone. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      stream.off('drain', done).off('close', done)
      resolve()
    }
    stream.on('drain', done).on('close', done)
  })
}

/** Writes the same again and again, as fast as the client takes it, until it goes. */
export async function pour(stream: Writable, piece: Buffer | string, times = Infinity): Promise<void> {
  for (let written = 0; written < times && !stream.destroyed; written += 1) {
    if (!stream.write(piece)) await drained(stream)
  }
}

async function writePieces(
  response: http.ServerResponse,
  pieces: NonNullable<Reply['pieces']>,
): Promise<void> {
  for await (const piece of pieces) {
    if (response.destroyed) return
    if (!response.write(piece)) await drained(response)
  }
  response.end()
}

export function headersOf(
  { server, timedOut }: Manner,
  request: Request,
  reply: Reply,
): Record<string, string> {
  const forms = server.rules.forgery === 'token' && !timedOut && reply.status >= 200 && reply.status < 400
  return {
    ...(reply.json === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(forms ? { 'X-CSRF-Token': csrfToken(server, request) } : {}),
    ...reply.headers,
  }
}

export async function bytesOf(server: Server, reply: Reply): Promise<Buffer> {
  if (reply.json !== undefined) return Buffer.from(jsonText(server.rules, reply.json))
  const parts: Buffer[] = []
  for await (const piece of reply.pieces ?? []) parts.push(Buffer.from(piece as string))
  return Buffer.concat([Buffer.from(reply.text ?? ''), ...parts])
}

export async function write(
  manner: Manner,
  request: Request,
  reply: Reply,
  response: http.ServerResponse,
): Promise<void> {
  const headers = headersOf(manner, request, reply)
  if (reply.pieces) {
    response.writeHead(reply.status, headers)
    await writePieces(response, reply.pieces)
    return
  }
  const body = await bytesOf(manner.server, reply)
  const length = reply.status === 204 ? {} : { 'Content-Length': String(body.length) }
  response.writeHead(reply.status, { ...headers, ...length })
  response.end(body)
}

export function writeOther(other: OtherAnswer, response: http.ServerResponse): void {
  const body = Buffer.from(other.body ?? '')
  response.writeHead(other.status, { 'Content-Length': String(body.length), ...other.headers })
  response.end(body)
}

export async function writeSlowly(
  response: http.ServerResponse,
  status: number,
  headers: object,
  body: Buffer,
): Promise<void> {
  response.writeHead(status, { ...headers, 'Content-Length': String(body.length) })
  response.flushHeaders()
  for (const byte of body) {
    if (response.destroyed) return
    response.write(Buffer.from([byte]))
    await sleep(1000, undefined, { ref: false })
  }
  response.end()
}

export async function writeForever(response: http.ServerResponse): Promise<void> {
  response.writeHead(200, { 'Content-Type': 'application/json' })
  response.write('[')
  await pour(response, Buffer.alloc(65_536, ' '))
}
