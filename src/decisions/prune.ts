import { RefusedError } from '../foundation/errors.ts'
import { plural, quote } from '../foundation/text.ts'
import type { Item, PruneScope } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type Directory, findNamed, findTags, hasTag } from './lookup.ts'
import { temporaryNames } from './plan.ts'

const MAX_LISTED = 50

/**
 * The endpoints in scope that the list no longer names. Temporary names of listed endpoints stay, others go.
 * @param results the ids that the items resulted in; none before they ran.
 */
export function planPrune(
  scope: PruneScope,
  endpoints: readonly Endpoint[],
  items: readonly Item[],
  directory: Directory,
  results: ReadonlySet<number> = new Set(),
): Endpoint[] {
  const group =
    scope.group?.by === 'name' ? findNamed(directory.groups ?? [], scope.group.name)[0] : scope.group
  if (scope.group !== undefined && group === undefined) return []
  if (group?.id === 1 && scope.tags === undefined) {
    throw new RefusedError("'prune' can't be used with Portainer's default group (id 1) alone.", {
      hint: "It holds every endpoint that is in no other group. Name another 'group', or add 'tags'.",
    })
  }
  const tags = findTags(scope.tags ?? [], directory)
  const names = new Set<string>()
  const ids = new Set(results)
  for (const { selector } of items) {
    if (selector.id !== undefined) ids.add(selector.id)
    if (selector.name === undefined) continue
    for (const name of [selector.name, ...temporaryNames(selector.name)]) names.add(name)
  }
  return endpoints.filter(
    (endpoint) =>
      (group === undefined || endpoint.groupId === group.id) &&
      tags.every((tag) => hasTag(endpoint, tag)) &&
      !ids.has(endpoint.id) &&
      !names.has(endpoint.name),
  )
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
