// What is in the database when a server starts.
import { randomUUID } from 'node:crypto'
import type { PortainerOptions } from './options.ts'
import { emptyEndpoint, emptyGroup, type State } from './state.ts'
import { rulesOf } from './versions.ts'

export function makeState(options: PortainerOptions): State {
  const word = rulesOf(options.version).since('2.9.0') ? 'environments' : 'endpoints'
  const { endpoints = 0, snapshotBytes = 0, namePrefix = 'seeded-' } = options.seed ?? {}
  const admin = options.admin
  return {
    endpoints: Array.from({ length: endpoints }, (_, index) => ({
      ...emptyEndpoint(index + 1, `${namePrefix}${index + 1}`),
      snapshotBytes,
    })),
    groups: [emptyGroup(1, 'Unassigned', `Unassigned ${word}`)],
    tags: [],
    users: admin ? [{ Id: 1, Username: admin.username, password: admin.password, Role: 1 }] : [],
    teams: [],
    memberships: [],
    apiKeys: [],
    stacks: [],
    lastStackId: 0,
    settings: {
      RequiredPasswordLength: options.requiredPasswordLength ?? 12,
      EnforceEdgeID: false,
      EdgeAgentCheckinInterval: 5,
      EdgePortainerUrl: '',
    },
    tlsFiles: new Map(),
    lastEndpointId: endpoints,
    instanceId: randomUUID(),
  }
}
