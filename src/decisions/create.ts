import { RefusedError } from '../foundation/errors.ts'
import { oneOf, quote } from '../foundation/text.ts'
import { isLocalSocket, LOCAL_SOCKET } from '../inputs/address.ts'
import { isOfType } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { TlsMode } from '../portainer/endpoint-forms.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import { capabilitiesOf, formatVersion, type Version } from '../portainer/versions.ts'
import {
  accessAfter,
  type Change,
  type Directory,
  findGroup,
  findTags,
  groupOf,
  type Known,
  peopleNames,
  tagsOf,
  type Target,
} from './lookup.ts'
import { describeMode, tlsModeForCreate } from './tls-mode.ts'

/** A new endpoint; its group and tags may have to be created first. */
export interface Creation {
  desired: DesiredEndpoint
  name: string
  group?: Target | undefined
  tags?: Target[] | undefined
  tls?: TlsMode | undefined
  publicUrl?: string | undefined
  users?: Access | undefined
  teams?: Access | undefined
}

interface NewEndpointPlan {
  creation: Creation
  changes: Change[]
  notices: string[]
}

/** Its warnings are what the user should know once it is created. */
export type CreatePlan = NewEndpointPlan & { do: 'create'; result: 'created'; warnings: string[] }
export type RecreatePlan = NewEndpointPlan & { do: 'recreate'; result: 'recreated'; existing: Endpoint }

/** @throws RefusedError if the inputs forbid to create one, or this Portainer can't. */
export function planCreate(item: DesiredEndpoint, known: Known): CreatePlan {
  const { id, name } = item.selector
  if (id !== undefined) {
    throw new RefusedError(`There is no endpoint with the id ${id}.`, {
      hint: "Remove 'id' to create an endpoint by 'name'.",
    })
  }
  if (item.ifMissing === 'fail') {
    throw new RefusedError(`There is no endpoint named ${quote(name)}, and 'if-missing' is 'fail'.`)
  }
  const warnings: string[] = []
  // Docker without an address is the local socket, but only if `type` is given: an empty variable must not give away
  // Portainer's host.
  if (item.type === 'docker' && item.url === undefined) {
    if (!item.typeGiven) {
      throw new RefusedError(
        `There is no endpoint named ${quote(name)}, and none was created, because 'endpoint-url' is not given.`,
        {
          hint: "Give the engine's address, such as 'tcp://host:2376'. For the engine on Portainer's own host, write 'endpoint-url: unix:///var/run/docker.sock': anyone who can use it is root on that host.",
        },
      )
    }
    warnings.push(
      `'endpoint-url' is not given, so endpoint ${quote(name)} is Portainer's local socket: anyone who can use it is root on Portainer's host. If you mean that, write 'endpoint-url: unix:///var/run/docker.sock'.`,
    )
  }
  const { creation, notices } = planCreation(item, name, known)
  const changes = describeCreation(creation, known.directory)
  return { do: 'create', result: 'created', creation, changes, notices, warnings }
}

/** A new endpoint in place of the old one. It keeps what the inputs don't set, except for the address and secrets. */
export function planRecreate(item: DesiredEndpoint, existing: Endpoint, known: Known): RecreatePlan {
  checkRecreatable(item, existing)
  const { directory } = known
  const { creation, notices } = planCreation(item, item.selector.name ?? existing.name, known, existing)
  creation.group ??= groupOf(existing, directory)
  creation.publicUrl ??= existing.publicUrl || undefined
  creation.tags ??= tagsOf(existing, directory)
  if (item.clear.has('public-url')) creation.publicUrl = undefined
  if (item.clear.has('tags')) creation.tags = undefined
  creation.users ??= existing.users
  creation.teams ??= existing.teams
  const changes = [
    { field: 'id', now: String(existing.id), then: 'a new one' },
    ...describeCreation(creation, directory),
  ]
  return { do: 'recreate', result: 'recreated', existing, creation, changes, notices }
}

/** Refuses to recreate an endpoint as another or a less secure one because an input is not given. */
function checkRecreatable(item: DesiredEndpoint, { name, id, type, url, tls }: Endpoint): void {
  const refuse = (why: string, hint: string): RefusedError =>
    new RefusedError(`Endpoint ${quote(name)} (id ${id}) ${why}.`, { hint })
  if (!item.typeGiven && !isOfType(type, item.type)) {
    throw refuse(
      `is stored as type ${type}, and 'type' is not given: recreating it would make it '${item.type}'`,
      "Set 'type'.",
    )
  }
  if (item.type === 'docker' && item.url === undefined && !isLocalSocket(url)) {
    throw refuse(
      `is at ${quote(url)}, and 'endpoint-url' is not given: recreating it would make it Portainer's local socket`,
      "Set 'endpoint-url'.",
    )
  }
  const hasDefaultTls = item.type === 'agent' && tls.skipVerify && !tls.hasClientCertificate
  if (tls.on && !item.tls.provided && !hasDefaultTls && ['docker', 'agent'].includes(item.type)) {
    throw refuse(
      "has TLS, and its files can't be read back: recreating it without TLS inputs would lose them",
      "Provide the TLS inputs again, or set 'tls: false' to switch TLS off.",
    )
  }
}

/** @param existing the endpoint that is recreated: its users and teams keep their roles. */
function planCreation(
  item: DesiredEndpoint,
  name: string,
  { directory, version }: Known,
  existing?: Endpoint,
): { creation: Creation; notices: string[] } {
  if (version !== undefined) checkSupport(item, version)
  const notices: string[] = []
  const group = item.group && findGroup(item.group, directory, notices)
  if (group !== undefined && group.id === undefined)
    notices.push(`The group ${quote(group.name)} does not exist yet.`)
  if (!capabilitiesOf(version).uniqueNames) {
    notices.push(
      "Names are not unique before Portainer 2.14: keep runs for one name apart with GitHub's 'concurrency'.",
    )
  }
  const creation = {
    desired: item,
    name,
    group,
    tags: item.tags && findTags(item.tags, directory),
    tls: tlsModeForCreate(item.tls, item.type),
    publicUrl: item.publicUrl,
    // Refuses unknown names before anything is created.
    users: accessAfter(item, 'users', existing?.users ?? new Map(), directory),
    teams: accessAfter(item, 'teams', existing?.teams ?? new Map(), directory),
  }
  return { creation, notices }
}

function describeCreation(creation: Creation, directory: Directory): Change[] {
  const { desired: item, group, tags, tls, users, teams } = creation
  const nameOf = ({ name, id }: Target): string => (id === undefined ? `${name} (new)` : name)
  const rows: [string, string | undefined][] = [
    ['name', creation.name],
    ['type', item.type],
    ['endpoint-url', item.url ?? (item.type === 'docker' ? 'the local socket' : undefined)],
    ['public-url', creation.publicUrl],
    ['group', group && nameOf(group)],
    ['tags', tags?.map(nameOf).join(', ')],
    ['container-engine', item.containerEngine],
    ['tls', tls && describeMode(tls)],
    ['tls-ca-cert', item.tls.fingerprints.ca?.join(', ')],
    ['tls-cert', item.tls.fingerprints.cert],
    ['edge-checkin-interval', item.checkinInterval?.toString()],
    ['extra-fields', item.extraFields.map(([field, value]) => `${field}=${value}`).join(', ')],
    ['users', users && peopleNames(users, directory.users)],
    ['teams', teams && peopleNames(teams, directory.teams)],
  ]
  return rows.flatMap(([field, then]) => (then ? { field, now: 'none', then } : []))
}

/** @throws RefusedError for what this version can't create, or would create as something else. */
function checkSupport({ type, url, tls, containerEngine }: DesiredEndpoint, version: Version): void {
  const can = capabilitiesOf(version)
  const isOtherSocket = url?.startsWith('unix:') && url !== LOCAL_SOCKET
  const refusals: [applies: boolean | undefined, why: string, hint: string][] = [
    [
      type === 'kubernetes' && !can.kubernetes,
      'does not support Kubernetes and would create a Docker endpoint',
      'Portainer 2.0 and later support it.',
    ],
    [
      type === 'edge-agent' && !can.edgeAgents,
      'does not support edge agents and would create a Docker endpoint',
      'Portainer 1.22 and later support them.',
    ],
    [
      type === 'kubeconfig' && !can.kubernetes,
      'does not accept a kubeconfig and would create a Docker endpoint',
      'Portainer Business Edition accepts one.',
    ],
    [
      containerEngine !== undefined && !can.containerEngine,
      "ignores 'container-engine'",
      `Remove it; Portainer 2.22 and later support ${oneOf(['docker', 'podman'])}.`,
    ],
    [
      type === 'docker' && tls.on === true && can.dockerTlsBroken,
      "can't create a Docker endpoint with TLS: it connects in plain text",
      'This is fixed in Portainer 2.20.2. Agents work on 2.20.0 and 2.20.1 too.',
    ],
    [
      isOtherSocket && can.localSocket === 'no-url',
      'only supports the local socket /var/run/docker.sock',
      'Portainer 2.0 and later support other paths.',
    ],
  ]
  const [, why, hint] = refusals.find(([applies]) => applies) ?? []
  if (why !== undefined) throw new RefusedError(`Portainer ${formatVersion(version)} ${why}.`, { hint })
}
