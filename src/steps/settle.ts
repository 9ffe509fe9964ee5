import { standingOf } from '../decisions/race.ts'
import { quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { lookByName, lookUntilSettled } from './look.ts'
import { removeEndpoint } from './remove.ts'
import type { Work } from './work.ts'

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
export async function settle(work: Work, made: Endpoint, there: readonly Endpoint[]): Promise<Settled> {
  let standing = standingOf(made.id, there)
  let seen = there
  if (standing === 'stand') {
    await work.client.clock.sleep(STAND_MILLISECONDS)
    seen = await lookByName(work.client, made.name)
    standing = standingOf(made.id, seen)
  }
  if (standing === 'done') return { mine: seen.find(({ id }) => id === made.id) ?? made }
  // Whoever is still there has finished, and does not go any more.
  if (standing !== 'lost') await removeEndpoint(work.client, made.id)
  work.onRemoved(made.id)
  work.say.info(`Another run created ${quote(made.name)} at the same time; its endpoint is taken.`)
  const [left] = await lookUntilSettled(work, made.name, FOLLOW_SECONDS)
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
  work: Work,
  name: string,
  first: readonly Endpoint[],
  there: readonly Endpoint[] = first,
): Promise<readonly Endpoint[]> {
  let seen = there
  while (seen.length > 1) {
    seen = await lookUntilSettled(work, name, LOST_SECONDS)
    const later = seen.filter(({ id }) => !first.some((one) => one.id === id))
    // Ids mostly rise in the order in which endpoints appear.
    const last = later.at(-1) ?? seen.at(-1)
    if (seen.length < 2 || last === undefined) break
    await removeEndpoint(work.client, last.id)
    work.say.info(
      `Another run created ${quote(name)} at the same time; its endpoint is taken, and ${last.id} was removed again.`,
    )
    seen = await lookByName(work.client, name)
  }
  return seen
}
