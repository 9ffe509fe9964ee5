import { describe, expect, test } from '@jest/globals'
import { createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { findPem } from '../../../src/certificates/pem-text.ts'
import { readCertificates, readPrivateKey } from '../../../src/certificates/pem.ts'
import { rewriteKey } from '../../../stand-in/certificates.ts'
import { ca, client, intermediate, lasting, nested, pkcs12, pkcs7, refusal } from './samples.ts'

const bodyOf = (pem: string): string => pem.replace(/-----[A-Z0-9 ]+-----/g, '').replace(/\s/g, '')
const rsaKey = (await ca.issueClient({ keyType: 'rsa', ...lasting })).key

describe('certificates are read and normalised', () => {
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

test.each(keys)('a private key is read: %s', (_, pem, label) => {
  const read = readPrivateKey(pem)
  expect(read.pem).toBe(pem)
  expect(read.pem).toContain(label)
  expect(createPublicKey(read.key).equals(createPublicKey(pem))).toBe(true)
})

test('the EC PARAMETERS that openssl ecparam writes before a key are dropped', () => {
  const pem = rewriteKey(client.key, 'ec-sec1')
  const parameters = '-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n'
  expect(readPrivateKey(parameters + pem).pem).toBe(pem)
})

test.each(keys)('under another label it is the same key: %s', (_, pem) => {
  for (const label of ['RSA PRIVATE KEY', 'PRIVATE KEY', 'EC PRIVATE KEY', 'OPENSSH PRIVATE KEY']) {
    expect(readPrivateKey(pem.replace(/(BEGIN|END) .*PRIVATE KEY/g, `$1 ${label}`)).pem).toBe(pem)
  }
})

test('headers of an older key file are dropped', () => {
  const pem = rewriteKey(client.key, 'ec-sec1')
  expect(readPrivateKey(pem.replace('\n', '\nX-Comment: mine\n\n')).pem).toBe(pem)
})

const block = (label: string, body: string): string =>
  `-----BEGIN ${label}-----\n${body}\n-----END ${label}-----\n`
/** DER of something that is neither a certificate nor a key. */
const other = 'MAMCAQE='
const openssh = Buffer.from('openssh-key-v1\0and so on').toString('base64')
const derOf = (pem: string): Buffer => new X509Certificate(pem).raw

const refusedCertificates: [string, string, string, RegExp][] = [
  ['no PEM', 'ca-cert', 'hello', /^'ca-cert' contains no PEM\. .*BEGIN CERTIFICATE.*END CERTIFICATE/],
  [
    'an empty block',
    'tls-cert',
    block('CERTIFICATE', ''),
    /damaged certificate: it is empty\.\n.*gh secret set TLS_CERT/,
  ],
  [
    'no END line',
    'tls-ca-cert',
    ca.cert.slice(0, -12),
    /^'tls-ca-cert' is cut off: PEM block 1 .* no matching END/,
  ],
  [
    'no END line before the next BEGIN line',
    'tls-ca-cert',
    client.cert + ca.cert.slice(0, -30) + ca.cert,
    /PEM block 2 .* no matching END/,
  ],
  [
    'another END line',
    'tls-cert',
    ca.cert.replace('END CERTIFICATE', 'END PRIVATE KEY'),
    /PEM block 1 .* no matching END/,
  ],
  ['no BEGIN line', 'tls-cert', ca.cert.slice(30), /has an END line, but no BEGIN line/],
  [
    'a line lost in the second of two',
    'tls-cert',
    nested.cert + intermediate.cert.replace(/\n.{64}/, ''),
    /certificate \(number 2 of 2\): some of it is missing or changed/,
  ],
  [
    'line breaks that became the letter n',
    'tls-cert',
    nested.cert.replaceAll('\n', 'n'),
    // Which of the two depends on how long the certificate happens to be.
    /characters that base64 does not have|missing or changed/,
  ],
  ['dots for a part of it', 'tls-cert', nested.cert.replace(/\n.{64}/, '\n...'), /characters that base64/],
  ['asterisks for a part of it', 'tls-cert', nested.cert.replace(/\n.{64}/, '\n***'), /missing or changed/],
  [
    'plus signs that became spaces',
    'tls-cert',
    block('CERTIFICATE', bodyOf(ca.cert).replace(/[A-Z]/, ' ')),
    /missing or changed/,
  ],
  [
    'DER that is no certificate',
    'ca-cert',
    block('CERTIFICATE', other),
    /damaged certificate: it can't be decoded/,
  ],
  [
    'two certificates in one block',
    'ca-cert',
    block('CERTIFICATE', Buffer.concat([derOf(ca.cert), derOf(client.cert)]).toString('base64')),
    /missing or changed/,
  ],
  ['a key', 'tls-cert', client.key, /^'tls-cert' contains a private key.*belongs in 'tls-key'/],
  ['a key too', 'tls-cert', client.cert + client.key, /^'tls-cert' also contains a private key/],
  ["a CA's key too", 'tls-ca-cert', ca.cert + ca.key, /No input takes the private key of a CA/],
  [
    'a key labelled as a certificate',
    'tls-cert',
    block('CERTIFICATE', bodyOf(client.key)),
    /contains a private key/,
  ],
  ['a request', 'tls-cert', block('CERTIFICATE REQUEST', other), /'CERTIFICATE REQUEST'.*only certificates/],
  [
    'a trusted certificate',
    'ca-cert',
    block('TRUSTED CERTIFICATE', Buffer.concat([derOf(ca.cert), Buffer.from('0\0')]).toString('base64')),
    /'TRUSTED CERTIFICATE'.*\n.*openssl x509 -in/,
  ],
  ['PKCS#7', 'ca-cert', pkcs7, /PKCS#7.*\n.*openssl pkcs7 -in FILE -print_certs/],
  ['PKCS#7 labelled as a certificate', 'ca-cert', block('CERTIFICATE', bodyOf(pkcs7)), /PKCS#7/],
  ['PKCS#12', 'tls-cert', block('PKCS12', pkcs12), /PKCS#12.*\n.*openssl pkcs12 -in FILE -clcerts -nokeys/],
  [
    'PKCS#12 for a CA',
    'tls-ca-cert',
    block('', pkcs12),
    /PKCS#12.*\n.*openssl pkcs12 -in FILE -cacerts -nokeys/,
  ],
  ['a block of an unknown kind', 'ca-cert', block('S3CRET', other), /a PEM block of an unknown kind/],
  ['parameters only', 'tls-cert', block('EC PARAMETERS', other), /contains no certificate\.$/],
]

test.each(refusedCertificates)('certificates are refused: %s', (_, input, text, expected) => {
  expect(refusal(() => readCertificates(input, text))).toMatch(expected)
})

const pkcs8 = (type: 'ed448' | 'x25519'): string =>
  // Overloads know each type by itself only.
  (type === 'ed448' ? generateKeyPairSync('ed448') : generateKeyPairSync('x25519')).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  }) as string
const koblitz = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey
const unusable = /a private key that Portainer can't use\. It takes RSA, ECDSA .* or Ed25519/
const encrypted = /^'tls-key' is encrypted with a passphrase.*\n.*openssl pkey -in/
const encryptedBytes = bodyOf(rewriteKey(client.key, 'ec', 'pass'))

const refusedKeys: [string, string, RegExp][] = [
  [
    'no PEM',
    'correct horse battery staple',
    /^'tls-key' contains no PEM\. .*BEGIN PRIVATE KEY.*END PRIVATE KEY/,
  ],
  ['encrypted PKCS#8', rewriteKey(client.key, 'ec', 'pass'), encrypted],
  ['encrypted PKCS#8 with another label', block('PRIVATE KEY', encryptedBytes), encrypted],
  ['encrypted PKCS#1', rewriteKey(rsaKey, 'rsa-pkcs1', 'pass'), encrypted],
  ['encrypted PKCS#1 on one line', rewriteKey(rsaKey, 'rsa-pkcs1', 'pass').replaceAll('\n', ' '), encrypted],
  ['encrypted SEC1', rewriteKey(client.key, 'ec-sec1', 'pass'), encrypted],
  ['a certificate', client.cert, /^'tls-key' contains a certificate.*belongs in 'tls-cert'/],
  ['a certificate too', client.key + client.cert, /^'tls-key' also contains a certificate/],
  ['a certificate labelled as a key', block('PRIVATE KEY', bodyOf(client.cert)), /contains a certificate/],
  ['two keys', client.key + nested.key, /contains 2 PEM blocks, but takes only one private key/],
  [
    'cut off',
    client.key.slice(0, 100),
    /is cut off: PEM block 1 .* no matching END.*\n.*gh secret set TLS_KEY/,
  ],
  ['cut in the middle', client.key.replace(/\n.{64}/, ''), /damaged private key: some of it is missing/],
  ['no key in it', block('PRIVATE KEY', other), /damaged private key: it can't be decoded/],
  ['OpenSSH', block('OPENSSH PRIVATE KEY', openssh), /OpenSSH's own format.*\n.*ssh-keygen -p -N "" -m PEM/],
  [
    'a public key',
    createPublicKey(client.key).export({ type: 'spki', format: 'pem' }) as string,
    /'PUBLIC KEY'.*a private key in/,
  ],
  ['PKCS#12', block('PKCS12', pkcs12), /PKCS#12.*\n.*openssl pkcs12 -in FILE -nocerts -nodes -out KEY_FILE/],
  ['parameters only', block('EC PARAMETERS', other), /contains no private key\.$/],
  ['Ed448', pkcs8('ed448'), unusable],
  ['X25519', pkcs8('x25519'), unusable],
  ['secp256k1', koblitz.export({ type: 'sec1', format: 'pem' }) as string, unusable],
]

test.each(refusedKeys)('a private key is refused: %s', (_, text, expected) => {
  expect(refusal(() => readPrivateKey(text))).toMatch(expected)
})

test.each([
  ['PKCS#12', pkcs12, /PKCS#12/],
  ['PKCS#7', bodyOf(pkcs7), /PKCS#7/],
  ['an encrypted key', encryptedBytes, /encrypted with a passphrase/],
])('without BEGIN and END lines it is named as what it is: %s', (_, base64, expected) => {
  for (const content of [base64, Buffer.from(base64, 'base64')]) {
    expect(refusal(() => readPrivateKey(findPem(content) ?? ''))).toMatch(expected)
  }
})
