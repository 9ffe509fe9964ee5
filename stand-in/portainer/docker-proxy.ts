// /api/endpoints/{id}/docker/...: the engine's own API, passed through to the engine that the endpoint stands for.
import { Refused } from './replies.ts'
import { targetOf } from './connection-test.ts'
import { DialFailure, localSocketUrl, type Target } from './dialer.ts'
import { findEndpoint, mayUse } from './endpoints-list.ts'
import type { Handler, Server } from './handler.ts'
import { proxyOf } from './proxies.ts'
import { isEdge, type Endpoint } from './state.ts'

function edgeTarget(server: Server, endpoint: Endpoint): Target {
  // A tunnel ends at an engine beside the agent; here that is the stand-in's own.
  if (endpoint.LastCheckInDate > 0) return { url: localSocketUrl }
  throw new Refused(500, `No Edge agent registered with the ${server.words.thing}`, 'No agent available')
}

/** A connection to the endpoint's engine by what is stored now, beside the one in use. */
export const engineTarget = (server: Server, endpoint: Endpoint): Target =>
  isEdge(endpoint) ? edgeTarget(server, endpoint) : targetOf(server.state, endpoint)

const passed = ['content-type', 'api-version', 'docker-experimental', 'ostype', 'server']

export const proxyDocker: Handler = async (server, request, id = '', path = '/') => {
  const { rules, words, dialer, patience } = server
  const endpoint = findEndpoint(server, id)
  if (!mayUse(server, request.user, endpoint)) {
    throw new Refused(403, `Permission denied to access ${words.thing}`, 'Unauthorized')
  }
  if (rules.refusesProxyWhenDown && endpoint.Status === 2) {
    throw new Refused(503, 'Unable to query endpoint', 'Endpoint is down')
  }
  const target = isEdge(endpoint) ? edgeTarget(server, endpoint) : proxyOf(server, endpoint)
  const query = request.query.size > 0 ? `?${request.query.toString()}` : ''
  try {
    const headers =
      request.headers['content-type'] === undefined ? {} : { 'content-type': request.headers['content-type'] }
    const call = {
      method: request.method,
      path: path + query,
      headers,
      body: request.body,
      timeout: patience.engine,
    }
    const response = await dialer.call(target, call)
    const kept = passed.flatMap((name) => {
      const value = response.headers[name]
      return typeof value === 'string' ? [[name, value] as const] : []
    })
    return { status: response.statusCode ?? 502, headers: Object.fromEntries(kept), pieces: response }
  } catch (error) {
    if (!(error instanceof DialFailure)) throw error
    if (target.url.startsWith('unix://')) {
      throw new Refused(500, 'Unable to proxy the request via the Docker socket', error.message)
    }
    if (rules.proxyFailureJson) throw new Refused(502, 'Proxy failure', error.message)
    return { status: 502 }
  }
}
