// How a fault proxy passes requests on, and writes answers: as they are, changed, or badly.
import http from 'node:http'
import type { Act } from './fault-kinds.ts'

export interface Whole {
  status: number
  headers: http.OutgoingHttpHeaders
  body: Buffer
}

export async function readAll(stream: http.IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = []
  for await (const piece of stream) pieces.push(piece as Buffer)
  return Buffer.concat(pieces)
}

/** Passes a request on, on a connection of its own, so that a restart behind the proxy meets no old one. */
export function forward(target: string, request: http.IncomingMessage, body: Buffer): Promise<Whole> {
  const headers = { ...request.headers, connection: 'close' }
  return new Promise((resolve, reject) => {
    const asked = http.request(
      target + (request.url ?? '/'),
      { method: request.method ?? 'GET', headers, agent: false },
      (answer) => {
        readAll(answer)
          .then((bytes) => {
            resolve({
              status: answer.statusCode ?? 502,
              headers: withoutConnection(answer.headers),
              body: bytes,
            })
          })
          .catch(reject)
      },
    )
    asked.on('error', reject)
    asked.end(body)
  })
}

/** Without what belongs to one connection. */
function withoutConnection(headers: http.IncomingHttpHeaders): http.OutgoingHttpHeaders {
  const own = ['connection', 'keep-alive', 'transfer-encoding', 'content-length']
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !own.includes(name)))
}

export function write(response: http.ServerResponse, { status, headers, body }: Whole): void {
  const length = status === 204 ? {} : { 'Content-Length': String(body.length) }
  response.writeHead(status, { ...headers, ...length })
  response.end(body)
}

/** Portainer's answer as an act changes it; one without JSON in it has nothing to change. */
export function changed(whole: Whole, act: Exclude<Act, string>): Whole {
  if ('status' in act) {
    return { status: act.status, headers: act.headers ?? {}, body: Buffer.from(act.body ?? '') }
  }
  if (whole.body.length === 0) return whole
  const text = whole.body.toString('utf8')
  if ('rewrite' in act) return { ...whole, body: Buffer.from(act.rewrite(text)) }
  try {
    return { ...whole, body: Buffer.from(JSON.stringify(act.change(JSON.parse(text)))) }
  } catch {
    return whole
  }
}

/** Announces the whole body and writes half of it. An empty answer becomes the first half of `{}`. */
export function writeHalf(response: http.ServerResponse, whole: Whole, then: () => void): void {
  const body = whole.body.length < 2 ? Buffer.from('{}') : whole.body
  response.writeHead(whole.status === 204 ? 200 : whole.status, {
    ...whole.headers,
    'Content-Length': String(body.length),
  })
  response.write(body.subarray(0, body.length >> 1), then)
}

/** Writes the body a byte at a time, and then blanks. */
export function writeTrickle(
  response: http.ServerResponse,
  whole: Whole,
  later: (act: () => void) => void,
): void {
  response.writeHead(whole.status === 204 ? 200 : whole.status, whole.headers)
  let at = 0
  const next = (): void => {
    if (response.destroyed) return
    response.write(at < whole.body.length ? whole.body.subarray(at, at + 1) : ' ')
    at += 1
    later(next)
  }
  next()
}

/** Writes half of the body, and then blanks as fast as they are read. */
export function writeEndless(response: http.ServerResponse, whole: Whole): void {
  response.writeHead(whole.status === 204 ? 200 : whole.status, whole.headers)
  response.write(whole.body.length < 2 ? ' ' : whole.body.subarray(0, whole.body.length >> 1))
  const blanks = Buffer.alloc(65_536, ' ')
  const more = (): void => {
    while (!response.destroyed && response.write(blanks)) continue
  }
  response.on('drain', more)
  more()
}
