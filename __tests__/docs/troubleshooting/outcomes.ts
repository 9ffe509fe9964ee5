// The endpoint is there, but not as it should be.
import { makeAuthority } from '../../../stand-in/certificates.ts'
import { openEngine, type Setup } from '../../helpers/setup.ts'
import { emptyEndpoint } from '../../../stand-in/portainer/state.ts'
import type { Trouble } from './entry.ts'

const authority = await makeAuthority()
const stranger = await makeAuthority('Another CA')

/** Endpoint `web` for an engine with TLS, with files that are right; returns its address. */
async function registerSecure({ run }: Pick<Setup, 'run'>): Promise<string> {
  const { cert, key } = await authority.issueServer()
  const { url } = await openEngine({ tls: { ca: authority.cert, cert, key } })
  const client = await authority.issueClient()
  const files = { 'tls-ca-cert': authority.cert, 'tls-cert': client.cert, 'tls-key': client.key }
  await run({ name: 'web', 'endpoint-url': url, ...files })
  return url
}

const edgeInputs = { 'endpoint-url': '', 'wait-until-up': 1 }

export const outcomes: Record<string, Trouble> = {
  'was not up within … Check the engine': {
    server: { seed: { endpoints: 1, namePrefix: 'web-' } },
    before: (portainer) => {
      for (const endpoint of portainer.state.endpoints) endpoint.URL = 'tcp://127.0.0.1:1'
      return undefined
    },
    inputs: { name: 'web-1', 'endpoint-url': '', 'wait-until-up': 1 },
  },
  "exists, but Portainer can't reach it": {
    server: { version: '2.45.0', seed: { endpoints: 1, namePrefix: 'web-' }, allowList: ['10.0.0.0/8'] },
    before: (portainer) => {
      for (const endpoint of portainer.state.endpoints) endpoint.URL = 'tcp://192.0.2.10:2375'
      return undefined
    },
    inputs: { name: 'web-1', 'endpoint-url': '', 'wait-until-up': 60 },
  },
  'the edge agent has not checked in yet': {
    inputs: { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com', 'wait-until-up': 1 },
  },
  'the edge agent has stopped checking in': {
    inputs: edgeInputs,
    before: (portainer) => {
      portainer.state.endpoints.push({
        ...emptyEndpoint(1, 'web'),
        Type: 4,
        EdgeID: 'f2a1',
        LastCheckInDate: 1_700_000_000,
      })
      return undefined
    },
  },
  'the URL in its edge key ends with a slash': {
    inputs: edgeInputs,
    before: (portainer) => {
      const EdgeKey = Buffer.from('https://portainer.example.com/|portainer.example.com:8000|f|1')
      portainer.state.endpoints.push({
        ...emptyEndpoint(1, 'web'),
        Type: 4,
        EdgeKey: EdgeKey.toString('base64'),
      })
      return undefined
    },
  },
  'This Portainer enforces edge ids': {
    inputs: edgeInputs,
    before: (portainer) => {
      portainer.state.endpoints.push({ ...emptyEndpoint(1, 'web'), Type: 4, EdgeID: 'f2a1' })
      return undefined
    },
  },
  'could not be reached after the update': {
    server: { seed: { endpoints: 1 } },
    before: async (portainer) => {
      const { url } = await openEngine()
      for (const endpoint of portainer.state.endpoints) Object.assign(endpoint, { Name: 'web', URL: url })
    },
    inputs: { 'endpoint-url': 'tcp://127.0.0.1:1' },
  },
  'was not changed: new TLS settings are tested on a temporary endpoint first': {
    inputs: async (setup) => {
      const url = await registerSecure(setup)
      const { cert, key } = await stranger.issueClient()
      return { 'endpoint-url': url, 'tls-ca-cert': stranger.cert, 'tls-cert': cert, 'tls-key': key }
    },
  },
  "can't be restored": {
    inputs: async (setup) => ({
      'endpoint-url': await registerSecure(setup),
      'tls-ca-cert': stranger.cert,
    }),
  },
  'but its users and teams could not be set': {
    before: (portainer) => {
      portainer.state.users.push({ Id: 2, Username: 'anna', password: 'x', Role: 2 })
      return undefined
    },
    listens: 'engine',
    rule: {
      method: 'PUT',
      act: { status: 403, body: '{"message":"Access denied","details":"Unauthorized"}' },
    },
    inputs: { users: 'anna' },
  },
}
