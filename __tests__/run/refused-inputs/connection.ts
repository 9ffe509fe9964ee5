// What is refused of the inputs that say where Portainer is and who signs in.
import type { Refusal } from './refusal.ts'

export const urls: Refusal[] = [
  [{ url: '' }, `'url' … missing`],
  [{ url: '   ' }, `'url' … missing`],
  [{ url: 'portainer.example.com' }, `'url' … 'portainer.example.com'`],
  [{ url: 'portainer.example.com:9443' }, `'url' … 'portainer.example.com:9443'`],
  [{ url: 'ftp://portainer.example.com' }, `'url' … 'ftp://portainer.example.com'`],
  [{ url: 'tcp://10.0.7.10:2375' }, `'url' … 'tcp://10.0.7.10:2375'`],
  [{ url: 'https:portainer' }, `'url' … 'https:portainer'`],
  [{ url: 'https://' }, `'url' … 'https://'`],
  [{ url: 'https:///api' }, `'url' … 'https:///api'`],
  [{ url: 'https://:9443' }, `'url' … 'https://:9443'`],
  [{ url: 'https://portainer:99999' }, `'url' … 'https://portainer:99999'`],
  [{ url: 'https://[::1' }, `'url' … 'https://[::1'`],
  [{ url: 'https://a b' }, `'url' … 'https://a b'`],
  [{ url: 'https://portainer/a b' }, `'url' … 'https://portainer/a b' … white space`],
  [{ url: 'https://portainer\n.example.com' }, `'url' … 'https://portainer\\u{a}.example.com' … white space`],
  [{ url: 'https://portainer?token=1' }, `'url' … 'https://portainer?token=1' … query … fragment`],
  [{ url: 'https://portainer/#!/home' }, `'url' … 'https://portainer/#!/home' … query … fragment`],
  [{ url: 'https://admin:swordfish@portainer' }, `'url' … user info … 'username' … 'password' … 'api-key'`],
  [{ url: 'https://@portainer' }, `'url' … user info … 'username' … 'password' … 'api-key'`],
  [{ url: 'admin:swordfish@portainer:9443' }, `'url' … '***@portainer:9443'`],
  [{ url: 'ftp://admin:sword/fish@portainer' }, `'url' … 'ftp://***@portainer'`],
]

export const credentials: Refusal[] = [
  [{ password: '' }, "'password' … 'api-key' … secret"],
  [{ password: '  ', 'api-key': ' ' }, "'password' … 'api-key' … secret"],
  [{ 'api-key': 'ptr_0123456789' }, "'password' … 'api-key'"],
  [{ password: '', 'api-key': 'ptr_0123\n456789' }, "'api-key'"],
  [{ password: '', 'api-key': 'ptr_schlüssel' }, "'api-key'"],
  [{ 'setup-token': 'one\ntwo' }, "'setup-token'"],
  [{ password: '', 'api-key': 'ptr_0123456789', 'init-admin': true }, "'init-admin' … 'password'"],
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
    'Authorization',
    'x-api-key',
    'X-Setup-Token',
    'HOST',
    'Content-Type',
    'content-length',
    'Transfer-Encoding',
    'Trailer',
    'Connection',
  ].map((name): Refusal => [{ headers: `X-Team: swordfish\n\n${name}: swordfish` }, `'headers' … line 3`]),
]
