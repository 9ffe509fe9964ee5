// What is refused of the inputs that say where Portainer is and who signs in.
import type { Refusal } from './refusal.ts'

export const urls: Refusal[] = [
  [{ url: '' }, `'url' … missing`],
  [{ url: '   ' }, `'url' … missing`],
  ...['portainer.example.com', 'portainer.example.com:9443', 'localhost'].map((url): Refusal => [
    { url },
    `'url' … '${url}' … 'http://' … 'https://' … missing`,
  ]),
  ...['ftp://portainer.example.com', 'tcp://10.0.7.10:2375'].map((url): Refusal => [
    { url },
    `'url' … '${url}' … scheme … 'http' … 'https'`,
  ]),
  ...['https:portainer', 'https:/portainer.example.com', 'HTTP//portainer'].map((url): Refusal => [
    { url },
    `'url' … '${url}' … scheme … '://'`,
  ]),
  ...['https://https://portainer.example.com', 'http://https:portainer', 'https://http//portainer'].map(
    (url): Refusal => [{ url }, `'url' … '${url}' … scheme … twice`],
  ),
  ...['https://', 'https:///api', 'https://:9443', 'https://portainer:99999', 'https://[::1'].map(
    (url): Refusal => [{ url }, `'url' … '${url}' … valid`],
  ),
  ...['https://a b', 'https://portainer/a b', 'https://portainer\n.example.com'].map((url): Refusal => [
    { url },
    `'url' … '${url.replace('\n', '\\u{a}')}' … white space`,
  ]),
  [{ url: 'https://portainer?token=1' }, `'url' … 'https://portainer?***' … query`],
  ...['https://admin:swordfish@portainer', 'https://@portainer'].map((url): Refusal => [
    { url },
    `'url' … 'https://***@portainer' … user info … 'username' … 'password' … 'api-key'`,
  ]),
  [{ url: 'admin:swordfish@portainer:9443' }, `'url' … '***@portainer:9443'`],
  [{ url: 'ftp://admin:sword/fish@portainer' }, `'url' … 'ftp://***@portainer'`],
]

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl'

export const credentials: Refusal[] = [
  [{ password: '' }, "'password' … 'api-key' … secret"],
  [{ password: '  ', 'api-key': ' ' }, "'password' … 'api-key' … secret"],
  [{ 'api-key': 'ptr_0123456789' }, "'password' … 'api-key'"],
  [{ password: '', 'api-key': 'ptr_0123\n456789' }, "'api-key'"],
  [{ password: '', 'api-key': 'ptr_schlüssel' }, "'api-key'"],
  [{ 'setup-token': 'one\ntwo' }, "'setup-token'"],
  [{ password: '', 'api-key': 'ptr_0123456789', 'init-admin': true }, "'init-admin' … 'password'"],
  [{ password: 'ptr_Zm9vYmFyYmF6cXV4Zm9vYmFy' }, "'password' … access token … 'ptr_' … 'api-key'"],
  [{ password: '', 'api-key': 'Bearer ptr_Zm9vYmFy' }, "'api-key' … 'Bearer'"],
  ...['"ptr_Zm9vYmFy"', "'ptr_Zm9vYmFy'"].map((key): Refusal => [
    { password: '', 'api-key': key },
    "'api-key' … quotes",
  ]),
  ...[
    '$PORTAINER_API_KEY',
    '${PORTAINER_API_KEY}',
    '%API_KEY%',
    '$env:API_KEY',
    'env:API_KEY',
    '{{ x }}',
  ].map((key): Refusal => [
    { password: '', 'api-key': key },
    "'api-key' … name … nothing replaces it here … ${{ secrets.NAME }}",
  ]),
  [{ 'setup-token': '$SETUP_TOKEN' }, "'setup-token' … nothing replaces it here"],
  [
    { deployment: 'preview', 'github-token': 'secrets.GITHUB_TOKEN' },
    "'github-token' … nothing replaces it here",
  ],
  [{ password: jwt }, "'password' … JSON Web Token … 'api-key'"],
  [{ password: '', 'api-key': jwt }, "'api-key' … JSON Web Token … 'ptr_'"],
  [{ username: 'ad\tmin' }, "'username' … 'ad\\u{9}min'"],
]

export const headers: Refusal[] = [
  [{ headers: 'swordfish' }, `'headers' … line 1 … of the form … 'Name: value'`],
  [{ headers: 'X-Team: web\n: swordfish' }, `'headers' … line 2 … of the form … 'Name: value'`],
  [{ headers: 'X Team: web' }, `'headers' … line 1 … of the form … 'Name: value'`],
  [{ headers: 'X-Team:' }, `'headers' … line 1 … has no value`],
  // A secret that ends with a colon, where a name should be.
  [{ headers: 'swordfish:' }, `'headers' … line 1 … has no value`],
  [{ headers: 'X-Team: schlüssel' }, `'headers' … line 1 … printable ASCII`],
  [{ headers: 'X-Team: swordfish\nx-team: swordfish' }, `'headers' … line 2 … second time`],
  ...[
    'x-api-key',
    'X-Setup-Token',
    'HOST',
    'Content-Type',
    'content-length',
    'Transfer-Encoding',
    'Trailer',
    'Connection',
  ].map((name): Refusal => [{ headers: `X-Team: swordfish\n\n${name}: swordfish` }, `'headers' … line 3`]),
  [{ headers: 'Authorization: Basic c3dvcmRmaXNo' }, "'headers' … 'Authorization' … 'password' … 'api-key'"],
  [
    { headers: 'X-Team web\nX-Team: web\nX-Team: api' },
    { each: ["'headers', line 1", "'headers', line 3 … second time"] },
  ],
]
