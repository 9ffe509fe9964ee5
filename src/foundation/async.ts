import { CancelledError } from './errors.ts'

/** Time as the action uses it. Tests inject one that does not wait. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Throws {@link CancelledError} as soon as the job is cancelled. */
  sleep(milliseconds: number): Promise<void>
  random(): number
}

/** `performance.now()` would load a module that costs more than everything done with it. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** The machine's own clock, which stops waiting when `cancelled` fires. */
export function systemClock(cancelled: AbortSignal): Clock {
  return {
    now,
    random: Math.random,
    // Not Node's timers/promises: tests speed up the global timer.
    sleep: async (milliseconds) => {
      const { promise, resolve } = Promise.withResolvers<unknown>()
      const timer = setTimeout(resolve, milliseconds)
      cancelled.addEventListener('abort', resolve)
      if (!cancelled.aborted) await promise
      clearTimeout(timer)
      cancelled.removeEventListener('abort', resolve)
      if (cancelled.aborted) throw new CancelledError('The job was cancelled.')
    },
  }
}

const REPORT_INTERVAL = 5000

/**
 * Repeats `attempt` with growing pauses until it returns something, or until `end` by the clock. Makes one attempt in any
 * case, and reports every few seconds how much time is left.
 */
export async function poll<T>(
  clock: Clock,
  end: number,
  attempt: () => Promise<T | undefined>,
  onWait?: (secondsLeft: number) => void,
): Promise<T | undefined> {
  let lastReport = -Infinity
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5000)) {
    const result = await attempt()
    if (result !== undefined) return result
    if (clock.now() + pause >= end) return undefined
    if (clock.now() - lastReport >= REPORT_INTERVAL) {
      lastReport = clock.now()
      onWait?.(Math.ceil((end - clock.now()) / 1000))
    }
    await clock.sleep(pause)
  }
}

/** Runs jobs in the order in which they are given, a limited number at once. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>

export function createQueue(concurrency: number): Queue {
  let running = 0
  const waiting: (() => void)[] = []
  return async (job) => {
    if (running >= concurrency) await new Promise<void>((resolve) => waiting.push(resolve))
    else running += 1
    try {
      return await job()
    } finally {
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}

/** Runs `job` for each element, so many at once. When one throws, starts no more, and throws once all have ended. */
export async function forEachConcurrent<T>(
  concurrency: number,
  elements: readonly T[],
  job: (element: T, index: number) => Promise<void>,
): Promise<void> {
  const rest = elements.entries()
  let failed = false
  const work = async (): Promise<void> => {
    for (const [index, element] of rest) {
      if (failed) return
      try {
        await job(element, index)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  const workers = Array.from({ length: Math.min(concurrency, elements.length) }, work)
  // Wait for all: nothing may go on behind the back of whoever handles the error.
  for (const ended of await Promise.allSettled(workers)) if (ended.status === 'rejected') throw ended.reason
}
