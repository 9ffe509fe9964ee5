// What a handler gives back, and how a version writes its errors.
import type { Rules } from './versions.ts'

export interface Reply {
  status: number
  headers?: Record<string, string>
  /** Exactly one of these, or none for an empty body. */
  json?: unknown
  text?: string
  /** Pieces that are made as the client reads. */
  pieces?: Iterable<Buffer | string> | AsyncIterable<Buffer | string>
}

export type Answer = Reply | 'panic'

/** Thrown by a handler at any depth; becomes the version's error body. */
export class Refused extends Error {
  status: number
  details: string
  headers: Record<string, string>

  constructor(status: number, message: string, details = message, headers: Record<string, string> = {}) {
    super(message)
    this.status = status
    this.details = details
    this.headers = headers
  }
}

export const badRequest = (details: string): Refused => new Refused(400, 'Invalid request payload', details)

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}): Reply => ({
  status,
  headers,
  json: value,
})

export const noContent: Reply = { status: 204 }

export const pageNotFound: Reply = {
  status: 404,
  headers: { 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff' },
  text: '404 page not found\n',
}

export function errorReply(rules: Rules, error: Refused): Reply {
  const { since } = rules
  const details = since('2.20.0')
    ? error.details.slice(0, 1).toUpperCase() + error.details.slice(1)
    : error.details
  const body = since('1.19.2') ? { message: error.message, details } : { err: error.message }
  return json(body, error.status, error.headers)
}

/** The bytes of a reply's JSON: Go's encoder ends them with a line break, the one used since 2.20 does not. */
export function jsonText(rules: Rules, value: unknown): string {
  return JSON.stringify(value) + (rules.trailingNewline ? '\n' : '')
}
