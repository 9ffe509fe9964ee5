// The one retry policy, on a clock that does not wait.
import { describe, expect, test } from '@jest/globals'
import fc from '../../helpers/random.ts'
import type { Clock } from '../../../src/foundation/async.ts'
import { ResponseError, CancelledError, ConnectionError, InputError } from '../../../src/foundation/errors.ts'
import { mayRetry, readRetryAfter, retry } from '../../../src/portainer/retry.ts'

const answered = (status: number, retryAfter?: number) =>
  new ResponseError(`answered ${status}`, { status, retryAfter })
const broke = (code: string, sent: boolean) => new ConnectionError(code, { code, sent })

/** A clock that jumps, and what was waited. */
function jumpingClock(): Clock & { waited: number[]; pass: (milliseconds: number) => void } {
  let time = 1000
  const waited: number[] = []
  return {
    waited,
    now: () => time,
    random: () => 0.5,
    pass: (milliseconds) => (time += milliseconds),
    sleep: (milliseconds) => {
      waited.push(milliseconds)
      time += milliseconds
      return Promise.resolve()
    },
  }
}

describe('what may be tried again', () => {
  test.each([408, 429, 502, 503, 504])('%i: what may be repeated, and nothing else', (status) => {
    expect(mayRetry(answered(status), 'repeatable')).toBe(true)
    expect(mayRetry(answered(status), 'once')).toBe(false)
  })

  test.each([200, 204, 301, 302, 303, 400, 401, 403, 404, 405, 407, 409, 413, 422, 500, 501])(
    '%i: never, a sign-in with 422 or 403 least of all',
    (status) => {
      expect(mayRetry(answered(status), 'repeatable')).toBe(false)
      expect(mayRetry(answered(status), 'once')).toBe(false)
    },
  )

  test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH'])(
    '%s: what was never sent always, what was sent only where it may be repeated',
    (code) => {
      expect(mayRetry(broke(code, false), 'repeatable')).toBe(true)
      expect(mayRetry(broke(code, false), 'once')).toBe(true)
      expect(mayRetry(broke(code, true), 'repeatable')).toBe(true)
      expect(mayRetry(broke(code, true), 'once')).toBe(false)
    },
  )

  test('an answer that was cut short counts as sent', () => {
    expect(mayRetry(broke('CUT_SHORT', true), 'repeatable')).toBe(true)
    expect(mayRetry(broke('CUT_SHORT', true), 'once')).toBe(false)
  })

  test.each([
    'TIMEOUT',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'ERR_SSL_WRONG_VERSION_NUMBER',
    'EPROTO',
    'ERR_PROXY_TUNNEL',
    'INVALID_PURPOSE',
    'ENCODING',
    'UPGRADE',
    'TOO_LARGE',
    'BAD_LIST',
  ])('%s: never, it would be the same again', (code) => {
    for (const sent of [true, false]) expect(mayRetry(broke(code, sent), 'repeatable')).toBe(false)
  })

  test('nothing else: a cancelled job, a refused input, a fault of our own', () => {
    for (const error of [new CancelledError('x'), new InputError('x'), new TypeError('x'), 'x', undefined]) {
      expect(mayRetry(error, 'repeatable')).toBe(false)
    }
  })
})

describe('how long it waits', () => {
  /** The pauses of a request that fails five times, each time with the same jitter and wish of the server. */
  async function pauses(random: number, retryAfter?: number): Promise<number[]> {
    const clock = { ...jumpingClock(), random: () => random }
    await retry(clock, Infinity, 'repeatable', () => Promise.reject(answered(503, retryAfter))).catch(
      () => undefined,
    )
    return clock.waited
  }

  test('twice as long each time, with jitter', async () => {
    expect(await pauses(0)).toEqual([125, 250, 500, 1000])
    expect(await pauses(1)).toEqual([250, 500, 1000, 2000])
  })

  test('as long as the server asks, but half a minute at most, and never less than its own pause', async () => {
    expect((await pauses(0.5, 7000))[0]).toBe(7000)
    expect((await pauses(0.5, 3_600_000))[0]).toBe(30_000)
    expect((await pauses(1, 0))[3]).toBe(2000)
  })

  test('Retry-After is seconds or a date, and anything else is as good as none', () => {
    const now = new Date('2026-11-22T12:00:00Z')
    expect(readRetryAfter('5', now)).toBe(5000)
    expect(readRetryAfter(' 0 ', now)).toBe(0)
    expect(readRetryAfter('Sun, 22 Nov 2026 12:00:30 GMT', now)).toBe(30_000)
    expect(readRetryAfter('Sun, 22 Nov 2026 11:00:00 GMT', now)).toBe(0)
    for (const text of [undefined, '', 'soon', '99999999999', '-', 'NaN']) {
      expect(readRetryAfter(text, now)).toBeUndefined()
    }
  })
})

describe('attempts', () => {
  test('five, with the last one’s error, each told what is left', async () => {
    const clock = jumpingClock()
    const left: number[] = []
    const attempts = retry(clock, 150_000, 'repeatable', (milliseconds) => {
      left.push(milliseconds)
      return Promise.reject(answered(left.length === 5 ? 504 : 503))
    })
    await expect(attempts).rejects.toMatchObject({ status: 504 })
    expect(clock.waited).toEqual([187.5, 375, 750, 1500])
    expect(left).toEqual([150_000, 149_812.5, 149_437.5, 148_687.5, 147_187.5])
  })

  test('until one succeeds', async () => {
    const clock = jumpingClock()
    let number = 0
    const done = retry(clock, 150_000, 'repeatable', () => {
      number += 1
      return number < 3 ? Promise.reject(broke('ECONNRESET', true)) : Promise.resolve('done')
    })
    await expect(done).resolves.toBe('done')
    expect(number).toBe(3)
  })

  test('one, where it may have been carried out and may not be repeated', async () => {
    const clock = jumpingClock()
    const once = retry(clock, 150_000, 'once', () => Promise.reject(broke('ECONNRESET', true)))
    await expect(once).rejects.toMatchObject({ code: 'ECONNRESET' })
    expect(clock.waited).toEqual([])
  })

  test('none that would begin after the time is over: the error comes at once', async () => {
    const clock = jumpingClock()
    const slow = retry(clock, 10_000, 'repeatable', () => {
      clock.pass(2500)
      return Promise.reject(answered(429, 5000))
    })
    await expect(slow).rejects.toMatchObject({ status: 429 })
    expect(clock.waited).toEqual([5000])
  })

  test('a job that is cancelled while it waits', async () => {
    const clock = { ...jumpingClock(), sleep: () => Promise.reject(new CancelledError('cancelled')) }
    const attempts = retry(clock, 150_000, 'repeatable', () => Promise.reject(answered(503)))
    await expect(attempts).rejects.toBeInstanceOf(CancelledError)
  })

  test('whatever fails, and however long it takes: in time, five at most, and the last error', async () => {
    const failure = fc.record({
      error: fc.oneof(
        fc
          .tuple(
            fc.constantFrom(408, 429, 500, 502, 503, 504, 404, 422),
            fc.option(fc.nat(60_000), { nil: undefined }),
          )
          .map(([status, retryAfter]) => answered(status, retryAfter)),
        fc
          .tuple(fc.constantFrom('ECONNREFUSED', 'ECONNRESET', 'TIMEOUT'), fc.boolean())
          .map(([code, sent]) => broke(code, sent)),
      ),
      takes: fc.nat(20_000),
    })
    const repeatable = fc.constantFrom('repeatable' as const, 'once' as const)
    await fc.assert(
      fc.asyncProperty(
        fc.array(failure, { maxLength: 8 }),
        fc.integer({ min: 1, max: 60_000 }),
        repeatable,
        async (failures, budget, kind) => {
          const clock = jumpingClock()
          const start = clock.now()
          const seen: unknown[] = []
          const attempt = (left: number): Promise<string> => {
            expect(left).toBeGreaterThan(0)
            const next = failures[seen.length]
            if (next === undefined) return Promise.resolve('done')
            seen.push(next.error)
            // An attempt ends when its time is over, whatever the other side does.
            clock.pass(Math.min(next.takes, left))
            return Promise.reject(next.error)
          }
          const ended = await retry(clock, budget, kind, attempt).catch((error: unknown) => error)
          expect(clock.now() - start).toBeLessThanOrEqual(budget)
          expect(seen.length).toBeLessThanOrEqual(5)
          for (const error of seen.slice(0, -1)) expect(mayRetry(error, kind)).toBe(true)
          if (ended !== 'done') expect(ended).toBe(seen.at(-1))
        },
      ),
      { numRuns: 1000 },
    )
  })
})
