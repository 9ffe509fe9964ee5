// A server that writes what it was given wherever it can: into errors, pages, headers and the fields of good answers.
import { encodingsOf } from '../../../stand-in/runner/secret-search.ts'
import type { Misbehaviour, OtherAnswer } from '../../../stand-in/portainer/fault-rules.ts'

/** Each secret in every encoding, whole and by line. */
export function echoOf(secrets: readonly string[]): string[] {
  const parts = secrets.flatMap((secret) => [secret, ...secret.split('\n')].map((part) => part.trim()))
  const own = parts.filter((part) => part.length >= 4 && !part.startsWith('-----'))
  return [...new Set(own.flatMap(encodingsOf))].filter((form) => form.length >= 4)
}

/** What a misbehaving server says: all it knows, each time in another order. */
export type Says = () => string

type Answer = Required<OtherAnswer>

const json = (status: number, value: unknown): OtherAnswer => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})

/** A header can't hold control characters or what is not Latin. */
const inHeader = (text: string): string => text.replace(/[^\x20-\x7e]/g, ' ').slice(0, 4000)

/** The text fields of an answer, replaced wherever `fits` says so. */
function rewrite(answer: Answer, fits: (field: string) => boolean, text: () => string): OtherAnswer {
  if (!/json/.test(answer.headers['Content-Type'] ?? '')) return answer
  const replace = (field: string, value: unknown): unknown =>
    typeof value === 'string' && fits(field) ? text() : value
  const body = JSON.stringify(JSON.parse(String(answer.body)), replace)
  return { ...answer, body }
}

/** Without these a run does not come far. */
const NEEDED = new Set(['Name', 'Username', 'jwt', 'Version'])

/** Each way in which a server can say something. `forms` has a text for fields that take a short one only. */
export const ways: Record<string, (says: Says, forms: () => string[]) => Misbehaviour['act']> = {
  'an error': (says) => ({
    change: () => json(400, { message: `No: ${says()}`, details: says(), err: says() }),
  }),
  'an error after the act': (says) => ({
    change: () => json(500, { message: says(), details: says() }),
  }),
  'not found': (says) => ({ change: () => json(404, { message: says(), details: says() }) }),
  'forbidden, as a text': (says) => ({ change: () => ({ status: 403, body: says() }) }),
  'conflict, in one long line': (says) => ({
    change: () => json(409, { message: says().replaceAll(' ', '').repeat(20) }),
  }),
  'a web page': (says) => ({
    change: () => ({
      status: 401,
      headers: { 'Content-Type': 'text/html' },
      body: `<html><title>${says()}</title><body>${says()}</body></html>`,
    }),
  }),
  'a redirect': (says) => ({
    change: () => ({ status: 307, headers: { Location: `http://127.0.0.1:1/${inHeader(says())}` } }),
  }),
  headers: (says) => ({
    change: () => ({
      status: 400,
      headers: {
        'Content-Type': inHeader(says()),
        'Retry-After': inHeader(says()),
        'WWW-Authenticate': inHeader(says()),
        'redirect-reason': inHeader(says()),
      },
    }),
  }),
  'a packed answer': (says) => ({
    change: (good) => ({ ...good, headers: { 'Content-Encoding': inHeader(says()) } }),
  }),
  'a good status with a text': (says) => ({ change: () => ({ status: 200, body: says() }) }),
  'a good status with other JSON': (says) => ({
    change: () => json(200, { message: says(), [says()]: says(), __proto__: says(), Id: 0, Name: says() }),
  }),
  'a list of texts': (says) => ({ change: () => json(200, [says(), { Id: says(), Name: says() }]) }),
  'JSON that breaks off': (says) => ({ change: () => ({ status: 200, body: `[{"Id":1,"Name":"${says()}` }) }),
  'no HTTP': (says) => ({
    raw: (socket) => socket.end(`HTTP/1.1 200 OK\r\n${inHeader(says())}\u0000: x\r\n\r\n${says()}`),
  }),
  'fields of a good answer': (says) => ({
    change: (good) => {
      const other = rewrite(
        good,
        (field) => !NEEDED.has(field),
        () => says(),
      )
      return { ...other, headers: { ...other.headers, 'X-Request': inHeader(says()) } }
    },
  }),
  'all fields of a good answer': (_says, forms) => ({
    change: (good) => {
      const short = forms()
      let at = 0
      return rewrite(
        good,
        (field) => field !== 'jwt',
        () => `2.44.0 ${short[(at += 7) % short.length] ?? ''}`,
      )
    },
  }),
  'an edge key': (says, forms) => ({
    change: (good) => {
      const plain = forms().filter((form) => /^[A-Za-z0-9+/=_-]{16,4096}$/.test(form))
      let at = 0
      const turned = rewrite(
        good,
        (field) => field === 'EdgeKey' || field === 'EdgeID',
        () => plain[(at += 1) % plain.length] ?? says(),
      )
      return { ...turned, body: String(turned.body).replace(/"Type":\d/g, '"Type":4') }
    },
  }),
}
