import { ActionError, ResponseError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { parseJson, readErrorBody } from './response-error.ts'
import { callEmpty, callJson, callList } from './client.ts'
import type { Client } from './client.ts'
import type { Form } from './form.ts'
import { readEndpoint, whyUnusable, type Endpoint } from './endpoint.ts'
import { isObject, listOf } from './json.ts'
import { whyNotJson } from './response-error.ts'
import type { HttpResponse } from './http.ts'
import { capabilitiesOf } from './versions.ts'

/**
 * The endpoints that `keep` wants, lowest id first. Reads the list as it comes.
 * @param name asks 2.14+ for this name only; older versions ignore it and send everything, so `keep` decides in any case.
 */
export async function listEndpoints(
  client: Client,
  name: string | undefined,
  keep: (endpoint: Endpoint) => boolean,
): Promise<Endpoint[]> {
  const query = new URLSearchParams({ ...(name === undefined ? {} : { name }), excludeSnapshots: 'true' })
  const purpose = name === undefined ? 'list the endpoints' : `look for endpoint ${quote(name)}`
  const path = `/api/endpoints?${query.toString().replaceAll('+', '%20')}`
  const kept = await callList(client, { purpose, method: 'GET', path, step: 'read' }, (element) => {
    const endpoint = readEndpoint(element)
    if (endpoint === undefined)
      throw new ActionError(`an element of the list has no Id or no Name: ${whyUnusable(element)}`)
    return keep(endpoint) ? endpoint : undefined
  })
  return kept.sort((a, b) => a.id - b.id)
}

/** One endpoint by id; undefined when there is none. */
export async function getEndpoint(client: Client, id: number): Promise<Endpoint | undefined> {
  const purpose = `read endpoint ${id}`
  const response = await client.call({
    purpose,
    method: 'GET',
    path: `/api/endpoints/${id}?excludeSnapshots=true`,
    step: 'read',
    accept: [404],
  })
  return isMissing(purpose, response) ? undefined : endpointOf(purpose, response, id)
}

/** Whether there is no such endpoint. Portainer's own 404 is JSON; a text or a page means that the path is wrong. */
function isMissing(purpose: string, response: HttpResponse): boolean {
  if (response.status !== 404) return false
  if (isObject(parseJson(response.body.toString('utf8')))) return true
  throw new ResponseError(`Could not ${purpose}: Portainer's API is not at this path.`, { status: 404 })
}

/** Creates an endpoint from a filled form. The answer holds secrets (Azure key, edge key): only {@link Endpoint} leaves here. */
export async function postEndpoint(client: Client, name: string, form: Form): Promise<Endpoint> {
  const purpose = `create endpoint ${quote(name)}`
  return endpointOf(
    purpose,
    await client.call({ purpose, method: 'POST', path: '/api/endpoints', form, step: 'create' }),
  )
}

/** Changes the fields that are named, under Portainer's names for them. Never tests the connection. */
export async function putEndpoint(
  client: Client,
  id: number,
  fields: Record<string, unknown>,
): Promise<Endpoint> {
  const purpose = `update endpoint ${id}`
  return endpointOf(
    purpose,
    await client.call({
      purpose,
      method: 'PUT',
      path: `/api/endpoints/${id}`,
      json: fields,
      step: 'write',
    }),
    id,
  )
}

/** Who may use an endpoint, on 1.18-1.20. */
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
  const purpose = `remove endpoint ${id}`
  const response = await callEmpty(client, {
    purpose,
    method: 'DELETE',
    path: `/api/endpoints/${id}`,
    step: 'write',
    accept: [404],
  })
  return !isMissing(purpose, response)
}

/**
 * Removes several endpoints with one request, where {@link Capabilities.bulkRemoval} allows it.
 * @returns the ids that were not removed, those of endpoints that are gone already among them.
 */
export async function deleteEndpoints(client: Client, ids: readonly number[]): Promise<number[]> {
  const isPost = capabilitiesOf(client.version).bulkRemoval === 'post'
  const purpose = `remove ${ids.length} endpoints`
  const response = await client.call({
    purpose,
    method: isPost ? 'POST' : 'DELETE',
    path: isPost ? '/api/endpoints/delete' : '/api/endpoints',
    json: { endpoints: ids.map((id) => ({ id })) },
    step: 'write',
  })
  if (response.status === 204) return []
  const json = parseJson(response.body.toString('utf8'))
  const deleted = response.status === 206 && isObject(json) ? listOf(json, 'deleted') : undefined
  if (deleted !== undefined) return ids.filter((id) => !deleted.includes(id))
  throw new ResponseError(
    `Could not ${purpose}: the response (status ${response.status}) is not Portainer's.`,
    {
      status: response.status,
    },
  )
}

/**
 * Puts one TLS file of an endpoint in place; an update that names TLS switches it on.
 * @param path where the file lies on this machine.
 */
export async function uploadTlsFile(
  client: Client,
  id: number,
  file: 'ca' | 'cert' | 'key',
  path: string,
): Promise<void> {
  await callEmpty(client, {
    purpose: `upload the TLS ${file} of endpoint ${id}`,
    method: 'POST',
    path: `/api/upload/tls/${file}`,
    form: { fields: [['folder', String(id)]], files: [['file', path]] },
    step: 'write',
    // The same file again is the same file.
    repeatable: 'repeatable',
  })
}

/** Asks the engine through Portainer. @returns undefined when it answers, else what came back. */
export async function pingThrough(client: Client, id: number, seconds: number): Promise<string | undefined> {
  const response = await client.call({
    purpose: `reach endpoint ${id} through Portainer`,
    method: 'GET',
    path: `/api/endpoints/${id}/docker/_ping`,
    step: 'read',
    seconds,
    // Those of the engine, which are not tried again; what is between here and Portainer may fail for a moment.
    accept: [400, 403, 404, 500, 502, 503, 504],
  })
  if (response.status === 200 && response.body.toString('utf8').trim() === 'OK') return undefined
  const { message } = readErrorBody(response)
  return `Portainer answered ${response.status}${message === '' ? '' : `: ${quote(message)}`}`
}

/**
 * Makes Portainer connect to the engine now. It answers 204 even when that fails: `Status` tells afterwards.
 * @returns undefined, or what came back where there was no snapshot.
 */
export async function takeSnapshot(client: Client, id: number): Promise<string | undefined> {
  const response = await client.call({
    purpose: `take a snapshot of endpoint ${id}`,
    method: 'POST',
    path: `/api/endpoints/${id}/snapshot`,
    step: 'write',
    repeatable: 'repeatable',
    accept: [400, 404, 405, 500],
  })
  if (response.status === 204) return undefined
  const { message } = readErrorBody(response)
  return `Portainer answered ${response.status} to a snapshot${message === '' ? '' : `: ${quote(message)}`}`
}

/** @param id the one that was asked for: a cache in front of Portainer may answer for another. */
function endpointOf(purpose: string, response: HttpResponse, id?: number): Endpoint {
  const text = response.body.toString('utf8')
  const json = parseJson(text)
  const endpoint = readEndpoint(json)
  if (endpoint !== undefined && (id === undefined || endpoint.id === id)) return endpoint
  const what =
    json === undefined
      ? `the answer (status ${response.status}) is not JSON${whyNotJson(text)}`
      : endpoint === undefined
        ? `the answer (status ${response.status}) has no usable Id and Name: ${whyUnusable(json)}`
        : `the answer (status ${response.status}) is about endpoint ${endpoint.id}`
  throw new ResponseError(`Could not ${purpose}: ${what}.`, { status: response.status })
}
