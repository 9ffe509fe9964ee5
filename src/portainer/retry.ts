import { ResponseError, ConnectionError } from '../foundation/errors.ts'
import type { Clock } from '../foundation/async.ts'

/** Attempts at one request. The fifth fails about four seconds after the first: a moment's outage is bridged, no more. */
const MAX_ATTEMPTS = 5
const FIRST_PAUSE = 250
const MAX_PAUSE = 30_000

/** Whether doing it twice is the same as doing it once: reads, signing in, creating the administrator. */
export type Repeatable = 'repeatable' | 'once'

/** An error, and how long the server asked us to stay away, in milliseconds. */
export interface Failure {
  error: unknown
  retryAfter?: number | undefined
}

/** Codes of failures that are the same the next time. */
const LASTING =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_|PATH_LENGTH|HOSTNAME|ERR_PROXY|ENCODING|UPGRADE|TOO_LARGE|BAD_LIST|BODY|TIMEOUT)/

/** Whether the connection will fail the same way again, such as for a certificate. */
export const isLasting = (error: ConnectionError): boolean => LASTING.test(error.code)

/**
 * Whether an attempt may be followed by another. What was never sent may always; what may have been carried out
 * only if it is repeatable. Validation and refusals (4xx) never.
 */
export function mayRetry(error: unknown, repeatable: Repeatable): boolean {
  if (error instanceof ConnectionError) {
    return !isLasting(error) && (!error.sent || repeatable === 'repeatable')
  }
  if (!(error instanceof ResponseError) || repeatable !== 'repeatable') return false
  // Portainer's own 503 says that something is switched off; a proxy's, that Portainer is not up.
  const isSwitchedOff = error.fromPortainer && error.status === 503
  return !isSwitchedOff && [408, 429, 502, 503, 504].includes(error.status)
}

/** Whether a request may have been carried out although no good response came back. */
export function isUnsure(error: unknown): error is ConnectionError | ResponseError {
  if (error instanceof ConnectionError) return error.sent
  if (!(error instanceof ResponseError)) return false
  // Past 504 as well: Cloudflare answers 524 when Portainer takes longer than 100 s, which waits up to 120 s for an engine.
  return error.status < 300 || (!error.fromPortainer && (error.status === 408 || error.status >= 500))
}

/** Milliseconds before attempt number `attempt` + 1: doubled each time, with jitter, or what the server asks for. */
export function pauseAfter(attempt: number, retryAfter: number | undefined, random: number): number {
  const own = FIRST_PAUSE * 2 ** (attempt - 1) * (0.5 + random / 2)
  return Math.min(Math.max(own, retryAfter ?? 0), MAX_PAUSE)
}

/**
 * Repeats an attempt as the policy says, all within `budget` milliseconds; each attempt is told how many are left.
 * Throws the last attempt's error.
 */
export async function retry<T>(
  clock: Clock,
  budget: number,
  repeatable: Repeatable,
  attempt: (left: number) => Promise<T>,
  retryAfterOf: (error: unknown) => number | undefined = () => undefined,
): Promise<T> {
  const end = clock.now() + budget
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(end - clock.now())
    } catch (error) {
      const pause = pauseAfter(number, retryAfterOf(error), clock.random())
      if (number >= MAX_ATTEMPTS || !mayRetry(error, repeatable) || clock.now() + pause >= end) throw error
      await clock.sleep(pause)
    }
  }
}

/** `Retry-After` in milliseconds, from seconds or a date; undefined when it is neither. */
export function readRetryAfter(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now.getTime())
}
