import { quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { lookByName } from '../portainer/endpoints.ts'
import type { Report, RunContext } from './context.ts'
import type { CreateOutcome } from './create.ts'
import { waitForStableName } from './look.ts'
import { removeEndpoint } from './remove.ts'

/** How long younger duplicates have to disappear when ours is the oldest. */
const OLDEST_WAITS_MILLISECONDS = 2000
/** How long we follow other runs when ours is not the oldest. */
const FOLLOW_SECONDS = 60
/** How long the runs that know which endpoint is theirs have to remove it. */
const UNCONFIRMED_SECONDS = 10

/**
 * Makes sure that one endpoint of a name is left after this run created one. No Portainer prevents duplicates when
 * creates run at once: 2.14+ compares names before it connects and stores after, older ones do not compare at all, and
 * up to 2.11 two creates can be given the same id. Ids are handed out before the connection test, so a lower id may
 * appear after a higher one.
 *
 * A single endpoint stays. If ours is the oldest, the others get two seconds to disappear; one that is still there then
 * stays for good, so ours is removed, as it is if an older one exists. If ours is gone, a create with its id overwrote it.
 */
export async function resolveDuplicates(
  context: RunContext,
  { foundAs }: Report,
  created: Endpoint,
  seen: readonly Endpoint[],
): Promise<CreateOutcome> {
  const { id, name } = created
  if (foundAs === 'unconfirmed') {
    const [only] = await resolveUnconfirmed(context, name, [created], seen)
    if (only?.id === id) return { outcome: 'created', existing: [only] }
    return { outcome: 'name-taken', existing: only ? [only] : [] }
  }
  let existing = seen
  // Lowest id first.
  if (existing.length > 1 && existing[0]?.id === id) {
    await context.client.clock.sleep(OLDEST_WAITS_MILLISECONDS)
    existing = await lookByName(context.client, name)
  }
  const ours = existing.find((endpoint) => endpoint.id === id)
  if (ours !== undefined && existing.length === 1) return { outcome: 'created', existing: [ours] }
  if (ours !== undefined) await removeEndpoint(context, id)
  context.creationLog.remove(id)
  context.log.info(`Another run created ${quote(name)} at the same time. Continuing with that endpoint.`)
  const left = await waitForStableName(context.client, name, FOLLOW_SECONDS)
  return { outcome: 'name-taken', existing: left.slice(0, 1) }
}

/**
 * The same after a create whose response was lost: one of the endpoints is this run's, nobody knows which. Runs that
 * know theirs remove it within moments. Of several that stay, the last to appear is this run's, since another run would
 * have seen the others after its create and removed its own. None existed when this run began to create.
 * @param first the endpoints seen first after the create, lowest id first.
 * @returns the one that is left; none when other runs removed theirs at the same moment.
 */
export async function resolveUnconfirmed(
  context: RunContext,
  name: string,
  first: readonly Endpoint[],
  seen = first,
): Promise<readonly Endpoint[]> {
  let existing = seen
  while (existing.length > 1) {
    existing = await waitForStableName(context.client, name, UNCONFIRMED_SECONDS)
    const later = existing.filter(({ id }) => !first.some((one) => one.id === id))
    // Ids mostly rise in the order in which endpoints appear.
    const last = later.at(-1) ?? existing.at(-1)
    if (existing.length < 2 || last === undefined) break
    await removeEndpoint(context, last.id)
    context.log.info(
      `Another run created ${quote(name)} at the same time. Removed endpoint ${last.id}; continuing with the other one.`,
    )
    existing = await lookByName(context.client, name)
  }
  return existing
}
