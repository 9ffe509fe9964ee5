import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import { findPeople, type Directory } from './lookup.ts'

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
