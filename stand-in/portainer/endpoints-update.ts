// PUT of endpoints, access on old versions, and new snapshots.
import { noContent, Refused, type Reply } from './replies.ts'
import { snapshot } from './connection-test.ts'
import { asJson, endpointText, findEndpoint, newline } from './endpoints-list.ts'
import { refuseEdgeTls, updateTls } from './endpoints-tls.ts'
import { has, key, readJson, textKey, type Payload } from './json-body.ts'
import type { Handler, Server } from './handler.ts'
import { reconnect, reconnects } from './proxies.ts'
import { snapshotPlaceholder } from './snapshots.ts'
import { isEdge, type AccessPolicies, type Endpoint } from './state.ts'

const showPut = (server: Server, endpoint: Endpoint): Reply => ({
  status: 200,
  headers: asJson,
  text: endpointText(server, endpoint, 'put') + newline(server),
})

function updateText(server: Server, payload: Payload, changed: Endpoint): void {
  const { rules } = server
  for (const field of ['Name', 'URL', 'PublicURL'] as const) {
    // Up to 1.19 an empty text cannot be told from one that is left out.
    if (has(payload, field) && !(rules.putOmittedIsZero && textKey(payload, field) === '')) {
      changed[field] = textKey(payload, field)
    }
  }
  const group = key(payload, 'GroupID') as number | undefined
  if (group !== undefined && group !== 0) changed.GroupId = group
  if (rules.since('1.20.0') && has(payload, 'Status'))
    changed.Status = (key(payload, 'Status') as number | undefined) ?? 1
  if (has(payload, 'EdgeCheckinInterval') && rules.since('2.0.0')) {
    changed.EdgeCheckinInterval = (key(payload, 'EdgeCheckinInterval') as number | undefined) ?? 0
  }
  if (rules.since('2.15.0') && has(payload, 'Gpus'))
    changed.Gpus = (key(payload, 'Gpus') as unknown[] | undefined) ?? []
}

function updateTags(server: Server, payload: Payload, endpoint: Endpoint, changed: Endpoint): void {
  const { rules, words, state } = server
  if (rules.tagField === 'Tags') {
    if (has(payload, 'Tags')) changed.Tags = (key(payload, 'Tags') as string[] | undefined) ?? []
    return
  }
  const ids = key(payload, 'TagIDs') as number[] | undefined
  if (ids === undefined) return
  for (const id of ids) {
    if (!state.tags.some(({ ID }) => ID === id)) {
      const message = 'Unable to find a tag inside the database'
      const details = words.noObject('tags', id)
      throw rules.since('2.19.0')
        ? new Refused(500, 'Unable to update environment tags', `${message}: ${details}`)
        : new Refused(500, message, details)
    }
  }
  for (const tag of state.tags) {
    if (ids.includes(tag.ID)) tag.Endpoints.add(endpoint.Id)
    else tag.Endpoints.delete(endpoint.Id)
  }
  changed.TagIds = ids
}

function updateAccess(server: Server, payload: Payload, changed: Endpoint): void {
  if (server.rules.access === 'lists') return
  for (const field of ['UserAccessPolicies', 'TeamAccessPolicies'] as const) {
    if (has(payload, field)) changed[field] = key(payload, field) as AccessPolicies
  }
}

function updateAzure(payload: Payload, changed: Endpoint): void {
  if (changed.Type !== 3) return
  const { ApplicationID, TenantID, AuthenticationKey } = changed.AzureCredentials
  changed.AzureCredentials = {
    ApplicationID: textKey(payload, 'AzureApplicationID') || ApplicationID,
    TenantID: textKey(payload, 'AzureTenantID') || TenantID,
    AuthenticationKey: textKey(payload, 'AzureAuthenticationKey') || AuthenticationKey,
  }
}

export const updateEndpoint: Handler = (server, request, id = '') => {
  const { rules, state } = server
  const endpoint = findEndpoint(server, id)
  const payload = readJson(server, request)
  refuseEdgeTls(server, isEdge(endpoint) && key(payload, 'TLS') === true)
  const name = textKey(payload, 'Name')
  if (
    rules.uniqueNames &&
    name !== '' &&
    state.endpoints.some((other) => other !== endpoint && other.Name === name)
  ) {
    throw new Refused(409, 'Name is not unique')
  }
  const changed: Endpoint = { ...endpoint, TLSConfig: { ...endpoint.TLSConfig } }
  updateText(server, payload, changed)
  updateTags(server, payload, endpoint, changed)
  updateAccess(server, payload, changed)
  updateAzure(payload, changed)
  updateTls(server, payload, changed)
  if (reconnects(server, endpoint, payload)) reconnect(server, changed)
  Object.assign(endpoint, changed)
  return showPut(server, endpoint)
}

/** PUT /api/endpoints/{id}/access, up to 1.20. */
export const updateAccessLists: Handler = (server, request, id = '') => {
  const endpoint = findEndpoint(server, id)
  const payload = readJson(server, request)
  const users = key(payload, 'AuthorizedUsers') as number[] | undefined
  const teams = key(payload, 'AuthorizedTeams') as number[] | undefined
  if (users) endpoint.AuthorizedUsers = users
  if (teams) endpoint.AuthorizedTeams = teams
  return showPut(server, endpoint)
}

/** Dials anew with what is stored. 204 whatever comes of it: the endpoint's Status tells. */
export const takeSnapshot: Handler = async (server, _request, id = '') => {
  const { rules, words, options } = server
  const endpoint = findEndpoint(server, id)
  const edge = isEdge(endpoint)
  if (endpoint.Type === 3 || (edge && rules.edgeSnapshot !== 'down')) {
    if (rules.edgeSnapshot !== 'refused') return 'panic'
    throw new Refused(400, `Snapshots not supported for this ${words.thing}`)
  }
  try {
    if (edge || (endpoint.Type === 5 && !options.inCluster)) throw new Error('nothing to dial')
    if (options.dial && endpoint.Type !== 5) await snapshot(server, endpoint)
    endpoint.Status = 1
    endpoint.snapshotBytes ||= snapshotPlaceholder
  } catch {
    endpoint.Status = 2
  }
  return noContent
}
