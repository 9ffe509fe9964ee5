// What inputs ask of one endpoint, and endpoints as Portainer may have them, for tests of decisions.
import {
  readEndpoint as readWanted,
  type EndpointToRemove,
  type DesiredEndpoint,
} from '../../src/inputs/endpoint.ts'
import { InputSource } from '../../src/inputs/source.ts'
import type { InputName } from '../../src/inputs/names.ts'
import type { Endpoint } from '../../src/portainer/endpoint.ts'

export type EndpointInputs = Partial<Record<InputName, string>>

/** The inputs of one step, read as the action reads them. */
export function wantedOf(inputs: EndpointInputs): DesiredEndpoint | EndpointToRemove {
  return readWanted(new InputSource(new Map(Object.entries(inputs) as [InputName, string][])))
}

/** Endpoint 7, `web`, a Docker engine without TLS, unless it is said otherwise. */
export function endpointThere(differs: Partial<Endpoint> = {}): Endpoint {
  return {
    id: 7,
    name: 'web',
    type: 1,
    url: 'tcp://10.0.0.7:2375',
    publicUrl: '',
    groupId: 1,
    tagIds: [],
    tags: undefined,
    status: 'up',
    containerEngine: undefined,
    tls: { on: false, skipVerify: false, hasCa: false, hasClientCertificate: false },
    agentVersion: undefined,
    edgeId: '',
    edgeKey: '',
    checkinInterval: 0,
    users: new Map(),
    teams: new Map(),
    ...differs,
  }
}
