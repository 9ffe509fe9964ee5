import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { DesiredEndpoint, GroupSelector, Item, PruneScope } from '../inputs/endpoint.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import type { Named, NamedKind } from '../portainer/named.ts'
import type { Version } from '../portainer/versions.ts'

/** The groups, tags, users and teams that Portainer has. Those that no input names are not looked up. */
export type Directory = Partial<Record<NamedKind, Named[]>>

/** What a decision is based on, besides the endpoints that exist. */
export interface Known {
  directory: Directory
  version: Version | undefined
}

export interface Change {
  field: string
  now: string
  then: string
}

/** A group or tag that an endpoint should have; one without an id is yet to be created. */
export interface Target {
  name: string
  id: number | undefined
}

const indexes = new WeakMap<readonly Named[], { length: number; byName: Map<string, Named[]> }>()

/** All with exactly this name, in their order. Indexed, since a list of endpoints looks up a name for each item. */
export function findNamed(list: readonly Named[], name: string): readonly Named[] {
  const index = indexes.get(list) ?? { length: 0, byName: new Map<string, Named[]>() }
  indexes.set(list, index)
  // The list grows while groups and tags are created.
  for (const one of list.slice(index.length)) {
    const same = index.byName.get(one.name)
    if (same === undefined) index.byName.set(one.name, [one])
    else same.push(one)
  }
  index.length = list.length
  return index.byName.get(name) ?? []
}

/** The kinds that must be listed, because an item is compared by them. */
export function neededKinds(
  items: readonly Item[],
  existing: readonly Endpoint[][],
  prune: PruneScope | undefined,
): NamedKind[] {
  const compared = items.filter((item, index) => {
    const count = existing[index]?.length ?? 0
    if (item.state === 'absent') return count > 0
    // Of several that race, none may be left when they are compared.
    return count !== 1 || item.ifExists === 'update' || item.ifExists === 'recreate'
  })
  const present = compared.filter((item) => item.state === 'present')
  const needed: Record<NamedKind, boolean> = {
    groups: prune?.group?.by === 'name' || compared.some(({ group }) => group !== undefined),
    tags: prune?.tags !== undefined || compared.some(({ tags }) => tags !== undefined),
    users: present.some(({ users }) => users !== undefined),
    teams: present.some(({ teams }) => teams !== undefined),
  }
  return (Object.keys(needed) as NamedKind[]).filter((kind) => needed[kind])
}

/** The group that the input names. An id must exist: a missing group breaks the list of every standard user. */
export function findGroup(desired: GroupSelector, directory: Directory, notices: string[]): Target {
  const groups = directory.groups ?? []
  if (desired.by === 'id') {
    const group = groups.find(({ id }) => id === desired.id)
    if (group !== undefined) return group
    throw new RefusedError(`There is no endpoint group with the id ${desired.id}.`, {
      hint: "Use the group's name instead; a group that does not exist is created.",
    })
  }
  const [first, ...others] = findNamed(groups, desired.name)
  if (first !== undefined && others.length > 0) {
    notices.push(
      `There are ${others.length + 1} groups named ${quote(desired.name)}; using the one with the lowest id, ${first.id}.`,
    )
  }
  return first ?? { name: desired.name, id: undefined }
}

export function findTags(names: readonly string[], directory: Directory): Target[] {
  return names.map((name) => findNamed(directory.tags ?? [], name)[0] ?? { name, id: undefined })
}

/** Whether an endpoint has a tag: by name up to 1.23, by id after. */
export function hasTag({ tagIds, tags = [] }: Endpoint, { name, id }: Target): boolean {
  return tagIds === undefined ? tags.includes(name) : id !== undefined && tagIds.includes(id)
}

/** The name for an id, or the id if names were not looked up. */
const nameOf = (id: number, known: readonly Named[] | undefined): string =>
  known?.find((one) => one.id === id)?.name ?? `id ${id}`

export function groupOf({ groupId }: Endpoint, directory: Directory): Target {
  return { id: groupId, name: nameOf(groupId, directory.groups) }
}

export function tagsOf({ tags, tagIds = [] }: Endpoint, directory: Directory): Target[] {
  if (tags !== undefined) return tags.map((name) => ({ name, id: undefined }))
  return tagIds.map((id) => ({ id, name: nameOf(id, directory.tags) }))
}

export function peopleNames(access: Access, known: readonly Named[] | undefined): string {
  return [...access.keys()].map((id) => nameOf(id, known)).join(', ')
}

/**
 * The users or teams that may use the endpoint afterwards; undefined if the inputs don't say. Roles are kept.
 * @throws RefusedError with all names that do not exist.
 */
export function accessAfter(
  desired: DesiredEndpoint,
  kind: 'users' | 'teams',
  now: Access,
  directory: Directory,
): Access | undefined {
  const names = desired.clear.has(kind) ? [] : desired[kind]
  if (names === undefined) return undefined
  const found = names.map((name) => findNamed(directory[kind] ?? [], name)[0])
  const unknown = names.filter((_, index) => found[index] === undefined)
  if (unknown.length > 0) {
    const list = unknown.map((name) => quote(name)).join(', ')
    throw new RefusedError(`'${kind}' contains unknown names: ${list}.`, {
      hint: 'Create them in Portainer first, or correct the names.',
    })
  }
  const ids = found.flatMap((one) => one?.id ?? [])
  // 0 is the standard role. In Business Edition, other numbers are roles with more rights.
  return new Map(ids.map((id) => [id, now.get(id) ?? 0]))
}
