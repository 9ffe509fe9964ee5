// The endpoint is there, but not as it should be.
import { openEngine } from '../../helpers/setup.ts'
import type { Trouble } from './entry.ts'

export const outcomes: Record<string, Trouble> = {
  'was not up within … Check the engine': {
    listens: 'engine',
    rule: { path: /_ping$/, act: { status: 502 } },
    inputs: { 'wait-until-up': 1 },
  },
  'the edge agent has not checked in yet': {
    inputs: { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com', 'wait-until-up': 1 },
  },
  'could not be reached after the update': {
    server: { seed: { endpoints: 1 } },
    before: async (portainer) => {
      const { url } = await openEngine()
      for (const endpoint of portainer.state.endpoints) Object.assign(endpoint, { Name: 'web', URL: url })
    },
    inputs: { 'endpoint-url': 'tcp://127.0.0.1:1' },
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
