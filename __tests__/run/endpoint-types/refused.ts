// What a version can't do is said before the create; what Portainer made of it after all is removed again.
import { makeAuthority } from '../../../stand-in/certificates.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import type { Listener } from './created.ts'

export interface RefusedRow {
  versions: string[]
  listens?: Listener
  inputs: Inputs
  /** `VERSION` and `URL` stand for what they say. */
  says: string[]
  /** What was sent that changes something. */
  sent?: string[]
}

const agentUrl = { 'endpoint-url': 'tcp://agent:9001' }
const made = ['POST /api/endpoints 200', 'DELETE /api/endpoints/1 204']
const ca = await makeAuthority()

export const refusedRows: Record<string, RefusedRow> = {
  'kubernetes before 2.0': {
    versions: ['1.18.1', '1.25.0'],
    inputs: { type: 'kubernetes' },
    says: [
      'Portainer VERSION does not support Kubernetes and would create a Docker endpoint.',
      'Portainer 2.0 and later support it.',
    ],
  },
  'edge agent before 1.22': {
    versions: ['1.18.1', '1.21.0'],
    inputs: { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' },
    says: [
      'Portainer VERSION does not support edge agents and would create a Docker endpoint.',
      'Portainer 1.22 and later support them.',
    ],
  },
  'kubeconfig before 2.0': {
    versions: ['1.24.2'],
    inputs: { type: 'kubeconfig', kubeconfig: 'clusters: []' },
    says: [
      'Portainer VERSION does not accept a kubeconfig and would create a Docker endpoint.',
      'Portainer Business Edition accepts one.',
    ],
  },
  'kubeconfig on Community Edition': {
    versions: ['2.0.0', '2.23.0'],
    inputs: { type: 'kubeconfig', kubeconfig: 'clusters: []' },
    says: [
      "Portainer created endpoint 'web' of type 1, and 'type' is 'kubeconfig'; it was removed again.",
      'Only Portainer Business Edition accepts a kubeconfig.',
    ],
    sent: made,
  },
  'container engine before 2.22': {
    versions: ['1.24.2', '2.21.5'],
    inputs: { 'endpoint-url': 'tcp://engine:2375', 'container-engine': 'podman' },
    says: [
      "Portainer VERSION ignores 'container-engine'.",
      "Remove it; Portainer 2.22 and later support 'docker' or 'podman'.",
    ],
  },
  'Docker over TLS on 2.20.0 and 2.20.1': {
    versions: ['2.20.0', '2.20.1'],
    inputs: { 'endpoint-url': 'tcp://engine:2376', 'tls-ca-cert': ca.cert },
    says: [
      "Portainer VERSION can't create a Docker endpoint with TLS: it connects in plain text.",
      'This is fixed in Portainer 2.20.2. Agents work on 2.20.0 and 2.20.1 too.',
    ],
  },
  'another local socket on 1.19-1.25': {
    versions: ['1.19.2', '1.25.0'],
    inputs: { 'endpoint-url': 'unix:///run/podman.sock' },
    says: [
      'Portainer VERSION only supports the local socket /var/run/docker.sock.',
      'Portainer 2.0 and later support other paths.',
    ],
  },
  'an agent taken for an engine, where Portainer notices': {
    versions: ['1.18.1', '1.24.2'],
    listens: 'docker agent',
    inputs: { 'tls-skip-verify': true, 'tls-skip-client-verify': true },
    says: [
      "Portainer created endpoint 'web' of type 2, and 'type' is 'docker'; it was removed again.",
      "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'.",
    ],
    sent: made,
  },
  'an engine taken for an agent, where Portainer does not mind': {
    versions: ['1.18.1', '1.24.2'],
    listens: 'engine with TLS',
    inputs: { type: 'agent' },
    says: [
      "Portainer created endpoint 'web' of type 1, and 'type' is 'agent'; it was removed again.",
      "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer supports that type.",
    ],
    sent: made,
  },
  'a group that does not exist': {
    versions: ['1.18.1', '2.23.0'],
    inputs: { type: 'agent', ...agentUrl, group: '77' },
    says: [
      'There is no endpoint group with the id 77.',
      "Use the group's name instead; a group that does not exist is created.",
    ],
  },
  'people who do not exist, and so no group or tag is made either': {
    versions: ['1.18.1', '2.23.0'],
    inputs: { type: 'agent', ...agentUrl, group: 'Web', tags: 'a', users: 'admin, anna, bert' },
    says: [
      "'users' contains unknown names: 'anna', 'bert'.",
      'Create them in Portainer first, or correct the names.',
    ],
  },
  'teams that do not exist': {
    versions: ['1.24.2', '2.23.0'],
    inputs: { type: 'agent', ...agentUrl, tags: 'a', teams: 'ops' },
    says: ["'teams' contains unknown names: 'ops'.", 'Create them in Portainer first, or correct the names.'],
  },
}
