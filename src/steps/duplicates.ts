import { forEachConcurrent, type Queue } from '../foundation/async.ts'
import { OutcomeError, isFailure } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Selector } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { RunContext } from './context.ts'
import { MAX_ATTEMPTS, act, neverSettles, type Report } from './item.ts'
import { lookByName, lookForAll, waitForStableName } from './look.ts'
import { removeEndpoint } from './remove.ts'

/** Looks again after the creates, in one request, and sees to it that one endpoint of each name is left. */
export async function settleAll(
  context: RunContext,
  fresh: readonly Report[],
  creates: Queue,
  concurrency: number,
  recordFailure: (report: Report, act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const names = fresh.map((report): Selector => ({ id: undefined, name: report.endpoint?.name ?? '' }))
  const again = await lookForAll(context.client, names).catch((error: unknown) => error)
  await forEachConcurrent(concurrency, fresh, (report, index) =>
    recordFailure(report, async () => {
      if (!Array.isArray(again)) throw notSettled(report, again)
      let existing = (again[index] ?? []) as Endpoint[]
      for (let attempt = 1; ; attempt += 1) {
        const made = report.endpoint
        if (made === undefined || report.result !== 'created') return
        const settled = await settleOne(context, report, made, existing).catch((error: unknown) => {
          throw notSettled(report, error)
        })
        if (settled !== 'none' && 'mine' in settled) {
          report.endpoint = settled.mine
          return
        }
        if (attempt >= MAX_ATTEMPTS) throw neverSettles(made.name)
        report.endpoint = undefined
        report.result = undefined
        report.lost = false
        await act(context, report, settled === 'none' ? [] : [settled.theirs], creates, 'taken')
        existing = await lookByName(context.client, made.name)
      }
    }),
  )
}

async function settleOne(
  context: RunContext,
  { lost }: Report,
  made: Endpoint,
  existing: readonly Endpoint[],
): Promise<Settled> {
  if (!lost) return settle(context, made, existing)
  const [left] = await settleLost(context, made.name, [made], existing)
  if (left === undefined) return 'none'
  return left.id === made.id ? { mine: left } : { theirs: left }
}

/** The endpoint is made, and something else went wrong before all was done. */
function notSettled({ endpoint }: Report, cause: unknown): unknown {
  if (!isFailure(cause) || endpoint === undefined) return cause
  return new OutcomeError(
    `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) was created, but whether it is the only one of its name could not be seen: ${cause.message}`,
    { hint: 'Running the step again finishes it.', cause },
  )
}

/** How long the others have to go when ours is the oldest, and how long we follow when it is not. */
const STAND_MILLISECONDS = 2000
const FOLLOW_SECONDS = 60
/** How long runs that know theirs have to give way. */
const LOST_SECONDS = 10

/** `mine`: the only one. `theirs`: another run's, ours is removed. `none`: nobody's is left, create again. */
export type Settled = { mine: Endpoint } | { theirs: Endpoint } | 'none'

/**
 * Sees to it that exactly one endpoint of a name is left, after this run created `made` and saw `there`. The rule is
 * the one of `decisions/race.ts`; it costs nothing when nobody races.
 */
export async function settle(
  context: RunContext,
  made: Endpoint,
  existing: readonly Endpoint[],
): Promise<Settled> {
  let standing = standingOf(made.id, existing)
  let seen = existing
  if (standing === 'stand') {
    await context.client.clock.sleep(STAND_MILLISECONDS)
    seen = await lookByName(context.client, made.name)
    standing = standingOf(made.id, seen)
  }
  if (standing === 'done') return { mine: seen.find(({ id }) => id === made.id) ?? made }
  // Whoever is still there has finished, and does not go any more.
  if (standing !== 'lost') await removeEndpoint(context.client, made.id)
  context.onRemoved(made.id)
  context.log.info(`Another run created ${quote(made.name)} at the same time; its endpoint is taken.`)
  const [left] = await waitForStableName(context, made.name, FOLLOW_SECONDS)
  return left === undefined ? 'none' : { theirs: left }
}

/**
 * The same after a create without a good answer, whose endpoint is one of those there, nobody knows which. Runs that
 * know theirs give way within moments. Of several that stay the last to appear is this run's: another run would have
 * seen the others after its create, and given way. None was there when this run began to create.
 * @param first what was there at the first look after the create, lowest id first.
 * @returns the one that is left; none when others gave way at the same moment.
 */
export async function settleLost(
  context: RunContext,
  name: string,
  first: readonly Endpoint[],
  existing: readonly Endpoint[] = first,
): Promise<readonly Endpoint[]> {
  let seen = existing
  while (seen.length > 1) {
    seen = await waitForStableName(context, name, LOST_SECONDS)
    const later = seen.filter(({ id }) => !first.some((one) => one.id === id))
    // Ids mostly rise in the order in which endpoints appear.
    const last = later.at(-1) ?? seen.at(-1)
    if (seen.length < 2 || last === undefined) break
    await removeEndpoint(context.client, last.id)
    context.log.info(
      `Another run created ${quote(name)} at the same time; its endpoint is taken, and ${last.id} was removed again.`,
    )
    seen = await lookByName(context.client, name)
  }
  return seen
}

/**
 * What follows a create, seen from the run that made `mine`. No Portainer makes names unique when creates run at
 * once: 2.14+ compares before it connects and stores after, older ones do not compare at all, and up to 2.11 two
 * creates can even be given the same id. A lower id may appear after a higher one.
 *
 * `done`: the only one. `yield`: an older one is there: remove mine, take that. `stand`: mine is the oldest: the
 * others have a moment to go. `lost`: overwritten by a create that was given the same id.
 */
export type Standing = 'done' | 'yield' | 'stand' | 'lost'

export function standingOf(mine: number, existing: readonly { id: number }[]): Standing {
  if (!existing.some(({ id }) => id === mine)) return 'lost'
  if (existing.length === 1) return 'done'
  return existing.every(({ id }) => id >= mine) ? 'stand' : 'yield'
}
