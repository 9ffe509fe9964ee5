// Moments of a run that is under way, for tests that do something just then.
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import type { Running } from '../../stand-in/runner/runner.ts'

/** Resolves when the run has printed this; throws when it ends without. */
export async function whenPrinted(running: Running, text: string): Promise<void> {
  const printed = new Promise<void>((resolve) => {
    running.process.stdout?.on('data', () => {
      if (running.printed().includes(text)) resolve()
    })
  })
  const ended = running.done.then(({ log }) => {
    if (!running.printed().includes(text)) throw new Error(`The run ended without "${text}":\n${log}`)
  })
  await Promise.race([printed, ended])
}

/** Resolves when the stand-in has got its `count`-th request that fits, before it is answered. */
export function whenAsked<Request>(
  { requests }: { requests: Request[] },
  fits: (request: Request) => boolean,
  count = 1,
): Promise<void> {
  return new Promise((resolve) => {
    const push = requests.push.bind(requests)
    let seen = 0
    requests.push = (...added) => {
      for (const request of added) if (fits(request)) seen += 1
      if (seen >= count) resolve()
      return push(...added)
    }
  })
}

/** Resolves when the stand-in has stored an endpoint of this name. */
export function whenStored({ state }: StandInPortainer, name: string): Promise<void> {
  return new Promise((resolve) => {
    const splice = state.endpoints.splice.bind(state.endpoints)
    state.endpoints.splice = (start: number, removed?: number, ...added: typeof state.endpoints) => {
      if (added.some(({ Name }) => Name === name)) setImmediate(resolve)
      return splice(start, removed ?? state.endpoints.length, ...added)
    }
  })
}
