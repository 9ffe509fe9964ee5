import { isEdge } from '../inputs/endpoint-types.ts'
import { idOf, isObject, listOf, numberOf, objectOf, textOf, type JsonObject } from './json.ts'

/** Who may use an endpoint: id of the user or team, and the number of the role. */
export type Access = ReadonlyMap<number, number>

/** An endpoint as Portainer has it, in one form for all versions. Its UI calls them environments since 2.9. */
export interface Endpoint {
  id: number
  name: string
  /** The stored number: 1 Docker, 2 agent, 3 Azure, 4 edge agent, 5 local Kubernetes, 6 agent and 7 edge agent on Kubernetes. */
  type: number
  url: string
  publicUrl: string
  groupId: number
  /** Undefined up to 1.23, which has the names in `tags`. */
  tagIds: number[] | undefined
  tags: string[] | undefined
  status: 'up' | 'down' | ''
  containerEngine: string | undefined
  tls: { on: boolean; skipVerify: boolean; hasCa: boolean; hasClientCertificate: boolean }
  agentVersion: string | undefined
  edgeId: string
  edgeKey: string
  checkinInterval: number | undefined
  users: Access
  teams: Access
}

/** No real text is longer; longer ones count as missing. */
const MAX_TEXT = 4096
const MAX_EDGE_KEY = 16_384

/** Undefined without a usable `Id` or name. The status of an edge agent is left to {@link withEdgeStatus}. */
export function readEndpoint(json: unknown): Endpoint | undefined {
  if (!isObject(json)) return undefined
  const id = idOf(json, 'Id')
  const name = textOf(json, 'Name', MAX_TEXT)
  if (id === undefined || name === '') return undefined
  const type = numberOf(json, 'Type') ?? 0
  const tls = objectOf(json, 'TLSConfig')
  // 2.45 leaves empty lists out: a version with names of tags always has `Tags`.
  const hasTagNames = 'Tags' in json && !('TagIds' in json)
  return {
    id,
    name,
    type,
    url: textOf(json, 'URL', MAX_TEXT),
    publicUrl: textOf(json, 'PublicURL', MAX_TEXT),
    groupId: numberOf(json, 'GroupId') ?? 1,
    tagIds: hasTagNames ? undefined : numbers(listOf(json, 'TagIds')),
    tags: hasTagNames ? listOf(json, 'Tags').filter((tag) => typeof tag === 'string') : undefined,
    status: readStatus(json, type),
    containerEngine: textOf(json, 'ContainerEngine', MAX_TEXT) || undefined,
    tls: {
      on: tls['TLS'] === true,
      skipVerify: tls['TLSSkipVerify'] === true,
      hasCa: textOf(tls, 'TLSCACert') !== '',
      hasClientCertificate: textOf(tls, 'TLSCert') !== '',
    },
    agentVersion: textOf(objectOf(json, 'Agent'), 'Version', MAX_TEXT) || undefined,
    edgeId: textOf(json, 'EdgeID', MAX_TEXT),
    edgeKey: textOf(json, 'EdgeKey', MAX_EDGE_KEY),
    checkinInterval: numberOf(json, 'EdgeCheckinInterval'),
    users: readAccess(json, 'UserAccessPolicies', 'AuthorizedUsers'),
    teams: readAccess(json, 'TeamAccessPolicies', 'AuthorizedTeams'),
  }
}

/** Why {@link readEndpoint} can't use it, without showing any of it: the end of a sentence. */
export function whyUnusable(json: unknown): string {
  if (!isObject(json)) return 'it is not an object'
  if (json['Id'] === undefined) return 'its Id is missing'
  if (idOf(json, 'Id') === undefined) return 'its Id is not a whole number above 0'
  return textOf(json, 'Name') === ''
    ? 'its Name is missing or empty'
    : `its Name is longer than ${MAX_TEXT} characters`
}

/** 1 is up, 2 down, and in Business Edition 3 is being provisioned and 4 failed to be. */
function readStatus(json: JsonObject, type: number): Endpoint['status'] {
  const status = isEdge(type) ? undefined : numberOf(json, 'Status')
  return status === 1 ? 'up' : status === 2 || status === 4 ? 'down' : ''
}

/** What a list or a single read says of the check-ins of an edge agent, whose `Status` stays 1 for ever. */
interface CheckIns {
  /** 2.17 and later; in the response to a create or an update it is always false. */
  heartbeat: boolean
  /** In seconds since 1970, 0 before the first check-in; undefined before 2.1. */
  last: number | undefined
}

export function readCheckIns(json: unknown): CheckIns {
  const object = isObject(json) ? json : {}
  return { heartbeat: object['Heartbeat'] === true, last: numberOf(object, 'LastCheckInDate') }
}

const DEFAULT_INTERVAL = 5

/**
 * An edge agent has no status before its first check-in. Before 2.17 it then counts as up for twice its interval and
 * 20 s, as in Portainer's own pages; before 2.1 for ever. `date` is that of the response: Portainer's clock, not ours.
 */
export function withEdgeStatus(
  endpoint: Endpoint,
  { heartbeat, last }: CheckIns,
  date: string | undefined,
): Endpoint {
  if (!isEdge(endpoint.type)) return endpoint
  if (last === undefined) return { ...endpoint, status: endpoint.edgeId === '' ? '' : 'up' }
  if (last <= 0) return { ...endpoint, status: '' }
  const now = (Date.parse(date ?? '') || Date.now()) / 1000
  const isRecent = now - last <= 2 * (endpoint.checkinInterval || DEFAULT_INTERVAL) + 20
  return { ...endpoint, status: heartbeat || isRecent ? 'up' : 'down' }
}

/** The Portainer URL that an edge agent calls, from its key: base64 of `URL|tunnel|fingerprint|id`. */
export function urlInEdgeKey(key: string): string {
  return Buffer.from(key, 'base64').toString('utf8').split('|')[0] ?? ''
}

/** Policies from 1.21, plain lists of ids before. */
function readAccess(json: JsonObject, policies: string, list: string): Access {
  if (Array.isArray(json[list]) && !('UserAccessPolicies' in json))
    return new Map(numbers(listOf(json, list)).map((id) => [id, 0]))
  const entries = Object.entries(objectOf(json, policies)).filter(([id]) => /^\d+$/.test(id))
  return new Map(
    entries.map(([id, policy]) => [Number(id), isObject(policy) ? (numberOf(policy, 'RoleId') ?? 0) : 0]),
  )
}

const numbers = (list: unknown[]): number[] => list.filter((item) => typeof item === 'number')
