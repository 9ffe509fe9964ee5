import { isEdge } from '../inputs/endpoint-types.ts'
import { idOf, isObject, listOf, numberOf, objectOf, textOf, type JsonObject } from './json.ts'

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

/** Longer texts are not ones that anybody wrote, and count as missing. */
const MAX_TEXT = 4096
const MAX_EDGE_KEY = 16_384

/**
 * Reads an endpoint from a response; undefined if it has no usable `Id` or name. The status of an edge agent is empty:
 * {@link edgeStatus} tells it, from a list or a single read only.
 */
export function readEndpoint(json: unknown): Endpoint | undefined {
  if (!isObject(json)) return undefined
  const id = idOf(json, 'Id')
  const name = textOf(json, 'Name', MAX_TEXT)
  if (id === undefined || name === '') return undefined
  const type = numberOf(json, 'Type') ?? 0
  const tls = objectOf(json, 'TLSConfig')
  // 2.45 leaves empty lists out: a version with names of tags always has `Tags`.
  const tags = 'TagIds' in json ? undefined : listOf(json, 'Tags')
  const hasTagIds = 'TagIds' in json || !('Tags' in json)
  return {
    id,
    name,
    type,
    url: textOf(json, 'URL', MAX_TEXT),
    publicUrl: textOf(json, 'PublicURL', MAX_TEXT),
    groupId: numberOf(json, 'GroupId') ?? 1,
    tagIds: hasTagIds ? numbers(listOf(json, 'TagIds')) : undefined,
    tags: hasTagIds ? undefined : (tags ?? []).filter((tag) => typeof tag === 'string'),
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

/** Why {@link readEndpoint} can't use it: the end of a sentence, which shows nothing of the response. */
export function whyUnusable(json: unknown): string {
  if (!isObject(json)) return 'it is not an object'
  if (idOf(json, 'Id') !== undefined)
    return textOf(json, 'Name') === ''
      ? 'its Name is missing or empty'
      : `its Name is longer than ${MAX_TEXT} characters`
  const id = Object.hasOwn(json, 'Id') ? json['Id'] : undefined
  if (id === undefined) return 'its Id is missing'
  if (id === 0) return 'its Id is 0'
  return typeof id === 'string' ? 'its Id is a text' : 'its Id is not a whole number above 0'
}

/** 1 is up, 2 down, and in Business Edition 3 is being provisioned and 4 failed to be. */
function readStatus(json: JsonObject, type: number): Endpoint['status'] {
  const status = isEdge(type) ? undefined : numberOf(json, 'Status')
  return status === 1 ? 'up' : status === 2 || status === 4 ? 'down' : ''
}

/** What a read says of the check-ins of an edge agent, whose `Status` stays 1 for ever. */
export interface CheckIns {
  /** 2.17 and later; in the response to a create or an update it is always false. */
  heartbeat: boolean
  /** In seconds since 1970, 0 before the first check-in; undefined before 2.1. */
  last: number | undefined
  /** In seconds. */
  interval: number
  edgeId: string
}

const DEFAULT_INTERVAL = 5

export function readCheckIns(json: unknown): CheckIns {
  const object = isObject(json) ? json : {}
  return {
    heartbeat: object['Heartbeat'] === true,
    last: numberOf(object, 'LastCheckInDate'),
    interval: numberOf(object, 'EdgeCheckinInterval') || DEFAULT_INTERVAL,
    edgeId: textOf(object, 'EdgeID', MAX_TEXT),
  }
}

/**
 * Whether an edge agent checks in: empty until it did for the first time. Before 2.17 it counts as up for twice its
 * interval and 20 s, as Portainer's own pages have it; before 2.1 from then on.
 * @param date of the response: Portainer's clock, not ours.
 */
export function edgeStatus(
  { heartbeat, last, interval, edgeId }: CheckIns,
  date: string | undefined,
): Endpoint['status'] {
  if (last === undefined) return edgeId === '' ? '' : 'up'
  if (last <= 0) return ''
  const parsed = Date.parse(date ?? '')
  const now = (Number.isNaN(parsed) ? Date.now() : parsed) / 1000
  return heartbeat || now - last <= 2 * interval + 20 ? 'up' : 'down'
}

/** The Portainer URL that an edge agent calls, from its key: base64 of `URL|tunnel|fingerprint|id`. */
export function urlInEdgeKey(key: string): string {
  return Buffer.from(key, 'base64').toString('utf8').split('|')[0] ?? ''
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
