import { formatVersion } from '../portainer/versions.ts'
import { RefusedError } from '../foundation/errors.ts'
import { oneOf, quote } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import { isOfType } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import {
  accessAfter,
  type AccessPlan,
  type Directory,
  findGroup,
  findTags,
  groupName,
  type Known,
  nobody,
  peopleNames,
  tagNames,
  type Target,
} from './lookup.ts'
import type { Change } from './changes.ts'

import { describeMode, tlsModeForCreate, type TlsMode } from './tls-mode.ts'

/** What a new endpoint gets; its group and tags may have to be created first. */
export interface Creation extends AccessPlan {
  name: string
  group: Target | undefined
  tags: Target[] | undefined
  tls: TlsMode | undefined
  publicUrl: string | undefined
}

interface Described {
  changes: Change[]
  notices: string[]
}
export type CreatePlan = Described & {
  do: 'create'
  desired: DesiredEndpoint
  creation: Creation
  /** What the user should know once it is created. */
  warnings: string[]
}
export type NothingPlan = Described & { do: 'nothing' }
export type RecreatePlan = Described & {
  do: 'recreate'
  desired: DesiredEndpoint
  existing: Endpoint
  creation: Creation
}

/** @throws RefusedError if the inputs forbid to create one, or this Portainer can't. */
export function planCreate(item: DesiredEndpoint, known: Known): CreatePlan | NothingPlan {
  if (item.ifMissing === 'skip') return { do: 'nothing', changes: [], notices: [] }
  if (item.selector.id !== undefined) {
    throw new RefusedError(`There is no endpoint with the id ${item.selector.id}.`, {
      hint: "Remove 'id' to create an endpoint by 'name'.",
    })
  }
  if (item.ifMissing === 'fail') {
    throw new RefusedError(
      `There is no endpoint named ${quote(item.selector.name)}, and 'if-missing' is 'fail'.`,
    )
  }
  const warnings = checkAddress(item, item.selector.name)
  const { creation, notices } = planCreation(item, item.selector.name, known)
  return {
    do: 'create',
    warnings,
    desired: item,
    creation,
    changes: describeCreation(item, creation, known.directory),
    notices,
  }
}

/**
 * Without an address, Docker's is the local socket, but only if `type` asks for Docker: an empty variable must not give
 * away Portainer's host.
 * @returns a warning for the local socket.
 * @throws RefusedError where nothing says that it is meant.
 */
function checkAddress(item: DesiredEndpoint, name: string): string[] {
  if (item.type !== 'docker' || item.url !== undefined) return []
  if (!item.typeGiven) {
    throw new RefusedError(
      `There is no endpoint named ${quote(name)}, and none was created, because 'endpoint-url' is not given.`,
      {
        hint: "Give the engine's address, such as 'tcp://host:2376'. For the engine on Portainer's own host, write 'endpoint-url: unix:///var/run/docker.sock': whoever may use it is root on that host.",
      },
    )
  }
  return [
    `'endpoint-url' is not given, so endpoint ${quote(name)} is Portainer's local socket: whoever may use it is root on Portainer's host. If you mean that, write 'endpoint-url: unix:///var/run/docker.sock'.`,
  ]
}

/** A new endpoint in place of the old one. It keeps what the inputs don't set, except for the address and secrets. */
export function planRecreate(item: DesiredEndpoint, found: Endpoint, known: Known): RecreatePlan {
  checkRecreatable(item, found)
  const { creation, notices } = planCreation(item, item.selector.name ?? found.name, known)
  const clears = item.clear
  const access = accessAfter(item, found, known.directory)
  const kept: Creation = {
    ...creation,
    group: creation.group ?? { name: groupName(found, known.directory), id: found.groupId },
    publicUrl: clears.has('public-url') ? undefined : (creation.publicUrl ?? (found.publicUrl || undefined)),
    tags: clears.has('tags') ? undefined : (creation.tags ?? tagsOf(found, known.directory)),
    users: access.users ?? found.users,
    teams: access.teams ?? found.teams,
  }
  const changes = [
    { field: 'id', now: String(found.id), then: 'a new one' },
    ...describeCreation(item, kept, known.directory),
  ]
  return { do: 'recreate', desired: item, existing: found, creation: kept, changes, notices }
}

/** Refuses to recreate an endpoint as another or a less secure one because an input is not given. */
function checkRecreatable(item: DesiredEndpoint, found: Endpoint): void {
  const what = `Endpoint ${quote(found.name)} (id ${found.id})`
  if (!item.typeGiven && !isOfType(found.type, item.type)) {
    throw new RefusedError(
      `${what} is stored as type ${found.type}, and 'type' is not given: recreating it would make it '${item.type}'.`,
      { hint: "Set 'type'." },
    )
  }
  if (item.type === 'docker' && item.url === undefined && !isLocalSocket(found.url)) {
    throw new RefusedError(
      `${what} is at ${quote(found.url)}, and 'endpoint-url' is not given: recreating it would make it Portainer's local socket.`,
      { hint: "Set 'endpoint-url'." },
    )
  }
  const usual = item.type === 'agent' && found.tls.skipVerify && !found.tls.hasClientCertificate
  if (found.tls.on && !item.tls.provided && !usual && ['docker', 'agent'].includes(item.type)) {
    throw new RefusedError(
      `${what} has TLS, and its files can't be read back: recreating it without TLS inputs would lose them.`,
      { hint: "Provide the TLS inputs again, or set 'tls: false' to switch TLS off." },
    )
  }
}

function tagsOf(found: Endpoint, directory: Directory): Target[] {
  const names = tagNames(found, directory)
  return names.map((name, index) => ({ name, id: found.tagIds?.[index] }))
}

function planCreation(
  item: DesiredEndpoint,
  name: string,
  known: Known,
): { creation: Creation; notices: string[] } {
  checkSupport(item, known)
  const notices: string[] = []
  let group: Target | undefined
  if (item.group !== undefined) {
    const found = findGroup(item.group, known.directory)
    group = found.target
    if (found.notice !== undefined) notices.push(found.notice)
    if (group.id === undefined) notices.push(`The group ${quote(group.name)} does not exist yet.`)
  }
  if (!known.capabilities.uniqueNames) {
    notices.push(
      "Names are not unique before Portainer 2.14: keep runs for one name apart with GitHub's 'concurrency'.",
    )
  }
  return {
    creation: {
      name,
      group,
      tags: item.tags === undefined ? undefined : findTags(item.tags, known.directory),
      tls: tlsModeForCreate(item.tls, item.type),
      publicUrl: item.publicUrl,
      // Refuses unknown names before anything is created.
      ...accessAfter(item, nobody, known.directory),
    },
    notices,
  }
}

function describeCreation(item: DesiredEndpoint, creation: Creation, directory: Directory): Change[] {
  const { tls } = creation
  const rows: [string, string | undefined][] = [
    ['name', creation.name],
    ['type', item.type],
    ['endpoint-url', item.url ?? (item.type === 'docker' ? 'the local socket' : undefined)],
    ['public-url', creation.publicUrl],
    ['group', creation.group && nameOf(creation.group)],
    ['tags', creation.tags?.map(nameOf).join(', ')],
    ['container-engine', item.containerEngine],
    ['tls', tls && describeMode(tls)],
    ['tls-ca-cert', item.tls.fingerprints.ca?.join(', ')],
    ['tls-cert', item.tls.fingerprints.cert],
    ['edge-checkin-interval', item.checkinInterval?.toString()],
    ['extra-fields', item.extraFields.map(([field, value]) => `${field}=${value}`).join(', ')],
    ['users', creation.users && peopleNames(creation.users, directory.users).join(', ')],
    ['teams', creation.teams && peopleNames(creation.teams, directory.teams).join(', ')],
  ]
  return rows.flatMap(([field, then]) =>
    then === undefined || then === '' ? [] : [{ field, now: 'none', then }],
  )
}

const nameOf = (target: Target): string => (target.id === undefined ? `${target.name} (new)` : target.name)

/** @throws RefusedError for what this version can't create, or would create as something else. */
function checkSupport(item: DesiredEndpoint, { capabilities, version }: Known): void {
  const server = `Portainer ${version === undefined ? '' : formatVersion(version)}`.trim()
  if (item.type === 'kubernetes' && !capabilities.kubernetes) {
    throw new RefusedError(`${server} does not support Kubernetes and would create a Docker endpoint.`, {
      hint: 'Portainer 2.0 and later support it.',
    })
  }
  if (item.type === 'edge-agent' && !capabilities.edgeAgents) {
    throw new RefusedError(`${server} does not support edge agents and would create a Docker endpoint.`, {
      hint: 'Portainer 1.22 and later support them.',
    })
  }
  if (item.type === 'kubeconfig' && !capabilities.kubernetes) {
    throw new RefusedError(`${server} does not accept a kubeconfig and would create a Docker endpoint.`, {
      hint: 'Portainer Business Edition accepts one.',
    })
  }
  if (item.containerEngine !== undefined && !capabilities.containerEngine) {
    throw new RefusedError(`${server} ignores 'container-engine'.`, {
      hint: `Remove it; Portainer 2.22 and later support ${oneOf(['docker', 'podman'])}.`,
    })
  }
  if (item.type === 'docker' && item.tls.on === true && capabilities.dockerTlsBroken) {
    throw new RefusedError(`${server} can't create a Docker endpoint with TLS: it connects in plain text.`, {
      hint: 'This is fixed in Portainer 2.20.2. Agents work on 2.20.0 and 2.20.1 too.',
    })
  }
  const otherSocket =
    item.url !== undefined && /^unix:/.test(item.url) && item.url !== 'unix:///var/run/docker.sock'
  if (otherSocket && capabilities.localSocket === 'no-url') {
    throw new RefusedError(`${server} only supports the local socket /var/run/docker.sock.`, {
      hint: 'Portainer 2.0 and later support other paths.',
    })
  }
}
