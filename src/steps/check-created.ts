import type { Creation } from '../decisions/create.ts'
import type { Target } from '../decisions/lookup.ts'
import { isSameUrl } from '../decisions/update.ts'
import { addContext, OutcomeError, RefusedError, RUN_AGAIN } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { hasTls, isAgent, isAgentOnKubernetes, isOfType } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listNamed } from '../portainer/named.ts'
import type { RunContext } from './context.ts'
import { removeEndpoint } from './remove.ts'

/** Removes what this run created if it is less than the inputs ask for, and throws. Warns if only its address differs. */
export async function checkCreated(
  context: RunContext,
  creation: Creation,
  created: Endpoint,
): Promise<void> {
  const { id, name, type, url } = created
  const { what, hint } = shortfallOf(creation, created)
  if (what !== undefined) {
    await removeEndpoint(context, id).catch((error: unknown) => {
      throw addContext(error, `${what}; it may still exist with the id ${id}.`, hint)
    })
    context.creationLog.remove(id)
    throw new RefusedError(`${what}; it was removed again.`, { hint })
  }
  const { desired } = creation
  if (desired.url !== undefined && hasTls(type) && !isSameUrl(desired.url, url)) {
    context.log.warning(
      `Endpoint ${quote(name)} was created at ${quote(url)}, not at ${quote(desired.url)} as asked.`,
    )
  }
}

/**
 * The same for a create whose response was lost. An endpoint that is less than the inputs ask for may be another run's, so
 * it stays; one that breaks Portainer is removed.
 */
export async function checkUnconfirmed(
  context: RunContext,
  creation: Creation,
  existing: readonly Endpoint[],
): Promise<void> {
  await removeBroken(context, creation, existing)
  const [only, ...others] = existing
  if (only === undefined || others.length > 0) return
  const { what, hint } = shortfallOf(creation, only)
  if (what === undefined) return
  throw new RefusedError(
    `${what}; it was left with the id ${only.id}: the response to the create was lost, so it may be another run's.`,
    { hint },
  )
}

/**
 * Portainer looks for group and tags only after it has stored the endpoint. An endpoint whose group or tag no longer
 * exists breaks the list of every standard user, so it is removed again.
 */
async function removeBroken(
  context: RunContext,
  { name, group, tags = [] }: Creation,
  existing: readonly Endpoint[],
): Promise<void> {
  const findGone = async (kind: 'groups' | 'tags', targets: readonly Target[]): Promise<Target[]> => {
    const asked = targets.filter(({ id }) => id !== undefined)
    if (asked.length === 0) return []
    const ids = new Set<number | undefined>((await listNamed(context.client, kind)).map(({ id }) => id))
    return asked.filter(({ id }) => !ids.has(id))
  }
  const goneGroups = await findGone('groups', group ? [group] : [])
  const goneTags = await findGone('tags', tags)
  const broken = existing.filter(
    (endpoint) =>
      goneGroups.some(({ id }) => id === endpoint.groupId) ||
      goneTags.some(({ id = 0 }) => endpoint.tagIds?.includes(id)),
  )
  if (broken.length === 0) return
  for (const { id } of broken) await removeEndpoint(context, id)
  const gone = [...goneGroups, ...goneTags].map((target) => `${quote(target.name)} (id ${target.id ?? 0})`)
  throw new OutcomeError(
    `While endpoint ${quote(name)} was being created, ${gone.join(', ')} was removed from Portainer; the endpoint was removed again.`,
    { hint: RUN_AGAIN },
  )
}

/**
 * How the endpoint is less than the inputs ask for. Portainer creates a Docker endpoint for a type that it does not
 * support, and 1.x an agent if one answers.
 */
function shortfallOf({ desired, tls }: Creation, created: Endpoint): { what?: string; hint?: string } {
  const { type } = desired
  const subject = `Portainer created endpoint ${quote(created.name)}`
  if (!isOfType(created.type, type)) {
    return {
      what: `${subject} of type ${created.type}, and 'type' is '${type}'`,
      hint:
        type === 'kubeconfig'
          ? 'Only Portainer Business Edition accepts a kubeconfig.'
          : isAgent(created.type)
            ? "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'."
            : type === 'agent'
              ? "What answers at 'endpoint-url' is an engine without an agent: use 'type: docker'."
              : "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer supports that type.",
    }
  }
  if (tls !== undefined && !created.tls.on && !isAgentOnKubernetes(created.type)) {
    return { what: `${subject} with TLS off, although TLS was requested` }
  }
  if (tls?.skipVerify === false && created.tls.skipVerify) {
    return { what: `${subject} without verification of the engine, although it was requested` }
  }
  return {}
}
