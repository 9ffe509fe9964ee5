/** Runs what it is given, so many at once, in the order given. */
export type Queue = <T>(job: () => Promise<T>) => Promise<T>

export function createQueue(atOnce: number): Queue {
  let running = 0
  const waiting: (() => void)[] = []
  return async (job) => {
    if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
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
export async function forEachAtOnce<T>(
  atOnce: number,
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
  const workers = await Promise.allSettled(Array.from({ length: Math.min(atOnce, elements.length) }, worker))
  for (const ended of workers) if (ended.status === 'rejected') throw ended.reason
}
