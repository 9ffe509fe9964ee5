// DELETE of one endpoint, or of several from 2.21 on.
import { badRequest, json, noContent } from './replies.ts'
import { findEndpoint } from './endpoints-list.ts'
import { key, readJson } from './json-body.ts'
import type { Handler, Server } from './handler.ts'
import type { Endpoint } from './state.ts'

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

/** Of several at once; 206 when some of them are not there. */
export const deleteEndpoints: Handler = (server, request) => {
  const list = (key(readJson(server, request), 'endpoints') as { id: number }[] | undefined) ?? []
  if (list.length === 0) {
    throw badRequest('invalid request payload. You must provide a list of environments to delete')
  }
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
