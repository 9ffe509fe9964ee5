// GET /api/endpoints and GET /api/endpoints/{id}: who sees what, the filters of each version, written as it is read.
import { jsonText, Refused, type Answer } from './replies.ts'
import { isAdministrator, type Handler, type Request, type Server } from './handler.ts'
import { endpointShape, type Place } from './json-shapes.ts'
import { snapshotSummary, snapshotText } from './snapshots.ts'
import { isEdge, type Endpoint, type Group, type User } from './state.ts'

/** An endpoint's JSON with its snapshot, which is not built as an object because it can be big. */
export function endpointText(server: Server, endpoint: Endpoint, place: Place, withSnapshot = true): string {
  const { rules } = server
  const text = JSON.stringify(endpointShape(server, endpoint, place))
  if (!rules.since('1.19.0') || (rules.omitsEmpty && !(withSnapshot && endpoint.snapshotBytes > 0)))
    return text
  const summary = rules.since('2.45.0') && place === 'get'
  const snapshots = summary ? snapshotSummary : snapshotText(withSnapshot ? endpoint.snapshotBytes : 0)
  return `${text.slice(0, -1)},"Snapshots":${snapshots}}`
}

export function findEndpoint(server: Server, id: string): Endpoint {
  const { words, state } = server
  if (!/^[+-]?\d+$/.test(id)) {
    const details = `strconv.Atoi: parsing "${id}": invalid syntax`
    throw new Refused(400, `Invalid ${words.thing} identifier route variable`, details)
  }
  const endpoint = state.endpoints.find(({ Id }) => Id === Number(id))
  if (!endpoint) throw new Refused(404, words.notFound, words.noObject('endpoints', Number(id)))
  return endpoint
}

/** Whether a standard user may use something, by the lists of 1.18-1.20 or the policies after. */
function allows(server: Server, user: User, thing: Endpoint | Group): boolean {
  const teams = server.state.memberships
    .filter(({ UserID }) => UserID === user.Id)
    .map(({ TeamID }) => TeamID)
  if (server.rules.access === 'lists') {
    return (
      thing.AuthorizedUsers.includes(user.Id) || teams.some((team) => thing.AuthorizedTeams.includes(team))
    )
  }
  return user.Id in thing.UserAccessPolicies || teams.some((team) => team in thing.TeamAccessPolicies)
}

/** Up to 2.44 an endpoint of an unknown group makes the filter panic for everyone but administrators. */
function visible(server: Server, user: User): Endpoint[] | 'panic' {
  const { state, rules } = server
  if (isAdministrator(user)) return state.endpoints
  const groups = new Map(state.groups.map((group) => [group.Id, group]))
  const seen: Endpoint[] = []
  for (const endpoint of state.endpoints) {
    const group = groups.get(endpoint.GroupId)
    if (!group && rules.skipsLostGroups) continue
    if (!group) return 'panic'
    if (allows(server, user, endpoint) || allows(server, user, group)) seen.push(endpoint)
  }
  return seen
}

export function mayUse(server: Server, user: User, endpoint: Endpoint): boolean {
  if (isAdministrator(user)) return true
  const group = server.state.groups.find(({ Id }) => Id === endpoint.GroupId)
  return allows(server, user, endpoint) || (group !== undefined && allows(server, user, group))
}

/** `[1,2]` up to 2.14, `x[]=1&x[]=2` from 2.15 on, and by 2.45 `x=1&x=2` and `x=1,2` as well. */
function numbersOf({ rules }: Server, query: URLSearchParams, name: string): number[] | undefined {
  if (rules.since('2.15.0')) {
    const plain = rules.since('2.45.0') ? query.getAll(name).flatMap((text) => text.split(',')) : []
    const all = [...query.getAll(`${name}[]`), ...plain].map(Number)
    if (all.some((number) => !Number.isInteger(number))) {
      throw new Refused(400, 'Invalid query parameters', `parsing "${name}": invalid syntax`)
    }
    return all.length > 0 ? all : undefined
  }
  try {
    return JSON.parse(query.get(name) ?? '') as number[]
  } catch {
    return undefined
  }
}

type Test = (endpoint: Endpoint) => boolean

function search(server: Server, text: string): Test {
  const { state, rules } = server
  const wanted = text.toLowerCase()
  const tagNames = new Map(state.tags.map(({ ID, Name }) => [ID, Name.toLowerCase()]))
  const groupNames = new Map(state.groups.map(({ Id, Name }) => [Id, Name.toLowerCase()]))
  return (endpoint) => {
    const tags =
      rules.tagField === 'Tags' ? (endpoint.Tags ?? []) : endpoint.TagIds.map((id) => tagNames.get(id) ?? '')
    const words = [
      endpoint.Name,
      endpoint.URL,
      endpoint.Status === 2 ? 'down' : 'up',
      groupNames.get(endpoint.GroupId) ?? '',
      ...tags,
    ]
    return words.some((word) => word.toLowerCase().includes(wanted))
  }
}

function filters(server: Server, { query }: Request): Test[] {
  const { since } = server.rules
  const tests: Test[] = []
  if (!since('1.22.0')) return tests
  const numbers = (name: string): number[] | undefined => numbersOf(server, query, name)
  const text = query.get('search')
  if (text) tests.push(search(server, text))
  const group = Number(query.get('groupId'))
  if (group > 0 && !since('2.15.0')) tests.push((endpoint) => endpoint.GroupId === group)
  if (since('1.24.0')) {
    const ids = numbers('endpointIds')
    if (ids) tests.push((endpoint) => ids.includes(endpoint.Id))
    const tags = numbers('tagIds')
    const partly = query.get('tagsPartialMatch') === 'true'
    if (tags) {
      tests.push(({ TagIds }) =>
        partly ? tags.some((id) => TagIds.includes(id)) : tags.every((id) => TagIds.includes(id)),
      )
    }
  }
  if (since('2.9.0')) {
    const types = numbers('types')
    if (types) tests.push((endpoint) => types.includes(endpoint.Type))
  }
  if (since('2.13.0')) {
    const groups = numbers('groupIds')
    if (groups) tests.push((endpoint) => groups.includes(endpoint.GroupId))
  }
  if (since('2.15.0')) {
    const waiting = query.get('edgeDeviceUntrusted') === 'true'
    tests.push((endpoint) => !isEdge(endpoint) || endpoint.UserTrusted !== waiting)
  }
  const passed = since('2.19.0') ? Number(query.get('edgeCheckInPassedSeconds')) : 0
  if (passed > 0) {
    const earliest = server.now() / 1000 - passed
    tests.push((endpoint) => !isEdge(endpoint) || endpoint.LastCheckInDate > earliest)
  }
  const excluded = since('2.19.0') ? numbers('excludeIds') : undefined
  if (excluded) tests.push((endpoint) => !excluded.includes(endpoint.Id))
  const name = since('2.14.0') ? query.get('name') : null
  if (name) tests.push((endpoint) => endpoint.Name === name)
  return tests
}

function page(server: Server, { query }: Request, endpoints: Endpoint[]): Endpoint[] {
  const limit = Number(query.get('limit'))
  if (!server.rules.since('1.22.0') || !(limit > 0)) return endpoints
  const start = Math.max(0, Number(query.get('start') ?? 1) - 1)
  return endpoints.slice(start, start + limit)
}

const pieceSize = 65_536

function* pieces(server: Server, endpoints: Endpoint[], withSnapshots: boolean): Iterable<string> {
  let piece = '['
  for (const [index, endpoint] of endpoints.entries()) {
    piece += (index > 0 ? ',' : '') + endpointText(server, endpoint, 'list', withSnapshots)
    if (piece.length > pieceSize) {
      yield piece
      piece = ''
    }
  }
  yield `${piece}]${server.rules.trailingNewline ? '\n' : ''}`
}

export const listEndpoints: Handler = (server, request): Answer => {
  const { rules } = server
  const available = visible(server, request.user)
  if (available === 'panic') return 'panic'
  const tests = filters(server, request)
  const found =
    tests.length === 0
      ? [...available]
      : available.filter((endpoint) => tests.every((test) => test(endpoint)))
  const withSnapshots = !(rules.since('2.16.0') && request.query.get('excludeSnapshots') === 'true')
  return {
    status: 200,
    headers: {
      'Content-Type': 'application/json',
      ...(rules.since('1.22.0') ? { 'X-Total-Count': String(found.length) } : {}),
      ...(rules.since('2.13.0') ? { 'X-Total-Available': String(available.length) } : {}),
    },
    pieces: pieces(server, page(server, request, found), withSnapshots),
  }
}

export const getEndpoint: Handler = (server, request, id = '') => {
  const endpoint = findEndpoint(server, id)
  if (!mayUse(server, request.user, endpoint)) {
    throw new Refused(403, `Permission denied to access ${server.words.thing}`, 'Unauthorized')
  }
  // Lists call it `excludeSnapshots`, which is ignored here.
  const withSnapshot = !(server.rules.since('2.16.0') && request.query.get('excludeSnapshot') === 'true')
  const text = endpointText(server, endpoint, 'get', withSnapshot)
  return { status: 200, text: text + newline(server), headers: asJson }
}

export const asJson = { 'Content-Type': 'application/json' }

export const newline = (server: Server): string => jsonText(server.rules, 0).slice(1)
