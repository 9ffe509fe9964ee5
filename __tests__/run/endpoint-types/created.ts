// Kinds × TLS modes × versions, with the form fields that go out.
import { makeAuthority } from '../../../stand-in/certificates.ts'
import type { StandInEngine } from '../../../stand-in/engines/engine.ts'
import type { PortainerOptions } from '../../../stand-in/portainer/portainer.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import { openAgent, openEngine } from '../../helpers/setup.ts'

const ca = await makeAuthority()
const client = await ca.issueClient()
const server = await ca.issueServer()
const CA = { 'tls-ca-cert': ca.cert }
const PAIR = { 'tls-cert': client.cert, 'tls-key': client.key }
const both = { 'tls-skip-verify': true, 'tls-skip-client-verify': true }

/** What listens at `endpoint-url`. */
const listeners = {
  nothing: undefined,
  engine: () => openEngine(),
  'engine with TLS': () => openEngine({ tls: { ca: ca.cert, ...server, clientCertificate: false } }),
  'engine with mutual TLS': () => openEngine({ tls: { ca: ca.cert, ...server } }),
  'docker agent': () => openAgent({ platform: 'docker' }),
  'kubernetes agent': () => openAgent({ platform: 'kubernetes' }),
  'agent with mutual TLS': () => openAgent({ platform: 'docker', tls: { ...server, ca: ca.cert } }),
  podman: () => openEngine({ podman: true }),
}

export type Listener = keyof typeof listeners

/** Starts it; undefined for nothing. */
export async function listen(listener: Listener): Promise<StandInEngine | undefined> {
  return listeners[listener]?.()
}

export interface Row {
  versions: string[]
  listens: Listener
  inputs: Inputs
  /** Besides name and type; `URL` is the listener's unless it says otherwise. */
  fields: Record<string, string>
  files?: string[]
  /** The type that is stored; `kind` is the number that goes out. */
  kind: number
  type?: number
  url?: string
  server?: Partial<PortainerOptions>
}

const OLD = ['1.18.1', '1.24.2']
const NEW = ['2.0.0', '2.16.2', '2.23.0']
const ALL = [...OLD, ...NEW]
const tls = (verify: 'both' | 'server' | 'client' | 'nothing'): Record<string, string> => ({
  TLS: 'true',
  TLSSkipVerify: String(verify === 'client' || verify === 'nothing'),
  TLSSkipClientVerify: String(verify === 'server' || verify === 'nothing'),
})
const CA_FILE = 'TLSCACertFile'
const PAIR_FILES = ['TLSCertFile', 'TLSKeyFile']
const azure = {
  type: 'azure',
  'azure-application-id': 'app',
  'azure-tenant-id': 'tenant',
  'azure-authentication-key': 'swordfish',
}
const azureFields = {
  AzureApplicationID: 'app',
  AzureTenantID: 'tenant',
  AzureAuthenticationKey: 'swordfish',
}
const portainer = 'https://portainer.example.com:9443'
const kubeconfig = 'apiVersion: v1\nclusters:\n- cluster:\n    server: https://cluster.example.com:6443'

export const rows: Record<string, Row> = {
  'docker, plain': { versions: ALL, listens: 'engine', inputs: {}, fields: {}, kind: 1 },
  'docker, both sides verified': {
    versions: ALL,
    listens: 'engine with mutual TLS',
    inputs: { ...CA, ...PAIR },
    fields: tls('both'),
    files: [CA_FILE, ...PAIR_FILES],
    kind: 1,
  },
  'docker, only the engine verified': {
    versions: ALL,
    listens: 'engine with TLS',
    inputs: { type: 1, ...CA },
    fields: tls('server'),
    files: [CA_FILE],
    kind: 1,
  },
  'docker, only Portainer verified': {
    versions: ALL,
    listens: 'engine with mutual TLS',
    inputs: { ...PAIR, 'tls-skip-verify': true },
    fields: tls('client'),
    files: PAIR_FILES,
    kind: 1,
  },
  'docker, nothing verified': {
    versions: [...ALL, '2.20.2'],
    listens: 'engine with TLS',
    inputs: { tls: true, ...both },
    fields: tls('nothing'),
    kind: 1,
  },
  'docker, at http': {
    versions: ALL,
    listens: 'engine',
    inputs: { 'endpoint-url': 'http://HOST' },
    fields: { URL: 'http://HOST' },
    kind: 1,
    url: 'http://HOST',
  },
  'docker, at https': {
    versions: ALL,
    listens: 'engine with TLS',
    inputs: { 'endpoint-url': 'https://HOST', ...CA },
    fields: { URL: 'https://HOST', ...tls('server') },
    files: [CA_FILE],
    kind: 1,
    url: 'https://HOST',
  },
  'docker, the local socket written out, where it has no URL': {
    versions: ['1.19.2', '1.22.0', '1.24.2', '1.25.0'],
    listens: 'nothing',
    inputs: { 'endpoint-url': 'unix:///var/run/docker.sock' },
    fields: {},
    kind: 1,
    url: 'unix:///var/run/docker.sock',
  },
  'docker, the local socket written out': {
    versions: ['1.18.1', '2.0.0', '2.23.0'],
    listens: 'nothing',
    inputs: { 'endpoint-url': 'unix:///var/run/docker.sock' },
    fields: { URL: 'unix:///var/run/docker.sock' },
    kind: 1,
    url: 'unix:///var/run/docker.sock',
  },
  'docker, container engine named': {
    versions: ['2.22.0', '2.23.0'],
    listens: 'engine',
    inputs: { 'container-engine': 'Docker' },
    fields: { ContainerEngine: 'docker' },
    kind: 1,
  },
  'docker, podman': {
    versions: ['2.23.0'],
    listens: 'podman',
    inputs: { 'container-engine': 'podman' },
    fields: { ContainerEngine: 'podman' },
    kind: 1,
  },
  'docker, further fields and a public URL': {
    versions: ['1.24.2', '2.23.0'],
    listens: 'engine',
    inputs: { 'extra-fields': 'Gpus=[]\nEdgeTunnelServerAddress = a=b ', 'public-url': 'apps.example.com' },
    fields: { PublicURL: 'apps.example.com', Gpus: '[]', EdgeTunnelServerAddress: 'a=b' },
    kind: 1,
  },
  'agent, nothing verified': {
    versions: [...ALL, '2.20.1'],
    listens: 'docker agent',
    inputs: { type: 'agent' },
    fields: tls('nothing'),
    kind: 2,
  },
  'agent, nothing verified, written out': {
    versions: ['2.23.0'],
    listens: 'docker agent',
    inputs: { type: 2, tls: true, ...both },
    fields: tls('nothing'),
    kind: 2,
  },
  'agent, both sides verified': {
    versions: [...ALL, '2.20.1'],
    listens: 'agent with mutual TLS',
    inputs: { type: 'Agent', ...CA, ...PAIR },
    fields: tls('both'),
    files: [CA_FILE, ...PAIR_FILES],
    kind: 2,
  },
  'agent on Kubernetes': {
    versions: NEW,
    listens: 'kubernetes agent',
    inputs: { type: 'agent' },
    fields: tls('nothing'),
    kind: 2,
    type: 6,
    url: 'HOST',
  },
  azure: {
    versions: ALL,
    listens: 'nothing',
    inputs: azure,
    fields: azureFields,
    kind: 3,
    url: 'https://management.azure.com',
  },
  'edge agent': {
    versions: ['2.0.0', '2.16.2'],
    listens: 'nothing',
    inputs: { type: 'edge-agent', 'endpoint-url': portainer, 'edge-checkin-interval': 30 },
    fields: { URL: portainer, CheckinInterval: '30', EdgeCheckinInterval: '30' },
    kind: 4,
    url: 'portainer.example.com',
  },
  'edge agent, engine named where that is known': {
    versions: ['2.22.0', '2.23.0'],
    listens: 'nothing',
    inputs: { type: 4, 'endpoint-url': portainer },
    fields: { URL: portainer, ContainerEngine: 'docker' },
    kind: 4,
    url: 'portainer.example.com',
  },
  'edge agent on Business Edition': {
    versions: ['2.23.0'],
    listens: 'nothing',
    inputs: { type: 'edge-agent', 'endpoint-url': portainer, 'extra-fields': 'EdgeAsyncMode=true' },
    fields: { URL: portainer, ContainerEngine: 'docker', EdgeAsyncMode: 'true' },
    kind: 4,
    url: 'portainer.example.com',
    server: { edition: 'BE' },
  },
  'edge agent, first version': {
    versions: ['1.22.0', '1.24.2'],
    listens: 'nothing',
    inputs: { type: 'edge-agent', 'endpoint-url': portainer },
    fields: { URL: portainer },
    kind: 4,
    url: 'portainer.example.com',
  },
  kubernetes: {
    versions: NEW,
    listens: 'nothing',
    inputs: { type: 'kubernetes' },
    fields: {},
    kind: 5,
    url: 'https://kubernetes.default.svc',
  },
  'kubernetes, with an address': {
    versions: ['2.23.0'],
    listens: 'nothing',
    inputs: { type: 5, 'endpoint-url': 'https://kubernetes.example.com' },
    fields: { URL: 'https://kubernetes.example.com' },
    kind: 5,
    url: 'https://kubernetes.example.com',
  },
  'kubeconfig on Business Edition': {
    versions: ['2.23.0', '2.44.0'],
    listens: 'nothing',
    inputs: { type: 'kubeconfig', kubeconfig },
    fields: { KubeConfig: Buffer.from(kubeconfig).toString('base64') },
    kind: 6,
    type: 5,
    url: 'https://cluster.example.com:6443',
    server: { edition: 'BE' },
  },
}
