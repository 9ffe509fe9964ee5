import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import { isAzure, isEdge } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import { type Access, type Endpoint, urlInEdgeKey } from '../portainer/endpoint.ts'
import { capabilitiesOf } from '../portainer/versions.ts'
import {
  accessAfter,
  type Change,
  findGroup,
  findTags,
  groupOf,
  hasTag,
  type Known,
  peopleNames,
  tagsOf,
  type Target,
} from './lookup.ts'
import { planTls, type TlsUpdate } from './tls-mode.ts'

/** What an update sends. Undefined leaves a field alone. */
export interface Update {
  name?: string
  url?: string
  publicUrl?: string
  group?: Target
  tags?: Target[]
  tls?: TlsUpdate
  azure?: DesiredEndpoint['azure']
  kubeconfig?: string
  checkinInterval?: number
  users?: Access
  teams?: Access
}

/** What an update changes. Fields that the inputs don't set are left alone; those that `clear` names are emptied. */
export function planUpdate(
  desired: DesiredEndpoint,
  existing: Endpoint,
  { directory, version }: Known,
): { update: Update; changes: Change[]; notices: string[]; warnings: string[] } {
  const update: Update = {}
  const changes: Change[] = []
  const notices: string[] = []
  const warnings: string[] = []
  const note = (field: string, now: string, then: string): void => {
    changes.push({ field, now: now || 'none', then: then || 'none' })
  }

  const { name } = desired.selector
  if (name !== undefined && name !== existing.name) {
    note('name', existing.name, name)
    update.name = name
  }
  if (desired.url !== undefined && isUrlChanged(desired.url, existing)) {
    note('endpoint-url', existing.url, desired.url)
    update.url = desired.url
  }
  const publicUrl = desired.clear.has('public-url') ? '' : desired.publicUrl
  if (publicUrl !== undefined && publicUrl !== existing.publicUrl) {
    if (publicUrl === '' && capabilitiesOf(version).updateDropsTls) {
      throw new RefusedError("Portainer 1.18 and 1.19 can't empty the public URL.", {
        hint: 'Portainer 1.20 and later can.',
      })
    }
    note('public-url', existing.publicUrl, publicUrl)
    update.publicUrl = publicUrl
  }
  const group = desired.group && findGroup(desired.group, directory, notices)
  if (group !== undefined && group.id !== existing.groupId) {
    note('group', groupOf(existing, directory).name, group.name)
    update.group = group
  }
  const tagNames = desired.clear.has('tags') ? [] : desired.tags
  if (tagNames !== undefined) {
    const now = tagsOf(existing, directory)
    const then = findTags(tagNames, directory)
    if (now.length !== then.length || !then.every((tag) => hasTag(existing, tag))) {
      note('tags', namesOf(now), namesOf(then))
      update.tags = then
    }
  }
  const tls = planTls(desired, existing, note)
  if (tls !== undefined) {
    update.tls = tls
    // Perhaps only the CA is renewed, or perhaps the secrets for certificate and key are empty.
    if (tls.files.ca !== undefined && tls.files.cert === undefined && !tls.mode.skipClientVerify) {
      warnings.push(
        `'tls-ca-cert' was given without 'tls-cert' and 'tls-key': endpoint ${existing.id} keeps its old client certificate and key.`,
      )
    }
  }
  // Secrets that can't be compared are sent each time.
  if (desired.updateSecrets === 'always') {
    if (isAzure(existing.type)) {
      update.azure = desired.azure
      for (const key of Object.keys(desired.azure)) note(`azure ${key}`, 'not shown', 'sent')
    }
    if (desired.kubeconfig !== undefined) {
      update.kubeconfig = desired.kubeconfig
      note('kubeconfig', 'not shown', 'sent')
    }
  }
  const interval = desired.checkinInterval
  if (interval !== undefined && existing.checkinInterval === undefined) {
    notices.push(
      "Portainer before 2.0 has one check-in interval for all edge agents: 'edge-checkin-interval' was not sent.",
    )
  } else if (interval !== undefined && interval !== existing.checkinInterval) {
    note('edge-checkin-interval', String(existing.checkinInterval), String(interval))
    update.checkinInterval = interval
  }
  for (const kind of ['users', 'teams'] as const) {
    const now = existing[kind]
    const then = accessAfter(desired, kind, now, directory)
    if (then === undefined || (then.size === now.size && [...then.keys()].every((id) => now.has(id))))
      continue
    note(kind, peopleNames(now, directory[kind]), peopleNames(then, directory[kind]))
    update[kind] = then
  }
  if (desired.containerEngine !== undefined)
    notices.push("'container-engine' is only used on creation; it was not changed.")
  if (desired.extraFields.length > 0)
    notices.push("'extra-fields' are only used on creation; they were not sent.")
  return { update, changes, notices, warnings }
}

const namesOf = (tags: readonly Target[]): string => tags.map(({ name }) => name).join(', ')

/** Compares addresses as Portainer stores them: without the `tcp://` of agents on Kubernetes, and ignoring a trailing slash. */
export function isSameUrl(desired: string, stored: string): boolean {
  const plain = (url: string): string => url.replace(/^tcp:\/\//i, '').replace(/\/$/, '')
  return isLocalSocket(desired) ? desired === stored : plain(desired) === plain(stored)
}

/** @throws RefusedError if the address in an edge agent's key would change. */
function isUrlChanged(url: string, existing: Endpoint): boolean {
  if (!isEdge(existing.type)) {
    // A trailing slash may be what an interrupted run left: see putAndReconnect.
    const hasLeftSlash = existing.url.endsWith('/') && !url.endsWith('/')
    return hasLeftSlash || !isSameUrl(url, existing.url)
  }
  const inKey = urlInEdgeKey(existing.edgeKey)
  if (existing.edgeKey === '' || isSameUrl(url, inKey)) return false
  throw new RefusedError(
    `The edge agent of endpoint ${existing.id} calls ${quote(inKey)}, which is part of its key and can't be changed.`,
    { hint: "'if-exists: recreate' creates a new endpoint with a new key; restart the agent with it." },
  )
}
