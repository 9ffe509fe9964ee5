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
