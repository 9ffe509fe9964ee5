import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { DesiredEndpoint, EndpointToRemove, GroupSelector } from '../inputs/endpoint.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import type { Named, NamedKind } from '../portainer/named.ts'
import type { Capabilities, Version } from '../portainer/versions.ts'

/** The groups, tags, users and teams that Portainer has. Those that no input names are not looked up. */
export type Directory = Partial<Record<NamedKind, Named[]>>

/** What a decision is based on. */
export interface Known {
  /** The endpoints with the name or id in the inputs. */
  existing: readonly Endpoint[]
  directory: Directory
  version: Version | undefined
  capabilities: Capabilities
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
  for (; index.length < list.length; index.length += 1) {
    const one = list[index.length]
    if (one === undefined) continue
    const same = index.byName.get(one.name)
    if (same === undefined) index.byName.set(one.name, [one])
    else same.push(one)
  }
  return index.byName.get(name) ?? []
}

/** What has to be looked up for these inputs. */
export function neededKinds(items: readonly (DesiredEndpoint | EndpointToRemove)[]): NamedKind[] {
  const needs = (test: (item: DesiredEndpoint | EndpointToRemove) => boolean): boolean => items.some(test)
  return [
    ...(needs((item) => item.group !== undefined) ? (['groups'] as const) : []),
    ...(needs((item) => item.tags !== undefined) ? (['tags'] as const) : []),
    ...(needs((item) => item.state === 'present' && item.users !== undefined) ? (['users'] as const) : []),
    ...(needs((item) => item.state === 'present' && item.teams !== undefined) ? (['teams'] as const) : []),
  ]
}

/**
 * The group that the input names. An id must exist: Portainer would store an endpoint in a missing group, which breaks
 * the list of every standard user. A name may be new.
 * @throws RefusedError for an unknown id.
 */
export function findGroup(
  desired: GroupSelector,
  directory: Directory,
): { target: Target; notice: string | undefined } {
  const groups = directory.groups ?? []
  if (desired.by === 'id') {
    const group = groups.find(({ id }) => id === desired.id)
    if (group === undefined) {
      throw new RefusedError(`There is no endpoint group with the id ${desired.id}.`, {
        hint: "Use the group's name instead; a group that does not exist is created.",
      })
    }
    return { target: group, notice: undefined }
  }
  const same = findNamed(groups, desired.name)
  const [first] = same
  return {
    target: first ?? { name: desired.name, id: undefined },
    notice:
      same.length > 1
        ? `There are ${same.length} groups named ${quote(desired.name)}; using the one with the lowest id, ${first?.id ?? 0}.`
        : undefined,
  }
}

/** The tags with these names; those without an id are yet to be created. */
export function findTags(names: readonly string[], directory: Directory): Target[] {
  return names.map((name) => findNamed(directory.tags ?? [], name)[0] ?? { name, id: undefined })
}

/**
 * The ids of users or teams. Names are compared exactly: one that differs in case may be somebody else.
 * @throws RefusedError with all names that do not exist.
 */
export function findPeople(
  names: readonly string[],
  kind: 'users' | 'teams',
  directory: Directory,
): number[] {
  const all = directory[kind] ?? []
  const found = names.map((name) => findNamed(all, name)[0])
  const unknown = names.filter((_, index) => found[index] === undefined)
  if (unknown.length > 0) {
    throw new RefusedError(
      `'${kind}' contains unknown names: ${unknown.map((name) => quote(name)).join(', ')}.`,
      {
        hint: 'Create them in Portainer first, or correct the names.',
      },
    )
  }
  return found.flatMap((one) => (one === undefined ? [] : [one.id]))
}

/** The name for an id, or the id if names were not looked up. */
const nameOf = (id: number, known: readonly Named[] | undefined): string =>
  known?.find((one) => one.id === id)?.name ?? `id ${id}`

/** The name of an endpoint's group. */
export function groupName(existing: Endpoint, directory: Directory): string {
  return nameOf(existing.groupId, directory.groups)
}

/** The names of an endpoint's tags. */
export function tagNames(existing: Endpoint, directory: Directory): string[] {
  return existing.tags ?? (existing.tagIds ?? []).map((id) => nameOf(id, directory.tags))
}

/** The names of users or teams. */
export function peopleNames(access: Access, known: readonly Named[] | undefined): string[] {
  return [...access.keys()].map((id) => nameOf(id, known))
}

/** Whether an endpoint has exactly these tags. */
export function hasTags(existing: Endpoint, tags: readonly Target[]): boolean {
  const now: readonly (string | number)[] = existing.tagIds ?? existing.tags ?? []
  const then = tags.map((tag) => (existing.tagIds === undefined ? tag.name : tag.id))
  return now.length === then.length && then.every((tag) => tag !== undefined && now.includes(tag))
}

/** Who may use an endpoint; undefined leaves them as they are. */
export interface AccessPlan {
  users: Access | undefined
  teams: Access | undefined
}

/** Nobody, as on a new endpoint. */
export const nobody: Pick<Endpoint, 'users' | 'teams'> = { users: new Map(), teams: new Map() }

/**
 * Who may use the endpoint afterwards; undefined if the inputs don't say. Users and teams on the list keep their roles.
 * @throws RefusedError for names that do not exist.
 */
export function accessAfter(
  desired: DesiredEndpoint,
  now: Pick<Endpoint, 'users' | 'teams'>,
  directory: Directory,
): AccessPlan {
  const of = (kind: 'users' | 'teams'): Access | undefined => {
    const names = desired.clear.has(kind) ? [] : desired[kind]
    if (names === undefined) return undefined
    // 0 is the standard role. In Business Edition, other numbers are roles with more rights.
    return new Map(findPeople(names, kind, directory).map((id) => [id, now[kind].get(id) ?? 0]))
  }
  return { users: of('users'), teams: of('teams') }
}

/** As {@link accessAfter}, but also undefined if nothing changes. */
export function planAccess(
  desired: DesiredEndpoint,
  now: Pick<Endpoint, 'users' | 'teams'>,
  directory: Directory,
): AccessPlan {
  const { users, teams } = accessAfter(desired, now, directory)
  const unlessSame = (then: Access | undefined, existing: Access): Access | undefined =>
    then === undefined || isSame(then, existing) ? undefined : then
  return { users: unlessSame(users, now.users), teams: unlessSame(teams, now.teams) }
}

const isSame = (one: Access, other: Access): boolean =>
  one.size === other.size && [...one.keys()].every((id) => other.has(id))
