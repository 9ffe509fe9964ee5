// Portainer refuses the endpoint, or does not reach what it points at.
import { makeAuthority, type CertificateOptions } from '../../../stand-in/certificates.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import { openAgent, openEngine } from '../../helpers/setup.ts'
import { json, type Trouble } from './entry.ts'

const both = { 'tls-skip-verify': true, 'tls-skip-client-verify': true }
const stranger = await makeAuthority('Another CA')
const edge = { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' }
const ca = await makeAuthority('Engine CA')
const files = { 'tls-ca-cert': ca.cert }

/** An engine of `ca` that wants a client certificate of it. */
async function openOurs(
  names = ['127.0.0.1'],
  options: CertificateOptions = {},
): Promise<{ 'endpoint-url': string }> {
  const { url } = await openEngine({ tls: { ca: ca.cert, ...(await ca.issueServer({ names, ...options })) } })
  return { 'endpoint-url': url }
}

/** A create that is refused for this reason; the engines of the tests can't be all that goes wrong with real ones. */
const refusedFor = (details: string, inputs: Inputs = {}): Trouble => ({
  inputs,
  rule: {
    method: 'POST',
    path: '/api/endpoints',
    act: json(500, { message: 'Unable to initiate communications with environment', details }),
  },
})

const socket = { 'endpoint-url': 'unix:///var/run/docker.sock' }

export const creating: Record<string, Trouble> = {
  'Is the docker daemon running?': { inputs: { 'endpoint-url': 'tcp://127.0.0.1:1' } },
  'Unable to ping Docker environment': {
    server: { version: '1.24.2' },
    inputs: { 'endpoint-url': 'tcp://127.0.0.1:1' },
  },
  'x509: certificate signed by unknown authority': {
    listens: 'engine with TLS',
    inputs: { 'tls-ca-cert': stranger.cert },
  },
  'x509: certificate is not valid for': {
    inputs: async () => ({ ...(await openOurs(['engine.example.com'])), ...files }),
  },
  'remote error: tls: bad certificate': { inputs: async () => ({ ...(await openOurs()), ...files }) },
  'Error response from daemon: Client sent an HTTP request to an HTTPS server': {
    listens: 'engine with TLS',
  },
  'server gave HTTP response to HTTPS client': { listens: 'engine', inputs: both },
  'Client sent an HTTP request to an HTTPS server … Port 9001': refusedFor(
    'Error response from daemon: Client sent an HTTP request to an HTTPS server.',
    { 'endpoint-url': 'tcp://10.0.7.10:9001' },
  ),
  'Unable to get environment type … is not an agent': { listens: 'engine', inputs: { type: 'agent' } },
  'Unable to get environment type … No agent answers': {
    inputs: { type: 'agent', 'endpoint-url': 'tcp://127.0.0.1:1' },
  },
  'certificate relies on legacy Common Name field': refusedFor(
    'Error during connect: Head "https://10.0.7.10:2376/_ping": tls: failed to verify certificate: x509: certificate relies on legacy Common Name field, use SANs instead',
    files,
  ),
  'x509: certificate has expired': {
    inputs: async () => ({ ...(await openOurs(['127.0.0.1'], { notAfter: new Date(0) })), ...files }),
  },
  'remote error: tls: expired certificate': refusedFor(
    'The server probably has client authentication (--tlsverify) enabled; check your TLS client certification settings: Head "https://10.0.7.10:2376/_ping": remote error: tls: expired certificate',
    files,
  ),
  'permission denied while trying to connect to the Docker daemon socket': refusedFor(
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Head "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: permission denied',
    socket,
  ),
  'no such file or directory': refusedFor(
    'Get "http://%2Fvar%2Frun%2Fdocker.sock/_ping": dial unix /var/run/docker.sock: connect: no such file or directory',
    socket,
  ),
  'client version 1.41 is too old': {
    inputs: async () => ({
      'endpoint-url': (
        await openEngine({
          refusal:
            'client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client to a newer version',
        })
      ).url,
    }),
  },
  'is not in the allowlist': {
    server: { version: '2.45.0', allowList: ['10.0.0.0/8'] },
    inputs: { 'endpoint-url': 'tcp://192.0.2.10:2375' },
  },
  "is in Portainer's waiting room": {
    before: (portainer) => {
      portainer.addToWaitingRoom('web')
      return undefined
    },
    inputs: edge,
  },
  'agent already paired with another Portainer instance': {
    server: { version: '2.19.5' },
    inputs: async () => ({
      type: 'agent',
      'endpoint-url': (await openAgent({ platform: 'docker', paired: true })).url,
    }),
  },
  'agent already paired … Portainer 2.13-2.15 say the same': {
    server: { version: '2.14.2' },
    inputs: async () => ({
      type: 'agent',
      'endpoint-url': (await openAgent({ platform: 'docker', paired: true })).url,
    }),
  },
  'it was removed again … is a Portainer agent': {
    server: { version: '1.24.2' },
    listens: 'docker agent',
    inputs: both,
  },
  "doesn't support Docker environments": { listens: 'engine', inputs: { 'container-engine': 'podman' } },
  'exceeded the node allowance': { server: { edition: 'BE', nodeAllowance: 0 } },
  'API server URL not set in Edge Compute settings': {
    server: { edition: 'BE', edgeAddressMissing: true },
    inputs: edge,
  },
  'Unable to authenticate against Azure': {
    inputs: {
      type: 'azure',
      'endpoint-url': '',
      'azure-application-id': 'app',
      'azure-tenant-id': 'tenant',
      'azure-authentication-key': 'wrong',
    },
  },
  'Endpoint management is disabled': {
    server: { version: '1.24.2' },
    rule: {
      method: 'POST',
      path: '/api/endpoints',
      act: {
        status: 503,
        headers: { 'content-type': 'application/json' },
        body: '{"message":"Endpoint management is disabled","details":"Endpoint management is disabled"}',
      },
    },
  },
  'Unable to load in-cluster configuration': {
    server: { inCluster: false },
    inputs: { type: 'kubernetes', 'endpoint-url': '' },
  },
  "can't create a Docker endpoint with TLS": { server: { version: '2.20.1' }, inputs: files },
  '2 endpoints are named': {
    server: { version: '2.11.0', seed: { endpoints: 2 } },
    before: (portainer) => {
      for (const endpoint of portainer.state.endpoints) endpoint.Name = 'web'
      return undefined
    },
  },
  "is stored as type … the type of an endpoint can't be changed": {
    server: { seed: { endpoints: 1, namePrefix: 'web-' } },
    inputs: { ...edge, name: 'web-1' },
  },
}
