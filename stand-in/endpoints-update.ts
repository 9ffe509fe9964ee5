// PUT and DELETE of endpoints, the TLS files that PUT refers to, access on old versions, and new snapshots.
import { badRequest, json, noContent, Refused } from './answers.ts'
import { snapshot } from './connection.ts'
import { asJson, endpointText, findEndpoint, newline } from './endpoints-list.ts'
import { value } from './form.ts'
import { has, key, readJson, textKey, type Payload } from './payload.ts'
import type { Handler, Server } from './server.ts'
import { snapshotPlaceholder } from './snapshots.ts'
import type { AccessPolicies, Endpoint, TlsFile } from './state.ts'

const showPut = (server: Server, endpoint: Endpoint) => ({
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
      throw new Refused(500, 'Unable to find a tag inside the database', words.noObject('tags', id))
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

function updateTls(server: Server, payload: Payload, changed: Endpoint): void {
  const { rules, state } = server
  const folder = String(changed.Id)
  const files = state.tlsFiles.get(folder)
  const given = (name: string) => {
    const boolean = key(payload, name) as boolean | undefined
    return rules.putOmittedIsZero ? (boolean ?? false) : boolean
  }
  const tls = given('TLS')
  if (tls === undefined) return
  if (!tls) {
    changed.TLSConfig = { TLS: false, TLSSkipVerify: false }
    state.tlsFiles.delete(folder)
    return
  }
  const config = { ...changed.TLSConfig, TLS: true }
  const skipVerify = given('TLSSkipVerify')
  if (skipVerify !== undefined) {
    config.TLSSkipVerify = skipVerify
    delete config.TLSCACert
    if (skipVerify) delete files?.ca
    else config.TLSCACert = `/data/tls/${folder}/ca.pem`
  }
  const skipClientVerify = given('TLSSkipClientVerify')
  if (skipClientVerify !== undefined) {
    delete config.TLSCert
    delete config.TLSKey
    if (skipClientVerify) {
      delete files?.cert
      delete files?.key
    } else {
      config.TLSCert = `/data/tls/${folder}/cert.pem`
      config.TLSKey = `/data/tls/${folder}/key.pem`
    }
  }
  const { TLS, TLSSkipVerify, TLSCACert, TLSCert, TLSKey } = config
  changed.TLSConfig = {
    TLS,
    TLSSkipVerify,
    ...(TLSCACert === undefined ? {} : { TLSCACert }),
    ...(TLSCert === undefined ? {} : { TLSCert }),
    ...(TLSKey === undefined ? {} : { TLSKey }),
  }
}

/** A new connection reads the TLS files: one that was not uploaded refuses the whole update. */
function reconnect(server: Server, changed: Endpoint): void {
  const { TLSCACert, TLSCert, TLSKey } = changed.TLSConfig
  const files = server.state.tlsFiles.get(String(changed.Id)) ?? {}
  // The key pair is read before the CA.
  const wanted: [TlsFile, string | undefined][] = [
    ['cert', TLSCert],
    ['key', TLSKey],
    ['ca', TLSCACert],
  ]
  for (const [kind, path] of wanted) {
    if (path !== undefined && files[kind] === undefined) {
      const message = `Unable to register HTTP proxy for the ${server.words.thing}`
      throw new Refused(500, message, `open ${path}: no such file or directory`)
    }
  }
  server.proxies.delete(changed.Id)
}

export const updateEndpoint: Handler = (server, request, id = '') => {
  const { rules, state } = server
  const endpoint = findEndpoint(server, id)
  const payload = readJson(server, request)
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
  const touched = has(payload, 'URL') || has(payload, 'TLS') || rules.putOmittedIsZero
  const notices =
    rules.putReconnects === 'always' ||
    (rules.putReconnects === 'tls-on' && (key(payload, 'TLS') as boolean | undefined) === true)
  if (touched && notices) reconnect(server, changed)
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

function remove(server: Server, endpoint: Endpoint): void {
  const { state, proxies } = server
  state.endpoints.splice(state.endpoints.indexOf(endpoint), 1)
  state.tlsFiles.delete(String(endpoint.Id))
  proxies.delete(endpoint.Id)
  for (const tag of state.tags) tag.Endpoints.delete(endpoint.Id)
}

export const deleteEndpoint: Handler = (server, _request, id = '') => {
  remove(server, findEndpoint(server, id))
  return noContent
}

/** DELETE /api/endpoints, from 2.21 on; 206 when some of them are not there. */
export const deleteEndpoints: Handler = (server, request) => {
  const list = (key(readJson(server, request), 'endpoints') as { id: number }[] | undefined) ?? []
  if (list.length === 0) throw badRequest('invalid environments list. Must contain at least one environment')
  const deleted: number[] = []
  const errors: number[] = []
  for (const { id } of list) {
    const endpoint = server.state.endpoints.find(({ Id }) => Id === id)
    if (endpoint) remove(server, endpoint)
    const outcome = endpoint ? deleted : errors
    outcome.push(id)
  }
  return errors.length === 0 ? noContent : json({ deleted, errors }, 206)
}

export const uploadTls: Handler = (server, request, kind = '') => {
  const folder = value(request.form, 'folder')
  if (folder === '') throw new Refused(400, 'Invalid query parameter: folder', 'Missing request parameter')
  const [uploaded] = request.form.files.filter(({ field }) => field === 'file')
  if (!uploaded)
    throw new Refused(400, 'Invalid certificate file. Ensure that the certificate file is uploaded correctly')
  if (kind !== 'ca' && kind !== 'cert' && kind !== 'key') {
    throw new Refused(400, 'Invalid certificate route value. Value must be one of: ca, cert or key')
  }
  const { tlsFiles } = server.state
  tlsFiles.set(folder, { ...tlsFiles.get(folder), [kind]: uploaded.content })
  return noContent
}

/** 204 whatever comes of it: the endpoint's Status tells. */
export const takeSnapshot: Handler = async (server, _request, id = '') => {
  const endpoint = findEndpoint(server, id)
  if ([3, 4, 5, 7].includes(endpoint.Type)) return noContent
  try {
    if (server.options.dial) await snapshot(server, endpoint)
    endpoint.Status = 1
    endpoint.snapshotBytes ||= snapshotPlaceholder
  } catch {
    endpoint.Status = 2
  }
  return noContent
}
