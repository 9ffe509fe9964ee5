// What a version can't do is said before the create; what Portainer made of it after all is removed again.
import { makeAuthority } from '../../../stand-in/certificates.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import type { Listener } from './created.ts'

export interface RefusedRow {
  versions: string[]
  listens?: Listener
  inputs: Inputs
  /** What the error names; `VERSION` is Portainer's. */
  names: string
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
    names: 'VERSION … Kubernetes … 2.0',
  },
  'edge agent before 1.22': {
    versions: ['1.18.1', '1.21.0'],
    inputs: { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' },
    names: 'VERSION … edge agent … 1.22',
  },
  'kubeconfig before 2.0': {
    versions: ['1.24.2'],
    inputs: { type: 'kubeconfig', kubeconfig: 'clusters: []' },
    names: 'VERSION … kubeconfig … Business Edition',
  },
  'kubeconfig on Community Edition': {
    versions: ['2.0.0', '2.23.0'],
    inputs: { type: 'kubeconfig', kubeconfig: 'clusters: []' },
    names: "'web' … type 1 … 'kubeconfig' … removed … Business Edition",
    sent: made,
  },
  'container engine before 2.22': {
    versions: ['1.24.2', '2.21.5'],
    inputs: { 'endpoint-url': 'tcp://engine:2375', 'container-engine': 'podman' },
    names: "VERSION … 'container-engine' … 2.22",
  },
  'Docker over TLS on 2.20.0 and 2.20.1': {
    versions: ['2.20.0', '2.20.1'],
    inputs: { 'endpoint-url': 'tcp://engine:2376', 'tls-ca-cert': ca.cert },
    names: 'VERSION … TLS … 2.20.2',
  },
  'another local socket on 1.19-1.25': {
    versions: ['1.19.2', '1.25.0'],
    inputs: { 'endpoint-url': 'unix:///run/podman.sock' },
    names: 'VERSION … /var/run/docker.sock … 2.0',
  },
  'an agent taken for an engine, where Portainer notices': {
    versions: ['1.18.1', '1.24.2'],
    listens: 'docker agent',
    inputs: { 'tls-skip-verify': true, 'tls-skip-client-verify': true },
    names: "'web' … type 2 … 'docker' … removed … 'type: agent'",
    sent: made,
  },
  'an engine taken for an agent, where Portainer does not mind': {
    versions: ['1.18.1', '1.24.2'],
    listens: 'engine with TLS',
    inputs: { type: 'agent' },
    names: "'web' … type 1 … 'agent' … removed … 'type: docker'",
    sent: made,
  },
  'a group that does not exist': {
    versions: ['1.18.1', '2.23.0'],
    inputs: { type: 'agent', ...agentUrl, group: '77' },
    names: '77',
  },
  'people who do not exist, and so no group or tag is made either': {
    versions: ['1.18.1', '2.23.0'],
    inputs: { type: 'agent', ...agentUrl, group: 'Web', tags: 'a', users: 'admin, anna, bert' },
    names: "'users' … 'anna', 'bert'",
  },
  'teams that do not exist': {
    versions: ['1.24.2', '2.23.0'],
    inputs: { type: 'agent', ...agentUrl, tags: 'a', teams: 'ops' },
    names: "'teams' … 'ops'",
  },
}
