import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import { isAzure, isEdge } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import { urlInEdgeKey, type Endpoint } from '../portainer/endpoint.ts'
import type { Capabilities } from '../portainer/versions.ts'
import {
  type AccessPlan,
  type Directory,
  findGroup,
  findTags,
  groupName,
  hasTags,
  peopleNames,
  planAccess,
  tagNames,
  type Target,
} from './lookup.ts'
import { type Change, startNoting, type Changed, listed } from './changes.ts'
import { planTls, warnOfOldCertificate, type TlsUpdate } from './tls-mode.ts'

/** What an update sends. Undefined leaves a field alone. */
export interface Update extends AccessPlan {
  name: string | undefined
  url: string | undefined
  publicUrl: string | undefined
  group: Target | undefined
  tags: Target[] | undefined
  tls: TlsUpdate | undefined
  azure: DesiredEndpoint['azure']
  kubeconfig: string | undefined
  checkinInterval: number | undefined
}

/**
 * What an update changes. Fields that the inputs don't set are left alone; those that `clear` names are emptied.
 * @throws RefusedError for what can't be changed.
 */
export function planUpdate(
  desired: DesiredEndpoint,
  existing: Endpoint,
  directory: Directory,
  capabilities: Capabilities,
): { update: Update; changes: Change[]; notices: string[]; warnings: string[] } {
  const { changes, changed } = startNoting()
  const notices: string[] = []
  const name = desired.selector.name ?? existing.name
  const update: Update = {
    name: changed('name', name !== existing.name, existing.name, name, name),
    url: planUrl(desired.url, existing, changed),
    publicUrl: planPublicUrl(desired, existing, capabilities, changed),
    group: planGroup(desired, existing, directory, notices, changed),
    tags: planTags(desired, existing, directory, changed),
    tls: planTls(desired, existing, changed),
    ...planUnreadable(desired, existing, changed),
    checkinInterval: planInterval(desired.checkinInterval, existing, notices, changed),
    ...planPeople(desired, existing, directory, changed),
  }
  if (desired.containerEngine !== undefined)
    notices.push("'container-engine' is only used on creation; it was not changed.")
  if (desired.extraFields.length > 0)
    notices.push("'extra-fields' are only used on creation; they were not sent.")
  const warnings = update.tls === undefined ? [] : warnOfOldCertificate(update.tls, existing)
  return { update, changes, notices, warnings }
}

function planPublicUrl(
  desired: DesiredEndpoint,
  existing: Endpoint,
  capabilities: Capabilities,
  changed: Changed,
): string | undefined {
  const url = desired.clear.has('public-url') ? '' : desired.publicUrl
  if (url === undefined) return undefined
  if (url === '' && existing.publicUrl !== '' && capabilities.updateDropsTls) {
    throw new RefusedError("Portainer 1.18 and 1.19 can't empty the public URL.", {
      hint: 'Portainer 1.20 and later can.',
    })
  }
  return changed('public-url', url !== existing.publicUrl, existing.publicUrl, url, url)
}

function planGroup(
  desired: DesiredEndpoint,
  existing: Endpoint,
  directory: Directory,
  notices: string[],
  changed: Changed,
): Target | undefined {
  if (desired.group === undefined) return undefined
  const { target, notice } = findGroup(desired.group, directory)
  if (notice !== undefined) notices.push(notice)
  return changed('group', target.id !== existing.groupId, groupName(existing, directory), target.name, target)
}

function planTags(
  desired: DesiredEndpoint,
  existing: Endpoint,
  directory: Directory,
  changed: Changed,
): Target[] | undefined {
  const names = desired.clear.has('tags') ? [] : desired.tags
  if (names === undefined) return undefined
  const tags = findTags(names, directory)
  const now = listed(tagNames(existing, directory))
  return changed('tags', !hasTags(existing, tags), now, listed(tags.map(({ name }) => name)), tags)
}

/** Secrets that can't be compared are sent each time, unless `update-secrets` is `on-create`. */
function planUnreadable(
  desired: DesiredEndpoint,
  existing: Endpoint,
  changed: Changed,
): Pick<Update, 'azure' | 'kubeconfig'> {
  if (desired.updateSecrets === 'on-create') return { azure: {}, kubeconfig: undefined }
  const azure = isAzure(existing.type) ? desired.azure : {}
  for (const key of Object.keys(azure)) changed(`azure ${key}`, true, 'not shown', 'sent', key)
  const { kubeconfig } = desired
  return {
    azure,
    kubeconfig: changed('kubeconfig', kubeconfig !== undefined, 'not shown', 'sent', kubeconfig),
  }
}

function planInterval(
  interval: number | undefined,
  existing: Endpoint,
  notices: string[],
  changed: Changed,
): number | undefined {
  const now = existing.checkinInterval
  if (interval === undefined) return undefined
  if (now !== undefined)
    return changed('edge-checkin-interval', interval !== now, String(now), String(interval), interval)
  notices.push(
    "Portainer before 2.0 has one check-in interval for all edge agents: 'edge-checkin-interval' was not sent.",
  )
  return undefined
}

function planPeople(
  desired: DesiredEndpoint,
  existing: Endpoint,
  directory: Directory,
  changed: Changed,
): AccessPlan {
  const access = planAccess(desired, existing, directory)
  const of = (kind: 'users' | 'teams'): AccessPlan['users'] => {
    const then = access[kind]
    if (then === undefined) return undefined
    const names = (map: typeof then): string => listed(peopleNames(map, directory[kind]))
    return changed(kind, true, names(existing[kind]), names(then), then)
  }
  return { users: of('users'), teams: of('teams') }
}

/** Compares addresses as Portainer stores them: without the `tcp://` of agents on Kubernetes, and ignoring a trailing slash. */
export function isSameUrl(desired: string, stored: string): boolean {
  const plain = (url: string): string => url.replace(/^tcp:\/\//i, '').replace(/\/$/, '')
  return isLocalSocket(desired) ? desired === stored : plain(desired) === plain(stored)
}

/**
 * The new address; undefined if it stays.
 * @throws RefusedError for the address in an edge agent's key.
 */
export function planUrl(url: string | undefined, existing: Endpoint, changed: Changed): string | undefined {
  if (url === undefined) return undefined
  if (!isEdge(existing.type)) {
    // A trailing slash may be what an interrupted run left: see putAndReconnect.
    const hasLeftSlash = existing.url.endsWith('/') && !url.endsWith('/')
    return changed('endpoint-url', hasLeftSlash || !isSameUrl(url, existing.url), existing.url, url, url)
  }
  const inKey = urlInEdgeKey(existing.edgeKey)
  if (existing.edgeKey === '' || isSameUrl(url, inKey)) return undefined
  throw new RefusedError(
    `The edge agent of endpoint ${existing.id} calls ${quote(inKey)}, which is part of its key and can't be changed.`,
    {
      hint: "'if-exists: recreate' creates a new endpoint with a new key; restart the agent with it.",
    },
  )
}
