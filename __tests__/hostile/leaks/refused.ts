// Inputs that are refused, with a secret in them, beside them or in the place of another input.
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import { API_KEY, KEY, KUBECONFIG, PASSWORD, SETUP_TOKEN } from './canaries.ts'

interface Refused {
  what: string
  inputs: Inputs
  env?: Record<string, string>
  secrets: string[]
}

const tls = { 'tls-key': KEY, 'tls-skip-verify': true }
const AZURE_KEY = `az"\\&<>'+/% ü-refused`
const HEADER = `hv"\\&<>'+/% -refused`
const body = KEY.split('\n').slice(1, -1).join('\n')
const quoted = JSON.stringify(KEY)
const indented = KEY.replaceAll('\n', '\n    ')
const proxied = { url: 'http://portainer.example.com' }

const list = (what: string, endpoints: string, secrets = [KEY]): Refused => ({
  what: `a list: ${what}`,
  inputs: { endpoints },
  secrets,
})

/** One that is short of a line, has a letter too many, and so on. */
const damaged: [string, string][] = [
  ['without its end', KEY.split('\n').slice(0, -1).join('\n')],
  ['without its beginning', KEY.split('\n').slice(1).join('\n')],
  ['without both', body],
  ['in one line', KEY.replaceAll('\n', ' ')],
  ['with \\n written out', KEY.replaceAll('\n', '\\n')],
  ['with a letter too many', KEY.replace('\n', '\nA')],
  ['twice', `${KEY}\n${KEY}`],
  ['as a path', body.replaceAll('\n', '')],
  ['as base64 that is cut', Buffer.from(KEY).toString('base64').slice(0, 90)],
]

const single: Refused[] = [
  ...damaged.flatMap(([how, text]): Refused[] => [
    { what: `a key ${how}`, inputs: { name: 'web', ...tls, 'tls-key': text }, secrets: [KEY] },
    {
      what: `a key ${how}, in a variable`,
      inputs: { name: 'web', ...tls, 'tls-key': 'env:KEY' },
      env: { KEY: text },
      secrets: [KEY],
    },
    list(`a key ${how}`, JSON.stringify([{ name: 'web', ...tls, 'tls-key': text }])),
  ]),
  { what: 'a key without a certificate', inputs: { name: 'web', 'tls-key': KEY }, secrets: [KEY] },
  { what: 'a key for the CA', inputs: { name: 'web', 'tls-ca-cert': KEY }, secrets: [KEY] },
  { what: 'a key for the certificate', inputs: { name: 'web', 'tls-cert': KEY }, secrets: [KEY] },
  { what: "a key for Portainer's CA", inputs: { name: 'web', 'ca-cert': KEY }, secrets: [KEY] },
  { what: 'a variable named like a key', inputs: { name: 'web', 'tls-key': `env:${body}` }, secrets: [KEY] },
  { what: 'a kubeconfig of another type', inputs: { name: 'web', kubeconfig: KUBECONFIG }, secrets: [] },
  {
    what: 'an Azure key of another type',
    inputs: { name: 'web', 'azure-authentication-key': AZURE_KEY },
    secrets: [],
  },
  {
    what: 'an Azure key of two lines',
    inputs: { name: 'web', type: 'azure', 'azure-authentication-key': `${AZURE_KEY}\nx${AZURE_KEY}` },
    secrets: [],
  },
  {
    what: 'an API key of two lines',
    inputs: { password: '', 'api-key': `${API_KEY}\n${API_KEY}x` },
    secrets: [],
  },
  { what: 'an API key beyond ASCII', inputs: { password: '', 'api-key': `${API_KEY}ü` }, secrets: [] },
  { what: 'a password and an API key', inputs: { 'api-key': API_KEY }, secrets: [] },
  { what: 'a setup token of two lines', inputs: { 'setup-token': `${SETUP_TOKEN}\nsecond` }, secrets: [] },
  { what: 'a header without a name', inputs: { headers: HEADER }, secrets: [HEADER] },
  { what: 'a header without a colon', inputs: { headers: `X-Access ${HEADER}` }, secrets: [HEADER] },
  { what: 'a header of ours', inputs: { headers: `Authorization: ${HEADER}` }, secrets: [HEADER] },
  { what: 'a header twice', inputs: { headers: `X-A: ${HEADER}\nX-A: ${HEADER}` }, secrets: [HEADER] },
  { what: 'a header beyond ASCII', inputs: { headers: `X-A: ${HEADER}ü` }, secrets: [HEADER] },
  ...['', 'http://', 'https://', 'ftp://', 'HTTPS:\\\\'].map((scheme) => ({
    what: `an address '${scheme}' with user info`,
    inputs: { url: `${scheme}me:${encodeURIComponent(HEADER)}@portainer.example.com` },
    secrets: [HEADER],
  })),
  ...['socks5://', '', '://', 'http:'].map((scheme) => ({
    what: `a proxy '${scheme}'`,
    inputs: { name: 'web', ...proxied },
    env: { HTTP_PROXY: `${scheme}me:${encodeURIComponent(HEADER)}@proxy.example.com:bad` },
    secrets: [HEADER],
  })),
  ...[
    'id',
    'type',
    'endpoint-url',
    'tls',
    'if-exists',
    'timeout',
    'cleanup',
    'state',
    'url',
    'group',
    'public-url',
  ].map((input) => ({ what: `a key as '${input}'`, inputs: { name: 'web', [input]: KEY }, secrets: [KEY] })),
  ...[
    'id',
    'type',
    'endpoint-url',
    'tls',
    'if-exists',
    'clear',
    'timeout',
    'cleanup',
    'extra-fields',
    'state',
    'url',
    'ca-cert',
  ].map((input) => ({
    what: `the password as '${input}'`,
    inputs: { name: 'web', [input]: PASSWORD },
    secrets: [PASSWORD],
  })),
]

const lists: Refused[] = [
  list('a key not known', `- name: web\n  tls-kay: ${quoted}`),
  list('a key not known in JSON', JSON.stringify([{ name: 'web', 'tls-kay': KEY }])),
  list('a secret for a key', `- name: web\n  ${quoted}: x`),
  list('a secret for an item', `- ${quoted}`),
  list('a secret for a list', quoted),
  list('a secret for the text', body.replaceAll('\n', '')),
  list('a secret for a path', body.replaceAll('\n', '/').slice(0, 100), [body.slice(0, 60)]),
  list('a block that is not indented', `- name: web\n  tls-key: |\n${KEY}`),
  list('a block half indented', `- name: web\n  tls-key: |\n    ${KEY}`),
  list('no block', `- name: web\n  tls-key: ${KEY}`),
  list('a quote not closed', `- name: web\n  tls-key: "${indented}`),
  list('a tab', `- name: web\n\ttls-key: ${quoted}`),
  list('a key twice', `- name: web\n  tls-key: ${quoted}\n  tls-key: ${quoted}`),
  list('an alias of nothing', `- name: web\n  tls-key: *${body.replaceAll(/[^A-Za-z0-9]/g, '')}`),
  list('an anchor', `- name: &${body.replaceAll(/[^A-Za-z0-9]/g, '')} [web]`),
  list('a tag', `- name: !${body.replaceAll(/[^A-Za-z0-9]/g, '')} {web: 1}`),
  list('a list for a key', JSON.stringify([{ name: 'web', 'tls-key': [KEY] }])),
  list('a map for a key', JSON.stringify([{ name: 'web', 'tls-key': { [KEY]: KEY } }])),
  list('JSON that breaks off', JSON.stringify([{ name: 'web', 'tls-key': KEY }]).slice(0, -3)),
  list('another input that is wrong', JSON.stringify([{ name: 'web', type: 'x', 'tls-key': KEY }])),
  list(
    'another item that is wrong',
    JSON.stringify([
      { name: 'web', ...tls },
      { name: 'web', ...tls },
    ]),
  ),
  list('an Azure key that does not belong', JSON.stringify([{ name: 'web', 'azure-authentication-key': AZURE_KEY }]), [AZURE_KEY]), // prettier-ignore
  list('a password in it', JSON.stringify([{ name: 'web', password: AZURE_KEY }]), [AZURE_KEY]),
]

/** A password is given unless it says otherwise, and `name` beside no list. */
export const refused: Refused[] = [...single, ...lists]
