import { standingOf } from '../decisions/race.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { lookByName, lookUntilSettled } from './look.ts'
import { removeEndpoint } from './remove.ts'
import type { Work } from './work.ts'

/** How long the others have to go when ours is the oldest, and how long we follow when it is not. */
const STAND_MILLISECONDS = 2000
const FOLLOW_SECONDS = 60

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
  work.say.info(`Another run created '${made.name}' at the same time; its endpoint is taken.`)
  const [left] = await lookUntilSettled(work, made.name, FOLLOW_SECONDS)
  return left === undefined ? 'none' : { theirs: left }
}
