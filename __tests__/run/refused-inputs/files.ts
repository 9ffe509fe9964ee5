// File inputs: what is neither the text, nor base64 of it, nor a variable, nor the path of a file.
import path from 'node:path'
import { EMPTY_SECRET, type Refusal } from './refusal.ts'
import { client, key, onPosix, outside, pkcs12, workspace } from './workspace.ts'

const engine = { 'endpoint-url': 'tcp://engine:2376' }
const kubeconfig = (text: string): Refusal[0] => ({ type: 'kubeconfig', kubeconfig: text })
const PEM = "allowed: PEM text ('-----BEGIN …'), base64 of it, 'env:NAME', or the path of a file."

/** Given for the CA; the value is shown, the reason follows. */
const ca = (value: string, why: RegExp): Refusal => [{ ...engine, 'tls-ca-cert': value }, why]

export const paths: Refusal[] = [
  [
    { ...engine, 'tls-ca-cert': 'nowhere.pem' },
    [
      `'tls-ca-cert' is 'nowhere.pem', which does not exist (tried '${path.join(workspace, 'nowhere.pem')}'); ${PEM}`,
      'Files of the repository exist only after a step with actions/checkout in the same job.',
    ],
  ],
  [
    { ...engine, 'tls-ca-cert': '/nowhere/ca.pem' },
    `'tls-ca-cert' is '/nowhere/ca.pem', which does not exist; ${PEM}`,
  ],
  ca('dangling.pem', /'dangling\.pem', which does not exist/),
  ca('cert.pem/ca.pem', /which does not exist/),
  ca('./folder', /'\.\/folder', which is a folder/),
  ca('.', /'\.', which is a folder/),
  ...(onPosix ? ['pipe', '/dev/null'] : []).map((file) => ca(file, /which is not a regular file/)),
  ca('large.pem', /'large\.pem', which is a file of more than 1 MiB/),
  ca('../outside.pem', /'\.\.\/outside\.pem', which leads out of GITHUB_WORKSPACE/),
  ca('link.pem', /'link\.pem', which leads out of GITHUB_WORKSPACE/),
  ca('empty.pem', /'empty\.pem', which is a file that holds neither PEM.*\nIt is empty/),
  ca('lfs.pem', /'lfs\.pem', which is a file that holds neither PEM.*\n.*Git LFS.*'lfs: true'/),
  ca('page.pem', /\n.*web page/),
  ca('keystore.jks', /\n.*Java keystore.*keytool -importkeystore/),
  ca('no\nCA', /'tls-ca-cert' is a text of 5 characters, which is neither PEM text .* nor a path/),
  ca('a'.repeat(300), /can't be read|does not exist/),
  ca('a/'.repeat(2049), /is a text of 4098 characters, which is neither PEM/),
]

/** What a shell or a program would expand, or leave out. */
export const unexpanded: Refusal[] = [
  ca('~/ca.pem', /'~\/ca\.pem', which does not exist.*\n'~' is not expanded here/),
  ca('~runner/ca.pem', /\n'~' is not expanded here/),
  ...['$HOME/ca.pem', '${HOME}/ca.pem', '$env:USERPROFILE\\ca.pem', '%USERPROFILE%\\ca.pem', '$CA'].map(
    (value) => ca(value, /\nVariables .* are not expanded here.*'env:NAME'/),
  ),
  ...['$(cat ca.pem)', '`cat ca.pem`'].map((value) => ca(value, /\nNo shell runs here/)),
  ...['file:///ca.pem', 'file://./ca.pem', 'FILE:ca.pem'].map((value) =>
    ca(value, /\nLeave 'file:\/\/' out/),
  ),
  ...['@ca.pem', '@./ca.pem', '<ca.pem'].map((value) =>
    ca(value, /\nLeave out the character before the path/),
  ),
  ca('https://example.com/ca.pem', /\nURLs are not downloaded here/),
  ca('"ca.pem"', /\nLeave the quotes around it out/),
  ca('certs/*.pem', /\nWildcards are not expanded here/),
  ...(onPosix ? ['C:\\certs\\ca.pem', 'certs\\ca.pem'] : []).map((value) =>
    ca(value, /\nThis runner is not Windows/),
  ),
  ca('secrets.CA', /\nWrite it as an expression/),
  ca('***', /\n'\*\*\*' is what GitHub's log shows/),
]

/** Of a secret input not even a path is shown, nor is what may be a part of PEM. */
export const hidden: Refusal[] = [
  ...['swordfish', './swordfish.pem', '~/swordfish', 'rubbish.txt'].flatMap((value): Refusal[] => [
    [{ ...engine, 'tls-key': value }, /^'tls-key' is a value, which (?!.*(?:swordfish|rubbish))/s],
    [kubeconfig(value), /^'kubeconfig' is a value, which (?!.*(?:swordfish|rubbish))/s],
  ]),
  [
    { ...engine, 'tls-key': '../outside.pem' },
    /^'tls-key' is a value, which leads out of GITHUB_WORKSPACE; allowed/,
  ],
  [kubeconfig('cert.pem'), /'kubeconfig' is a value, which is a file that holds neither a kubeconfig/],
  ...['tls-ca-cert', 'tls-cert'].flatMap((name): Refusal[] => [
    [{ ...engine, [name]: key.slice(0, 60) }, new RegExp(`^'${name}' is a text of 60 characters, which`)],
    [{ ...engine, [name]: `env:${key.slice(0, 60)}` }, new RegExp(`^'${name}' names a variable, which`)],
    [{ ...engine, [name]: `${key.slice(0, 30)}.pem` }, /is a text of 34 characters, which/],
  ]),
]

const EMPTY = "which is empty or not set; set it in the step's 'env:'."
const from = (item: object): Refusal[0] => ({
  endpoints: JSON.stringify([{ name: 'a', ...engine, ...item }]),
})

export const variables: Refusal[] = [
  [
    { 'ca-cert': 'env:PORTAINER_CA' },
    [`'ca-cert' names the variable 'PORTAINER_CA', ${EMPTY}`, EMPTY_SECRET],
  ],
  [{ 'ca-cert': 'env:PORTAINER_CA' }, /which is empty or not set/, { PORTAINER_CA: '  ' }],
  [
    { 'ca-cert': 'env:PORTAINER_CA' },
    /^'ca-cert' names the variable 'PORTAINER_CA', which holds neither PEM text/,
    { PORTAINER_CA: 'cert.pem' },
  ],
  [
    { 'ca-cert': 'env:PORTAINER_CA' },
    /\nThis is a public key of SSH/,
    { PORTAINER_CA: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI me@here' },
  ],
  [{ ...engine, 'tls-key': 'env:swordfish' }, [`'tls-key' names a variable, ${EMPTY}`, EMPTY_SECRET]],
]

/** A list may come from a pull request: its items read files of the workspace, and variables that are meant for them. */
export const items: Refusal[] = [
  [from({ 'tls-ca-cert': outside }), /'tls-ca-cert' is a value, which is outside GITHUB_WORKSPACE/],
  [from({ 'tls-ca-cert': '../outside.pem' }), /which is outside GITHUB_WORKSPACE/],
  [from({ 'tls-ca-cert': 'link.pem' }), /which is outside GITHUB_WORKSPACE/],
  [from({ 'tls-ca-cert': path.join(workspace, 'link.pem') }), /which is outside GITHUB_WORKSPACE/],
  ...(onPosix ? ['/proc/self/environ', '/etc/passwd'] : []).map((file): Refusal => [
    from({ 'tls-key': file }),
    /'tls-key' is a value, which is outside GITHUB_WORKSPACE/,
  ]),
  ...['CERT', 'endpoint_CERT', 'XENDPOINT_CERT', 'ENDPOINTS_CERT', 'PATH'].map((variable): Refusal => [
    from({ 'tls-cert': `env:${variable}` }),
    /'tls-cert' names a variable; an item of 'endpoints' may only name variables that start with 'ENDPOINT_'/,
    { [variable]: client.cert },
  ]),
  [from({ 'tls-key': 'env:KEY' }), /'tls-key' names a variable; an item of 'endpoints'/, { KEY: client.key }],
]

/** Named as what they are, with the command that converts them. */
export const formats: Refusal[] = [
  [
    { 'ca-cert': pkcs12 },
    /^'ca-cert' contains PKCS#12.*\n.*openssl pkcs12 -in FILE -cacerts -nokeys(?!.*-inform der)/,
  ],
  [{ 'ca-cert': 'pkcs12.pfx' }, /^'ca-cert' contains PKCS#12/],
  ca('SHA256 Fingerprint=AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD', /\nThis is a fingerprint/),
  ca(
    client.cert
      .replace(/-----.*-----/g, '')
      .trim()
      .slice(0, -30),
    /\n.*base64 between .*two lines missing/,
  ),
  [{ 'ca-cert': Buffer.from('swordfish and others').toString('base64') }, /which does not exist/],
]
