import { isEdge } from '../inputs/endpoint-types.ts'
import { idOf, booleanOf, isObject, listOf, numberOf, objectOf, textOf, type JsonObject } from './json.ts'

/** Who may use an endpoint: id of the user or team, and the number of the role. */
export type Access = ReadonlyMap<number, number>

/** An endpoint as Portainer has it, in one form for all versions. Endpoint is its word up to 2.8; its UI says environment since. */
export interface Endpoint {
  id: number
  name: string
  /** The stored number: 1 Docker, 2 agent, 3 Azure, 4 edge agent, 5 local Kubernetes, 6 agent and 7 edge agent on Kubernetes. */
  type: number
  url: string
  publicUrl: string
  groupId: number
  /** From 1.24.0; undefined before. */
  tagIds: number[] | undefined
  /** Names, up to 1.23; undefined after. */
  tags: string[] | undefined
  status: 'up' | 'down' | ''
  /** 2.22+ */
  containerEngine: string | undefined
  tls: { on: boolean; skipVerify: boolean; hasCa: boolean; hasClientCertificate: boolean }
  agentVersion: string | undefined
  edgeId: string
  edgeKey: string
  checkinInterval: number | undefined
  users: Access
  teams: Access
}

/** Reads an endpoint from an answer; undefined when it has no usable `Id` or no name. */
export function readEndpoint(json: unknown): Endpoint | undefined {
  if (!isObject(json)) return undefined
  const id = idOf(json, 'Id')
  const name = textOf(json, 'Name')
  if (id === undefined || name === '') return undefined
  const type = numberOf(json, 'Type') ?? 0
  const tls = objectOf(json, 'TLSConfig')
  const tagIds = listOf(json, 'TagIds')
  const tags = listOf(json, 'Tags')
  return {
    id,
    name,
    type,
    url: textOf(json, 'URL'),
    publicUrl: textOf(json, 'PublicURL'),
    groupId: numberOf(json, 'GroupId') ?? 1,
    tagIds: 'TagIds' in json ? numbers(tagIds) : undefined,
    tags: 'TagIds' in json ? undefined : (tags ?? []).filter((tag) => typeof tag === 'string'),
    status: readStatus(json, type),
    containerEngine: textOf(json, 'ContainerEngine') || undefined,
    tls: {
      on: booleanOf(tls, 'TLS'),
      skipVerify: booleanOf(tls, 'TLSSkipVerify'),
      hasCa: textOf(tls, 'TLSCACert') !== '',
      hasClientCertificate: textOf(tls, 'TLSCert') !== '',
    },
    agentVersion: textOf(objectOf(json, 'Agent'), 'Version') || undefined,
    edgeId: textOf(json, 'EdgeID'),
    edgeKey: textOf(json, 'EdgeKey'),
    checkinInterval: numberOf(json, 'EdgeCheckinInterval'),
    users: readAccess(json, 'UserAccessPolicies', 'AuthorizedUsers'),
    teams: readAccess(json, 'TeamAccessPolicies', 'AuthorizedTeams'),
  }
}

/** Why {@link readEndpoint} can't use it: the end of a sentence, in which nothing of the answer is shown. */
export function whyUnusable(json: unknown): string {
  if (!isObject(json)) return 'it is no object'
  if (idOf(json, 'Id') !== undefined) return 'its Name is missing or empty'
  const id = Object.hasOwn(json, 'Id') ? json['Id'] : undefined
  if (id === undefined) return 'its Id is missing'
  if (id === 0) return 'its Id is 0'
  return typeof id === 'string' ? 'its Id is a text' : 'its Id is no whole number above 0'
}

/** An edge agent is stored as up from the start: it counts as up after its first check-in only. */
function readStatus(json: JsonObject, type: number): Endpoint['status'] {
  if (isEdge(type)) {
    const lastCheckIn = numberOf(json, 'LastCheckInDate')
    const seen = lastCheckIn === undefined ? textOf(json, 'EdgeID') !== '' : lastCheckIn > 0
    return !seen ? '' : numberOf(json, 'Status') === 2 ? 'down' : 'up'
  }
  const status = numberOf(json, 'Status')
  return status === 1 ? 'up' : status === 2 ? 'down' : ''
}

/** Policies from 1.21, plain lists of ids before. */
function readAccess(json: JsonObject, policies: string, list: string): Access {
  const ids = listOf(json, list)
  if (ids !== undefined && !('UserAccessPolicies' in json)) return new Map(numbers(ids).map((id) => [id, 0]))
  return new Map(
    Object.entries(objectOf(json, policies)).flatMap(([id, policy]) =>
      /^\d+$/.test(id)
        ? [[Number(id), isObject(policy) ? (numberOf(policy, 'RoleId') ?? 0) : 0] as const]
        : [],
    ),
  )
}

const numbers = (list: unknown[] | undefined): number[] =>
  (list ?? []).filter((item) => typeof item === 'number')
