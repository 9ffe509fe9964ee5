import type { Named } from '../portainer/belongings.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import type { Directory, Target } from './directory.ts'

/** What has an id, by name; by its id where the names were not looked up. */
const nameOf = (id: number, known: readonly Named[] | undefined): string =>
  known?.find((one) => one.id === id)?.name ?? `id ${id}`

/** The name of an endpoint's group. */
export function groupName(there: Endpoint, directory: Directory): string {
  return nameOf(there.groupId, directory.groups)
}

/** The names of an endpoint's tags. */
export function tagNames(there: Endpoint, directory: Directory): string[] {
  return there.tags ?? (there.tagIds ?? []).map((id) => nameOf(id, directory.tags))
}

/** The names of users or teams. */
export function peopleNames(access: Access, known: readonly Named[] | undefined): string[] {
  return [...access.keys()].map((id) => nameOf(id, known))
}

/** Whether an endpoint has just these tags. */
export function hasTags(there: Endpoint, tags: readonly Target[]): boolean {
  const now: readonly (string | number)[] = there.tagIds ?? there.tags ?? []
  const then = tags.map((tag) => (there.tagIds === undefined ? tag.name : tag.id))
  return now.length === then.length && then.every((tag) => tag !== undefined && now.includes(tag))
}
