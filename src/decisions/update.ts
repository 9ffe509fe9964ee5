import { RefusedError } from '../foundation/errors.ts'
import type { Wanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { Abilities } from '../portainer/versions.ts'
import { planAccess, type AccessPlan } from './access.ts'
import { planUrl } from './address.ts'
import { listed, startNoting, type Change, type Changed } from './change.ts'
import { findGroup, findTags, type Directory, type Target } from './directory.ts'
import { groupName, hasTags, peopleNames, tagNames } from './names.ts'
import { planTls, type TlsUpdate } from './tls-update.ts'

/** What an update sends. A field that is undefined is left alone. */
export interface Update extends AccessPlan {
  name: string | undefined
  url: string | undefined
  publicUrl: string | undefined
  group: Target | undefined
  tags: Target[] | undefined
  tls: TlsUpdate | undefined
  azure: Wanted['azure']
  kubeconfig: string | undefined
  checkinInterval: number | undefined
}

/**
 * What differs between an endpoint and what the inputs say of it. Left out is left alone; what `clear` names is emptied.
 * @throws RefusedError for what can't be changed.
 */
export function planUpdate(
  wanted: Wanted,
  there: Endpoint,
  directory: Directory,
  abilities: Abilities,
): { update: Update; changes: Change[]; notices: string[] } {
  const { changes, changed } = startNoting()
  const notices: string[] = []
  const name = wanted.sought.name ?? there.name
  const update: Update = {
    name: changed('name', name !== there.name, there.name, name, name),
    url: planUrl(wanted.url, there, changed),
    publicUrl: planPublicUrl(wanted, there, abilities, changed),
    group: planGroup(wanted, there, directory, notices, changed),
    tags: planTags(wanted, there, directory, changed),
    tls: planTls(wanted.tls, there, changed),
    ...planUnreadable(wanted, there, changed),
    checkinInterval: planInterval(wanted.checkinInterval, there, notices, changed),
    ...planPeople(wanted, there, directory, changed),
  }
  if (wanted.containerEngine !== undefined)
    notices.push("'container-engine' counts on create only; it was left as it is.")
  if (wanted.extraFields.length > 0) notices.push("'extra-fields' count on create only; they were not sent.")
  return { update, changes, notices }
}

function planPublicUrl(
  wanted: Wanted,
  there: Endpoint,
  abilities: Abilities,
  changed: Changed,
): string | undefined {
  const url = wanted.clear.has('public-url') ? '' : wanted.publicUrl
  if (url === undefined) return undefined
  if (url === '' && there.publicUrl !== '' && abilities.updateDropsTls) {
    throw new RefusedError("Portainer 1.18 and 1.19 can't empty the public URL.", {
      hint: 'Portainer 1.20 and later can.',
    })
  }
  return changed('public-url', url !== there.publicUrl, there.publicUrl, url, url)
}

function planGroup(
  wanted: Wanted,
  there: Endpoint,
  directory: Directory,
  notices: string[],
  changed: Changed,
): Target | undefined {
  if (wanted.group === undefined) return undefined
  const { target, notice } = findGroup(wanted.group, directory)
  if (notice !== undefined) notices.push(notice)
  return changed('group', target.id !== there.groupId, groupName(there, directory), target.name, target)
}

function planTags(
  wanted: Wanted,
  there: Endpoint,
  directory: Directory,
  changed: Changed,
): Target[] | undefined {
  const names = wanted.clear.has('tags') ? [] : wanted.tags
  if (names === undefined) return undefined
  const tags = findTags(names, directory)
  const now = listed(tagNames(there, directory))
  return changed('tags', !hasTags(there, tags), now, listed(tags.map(({ name }) => name)), tags)
}

/** What can't be read back is sent each time it is given. */
function planUnreadable(
  wanted: Wanted,
  there: Endpoint,
  changed: Changed,
): Pick<Update, 'azure' | 'kubeconfig'> {
  const azure = there.type === 3 ? wanted.azure : {}
  for (const key of Object.keys(azure)) changed(`azure ${key}`, true, 'not shown', 'sent', key)
  const { kubeconfig } = wanted
  return {
    azure,
    kubeconfig: changed('kubeconfig', kubeconfig !== undefined, 'not shown', 'sent', kubeconfig),
  }
}

function planInterval(
  interval: number | undefined,
  there: Endpoint,
  notices: string[],
  changed: Changed,
): number | undefined {
  const now = there.checkinInterval
  if (interval === undefined) return undefined
  if (now !== undefined)
    return changed('edge-checkin-interval', interval !== now, String(now), String(interval), interval)
  notices.push(
    "Portainer before 2.0 has one check-in interval for all: 'edge-checkin-interval' was not sent.",
  )
  return undefined
}

function planPeople(wanted: Wanted, there: Endpoint, directory: Directory, changed: Changed): AccessPlan {
  const access = planAccess(wanted, there, directory)
  const of = (kind: 'users' | 'teams'): AccessPlan['users'] => {
    const then = access[kind]
    if (then === undefined) return undefined
    const names = (map: typeof then): string => listed(peopleNames(map, directory[kind]))
    return changed(kind, true, names(there[kind]), names(then), then)
  }
  return { users: of('users'), teams: of('teams') }
}
