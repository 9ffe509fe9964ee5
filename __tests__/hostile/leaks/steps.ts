// What the searched runs do, and the requests at which their server misbehaves.
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import { emptyEndpoint, type State } from '../../../stand-in/portainer/state.ts'

export interface Flow {
  inputs: Inputs
  /** Portainer has no administrator yet. */
  fresh?: true
  /** The server misbehaves in the post step only. */
  post?: true
  /** The endpoints are there already. */
  there?: true
  /** `METHOD path`, with N for an id. */
  steps: string[]
}

const wanted: Inputs = { group: 'new group', tags: 'new', 'public-url': 'web.example', cleanup: true }

export const flows: Record<string, Flow> = {
  create: {
    fresh: true,
    inputs: { ...wanted, 'init-admin': true, 'wait-until-up': 1 },
    steps: [
      'GET status',
      'POST users/admin/init',
      'POST auth',
      'GET endpoints',
      'GET endpoint_groups',
      'GET tags',
      'POST endpoint_groups',
      'POST tags',
      'POST endpoints',
      'PUT endpoints/N',
      'GET endpoints/N',
      'POST endpoints/N/snapshot',
    ],
  },
  update: {
    there: true,
    inputs: { ...wanted, users: 'alice' },
    steps: [
      'GET status',
      'POST auth',
      'GET endpoints',
      'GET users',
      'PUT endpoints/N',
      'POST upload/tls/key',
      'POST endpoints/N/snapshot',
    ],
  },
  'dry run': { there: true, inputs: { ...wanted, 'dry-run': true }, steps: ['GET endpoints', 'GET tags'] },
  recreate: {
    there: true,
    inputs: { ...wanted, 'if-exists': 'recreate' },
    steps: ['POST endpoints', 'PUT endpoints/N', 'DELETE endpoints/N'],
  },
  remove: { there: true, inputs: { state: 'absent' }, steps: ['GET endpoints', 'POST endpoints/delete'] },
  'clean up': {
    post: true,
    inputs: wanted,
    steps: ['GET status', 'POST auth', 'GET endpoints/N', 'DELETE endpoints/N'],
  },
}

/** The endpoints of the canaries, as a Portainer may have them before. */
export function putThere(state: State): void {
  const types = { web: 1, secure: 1, cloud: 3, cluster: 6, edge: 4 }
  for (const [name, Type] of Object.entries(types)) {
    state.lastEndpointId += 1
    const EdgeKey = Type === 4 ? 'aHR0cHM6Ly9wb3J0YWluZXIuZXhhbXBsZS5jb218cHx4fDU=' : ''
    state.endpoints.push({ ...emptyEndpoint(state.lastEndpointId, name), Type, EdgeKey })
  }
  state.users.push({ Id: 2, Username: 'alice', password: 'x', Role: 2 })
}

/** The requests of a step. */
export function requestsOf(step: string): { method: string; path: RegExp } {
  const [method = '', path = ''] = step.split(' ')
  return { method, path: new RegExp(`^/api/${path.replaceAll('N', '\\d+')}(\\?|$)`) }
}
