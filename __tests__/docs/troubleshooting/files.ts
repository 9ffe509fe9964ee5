// A certificate, a key or a file can't be used.
import { makeAuthority } from '../../../stand-in/certificates.ts'
import { pkcs12 } from '../../unit/certificates/samples.ts'
import type { Trouble } from './entry.ts'

const ca = await makeAuthority()
const client = await ca.issueClient({ name: 'portainer' })
const other = await ca.issueClient()
const files = { 'tls-ca-cert': ca.cert, 'tls-cert': client.cert, 'tls-key': client.key }
const repository = (): NodeJS.ProcessEnv => ({ GITHUB_WORKSPACE: '/home/runner/work/app/app' })
const item = (tls: object): string =>
  JSON.stringify([{ name: 'web', 'endpoint-url': 'tcp://10.0.7.10:2376', ...tls }])
const list = { name: '', 'endpoint-url': '' }

export const fileTroubles: Record<string, Trouble> = {
  'but no TLS file was given': { inputs: { tls: true } },
  'which does not exist … actions/checkout': { inputs: { 'ca-cert': 'certs/ca.pem' }, env: repository },
  'is not expanded here': { inputs: { 'ca-cert': '~/ca.pem' }, env: repository },
  'which is outside GITHUB_WORKSPACE': {
    inputs: { ...list, endpoints: item({ 'tls-ca-cert': '/etc/docker/ca.pem' }) },
  },
  "variables that start with 'ENDPOINT_'": {
    inputs: { ...list, endpoints: item({ 'tls-key': 'env:DOCKER_KEY' }) },
  },
  'contains PKCS#12': { inputs: { ...files, 'tls-cert': pkcs12 } },
  'is cut off': { inputs: { ...files, 'tls-cert': client.cert.slice(0, 300) } },
  'contains a damaged private key': { inputs: { ...files, 'tls-key': client.key.replace(/\n.{64}/, '') } },
  'is encrypted with a passphrase': {
    inputs: async () => ({ ...files, 'tls-key': (await ca.issueClient({ passphrase: 'swordfish' })).key }),
  },
  'is not the private key of the certificate': { inputs: { ...files, 'tls-key': other.key } },
}
