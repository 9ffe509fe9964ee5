import type { Clock } from '../foundation/async.ts'
import { ConnectionError, ResponseError } from '../foundation/errors.ts'

/** The fifth attempt fails about four seconds after the first, which bridges a short outage only. */
const MAX_ATTEMPTS = 5
const FIRST_PAUSE = 250
const MAX_PAUSE = 30_000

/** Whether doing it twice is the same as doing it once. */
export type Repeatable = 'repeatable' | 'once'

const LASTING =
  /^(CERT_|ERR_TLS|ERR_SSL|EPROTO|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|INVALID_|PATH_LENGTH|HOSTNAME|ERR_PROXY|ENCODING|UPGRADE|TOO_LARGE|BAD_LIST|BODY|TIMEOUT)/

/** Whether the connection will fail the same way again, such as for a certificate. */
export const isLasting = (error: ConnectionError): boolean => LASTING.test(error.code)

/** Repeats what may have been carried out only if it is repeatable, and of 4xx only 408 and 429. */
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
  // Past 504 as well: Portainer waits up to 120 s for an engine, and Cloudflare answers 524 after 100 s.
  return error.status < 300 || (!error.fromPortainer && (error.status === 408 || error.status >= 500))
}

/** Makes attempts for `budget` milliseconds. Pauses double each time, with jitter, or are what the server asks for. */
export async function retry<T>(
  clock: Clock,
  budget: number,
  repeatable: Repeatable,
  attempt: (left: number) => Promise<T>,
): Promise<T> {
  const end = clock.now() + budget
  for (let number = 1; ; number += 1) {
    try {
      return await attempt(end - clock.now())
    } catch (error) {
      const asked = error instanceof ResponseError ? (error.retryAfter ?? 0) : 0
      const own = FIRST_PAUSE * 2 ** (number - 1) * (0.5 + clock.random() / 2)
      const pause = Math.min(Math.max(own, asked), MAX_PAUSE)
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
