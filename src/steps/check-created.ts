import { isOfKind } from '../decisions/kinds.ts'
import type { Target } from '../decisions/lookup.ts'
import type { Creation } from '../decisions/plan.ts'
import { isSameUrl } from '../decisions/update.ts'
import { OutcomeError, RefusedError, isFailure } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listNamed } from '../portainer/named.ts'
import { type RunContext } from './context.ts'
import { removeEndpoint } from './remove.ts'

export const RUN_AGAIN = 'Running the step again is safe: it looks by name first.'

/**
 * Portainer looks for group and tags only after it has stored the endpoint. One that names a group or tag which is
 * gone breaks the list of every standard user: it is removed again.
 */
export async function refuseBroken(
  context: RunContext,
  creation: Creation,
  found: readonly Endpoint[],
): Promise<void> {
  const named = async (kind: 'groups' | 'tags', targets: readonly Target[]): Promise<Target[]> => {
    const asked = targets.filter(({ id }) => id !== undefined)
    if (asked.length === 0) return []
    const existing = new Set((await listNamed(context.client, kind)).map(({ id }) => id))
    return asked.filter(({ id = 0 }) => !existing.has(id))
  }
  const groups = await named('groups', creation.group ? [creation.group] : [])
  const tags = await named('tags', creation.tags ?? [])
  const broken = found.filter(
    ({ groupId, tagIds = [] }) =>
      groups.some(({ id }) => id === groupId) || tags.some(({ id = 0 }) => tagIds.includes(id)),
  )
  if (broken.length === 0) return
  for (const { id } of broken) await removeEndpoint(context.client, id)
  const what = [...groups, ...tags].map(({ id = 0, name }) => `${quote(name)} (id ${id})`).join(', ')
  throw new OutcomeError(
    `While endpoint ${quote(creation.name)} was being created, ${what} was removed from Portainer; the endpoint was removed again.`,
    { hint: RUN_AGAIN },
  )
}

/** What is less than was asked for: Portainer makes a Docker endpoint of what it does not know, and 1.x an agent of what answers as one. */
function shortfallOf(
  desired: DesiredEndpoint,
  creation: Creation,
  made: Endpoint,
): { what: string; hint?: string } | undefined {
  const portainerMade = `Portainer made endpoint ${quote(made.name)}`
  if (!isOfKind(made.type, desired.kind)) {
    return {
      what: `${portainerMade} of type ${made.type}, and 'type' is '${desired.kind}'`,
      hint:
        desired.kind === 'kubeconfig'
          ? 'Only Portainer Business Edition takes a kubeconfig.'
          : made.type === 2
            ? "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'."
            : "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer knows that kind.",
    }
  }
  if (creation.tls === undefined) return undefined
  const tlsLost = !made.tls.on && made.type !== 6
  const lessVerified = !creation.tls.skipVerify && made.tls.skipVerify
  if (!tlsLost && !lessVerified) return undefined
  const how = tlsLost ? 'with TLS off' : "with the engine's certificate not verified"
  return { what: `${portainerMade} ${how}, which is less than was asked for` }
}

/** Removes what is less than was asked for. */
export async function checkReturned(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
  made: Endpoint,
): Promise<void> {
  const shortfall = shortfallOf(desired, creation, made)
  if (shortfall !== undefined) {
    const { what, ...hint } = shortfall
    try {
      await removeEndpoint(context.client, made.id)
    } catch (cause) {
      if (!isFailure(cause)) throw cause
      throw new OutcomeError(`${what}; it may be there still, with the id ${made.id}: ${cause.message}`, {
        ...hint,
        cause,
      })
    }
    context.onRemoved(made.id)
    throw new RefusedError(`${what}; it was removed again.`, hint)
  }
  if (desired.url !== undefined && [1, 2, 6].includes(made.type) && !isSameUrl(desired.url, made.url)) {
    context.log.warning(
      `Endpoint ${quote(made.name)} was created at ${quote(made.url)}, not at ${quote(desired.url)} as asked.`,
    )
  }
}

/** The same where the answer was lost. It is left, since it may be another run's. */
export function checkLost(desired: DesiredEndpoint, creation: Creation, found: Endpoint | undefined): void {
  if (found === undefined) return
  const shortfall = shortfallOf(desired, creation, found)
  if (shortfall === undefined) return
  const { what, ...hint } = shortfall
  throw new RefusedError(
    `${what}; it was left with the id ${found.id}: the answer to the create was lost, and it may be another run's.`,
    hint,
  )
}
