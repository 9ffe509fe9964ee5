import { describe, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { naming } from '../../helpers/messages.ts'
import { checkPortainerCa, checkTlsFiles, type TlsFiles } from '../../../src/certificates/tls-files.ts'
import { readCertificates } from '../../../src/certificates/pem.ts'
import { checkClientUse } from '../../../src/certificates/rules.ts'
import { makeAuthority, type CertificateOptions, type Issued } from '../../../stand-in/certificates.ts'
import {
  anyUse,
  ca,
  client,
  days,
  intermediate,
  lasting,
  nested,
  NOW,
  refusal,
  selfSigned,
  server,
  version1,
} from './samples.ts'

const check = (texts: TlsFiles): ReturnType<typeof checkTlsFiles> => checkTlsFiles(texts, NOW)
const sha256 = (pem: string): string => new X509Certificate(pem).fingerprint256
const issue = (options: CertificateOptions): Promise<Issued> =>
  ca.issueClient({ name: 'runner', ...lasting, ...options })

describe('files that match are normalised and have fingerprints', () => {
  test('CA, certificate and key', () => {
    const crlf = (pem: string): string => pem.replaceAll('\n', '\r\n')
    const files = { ca: ca.cert, cert: client.cert, key: client.key }
    expect(check({ ca: crlf(ca.cert), cert: crlf(client.cert), key: crlf(client.key) })).toEqual({
      files,
      fingerprints: { ca: [sha256(ca.cert)], cert: sha256(client.cert) },
      warnings: [],
    })
  })

  test('several CAs, and a chain with its intermediate', () => {
    const files = { ca: ca.cert + version1, cert: nested.cert + intermediate.cert, key: nested.key }
    expect(check(files)).toEqual({
      files,
      fingerprints: { ca: [sha256(ca.cert), sha256(version1)], cert: sha256(nested.cert) },
      warnings: [],
    })
  })

  test('a CA alone, nothing at all', () => {
    const { files, fingerprints } = check({ ca: ca.cert })
    expect({ files, fingerprints }).toEqual({
      files: { ca: ca.cert },
      fingerprints: { ca: [sha256(ca.cert)] },
    })
    expect(check({})).toEqual({ files: {}, fingerprints: {}, warnings: [] })
  })

  test('a fingerprint is as people know it', () => {
    expect(check({ ca: version1 }).fingerprints.ca?.[0]).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  test.each(['ec', 'ec-sec1', 'rsa', 'rsa-pkcs1', 'ed25519'] as const)(
    'a pair of kind %s',
    async (keyType) => {
      const { cert, key } = await issue({ keyType })
      expect(check({ cert, key })).toMatchObject({ files: { cert, key }, warnings: [] })
    },
  )

  test.each(['client', 'both', 'none'] as const)('a certificate for use: %s', async (usage) => {
    expect(check(await issue({ usage })).warnings).toEqual([])
  })
})

const late = await issue({ notAfter: days(-2) })
const early = await issue({ notBefore: days(1) })
const old = await ca.issueIntermediate({ name: 'Old CA', notBefore: days(-60), notAfter: days(-1) })
const oldClient = await old.issueClient({ name: 'runner', ...lasting })
const oldRoot = await makeAuthority('Old root', { notBefore: days(-60), notAfter: days(-1) })

/** The key of one pair with the public half of another: what a careless edit, or a bad copy, leaves. */
function damagedKey(): string {
  const whole = Buffer.from(client.key.replace(/-----.*-----|\s/g, ''), 'base64')
  whole[40] = (whole[40] ?? 0) ^ 1
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n')
}

const refused: [string, TlsFiles, string][] = [
  ['a certificate without its key', { cert: client.cert }, `'tls-cert' … without … 'tls-key' … secret`],
  ['a key without its certificate', { key: client.key }, `'tls-key' … without … 'tls-cert' … secret`],
  [
    'the key of another',
    { cert: client.cert, key: nested.key },
    "'tls-key' … private key … 'tls-cert' … (CN=runner)",
  ],
  [
    'a key of another kind',
    { cert: client.cert, key: (await issue({ keyType: 'ed25519' })).key },
    "'tls-key' … private key … 'tls-cert' … (CN=runner)",
  ],
  [
    'a chain in reverse',
    { cert: intermediate.cert + nested.cert, key: nested.key },
    "'tls-cert' … wrong order … 'tls-key' … number 2 … (CN=nested)",
  ],
  ['a key whose public half alone fits', { cert: client.cert, key: damagedKey() }, "'tls-key' … damaged"],
  [
    'an expired certificate',
    late,
    "'tls-cert' … expired … 2027-01-13 12:00 UTC … (CN=runner) … 2027-01-15 12:00 UTC",
  ],
  [
    'a certificate of tomorrow',
    early,
    "'tls-cert' … not valid before … 2027-01-16 12:00 UTC … (CN=runner) … 2027-01-15 12:00 UTC",
  ],
  [
    'an expired intermediate',
    { cert: oldClient.cert + old.cert, key: oldClient.key },
    "'tls-cert' … expired … 2027-01-14 12:00 UTC … (CN=Old CA) … 2027-01-15 12:00 UTC",
  ],
  [
    'an expired CA',
    { ca: oldRoot.cert },
    "'tls-ca-cert' … expired … 2027-01-14 12:00 UTC … (CN=Old root) … 2027-01-15 12:00 UTC",
  ],
  [
    "a server's certificate",
    await issue({ usage: 'server' }),
    "'tls-cert' … not for clients … (CN=runner) … 'clientAuth' … extendedKeyUsage = clientAuth",
  ],
  ["the CA's own pair", { cert: ca.cert, key: ca.key }, "'tls-cert' … a CA's … (CN=Engine CA)"],
  ["a server's certificate as the CA", { ca: server.cert }, "'tls-ca-cert' … a CA's … (CN=engine)"],
  [
    'a whole chain as the CA',
    { ca: nested.cert + intermediate.cert + ca.cert },
    "'tls-ca-cert' … a CA's … (CN=nested)",
  ],
]

test.each(refused)('refused: %s', (_, texts, expected) => {
  expect(refusal(() => check(texts))).toEqual(naming(expected))
})

const expiring = (end: Date): Promise<TlsFiles> => issue({ notAfter: end })
const inHours = (hours: number): Date => days(hours / 24)

const warned: [string, TlsFiles, string[]][] = [
  ['14 days left', await expiring(days(14)), []],
  [
    '13 days left',
    await expiring(inHours(14 * 24 - 1)),
    ["'tls-cert' … in 13 days … 2027-01-29 11:00 UTC … (CN=runner)"],
  ],
  ['1 day left', await expiring(inHours(30)), ["'tls-cert' … in 1 day … 2027-01-16 18:00 UTC … (CN=runner)"]],
  [
    'an hour left',
    await expiring(inHours(1)),
    ["'tls-cert' … within a day … 2027-01-15 13:00 UTC … (CN=runner)"],
  ],
  [
    'an expired CA beside its successor',
    { ca: oldRoot.cert + ca.cert },
    ["'tls-ca-cert' … expired … 2027-01-14 12:00 UTC … (CN=Old root)"],
  ],
  [
    'a self-signed certificate as the CA',
    { ca: selfSigned.cert },
    [
      `'tls-ca-cert' … self-signed … a CA's … serial number ${new X509Certificate(selfSigned.cert).serialNumber}`,
    ],
  ],
]

test.each(warned)('warned: %s', (_, texts, expected) => {
  const now = texts.ca === selfSigned.cert ? new Date() : NOW
  expect(checkTlsFiles(texts, now).warnings).toEqual(expected.map(naming))
})

test("a CA's certificate that allows more than signing others serves as a client's, with a warning", () => {
  const warnings: string[] = []
  for (const certificate of readCertificates('tls-cert', anyUse)) {
    checkClientUse(certificate, (text) => warnings.push(text))
  }
  expect(warnings).toEqual([naming("'tls-cert' … a CA's … (CN=plain)")])
})

test('a subject is shown on one line, whatever is in it', async () => {
  const hostile = await issue({ name: 'a\n::error::b\u{202E}c', notAfter: days(-2) })
  const text = refusal(() => check(hostile))
  expect(text).toContain('expired on 2027-01-13 12:00 UTC (CN=')
  expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u)
})

describe("certificates for Portainer's own HTTPS", () => {
  test('each is a PEM text of its own', () => {
    expect(checkPortainerCa(ca.cert + anyUse, NOW)).toEqual({ pem: [ca.cert, anyUse], warnings: [] })
  })

  test('the self-signed certificate that Portainer makes itself is what one expects', () => {
    expect(checkPortainerCa(selfSigned.cert, new Date())).toEqual({ pem: [selfSigned.cert], warnings: [] })
  })

  test('the certificate that a CA issued for Portainer is refused', () => {
    expect(refusal(() => checkPortainerCa(server.cert, NOW))).toEqual(
      naming("'ca-cert' … a CA's … (CN=engine)"),
    )
  })

  test('what Node would ignore is refused', () => {
    expect(refusal(() => checkPortainerCa('/etc/ssl/ca.pem', NOW))).toEqual(naming("'ca-cert' … no PEM"))
  })
})
