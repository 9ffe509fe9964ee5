import { describe, expect, test } from '@jest/globals'
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { readCertificates, readPrivateKey } from '../../../src/certificates/pem.ts'
import { rewriteKey } from '../../../stand-in/certificates.ts'
import { ca, client, intermediate, lasting, nested, refusal } from './samples.ts'

const chain = nested.cert + intermediate.cert
const bodyOf = (pem: string): string => pem.replace(/-----[A-Z ]+-----/g, '').replace(/\s/g, '')
const rsaKey = (await ca.issueClient({ keyType: 'rsa', ...lasting })).key

/** What becomes of line breaks on the way through a secret, an `echo`, JSON or YAML. */
const damages: [string, (pem: string) => string][] = [
  ['CRLF', (pem) => pem.replaceAll('\n', '\r\n')],
  ['CR', (pem) => pem.replaceAll('\n', '\r')],
  ['\\n written out', (pem) => pem.replaceAll('\n', '\\n')],
  ['\\r\\n written out', (pem) => pem.replaceAll('\n', '\\r\\n')],
  ['\\\\n, escaped twice', (pem) => pem.replaceAll('\n', '\\\\n')],
  ['\\n written out, in quotes', (pem) => JSON.stringify(pem)],
  ['spaces', (pem) => pem.replaceAll('\n', ' ')],
  ['line breaks gone', (pem) => pem.replaceAll('\n', '')],
  ['all white space gone', (pem) => pem.replace(/\s/g, '')],
  ['indented', (pem) => pem.replaceAll('\n', '\n    ')],
  ['blank lines', (pem) => pem.replaceAll('\n', '\n\n')],
  ['BOM', (pem) => `\u{FEFF}${pem}`],
  ['no last line end', (pem) => pem.trimEnd()],
  ['padding gone', (pem) => pem.replaceAll('=', '')],
]

describe('certificates are read and normalised', () => {
  test.each(damages)('%s', (_, damage) => {
    const read = readCertificates('tls-cert', damage(chain))
    expect(read.map(({ pem }) => pem)).toEqual([nested.cert, intermediate.cert])
    expect(read.map(({ x509 }) => x509.subject)).toEqual(['CN=nested', 'CN=Clients CA'])
  })

  test('what stands around them is dropped, as openssl -text and pkcs12 write it', () => {
    const text = `Certificate:\n    Data:\n        Version: 3 (0x2)\n${nested.cert}\nBag Attributes\n    friendlyName: x\n${ca.cert} end`
    expect(readCertificates('tls-cert', text).map(({ pem }) => pem)).toEqual([nested.cert, ca.cert])
  })

  test('the older label becomes the usual one', () => {
    const [read] = readCertificates('ca-cert', ca.cert.replaceAll('CERTIFICATE', 'X509 CERTIFICATE'))
    expect(read?.pem).toBe(ca.cert)
  })
})

const keys: [string, string, string][] = [
  ['RSA, PKCS#1', rewriteKey(rsaKey, 'rsa-pkcs1'), 'BEGIN RSA PRIVATE KEY'],
  ['RSA, PKCS#8', rsaKey, 'BEGIN PRIVATE KEY'],
  ['ECDSA, SEC1', rewriteKey(client.key, 'ec-sec1'), 'BEGIN EC PRIVATE KEY'],
  ['ECDSA, PKCS#8', client.key, 'BEGIN PRIVATE KEY'],
  ['Ed25519', (await ca.issueClient({ keyType: 'ed25519', ...lasting })).key, 'BEGIN PRIVATE KEY'],
]

describe.each(keys)('a private key is read and normalised: %s', (_, pem, label) => {
  test.each(damages)('%s', (_name, damage) => {
    const read = readPrivateKey('tls-key', damage(pem))
    expect(read.pem).toBe(pem)
    expect(read.pem).toContain(label)
    expect(createPublicKey(read.key).equals(createPublicKey(pem))).toBe(true)
  })
})

test('the EC PARAMETERS that openssl ecparam writes before a key are dropped', () => {
  const pem = rewriteKey(client.key, 'ec-sec1')
  const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
  expect(readPrivateKey('tls-key', parameters + pem).pem).toBe(pem)
})

test.each(keys)('under the label of another format it is the same key: %s', (_, pem) => {
  for (const label of ['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY']) {
    expect(readPrivateKey('tls-key', pem.replace(/(BEGIN|END) .*PRIVATE KEY/g, `$1 ${label}`)).pem).toBe(pem)
  }
})

test('headers of an older key file are dropped', () => {
  const pem = rewriteKey(client.key, 'ec-sec1')
  expect(readPrivateKey('tls-key', pem.replace('\n', '\nX-Comment: mine\n\n')).pem).toBe(pem)
})

const store = 'Store the file as it is, line breaks included: gh secret set'
const certificateLines = "'-----BEGIN CERTIFICATE-----' and '-----END CERTIFICATE-----'"
const keyLines = "'-----BEGIN PRIVATE KEY-----' and '-----END PRIVATE KEY-----'"
const block = (label: string, body = bodyOf(ca.cert)): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`

const refusedCertificates: [string, string, string, string][] = [
  [
    'no PEM',
    'ca-cert',
    'hello',
    `'ca-cert' contains no PEM. It must have the lines ${certificateLines}.\nIf the file is DER, convert it: openssl x509 -inform der -in FILE -out FILE.pem`,
  ],
  [
    'base64 of DER',
    'ca-cert',
    bodyOf(ca.cert),
    `'ca-cert' is base64 of DER. It must be PEM, with the lines ${certificateLines}.\nIf the file is DER, convert it: openssl x509 -inform der -in FILE -out FILE.pem`,
  ],
  [
    'UTF-16',
    'ca-cert',
    Buffer.from(ca.cert, 'utf16le').toString('utf8'),
    `'ca-cert' is not text in UTF-8. It must be PEM, with the lines ${certificateLines}.\nWindows PowerShell writes UTF-16 by default: save the file as UTF-8. If the file is DER, convert it: openssl x509 -inform der -in FILE -out FILE.pem`,
  ],
  [
    'an empty block',
    'tls-cert',
    '-----BEGIN CERTIFICATE----------END CERTIFICATE-----',
    `'tls-cert' contains a damaged certificate: it can't be decoded.\n${store} TLS_CERT < FILE`,
  ],
  [
    'no END line',
    'tls-ca-cert',
    ca.cert.slice(0, -12),
    `'tls-ca-cert' is cut off: PEM block 1 has a BEGIN line, but no matching END line.\n${store} TLS_CA_CERT < FILE`,
  ],
  [
    'no END line before the next BEGIN line',
    'tls-ca-cert',
    client.cert + ca.cert.slice(0, -30) + ca.cert,
    `'tls-ca-cert' is cut off: PEM block 2 has a BEGIN line, but no matching END line.\n${store} TLS_CA_CERT < FILE`,
  ],
  [
    'another END line',
    'tls-cert',
    ca.cert.replace('END CERTIFICATE', 'END PRIVATE KEY'),
    `'tls-cert' is cut off: PEM block 1 has a BEGIN line, but no matching END line.\n${store} TLS_CERT < FILE`,
  ],
  [
    'no BEGIN line',
    'tls-cert',
    ca.cert.slice(30),
    `'tls-cert' is cut off: a PEM block has an END line, but no BEGIN line.\n${store} TLS_CERT < FILE`,
  ],
  [
    'a line lost in the second of two',
    'tls-cert',
    nested.cert + intermediate.cert.replace(/\n.{64}/, ''),
    `'tls-cert' contains a damaged certificate (number 2 of 2): it can't be decoded.\n${store} TLS_CERT < FILE`,
  ],
  [
    'line breaks that became the letter n',
    'tls-cert',
    nested.cert.replaceAll('\n', 'n'),
    `'tls-cert' contains a damaged certificate: it can't be decoded.\n${store} TLS_CERT < FILE`,
  ],
  [
    'plus signs that became spaces',
    'tls-cert',
    block('CERTIFICATE', bodyOf(ca.cert).replace(/[A-Z]/, ' ')),
    `'tls-cert' contains a damaged certificate: it can't be decoded.\n${store} TLS_CERT < FILE`,
  ],
  [
    'DER that is no certificate',
    'ca-cert',
    block('CERTIFICATE', 'MAMCAQE='),
    `'ca-cert' contains a damaged certificate: it can't be decoded.\n${store} CA_CERT < FILE`,
  ],
  [
    'two certificates in one block',
    'ca-cert',
    block(
      'CERTIFICATE',
      Buffer.concat([new X509Certificate(ca.cert).raw, new X509Certificate(client.cert).raw]).toString(
        'base64',
      ),
    ),
    `'ca-cert' contains a damaged certificate: it can't be decoded.\n${store} CA_CERT < FILE`,
  ],
  [
    'a key',
    'tls-cert',
    client.key,
    `'tls-cert' contains a private key, but takes only certificates. The private key belongs in 'tls-key'.`,
  ],
  [
    'a key too',
    'tls-cert',
    client.cert + client.key,
    `'tls-cert' also contains a private key, but takes only certificates. The private key belongs in 'tls-key'.`,
  ],
  [
    "a CA's key too",
    'tls-ca-cert',
    ca.cert + ca.key,
    `'tls-ca-cert' also contains a private key, but takes only certificates. No input takes the private key of a CA.`,
  ],
  [
    'a request',
    'tls-cert',
    block('CERTIFICATE REQUEST'),
    `'tls-cert' contains a PEM block 'CERTIFICATE REQUEST'. It takes only certificates.`,
  ],
  [
    'a trusted certificate',
    'ca-cert',
    block('TRUSTED CERTIFICATE'),
    `'ca-cert' contains a PEM block 'TRUSTED CERTIFICATE'. It takes only certificates.\nRewrite it: openssl x509 -in FILE -out CERTIFICATE_FILE`,
  ],
  [
    'PKCS#7',
    'ca-cert',
    block('PKCS7'),
    `'ca-cert' contains a PEM block 'PKCS7'. It takes only certificates.\nExtract the certificates: openssl pkcs7 -in FILE -print_certs -out CERTIFICATE_FILE`,
  ],
  [
    'a block of an unknown kind',
    'ca-cert',
    block('S3CRET'),
    `'ca-cert' contains a PEM block of an unknown kind. It takes only certificates.`,
  ],
  ['parameters only', 'tls-cert', block('EC PARAMETERS'), `'tls-cert' contains no certificate.`],
]

test.each(refusedCertificates)('certificates are refused: %s', (_, input, text, expected) => {
  expect(refusal(() => readCertificates(input, text))).toBe(expected)
})

const pkcs8 = (type: 'ed448' | 'x25519'): string =>
  // Overloads know each type by itself only.
  (type === 'ed448' ? generateKeyPairSync('ed448') : generateKeyPairSync('x25519')).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string
const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey
const unusable =
  "'tls-key' contains a private key that Portainer can't use. It takes RSA, ECDSA (P-224, P-256, P-384, P-521) or Ed25519."
const encrypted =
  "'tls-key' is encrypted with a passphrase. Portainer needs a key that is not encrypted.\nDecrypt it: openssl pkey -in FILE -out DECRYPTED_FILE"

const refusedKeys: [string, string, string][] = [
  [
    'no PEM',
    'correct horse battery staple',
    `'tls-key' contains no PEM. It must have the lines ${keyLines}.\nIf the file is DER, convert it: openssl pkey -inform der -in FILE -out FILE.pem`,
  ],
  [
    'base64 of DER',
    bodyOf(client.key),
    `'tls-key' is base64 of DER. It must be PEM, with the lines ${keyLines}.\nIf the file is DER, convert it: openssl pkey -inform der -in FILE -out FILE.pem`,
  ],
  ['encrypted PKCS#8', rewriteKey(client.key, 'ec', 'pass'), encrypted],
  ['encrypted PKCS#1', rewriteKey(rsaKey, 'rsa-pkcs1', 'pass'), encrypted],
  ['encrypted PKCS#1 on one line', rewriteKey(rsaKey, 'rsa-pkcs1', 'pass').replaceAll('\n', ' '), encrypted],
  ['encrypted SEC1', rewriteKey(client.key, 'ec-sec1', 'pass'), encrypted],
  [
    'a certificate',
    client.cert,
    "'tls-key' contains a certificate, but takes only one private key. The certificate belongs in 'tls-cert'.",
  ],
  [
    'a certificate too',
    client.key + client.cert,
    "'tls-key' also contains a certificate, but takes only one private key. The certificate belongs in 'tls-cert'.",
  ],
  ['two keys', client.key + nested.key, "'tls-key' contains 2 PEM blocks, but takes only one private key."],
  [
    'cut off',
    client.key.slice(0, 100),
    `'tls-key' is cut off: PEM block 1 has a BEGIN line, but no matching END line.\n${store} TLS_KEY < FILE`,
  ],
  [
    'cut in the middle',
    client.key.replace(/\n.{64}/, ''),
    `'tls-key' contains a damaged private key: it can't be decoded.\n${store} TLS_KEY < FILE`,
  ],
  [
    'no key in it',
    block('PRIVATE KEY'),
    `'tls-key' contains a damaged private key: it can't be decoded.\n${store} TLS_KEY < FILE`,
  ],
  [
    'OpenSSH',
    block('OPENSSH PRIVATE KEY'),
    `'tls-key' contains a PEM block 'OPENSSH PRIVATE KEY'. It takes a private key in PKCS#1, PKCS#8 or SEC1.\nRewrite it as PEM, in place: ssh-keygen -p -N "" -m PEM -f FILE`,
  ],
  [
    'a public key',
    block('PUBLIC KEY'),
    `'tls-key' contains a PEM block 'PUBLIC KEY'. It takes a private key in PKCS#1, PKCS#8 or SEC1.`,
  ],
  ['parameters only', block('EC PARAMETERS'), "'tls-key' contains no private key."],
  ['Ed448', pkcs8('ed448'), unusable],
  ['X25519', pkcs8('x25519'), unusable],
  ['secp256k1', koblitz.export({ type: 'sec1', format: 'pem' }) as string, unusable],
]

test.each(refusedKeys)('a private key is refused: %s', (_, text, expected) => {
  expect(refusal(() => readPrivateKey('tls-key', text))).toBe(expected)
})
