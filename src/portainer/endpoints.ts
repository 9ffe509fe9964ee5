import type { TlsFiles } from '../certificates/tls-files.ts'
import { ActionError, ResponseError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isEdge } from '../inputs/endpoint-types.ts'
import { type Call, callEmpty, callJson, callList, type Client, unexpected } from './client.ts'
import { readCheckIns, readEndpoint, whyUnusable, withEdgeStatus, type Endpoint } from './endpoint.ts'
import type { RefusedEndpoint } from './engine-hints.ts'
import { readErrorBody } from './response-error.ts'
import type { Form } from './endpoint-forms.ts'
import type { HttpResponse } from './http.ts'
import { objectIn, parseJson, whyNotJson } from './json.ts'
import { capabilitiesOf } from './versions.ts'

/** Those that `keep` accepts, lowest id first. */
export function listEndpoints(client: Client, keep: (endpoint: Endpoint) => boolean): Promise<Endpoint[]> {
  return readList(client, 'list the endpoints', {}, keep)
}

/** The endpoints of exactly this name, lowest id first. Versions before 2.14 ignore the filter and send everything. */
export function lookByName(client: Client, name: string): Promise<Endpoint[]> {
  return readList(client, `look for endpoint ${quote(name)}`, { name }, (endpoint) => endpoint.name === name)
}

/** Edge agents that are not admitted yet (2.15+): other lists hide them, but their names are taken. */
export function listWaitingRoom(client: Client, name: string): Promise<Endpoint[]> {
  const purpose = `look for ${quote(name)} in the waiting room`
  const filter = { name, edgeDeviceUntrusted: 'true' }
  return readList(client, purpose, filter, (endpoint) => endpoint.name === name && isEdge(endpoint.type))
}

async function readList(
  client: Client,
  purpose: string,
  filter: Record<string, string>,
  keep: (endpoint: Endpoint) => boolean,
): Promise<Endpoint[]> {
  // A single read calls it `excludeSnapshot`; each of the two ignores the other's name.
  const query = new URLSearchParams({ ...filter, excludeSnapshots: 'true' })
  const path = `/api/endpoints?${query.toString().replaceAll('+', '%20')}`
  const call = { purpose, method: 'GET', path, step: 'read' } as const
  const { list, response } = await callList(client, call, (element) => {
    const endpoint = readEndpoint(element)
    if (endpoint === undefined)
      throw new ActionError(`an element of the list has no usable Id and Name: ${whyUnusable(element)}`)
    return keep(endpoint) ? { endpoint, checkIns: readCheckIns(element) } : undefined
  })
  return list
    .map(({ endpoint, checkIns }) => withEdgeStatus(endpoint, checkIns, response.headers.date))
    .sort((a, b) => a.id - b.id)
}

export async function getEndpoint(client: Client, id: number): Promise<Endpoint | undefined> {
  const call: Call = {
    purpose: `read endpoint ${id}`,
    method: 'GET',
    path: `/api/endpoints/${id}?excludeSnapshot=true`,
    step: 'read',
    accept: [404],
  }
  const response = await client.call(call)
  if (isMissing(client, call, response)) return undefined
  const endpoint = endpointOf(call.purpose, response, id)
  if (!isEdge(endpoint.type)) return endpoint
  return withEdgeStatus(endpoint, readCheckIns(objectIn(response)), response.headers.date)
}

/** Whether there is no such endpoint. Portainer's own 404 is JSON; a text or a page means that the path is wrong. */
function isMissing(client: Client, call: Call, response: HttpResponse): boolean {
  if (response.status !== 404) return false
  if (readErrorBody(response).fromPortainer) return true
  throw unexpected(client, call, response)
}

/** The response holds secrets (Azure key, edge key): only {@link Endpoint} leaves here. */
export async function postEndpoint(
  client: Client,
  name: string,
  form: Form,
  endpoint: RefusedEndpoint,
): Promise<Endpoint> {
  const purpose = `create endpoint ${quote(name)}`
  const call: Call = { purpose, method: 'POST', path: '/api/endpoints', form, step: 'create', endpoint }
  return endpointOf(purpose, await client.call(call))
}

/** Changes the fields that are named, under Portainer's names for them. Never tests the connection. */
export async function putEndpoint(
  client: Client,
  id: number,
  fields: Record<string, unknown>,
): Promise<Endpoint> {
  const purpose = `update endpoint ${id}`
  const call: Call = { purpose, method: 'PUT', path: `/api/endpoints/${id}`, json: fields, step: 'write' }
  return endpointOf(purpose, await client.call(call), id)
}

export async function putAccess(client: Client, id: number, users: number[], teams: number[]): Promise<void> {
  await callJson(client, {
    purpose: `set who may use endpoint ${id}`,
    method: 'PUT',
    path: `/api/endpoints/${id}/access`,
    json: { AuthorizedUsers: users, AuthorizedTeams: teams },
    step: 'write',
  })
}

/** @returns false when it was gone already. */
export async function deleteEndpoint(client: Client, id: number): Promise<boolean> {
  const call: Call = {
    purpose: `remove endpoint ${id}`,
    method: 'DELETE',
    path: `/api/endpoints/${id}`,
    step: 'write',
    accept: [404],
  }
  return !isMissing(client, call, await callEmpty(client, call))
}

/** For versions with `bulkRemoval`. Returns the ids that were not removed: those that were gone already, too. */
export async function deleteEndpoints(client: Client, ids: readonly number[]): Promise<number[]> {
  const isPost = capabilitiesOf(client.version).bulkRemoval === 'post'
  const call: Call = {
    purpose: `remove ${ids.length} endpoints`,
    method: isPost ? 'POST' : 'DELETE',
    path: isPost ? '/api/endpoints/delete' : '/api/endpoints',
    json: { endpoints: ids.map((id) => ({ id })) },
    step: 'write',
  }
  const response = await client.call(call)
  if (response.status === 204) return []
  const deleted = response.status === 206 ? objectIn(response)['deleted'] : undefined
  if (!Array.isArray(deleted)) throw unexpected(client, call, response)
  return ids.filter((id) => !deleted.includes(id))
}

/** Puts the TLS file at `path` in place; an update that names TLS switches it on. */
export async function uploadTlsFile(
  client: Client,
  id: number,
  file: keyof TlsFiles,
  path: string,
): Promise<void> {
  await callEmpty(client, {
    purpose: `upload the TLS ${file} of endpoint ${id}`,
    method: 'POST',
    path: `/api/upload/tls/${file}`,
    form: { fields: [['folder', String(id)]], files: [['file', path]] },
    step: 'write',
    repeatable: 'repeatable',
  })
}

/** A response that is not the engine's. */
export interface EngineFailure {
  status: number
  message: string
  details: string
}

function readFailure(response: HttpResponse): EngineFailure {
  const { message, details, form } = readErrorBody(response)
  // A response that seemed good is never shown.
  const isShown = form === 'error' || (form === 'text' && response.status >= 300)
  return { status: response.status, message: isShown ? message : '', details }
}

/** Undefined if the engine responds. */
export async function pingThrough(
  client: Client,
  id: number,
  seconds: number,
): Promise<EngineFailure | undefined> {
  const response = await client.call({
    purpose: `reach endpoint ${id} through Portainer`,
    method: 'GET',
    path: `/api/endpoints/${id}/docker/_ping`,
    step: 'read',
    seconds,
    // Errors of the engine, which are not retried.
    accept: [400, 403, 404, 500, 502, 503, 504],
  })
  const isAlive = response.status === 200 && response.body.toString('utf8').trim() === 'OK'
  return isAlive ? undefined : readFailure(response)
}

/** Makes Portainer connect to the engine now. It answers 204 even when that fails: `Status` tells afterwards. */
export async function takeSnapshot(
  client: Client,
  id: number,
  seconds: number,
): Promise<EngineFailure | undefined> {
  const response = await client.call({
    purpose: `take a snapshot of endpoint ${id}`,
    method: 'POST',
    path: `/api/endpoints/${id}/snapshot`,
    step: 'write',
    repeatable: 'repeatable',
    seconds,
    accept: [400, 404, 405, 500],
  })
  return response.status === 204 ? undefined : readFailure(response)
}

/** @param id the one that was asked for: a cache in front of Portainer may answer for another. */
function endpointOf(purpose: string, { status, body }: HttpResponse, id?: number): Endpoint {
  const text = body.toString('utf8')
  const json = parseJson(text)
  const endpoint = readEndpoint(json)
  if (endpoint !== undefined && (id === undefined || endpoint.id === id)) return endpoint
  let what = endpoint && `is about endpoint ${endpoint.id}`
  what ??=
    json === undefined ? `is not JSON${whyNotJson(text)}` : `has no usable Id and Name: ${whyUnusable(json)}`
  throw new ResponseError(`Could not ${purpose}: the response (status ${status}) ${what}.`, { status })
}
