import { RefusedError } from '../foundation/errors.ts'
import { plural, quote } from '../foundation/text.ts'
import type { DesiredEndpoint, EndpointToRemove, GroupSelector } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { findNamed, type Directory } from './lookup.ts'
import { temporaryName } from './plan.ts'

/** What `prune` may remove at all: the endpoints of the step's own group that have all of its tags. */
export interface PruneScope {
  group: GroupSelector | undefined
  tags: string[] | undefined
}

/** The most names that an error lists. */
const MAX_LISTED = 50

/**
 * The endpoints in scope that the list no longer names. Kept are all names and ids of the list, the temporary names of
 * listed endpoints, and what the items resulted in; other temporary names in scope go. Portainer does not list edge agents
 * in its waiting room, so they stay.
 * @param results the ids that the items resulted in; none before they ran.
 */
export function planPrune(
  scope: PruneScope,
  endpoints: readonly Endpoint[],
  items: readonly (DesiredEndpoint | EndpointToRemove)[],
  directory: Directory,
  results: ReadonlySet<number> = new Set(),
): Endpoint[] {
  const isInScope = scopeTest(scope, directory)
  if (isInScope === undefined) return []
  const names = new Set<string>()
  const ids = new Set(results)
  for (const { selector } of items) {
    if (selector.id !== undefined) ids.add(selector.id)
    if (selector.name === undefined) continue
    names.add(selector.name)
    names.add(temporaryName(selector.name, 'recreate'))
    names.add(temporaryName(selector.name, 'trial'))
  }
  return endpoints.filter(
    (endpoint) => isInScope(endpoint) && !ids.has(endpoint.id) && !names.has(endpoint.name),
  )
}

/** Undefined where nothing can be in scope, since the group or a tag does not exist. */
function scopeTest(
  { group, tags = [] }: PruneScope,
  directory: Directory,
): ((endpoint: Endpoint) => boolean) | undefined {
  const groupId = group?.by === 'name' ? findNamed(directory.groups ?? [], group.name)[0]?.id : group?.id
  if (group !== undefined && groupId === undefined) return undefined
  const tagIds = tags.map((name) => findNamed(directory.tags ?? [], name)[0]?.id)
  return (endpoint) => {
    if (groupId !== undefined && endpoint.groupId !== groupId) return false
    // Up to 1.23 an endpoint has the names of its tags.
    if (endpoint.tags !== undefined) return tags.every((name) => endpoint.tags?.includes(name))
    return tagIds.every((id) => id !== undefined && endpoint.tagIds?.includes(id))
  }
}

/** @throws RefusedError when more would go than `prune-limit` allows: a list may have come out empty by mistake. */
export function checkPruneLimit(pruned: readonly Endpoint[], limit: number): void {
  if (pruned.length <= limit) return
  const listed = pruned.slice(0, MAX_LISTED).map(({ id, name }) => `${quote(name)} (id ${id})`)
  const more = pruned.length > MAX_LISTED ? ` and ${pruned.length - MAX_LISTED} more` : ''
  throw new RefusedError(
    `'prune' would remove ${plural(pruned.length, 'endpoint')}, and 'prune-limit' is ${limit}; nothing was changed. No longer in the list: ${listed.join(', ')}${more}.`,
    { hint: "Check that the list is complete. If all of them should go, raise 'prune-limit'." },
  )
}
