// File inputs: what is neither the text, nor base64 of it, nor a variable, nor the path of a file.
import { EMPTY_SECRET, type Refusal } from './refusal.ts'
import { ca, client, der, derKey, onPosix, outside } from './workspace.ts'

const engine = { 'endpoint-url': 'tcp://engine:2376' }
const PEM = "allowed: PEM text ('-----BEGIN …'), base64 of it, 'env:NAME', or the path of a file."
const KUBE = "allowed: a kubeconfig, base64 of it, 'env:NAME', or the path of a file."
const DER_HINT = 'If the file is DER, convert it: openssl x509 -inform der -in FILE -out FILE.pem'
const LINES = "the lines '-----BEGIN CERTIFICATE-----' and '-----END CERTIFICATE-----'"
const KEY_LINES = "the lines '-----BEGIN PRIVATE KEY-----' and '-----END PRIVATE KEY-----'"

const NO_FILE = 'which is not the path of a file that is there'
const NO_REGULAR = 'which is not a regular file of at most 1 MiB that can be read'
const LEAVES = 'which leads out of GITHUB_WORKSPACE'

export const paths: Refusal[] = [
  [{ ...engine, 'tls-ca-cert': 'nowhere.pem' }, `'tls-ca-cert' is 'nowhere.pem', ${NO_FILE}; ${PEM}`],
  [{ ...engine, 'tls-ca-cert': 'dangling.pem' }, `'tls-ca-cert' is 'dangling.pem', ${NO_FILE}; ${PEM}`],
  [{ ...engine, 'tls-ca-cert': 'folder' }, `'tls-ca-cert' is 'folder', ${NO_REGULAR}; ${PEM}`],
  [{ ...engine, 'tls-ca-cert': '.' }, `'tls-ca-cert' is '.', ${LEAVES}; ${PEM}`],
  ...(onPosix ? ['pipe', '/dev/null'] : []).map((file): Refusal => [
    { ...engine, 'tls-ca-cert': file },
    `'tls-ca-cert' is '${file}', ${NO_REGULAR}; ${PEM}`,
  ]),
  [{ ...engine, 'tls-ca-cert': 'large.pem' }, `'tls-ca-cert' is 'large.pem', ${NO_REGULAR}; ${PEM}`],
  [{ ...engine, 'tls-ca-cert': '../outside.pem' }, `'tls-ca-cert' is '../outside.pem', ${LEAVES}; ${PEM}`],
  [{ ...engine, 'tls-ca-cert': 'link.pem' }, `'tls-ca-cert' is 'link.pem', ${LEAVES}; ${PEM}`],
  [
    { ...engine, 'tls-ca-cert': 'empty.pem' },
    `'tls-ca-cert' is 'empty.pem', which is a file that holds neither PEM text ('-----BEGIN …') nor base64 of it; ${PEM}`,
  ],
  [
    { 'ca-cert': 'rubbish.txt' },
    `'ca-cert' is 'rubbish.txt', which is a file that holds neither PEM text ('-----BEGIN …') nor base64 of it; ${PEM}`,
  ],
  [
    { 'ca-cert': 'no\nCA' },
    `'ca-cert' is 'no\\u{a}CA', which is neither PEM text ('-----BEGIN …') nor a path; ${PEM}`,
  ],
  [
    { 'ca-cert': 'a/'.repeat(2049) },
    `'ca-cert' is a text of 4098 characters, which is neither PEM text ('-----BEGIN …') nor a path; ${PEM}`,
  ],
  // Of a secret input not even a path is shown.
  [{ ...engine, 'tls-key': 'swordfish' }, `'tls-key' is a value, ${NO_FILE}; ${PEM}`],
  [{ ...engine, 'tls-key': '../outside.pem' }, `'tls-key' is a value, ${LEAVES}; ${PEM}`],
  [{ type: 'kubeconfig', kubeconfig: 'swordfish' }, `'kubeconfig' is a value, ${NO_FILE}; ${KUBE}`],
  [
    { type: 'kubeconfig', kubeconfig: 'cert.pem' },
    `'kubeconfig' is a value, which is a file that holds neither a kubeconfig nor base64 of it; ${KUBE}`,
  ],
  [
    { endpoints: `- {name: a, endpoint-url: 'tcp://e:1', tls-ca-cert: '${outside}'}` },
    `'endpoints', item 1 (line 1, column 3): 'tls-ca-cert' is '${outside}', which is outside GITHUB_WORKSPACE and RUNNER_TEMP; ${PEM}`,
  ],
  [
    { endpoints: "- {name: a, endpoint-url: 'tcp://e:1', tls-ca-cert: ../outside.pem}" },
    `'endpoints', item 1 (line 1, column 3): 'tls-ca-cert' is '../outside.pem', ${LEAVES}; ${PEM}`,
  ],
]

export const variables: Refusal[] = [
  [
    { 'ca-cert': 'env:PORTAINER_CA' },
    [
      "'ca-cert' names the variable 'PORTAINER_CA', which is empty or not set; set it in the step's 'env:'.",
      EMPTY_SECRET,
    ],
  ],
  [
    { 'ca-cert': 'env:PORTAINER_CA' },
    [
      "'ca-cert' names the variable 'PORTAINER_CA', which is empty or not set; set it in the step's 'env:'.",
      EMPTY_SECRET,
    ],
    { PORTAINER_CA: '  ' },
  ],
  [
    { 'ca-cert': 'env:PORTAINER_CA' },
    "'ca-cert' names the variable 'PORTAINER_CA', which holds neither PEM text ('-----BEGIN …') nor base64 of it.",
    { PORTAINER_CA: 'cert.pem' },
  ],
  [
    { ...engine, 'tls-key': 'env:swordfish' },
    ["'tls-key' names a variable, which is empty or not set; set it in the step's 'env:'.", EMPTY_SECRET],
  ],
]

export const forms: Refusal[] = [
  [
    { 'ca-cert': der.toString('base64') },
    [`'ca-cert' is base64 of DER. It must be PEM, with ${LINES}.`, DER_HINT],
  ],
  [
    { ...engine, 'tls-cert': client.cert, 'tls-key': derKey.toString('base64'), 'tls-ca-cert': ca.cert },
    [
      `'tls-key' is base64 of DER. It must be PEM, with ${KEY_LINES}.`,
      'If the file is DER, convert it: openssl pkey -inform der -in FILE -out FILE.pem',
    ],
  ],
  ...['cert.der', 'utf16.pem'].map((file): Refusal => [
    { 'ca-cert': file },
    [
      `'ca-cert' is not text in UTF-8. It must be PEM, with ${LINES}.`,
      `Windows PowerShell writes UTF-16 by default: save the file as UTF-8. ${DER_HINT}`,
    ],
  ]),
  [
    { 'ca-cert': Buffer.from('swordfish and others').toString('base64') },
    `'ca-cert' is '${Buffer.from('swordfish and others').toString('base64')}', ${NO_FILE}; ${PEM}`,
  ],
]
