// Every secret that a step can be given, as every way of giving it allows, with all that an encoding changes in it.
import { makeAuthority } from '../../../stand-in/certificates.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'

/** A secret and how the step is given it. */
export interface Canary {
  what: string
  /** Over those that every run has. */
  inputs: Inputs
  env?: Record<string, string>
  /** What must not be found, beside what can be told from the inputs. */
  secrets: string[]
  proxied?: boolean
}

const AWKWARD = `"\\&<>'+/%41=;|~* `
const BEYOND = 'ü€😀'

export const PASSWORD = `pw${AWKWARD}${BEYOND}-password`
const PASSWORD_OF_LINES = `one${AWKWARD}${BEYOND}\n  second "line" & <more>\nthird line: %0A'3'`
export const API_KEY = `ptr_${AWKWARD}:@!#$-api-key`
export const SETUP_TOKEN = `st${AWKWARD}:@!#$-setup-token`
const GITHUB_TOKEN = `ghs_${AWKWARD}-github-token`
const AZURE_KEY = `az${AWKWARD}${BEYOND}-azure-key`
const HEADERS = [`hv${AWKWARD}:@-first-value`, `hv${AWKWARD}{}-second-value`] as const
const PROXY_PASSWORD = `px${AWKWARD}:@#?-proxy`
const CLUSTER_TOKEN = `kt${AWKWARD}${BEYOND}-cluster-token`
const CLUSTER_PASSWORD = `kp "both" 'quotes' \\ ${BEYOND}-cluster-password`

const authority = await makeAuthority()
const client = await authority.issueClient({ keyType: 'ec-sec1' })
export const KEY = client.key.trim()
const tls = { 'endpoint-url': 'tcp://10.0.0.1:2376', 'tls-ca-cert': authority.cert, 'tls-cert': client.cert }
const clusterKey = (await authority.issueClient()).key
export const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- name: cluster
  cluster: {server: "https://10.0.0.9:6443"}
users:
- name: somebody
  user:
    token: ${JSON.stringify(CLUSTER_TOKEN)}
    password: '${CLUSTER_PASSWORD.replaceAll("'", "''")}'
    client-key-data: ${Buffer.from(clusterKey).toString('base64')}
contexts: []`
const cluster = { type: 'kubeconfig', 'endpoint-url': undefined }
const clusterSecrets = [CLUSTER_TOKEN, CLUSTER_PASSWORD, Buffer.from(clusterKey).toString('base64')]
const azure = {
  type: 'azure',
  'azure-application-id': 'application',
  'azure-tenant-id': 'tenant',
  'endpoint-url': undefined,
}
const base64 = (text: string): string => Buffer.from(text).toString('base64')

/** Files in the workspace. */
export const files = { 'client.key': KEY, 'packed.key': base64(KEY), 'cluster.yml': KUBECONFIG }

/** A list in place of the one endpoint. */
const list = (...items: object[]): Inputs => ({
  name: undefined,
  'endpoint-url': undefined,
  endpoints: JSON.stringify(items),
})
const yamlKey = (indent: string): string => KEY.replaceAll('\n', `\n${indent}`)
const { 'endpoint-url': address, ...tlsFiles } = tls

/** `password` is given by all but one. */
export const canaries: Canary[] = [
  { what: 'a password', inputs: {}, secrets: [] },
  { what: 'a password of several lines', inputs: { password: PASSWORD_OF_LINES }, secrets: [] },
  { what: 'an API key', inputs: { password: '', 'init-admin': false, 'api-key': API_KEY }, secrets: [] },
  { what: 'a setup token', inputs: { 'setup-token': SETUP_TOKEN }, secrets: [] },
  {
    what: 'header values',
    inputs: { headers: `X-Access: ${HEADERS[0]}\nX-Other: ${HEADERS[1]}` },
    secrets: [...HEADERS],
  },
  {
    what: 'credentials of a proxy',
    inputs: { url: 'http://portainer.example.com' },
    env: { http_proxy: `http://me:${encodeURIComponent(PROXY_PASSWORD)}@` },
    secrets: [PROXY_PASSWORD],
    proxied: true,
  },
  {
    what: 'a token for GitHub',
    inputs: { deployment: 'preview', 'github-token': GITHUB_TOKEN },
    secrets: [],
  },
  { what: 'an Azure key', inputs: { ...azure, 'azure-authentication-key': AZURE_KEY }, secrets: [] },
  {
    what: 'an Azure key in an item',
    inputs: list({ name: 'web', ...azure, 'azure-authentication-key': AZURE_KEY }),
    secrets: [AZURE_KEY],
  },
  { what: 'a key', inputs: { ...tls, 'tls-key': KEY }, secrets: [] },
  { what: 'a key in base64', inputs: { ...tls, 'tls-key': base64(KEY) }, secrets: [KEY] },
  { what: 'a key in a variable', inputs: { ...tls, 'tls-key': 'env:KEY' }, env: { KEY }, secrets: [KEY] },
  { what: 'a key in a file', inputs: { ...tls, 'tls-key': 'client.key' }, secrets: [KEY] },
  {
    what: 'a key in base64 in a file',
    inputs: { ...tls, 'tls-key': 'packed.key' },
    secrets: [KEY, base64(KEY)],
  },
  {
    what: 'a key in an item',
    inputs: list({ name: 'web', ...tls, 'tls-key': KEY }),
    secrets: [KEY],
  },
  {
    what: 'a key in a file, in an item',
    inputs: list({ name: 'web', ...tls, 'tls-key': 'client.key' }),
    secrets: [KEY],
  },
  {
    what: 'a key in YAML',
    inputs: {
      ...tlsFiles,
      ...list(),
      endpoints: `- name: web\n  endpoint-url: ${address}\n  tls-key: |\n    ${yamlKey('    ')}`,
    },
    secrets: [KEY],
  },
  { what: 'a kubeconfig', inputs: { ...cluster, kubeconfig: KUBECONFIG }, secrets: clusterSecrets },
  {
    what: 'a kubeconfig in base64',
    inputs: { ...cluster, kubeconfig: base64(KUBECONFIG) },
    secrets: [...clusterSecrets, base64(KUBECONFIG)],
  },
  {
    what: 'a kubeconfig in a variable',
    inputs: { ...cluster, kubeconfig: 'env:CLUSTER' },
    env: { CLUSTER: KUBECONFIG },
    secrets: clusterSecrets,
  },
  {
    what: 'a kubeconfig in a file',
    inputs: { ...cluster, kubeconfig: 'cluster.yml' },
    secrets: clusterSecrets,
  },
]

/** All that go together, in one run. */
export const everything: Canary = {
  what: 'all of them at once',
  inputs: {
    'setup-token': SETUP_TOKEN,
    headers: `X-Access: ${HEADERS[0]}\nX-Other: ${HEADERS[1]}`,
    ...list(
      { name: 'web', 'endpoint-url': 'tcp://10.0.0.1:2375' },
      { name: 'secure', ...tls, 'tls-key': 'env:ENDPOINT_KEY' },
      { name: 'cloud', ...azure, 'azure-authentication-key': AZURE_KEY },
      { name: 'cluster', type: 'kubeconfig', kubeconfig: KUBECONFIG },
      { name: 'edge', type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' },
    ),
  },
  env: { ENDPOINT_KEY: KEY },
  secrets: [...HEADERS, KEY, AZURE_KEY, ...clusterSecrets],
}
