import type { Creation } from '../decisions/create.ts'
import type { Target } from '../decisions/lookup.ts'
import { isSameUrl } from '../decisions/update.ts'
import { OutcomeError, RUN_AGAIN, RefusedError, addContext } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { hasTls, isAgent, isAgentOnKubernetes, isOfType } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listNamed } from '../portainer/named.ts'
import type { RunContext } from './context.ts'
import { removeEndpoint } from './remove.ts'

/**
 * Removes what this run created if it is less than the inputs ask for, and warns if its address differs.
 * @throws RefusedError when it was removed, OutcomeError when that failed.
 */
export async function checkCreated(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
  created: Endpoint,
): Promise<void> {
  const shortfall = shortfallOf(desired, creation, created)
  if (shortfall !== undefined) {
    try {
      await removeEndpoint(context, created.id)
    } catch (error) {
      throw addContext(
        error,
        `${shortfall.what}; it may still exist with the id ${created.id}.`,
        shortfall.hint,
      )
    }
    context.onRemoved(created.id)
    throw new RefusedError(`${shortfall.what}; it was removed again.`, { hint: shortfall.hint })
  }
  if (desired.url !== undefined && hasTls(created.type) && !isSameUrl(desired.url, created.url)) {
    context.log.warning(
      `Endpoint ${quote(created.name)} was created at ${quote(created.url)}, not at ${quote(desired.url)} as asked.`,
    )
  }
}

/**
 * The same for a create whose response was lost. An endpoint that is less than the inputs ask for may be another run's, so
 * it stays; one that breaks Portainer is removed.
 */
export async function checkUnconfirmed(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
  existing: readonly Endpoint[],
): Promise<void> {
  await removeBroken(context, creation, existing)
  const [only] = existing
  if (only === undefined || existing.length > 1) return
  const shortfall = shortfallOf(desired, creation, only)
  if (shortfall === undefined) return
  throw new RefusedError(
    `${shortfall.what}; it was left with the id ${only.id}: the response to the create was lost, so it may be another run's.`,
    { hint: shortfall.hint },
  )
}

/**
 * Portainer looks for group and tags only after it has stored the endpoint. An endpoint whose group or tag no longer
 * exists breaks the list of every standard user, so it is removed again.
 */
async function removeBroken(
  context: RunContext,
  creation: Creation,
  existing: readonly Endpoint[],
): Promise<void> {
  const goneOf = async (type: 'groups' | 'tags', targets: readonly Target[]): Promise<Target[]> => {
    const asked = targets.filter(({ id }) => id !== undefined)
    if (asked.length === 0) return []
    const ids = new Set((await listNamed(context.client, type)).map(({ id }) => id))
    return asked.filter(({ id = 0 }) => !ids.has(id))
  }
  const groups = await goneOf('groups', creation.group ? [creation.group] : [])
  const tags = await goneOf('tags', creation.tags ?? [])
  const broken = existing.filter(
    ({ groupId, tagIds = [] }) =>
      groups.some(({ id }) => id === groupId) || tags.some(({ id = 0 }) => tagIds.includes(id)),
  )
  if (broken.length === 0) return
  for (const { id } of broken) await removeEndpoint(context, id)
  const what = [...groups, ...tags].map(({ id = 0, name }) => `${quote(name)} (id ${id})`).join(', ')
  throw new OutcomeError(
    `While endpoint ${quote(creation.name)} was being created, ${what} was removed from Portainer; the endpoint was removed again.`,
    { hint: RUN_AGAIN },
  )
}

/**
 * How the endpoint is less than the inputs ask for. Portainer creates a Docker endpoint for a type that it does not
 * support, and 1.x an agent if one answers.
 */
function shortfallOf(
  desired: DesiredEndpoint,
  creation: Creation,
  created: Endpoint,
): { what: string; hint?: string } | undefined {
  const subject = `Portainer created endpoint ${quote(created.name)}`
  if (!isOfType(created.type, desired.type)) {
    return {
      what: `${subject} of type ${created.type}, and 'type' is '${desired.type}'`,
      hint:
        desired.type === 'kubeconfig'
          ? 'Only Portainer Business Edition accepts a kubeconfig.'
          : isAgent(created.type)
            ? "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'."
            : desired.type === 'agent'
              ? "What answers at 'endpoint-url' is an engine without an agent: use 'type: docker'."
              : "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer supports that type.",
    }
  }
  if (creation.tls === undefined) return undefined
  if (!created.tls.on && !isAgentOnKubernetes(created.type)) {
    return { what: `${subject} with TLS off, although TLS was requested` }
  }
  if (!creation.tls.skipVerify && created.tls.skipVerify) {
    return { what: `${subject} without verification of the engine, although it was requested` }
  }
  return undefined
}
