import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import type { Clearable, Wanted } from '../inputs/endpoint.ts'
import { isEdge, type Access, type Endpoint } from '../portainer/endpoint.ts'
import type { Abilities } from '../portainer/versions.ts'
import { planAccess, type AccessPlan } from './access.ts'
import { findGroup, findTags, type Directory, type Target } from './directory.ts'
import { describeMode, modeOf, tlsModeForUpdate, type TlsMode } from './tls-mode.ts'

/** One field that changes, in words for a plan, the log and the summary. */
export interface Change {
  field: string
  now: string
  then: string
}

/** What an update sends. A field that is undefined is left alone. */
export interface Update extends AccessPlan {
  name: string | undefined
  url: string | undefined
  publicUrl: string | undefined
  group: Target | undefined
  tags: Target[] | undefined
  tls: { mode: TlsMode; files: { ca?: string; cert?: string; key?: string } } | undefined
  azure: Wanted['azure']
  kubeconfig: string | undefined
  checkinInterval: number | undefined
}

const NONE = 'none'
const listed = (names: readonly string[]): string => (names.length === 0 ? NONE : names.join(', '))

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
  const changes: Change[] = []
  const notices: string[] = []
  /** Notes a change, and returns the value only where it differs. */
  function changed<T>(field: string, differs: boolean, now: string, then: string, value: T): T | undefined {
    if (!differs) return undefined
    changes.push({ field, now: now || NONE, then: then || NONE })
    return value
  }
  const clears = (field: Clearable): boolean => wanted.clear.has(field)

  const newName = wanted.sought.name ?? there.name
  const name = changed('name', newName !== there.name, there.name, newName, newName)

  checkUrl(wanted, there)
  const url =
    wanted.url === undefined || isEdge(there.type)
      ? undefined
      : changed('endpoint-url', !isSameUrl(wanted.url, there.url), there.url, wanted.url, wanted.url)

  const newPublicUrl = clears('public-url') ? '' : wanted.publicUrl
  if (newPublicUrl === '' && there.publicUrl !== '' && abilities.updateDropsTls) {
    throw new RefusedError("Portainer 1.18 and 1.19 can't empty the public URL.", {
      hint: 'Portainer 1.20 and later can.',
    })
  }
  const publicUrl =
    newPublicUrl === undefined
      ? undefined
      : changed('public-url', newPublicUrl !== there.publicUrl, there.publicUrl, newPublicUrl, newPublicUrl)

  let group: Target | undefined
  if (wanted.group !== undefined) {
    const { target, notice } = findGroup(wanted.group, directory)
    if (notice !== undefined) notices.push(notice)
    const now = directory.groups?.find(({ id }) => id === there.groupId)?.name ?? String(there.groupId)
    group = changed('group', target.id !== there.groupId, now, target.name, target)
  }

  const newTags = clears('tags')
    ? []
    : wanted.tags === undefined
      ? undefined
      : findTags(wanted.tags, directory)
  const tags =
    newTags === undefined
      ? undefined
      : changed(
          'tags',
          !hasTags(there, newTags),
          listed(tagNames(there, directory)),
          listed(newTags.map((tag) => tag.name)),
          newTags,
        )

  const tls = planTls(wanted, there, changed)

  const azure = there.type === 3 ? wanted.azure : {}
  for (const key of Object.keys(azure)) changed(`azure ${key}`, true, 'not shown', 'sent', key)
  const kubeconfig =
    wanted.kubeconfig === undefined
      ? undefined
      : changed('kubeconfig', true, 'not shown', 'sent', wanted.kubeconfig)

  const interval = wanted.checkinInterval
  const keepsInterval = there.checkinInterval !== undefined
  if (interval !== undefined && !keepsInterval)
    notices.push(
      "Portainer before 2.0 has one check-in interval for all: 'edge-checkin-interval' was not sent.",
    )
  const checkinInterval =
    interval === undefined || !keepsInterval
      ? undefined
      : changed(
          'edge-checkin-interval',
          interval !== there.checkinInterval,
          String(there.checkinInterval),
          String(interval),
          interval,
        )

  if (wanted.containerEngine !== undefined)
    notices.push("'container-engine' counts on create only; it was left as it is.")
  if (wanted.extraFields.length > 0) notices.push("'extra-fields' count on create only; they were not sent.")

  const access = planAccess(wanted, there, directory)
  const users =
    access.users &&
    changed('users', true, ...people(there.users, access.users, directory.users), access.users)
  const teams =
    access.teams &&
    changed('teams', true, ...people(there.teams, access.teams, directory.teams), access.teams)
  return {
    update: { name, url, publicUrl, group, tags, tls, azure, kubeconfig, checkinInterval, users, teams },
    changes,
    notices,
  }
}

/** The addresses as Portainer stores them: agents on Kubernetes lose their `tcp://`, a trailing slash does not count. */
export function isSameUrl(wanted: string, stored: string): boolean {
  const plain = (url: string): string => url.replace(/^tcp:\/\//i, '').replace(/\/$/, '')
  return isLocalSocket(wanted) ? wanted === stored : plain(wanted) === plain(stored)
}

/** The Portainer URL inside an edge key (base64 of `URL|tunnel|fingerprint|id`). */
export function urlInEdgeKey(key: string): string {
  return Buffer.from(key, 'base64').toString('utf8').split('|')[0] ?? ''
}

function checkUrl(wanted: Wanted, there: Endpoint): void {
  if (wanted.url === undefined || !isEdge(there.type)) return
  const inKey = urlInEdgeKey(there.edgeKey)
  if (there.edgeKey === '' || isSameUrl(wanted.url, inKey)) return
  throw new RefusedError(
    `The edge agent of endpoint ${there.id} calls ${quote(inKey)}, which is part of its key and can't be changed.`,
    {
      hint: "'if-exists: recreate' makes a new endpoint with a new key; the agent must then be started with it.",
    },
  )
}

function planTls(
  wanted: Wanted,
  there: Endpoint,
  changed: <T>(field: string, differs: boolean, now: string, then: string, value: T) => T | undefined,
): Update['tls'] {
  if (wanted.tls.given && ![1, 2].includes(there.type)) {
    throw new RefusedError(
      `Endpoint ${there.id} is neither a Docker engine nor an agent: TLS inputs do not apply to it.`,
    )
  }
  const mode = tlsModeForUpdate(wanted.tls, there)
  if (mode === undefined) return undefined
  const { files, fingerprints } = wanted.tls
  const now = modeOf(there)
  const differs =
    mode.on !== now.on ||
    (mode.on && (mode.skipVerify !== now.skipVerify || mode.skipClientVerify !== now.skipClientVerify))
  const modeChange = changed('tls', differs, describeMode(now), describeMode(mode), true)
  // What is stored can't be read back, so a file that is given is always sent.
  const caChange = changed(
    'tls-ca-cert',
    files.ca !== undefined,
    'not shown',
    (fingerprints.ca ?? []).join(', '),
    true,
  )
  const certChange = changed('tls-cert', files.cert !== undefined, 'not shown', fingerprints.cert ?? '', true)
  return modeChange || caChange || certChange ? { mode, files } : undefined
}

function hasTags(there: Endpoint, tags: readonly Target[]): boolean {
  const now: readonly (string | number)[] = there.tagIds ?? there.tags ?? []
  const then = tags.map((tag) => (there.tagIds === undefined ? tag.name : tag.id))
  return now.length === then.length && then.every((tag) => tag !== undefined && now.includes(tag))
}

function tagNames(there: Endpoint, directory: Directory): string[] {
  return (
    there.tags ??
    (there.tagIds ?? []).map((id) => directory.tags?.find((tag) => tag.id === id)?.name ?? `id ${id}`)
  )
}

const people = (
  now: Access,
  then: Access,
  known: { id: number; name: string }[] | undefined,
): [string, string] => [listed(peopleNames(now, known)), listed(peopleNames(then, known))]

/** Users or teams by name; by id where the names were not looked up. */
export function peopleNames(access: Access, known: { id: number; name: string }[] | undefined): string[] {
  return [...access.keys()].map((id) => known?.find((one) => one.id === id)?.name ?? `id ${id}`)
}
