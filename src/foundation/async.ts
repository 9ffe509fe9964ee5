import { CancelledError } from './errors.ts'

/** Time as the action uses it. Tests inject one that does not wait. */
export interface Clock {
  /** Milliseconds since some fixed moment; never goes back. */
  now(): number
  /** Waits so many milliseconds. Throws {@link CancelledError} as soon as the job is cancelled. */
  sleep(milliseconds: number): Promise<void>
  /** From 0 up to but not including 1. */
  random(): number
}

/** As {@link Clock.now}. Not performance.now(): its module costs more at load than all that is done with it. */
export const now = (): number => Number(process.hrtime.bigint()) / 1e6

/** The machine's own clock, which stops waiting when `cancelled` fires. */
export function systemClock(cancelled: AbortSignal): Clock {
  return {
    now,
    random: Math.random,
    sleep: (milliseconds) =>
      new Promise((resolve, reject) => {
        const stop = (): void => {
          clearTimeout(timer)
          reject(new CancelledError('The job was cancelled.'))
        }
        const timer = setTimeout(() => {
          cancelled.removeEventListener('abort', stop)
          resolve()
        }, milliseconds)
        if (cancelled.aborted) stop()
        else cancelled.addEventListener('abort', stop, { once: true })
      }),
  }
}

/** Runs what it is given, so many at once, in the order given. */
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

/** Runs `job` for each element, so many at once. Stops taking new ones, and throws, when a job throws. */
export async function forEachConcurrent<T>(
  concurrency: number,
  elements: readonly T[],
  job: (element: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  let failed = false
  const worker = async (): Promise<void> => {
    while (next < elements.length && !failed) {
      const index = next
      next += 1
      try {
        await job(elements[index] as T, index)
      } catch (error) {
        failed = true
        throw error
      }
    }
  }
  // All of them, so that nothing goes on behind the back of whoever deals with the error.
  const workers = await Promise.allSettled(
    Array.from({ length: Math.min(concurrency, elements.length) }, worker),
  )
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason
}
