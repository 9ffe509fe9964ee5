import { RefusedError } from '../foundation/errors.ts'
import { count, oneOf, quote } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import type { Unwanted, Wanted } from '../inputs/endpoint.ts'
import type { Kind } from '../inputs/kinds.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { formatVersion, type Abilities, type Version } from '../portainer/versions.ts'
import { accessAfter, nobody, type AccessPlan } from './access.ts'
import { findGroup, findTags, type Directory, type Target } from './directory.ts'
import { describeMode, tlsModeForCreate, type TlsMode } from './tls-mode.ts'
import { peopleNames, planUpdate, type Change, type Update } from './update.ts'

/** What a new endpoint gets, with group and tags that may still have to be made. */
export interface Creation extends AccessPlan {
  name: string
  group: Target | undefined
  tags: Target[] | undefined
  tls: TlsMode | undefined
  publicUrl: string | undefined
}

/** What the run will do about one endpoint. The dry run words it, a real run carries it out. */
export type Plan = { changes: Change[]; notices: string[] } & (
  | { do: 'create'; wanted: Wanted; creation: Creation }
  | { do: 'update'; wanted: Wanted; there: Endpoint; update: Update }
  | { do: 'recreate'; wanted: Wanted; there: Endpoint; creation: Creation }
  | { do: 'leave'; there: Endpoint; result: 'unchanged' | 'reused' }
  | { do: 'remove'; there: Endpoint }
  | { do: 'nothing' }
)

/** What the decision is made of. */
export interface Known {
  /** The endpoints of the name or id sought. */
  there: readonly Endpoint[]
  directory: Directory
  version: Version | undefined
  abilities: Abilities
}

/** The number that Portainer stores for each kind asked for. */
const storedTypes: Record<Kind, readonly number[]> = {
  docker: [1],
  agent: [2, 6],
  azure: [3],
  'edge-agent': [4, 7],
  kubernetes: [5],
  kubeconfig: [5, 6, 7],
}

/** Whether a stored type is what was asked for. */
export function isOfKind(type: number, kind: Kind): boolean {
  return storedTypes[kind].includes(type)
}

/**
 * Wanted and there, to what to do.
 * @throws RefusedError when the inputs, or what is there, forbid all of it.
 */
export function planFor(item: Wanted | Unwanted, known: Known): Plan {
  const { there } = known
  if (there.length > 1) {
    const list = there.map(({ id, url }) => `id ${id} (${quote(url)})`).join(', ')
    throw new RefusedError(
      `${count(there.length, 'endpoint')} are named ${quote(item.sought.name ?? '')}: ${list}.`,
      {
        hint: "Portainer before 2.14 allows that. Say with 'id' which one is meant, or remove the others.",
      },
    )
  }
  const [found] = there
  if (item.state === 'absent') return planAbsent(item, found, known)
  if (found === undefined) return planCreate(item, known)
  switch (item.ifExists) {
    case 'fail':
      throw new RefusedError(
        `Endpoint ${quote(found.name)} exists already, with the id ${found.id}, and 'if-exists' is 'fail'.`,
      )
    case 'reuse':
      return { do: 'leave', there: found, result: 'reused', changes: [], notices: [] }
    case 'update': {
      if (item.kindGiven && !isOfKind(found.type, item.kind)) {
        throw new RefusedError(
          `Endpoint ${quote(found.name)} (id ${found.id}) is stored as type ${found.type}, and 'type' says '${item.kind}'; a kind can't be changed.`,
          { hint: "'if-exists: recreate' removes it and makes a new one, with a new id." },
        )
      }
      const { update, changes, notices } = planUpdate(item, found, known.directory, known.abilities)
      if (changes.length === 0) return { do: 'leave', there: found, result: 'unchanged', changes, notices }
      return { do: 'update', wanted: item, there: found, update, changes, notices }
    }
    case 'recreate':
      return planRecreate(item, found, known)
  }
}

function planAbsent(item: Unwanted, found: Endpoint | undefined, known: Known): Plan {
  if (found === undefined) return { do: 'nothing', changes: [], notices: [] }
  const differs = (what: string): RefusedError =>
    new RefusedError(`Endpoint ${found.id} (${quote(found.name)}) was not removed: ${what}.`, {
      hint: "With 'state: absent', 'id', 'name', 'tags' and 'group' must all match where they are given.",
    })
  if (item.sought.name !== undefined && item.sought.name !== found.name) {
    throw differs(`its name is not ${quote(item.sought.name)}`)
  }
  if (item.group !== undefined) {
    const group = item.group
    const matches =
      group.by === 'id'
        ? found.groupId === group.id
        : (known.directory.groups ?? []).some(({ id, name }) => id === found.groupId && name === group.name)
    if (!matches) throw differs(`it is not in the group ${group.by === 'id' ? group.id : quote(group.name)}`)
  }
  for (const tag of findTags(item.tags ?? [], known.directory)) {
    const has =
      found.tagIds === undefined
        ? found.tags?.includes(tag.name)
        : tag.id !== undefined && found.tagIds.includes(tag.id)
    if (!has) throw differs(`it does not have the tag ${quote(tag.name)}`)
  }
  return {
    do: 'remove',
    there: found,
    changes: [{ field: 'endpoint', now: found.name, then: 'gone' }],
    notices: [],
  }
}

function planCreate(item: Wanted, known: Known): Plan {
  if (item.sought.id !== undefined) {
    throw new RefusedError(`There is no endpoint with the id ${item.sought.id}.`, {
      hint: "Leave 'id' out to create one by 'name'.",
    })
  }
  if (item.ifMissing === 'fail') {
    throw new RefusedError(
      `There is no endpoint named ${quote(item.sought.name)}, and 'if-missing' is 'fail'.`,
    )
  }
  const { creation, notices } = planCreation(item, item.sought.name, known)
  return {
    do: 'create',
    wanted: item,
    creation,
    changes: describeCreation(item, creation, known.directory),
    notices,
  }
}

/** A new one in place of the old: what is left out is taken over, but not what can't be read back, and not the address. */
function planRecreate(item: Wanted, found: Endpoint, known: Known): Plan {
  checkRecreatable(item, found)
  const { creation, notices } = planCreation(item, item.sought.name ?? found.name, known)
  const clears = item.clear
  const access = accessAfter(item, found, known.directory)
  const kept: Creation = {
    ...creation,
    group: creation.group ?? { name: `id ${found.groupId}`, id: found.groupId },
    publicUrl: clears.has('public-url') ? undefined : (creation.publicUrl ?? (found.publicUrl || undefined)),
    tags: clears.has('tags') ? undefined : (creation.tags ?? tagsOf(found)),
    users: access.users ?? found.users,
    teams: access.teams ?? found.teams,
  }
  const changes = [
    { field: 'id', now: String(found.id), then: 'a new one' },
    ...describeCreation(item, kept, known.directory),
  ]
  return { do: 'recreate', wanted: item, there: found, creation: kept, changes, notices }
}

/** Refuses what would quietly become another endpoint, or a less safe one, because an input is left out. */
function checkRecreatable(item: Wanted, found: Endpoint): void {
  const what = `Endpoint ${quote(found.name)} (id ${found.id})`
  if (!item.kindGiven && !isOfKind(found.type, item.kind)) {
    throw new RefusedError(
      `${what} is stored as type ${found.type}, and 'type' is left out: recreating it would make it '${item.kind}'.`,
      { hint: "Write 'type' out." },
    )
  }
  if (item.kind === 'docker' && item.url === undefined && !isLocalSocket(found.url)) {
    throw new RefusedError(
      `${what} is at ${quote(found.url)}, and 'endpoint-url' is left out: recreating it would make it Portainer's local socket.`,
      { hint: "Write 'endpoint-url' out." },
    )
  }
  const usual = item.kind === 'agent' && found.tls.skipVerify && !found.tls.hasClientCertificate
  if (found.tls.on && !item.tls.given && !usual && ['docker', 'agent'].includes(item.kind)) {
    throw new RefusedError(
      `${what} has TLS, and its files can't be read back: recreating it without TLS inputs would lose them.`,
      { hint: "Give the TLS inputs again, or write 'tls: false' if you mean that." },
    )
  }
}

const tagsOf = (found: Endpoint): Target[] | undefined =>
  found.tagIds?.map((id) => ({ id, name: `id ${id}` })) ??
  found.tags?.map((name) => ({ id: undefined, name }))

function planCreation(item: Wanted, name: string, known: Known): { creation: Creation; notices: string[] } {
  checkAbilities(item, known)
  const notices: string[] = []
  let group: Target | undefined
  if (item.group !== undefined) {
    const found = findGroup(item.group, known.directory)
    group = found.target
    if (found.notice !== undefined) notices.push(found.notice)
    if (group.id === undefined) notices.push(`The group ${quote(group.name)} does not exist yet.`)
  }
  if (item.kind === 'docker' && item.url === undefined) {
    notices.push("'endpoint-url' is left out: this is Portainer's local socket, which is root on its host.")
  }
  if (!known.abilities.uniqueNames) {
    notices.push(
      "Names are not unique before Portainer 2.14: keep runs for one name apart with GitHub's 'concurrency'.",
    )
  }
  return {
    creation: {
      name,
      group,
      tags: item.tags === undefined ? undefined : findTags(item.tags, known.directory),
      tls: tlsModeForCreate(item.tls, item.kind),
      publicUrl: item.publicUrl,
      // Unknown names are refused here, before anything is made.
      ...accessAfter(item, nobody, known.directory),
    },
    notices,
  }
}

/** Says before the create what this version would get wrong, and which one does not. */
function checkAbilities(item: Wanted, { abilities, version }: Known): void {
  const server = `Portainer ${version === undefined ? '' : formatVersion(version)}`.trim()
  if (item.kind === 'kubernetes' && !abilities.kubernetes) {
    throw new RefusedError(`${server} knows no Kubernetes and would make a Docker endpoint of it.`, {
      hint: 'Portainer 2.0 and later know it.',
    })
  }
  if (item.kind === 'edge-agent' && !abilities.edgeAgents) {
    throw new RefusedError(`${server} knows no edge agents and would make a Docker endpoint of it.`, {
      hint: 'Portainer 1.22 and later know them.',
    })
  }
  if (item.kind === 'kubeconfig' && !abilities.kubernetes) {
    throw new RefusedError(`${server} takes no kubeconfig and would make a Docker endpoint of it.`, {
      hint: 'Portainer Business Edition takes one.',
    })
  }
  if (item.containerEngine !== undefined && !abilities.containerEngine) {
    throw new RefusedError(`${server} ignores 'container-engine'.`, {
      hint: `Leave it out; Portainer 2.22 and later know ${oneOf(['docker', 'podman'])}.`,
    })
  }
  if (item.kind === 'docker' && item.tls.on === true && abilities.dockerTlsBroken) {
    throw new RefusedError(`${server} can't create a Docker endpoint with TLS: it dials it in plain text.`, {
      hint: 'Portainer 2.20.2 has this mended; agents work on 2.20.0 and 2.20.1 too.',
    })
  }
  const otherSocket =
    item.url !== undefined && /^unix:/.test(item.url) && item.url !== 'unix:///var/run/docker.sock'
  if (otherSocket && abilities.localSocket === 'no-url') {
    throw new RefusedError(`${server} knows the local socket /var/run/docker.sock only.`, {
      hint: 'Portainer 2.0 and later take another path.',
    })
  }
}

function describeCreation(item: Wanted, creation: Creation, directory: Directory): Change[] {
  const { tls } = creation
  const rows: [string, string | undefined][] = [
    ['name', creation.name],
    ['type', item.kind],
    ['endpoint-url', item.url ?? (item.kind === 'docker' ? 'the local socket' : undefined)],
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
