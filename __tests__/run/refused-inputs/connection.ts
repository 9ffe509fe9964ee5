// What is refused of the inputs that say where Portainer is and who signs in.
import { EMPTY_SECRET, type Refusal } from './refusal.ts'

const FORM = "allowed: 'http(s)://host[:port][/sub-path]'"
const STRICT = `${FORM}, without user info, query or fragment.`
const HEADER = "allowed: one 'Name: value' a line."

export const urls: Refusal[] = [
  [{ url: '' }, `'url' is missing; ${FORM}.`],
  [{ url: '   ' }, `'url' is missing; ${FORM}.`],
  [{ url: 'portainer.example.com' }, `'url' is 'portainer.example.com'; ${FORM}.`],
  [{ url: 'portainer.example.com:9443' }, `'url' is 'portainer.example.com:9443'; ${FORM}.`],
  [{ url: 'ftp://portainer.example.com' }, `'url' is 'ftp://portainer.example.com'; ${FORM}.`],
  [{ url: 'tcp://10.0.7.10:2375' }, `'url' is 'tcp://10.0.7.10:2375'; ${FORM}.`],
  [{ url: 'https:portainer' }, `'url' is 'https:portainer'; ${FORM}.`],
  [{ url: 'https://' }, `'url' is 'https://'; ${FORM}.`],
  [{ url: 'https:///api' }, `'url' is 'https:///api'; ${FORM}.`],
  [{ url: 'https://:9443' }, `'url' is 'https://:9443'; ${FORM}.`],
  [{ url: 'https://portainer:99999' }, `'url' is 'https://portainer:99999'; ${FORM}.`],
  [{ url: 'https://[::1' }, `'url' is 'https://[::1'; ${FORM}.`],
  [{ url: 'https://a b' }, `'url' is 'https://a b'; ${FORM}.`],
  [{ url: 'https://portainer/a b' }, `'url' is 'https://portainer/a b', with white space in it; ${STRICT}`],
  [
    { url: 'https://portainer\n.example.com' },
    `'url' is 'https://portainer\\u{a}.example.com', with white space in it; ${STRICT}`,
  ],
  [
    { url: 'https://portainer?token=1' },
    `'url' is 'https://portainer?token=1', with a query or a fragment; ${STRICT}`,
  ],
  [
    { url: 'https://portainer/#!/home' },
    `'url' is 'https://portainer/#!/home', with a query or a fragment; ${STRICT}`,
  ],
  [
    { url: 'https://admin:swordfish@portainer' },
    `'url' holds user info; credentials belong in 'username' and 'password', or 'api-key'; ${STRICT}`,
  ],
  [
    { url: 'https://@portainer' },
    `'url' holds user info; credentials belong in 'username' and 'password', or 'api-key'; ${STRICT}`,
  ],
  [{ url: 'admin:swordfish@portainer:9443' }, `'url' is '***@portainer:9443'; ${FORM}.`],
  [{ url: 'ftp://admin:sword/fish@portainer' }, `'url' is 'ftp://***@portainer'; ${FORM}.`],
]

export const credentials: Refusal[] = [
  [
    { password: '' },
    ["Neither 'password' nor 'api-key' is given; exactly one of them is needed.", EMPTY_SECRET],
  ],
  [
    { password: '  ', 'api-key': ' ' },
    ["Neither 'password' nor 'api-key' is given; exactly one of them is needed.", EMPTY_SECRET],
  ],
  [
    { 'api-key': 'ptr_0123456789' },
    "'password' and 'api-key' are both given; exactly one of them is allowed.",
  ],
  [
    { password: '', 'api-key': 'ptr_0123\n456789' },
    "'api-key' has a value that is not allowed; allowed: one line of printable ASCII characters.",
  ],
  [
    { password: '', 'api-key': 'ptr_schlüssel' },
    "'api-key' has a value that is not allowed; allowed: one line of printable ASCII characters.",
  ],
  [
    { 'setup-token': 'one\ntwo' },
    "'setup-token' has a value that is not allowed; allowed: one line of printable ASCII characters.",
  ],
  [
    { password: '', 'api-key': 'ptr_0123456789', 'init-admin': true },
    "'init-admin' needs 'password': the administrator is created with it, and an API key needs an administrator first.",
  ],
  [{ username: 'ad\tmin' }, "'username' is 'ad\\u{9}min'; allowed: a text without control characters."],
]

export const headers: Refusal[] = [
  [{ headers: 'swordfish' }, `'headers', line 1, is not of the form 'Name: value'; ${HEADER}`],
  [{ headers: 'X-Team: web\n: swordfish' }, `'headers', line 2, is not of the form 'Name: value'; ${HEADER}`],
  [{ headers: 'X Team: web' }, `'headers', line 1, is not of the form 'Name: value'; ${HEADER}`],
  [{ headers: 'X-Team:' }, `'headers', line 1, has no value; ${HEADER}`],
  // A secret that ends with a colon, where a name should be.
  [{ headers: 'swordfish:' }, `'headers', line 1, has no value; ${HEADER}`],
  [{ headers: 'X-Team: schlüssel' }, `'headers', line 1, has a value that is not printable ASCII; ${HEADER}`],
  [
    { headers: 'X-Team: swordfish\nx-team: swordfish' },
    `'headers', line 2, names a header a second time; ${HEADER}`,
  ],
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
  ].map((name): Refusal => [
    { headers: `X-Team: swordfish\n\n${name}: swordfish` },
    `'headers', line 3, names a header that the action sets itself; ${HEADER}`,
  ]),
]
