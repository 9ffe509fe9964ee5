import { describe, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { checkPortainerCa, checkTlsFiles, type TlsTexts } from '../../../src/certificates/checks.ts'
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

const check = (texts: TlsTexts): ReturnType<typeof checkTlsFiles> => checkTlsFiles(texts, NOW)
const sha256 = (pem: string): string => new X509Certificate(pem).fingerprint256
const issue = (options: CertificateOptions): Promise<Issued> =>
  ca.issueClient({ name: 'runner', ...lasting, ...options })

describe('what fits is normalised and has its fingerprints', () => {
  test('CA, certificate and key', () => {
    expect(check({ ca: ca.cert.replaceAll('\n', '\\n'), cert: client.cert, key: client.key })).toEqual({
      ca: ca.cert,
      cert: client.cert,
      key: client.key,
      warnings: [],
      fingerprints: { ca: [sha256(ca.cert)], cert: sha256(client.cert) },
    })
  })

  test('several CAs, and a chain with its intermediate', () => {
    const checked = check({ ca: ca.cert + version1, cert: nested.cert + intermediate.cert, key: nested.key })
    expect(checked).toEqual({
      ca: ca.cert + version1,
      cert: nested.cert + intermediate.cert,
      key: nested.key,
      warnings: [],
      fingerprints: { ca: [sha256(ca.cert), sha256(version1)], cert: sha256(nested.cert) },
    })
  })

  test('a CA alone, nothing at all', () => {
    expect(check({ ca: ca.cert })).toEqual({
      ca: ca.cert,
      warnings: [],
      fingerprints: { ca: [sha256(ca.cert)] },
    })
    expect(check({})).toEqual({ warnings: [], fingerprints: {} })
  })

  test('a fingerprint is as people know it', () => {
    expect(check({ ca: version1 }).fingerprints.ca?.[0]).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  })

  test.each(['ec', 'ec-sec1', 'rsa', 'rsa-pkcs1', 'ed25519'] as const)(
    'a pair of kind %s',
    async (keyType) => {
      const { cert, key } = await issue({ keyType })
      expect(check({ cert, key })).toMatchObject({ cert, key, warnings: [] })
    },
  )

  test.each(['client', 'both', 'none'] as const)('a certificate for use: %s', async (usage) => {
    expect(check(await issue({ usage })).warnings).toEqual([])
  })
})

const aboutPair = 'A certificate and its private key go together: give both or neither.'
const aboutEmpty = 'A secret that does not exist, or that this run may not read, is empty.'
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

const refused: [string, TlsTexts, string][] = [
  [
    'a certificate without its key',
    { cert: client.cert },
    `'tls-cert' is given without 'tls-key'. ${aboutPair}\n${aboutEmpty}`,
  ],
  [
    'a key without its certificate',
    { key: client.key },
    `'tls-key' is given without 'tls-cert'. ${aboutPair}\n${aboutEmpty}`,
  ],
  [
    'the key of another',
    { cert: client.cert, key: nested.key },
    "'tls-key' does not fit the certificate in 'tls-cert' (CN=runner). The two must be made for each other.",
  ],
  [
    'a key of another kind',
    { cert: client.cert, key: (await issue({ keyType: 'ed25519' })).key },
    "'tls-key' does not fit the certificate in 'tls-cert' (CN=runner). The two must be made for each other.",
  ],
  [
    'a chain in reverse',
    { cert: intermediate.cert + nested.cert, key: nested.key },
    "'tls-cert' has its certificates in the wrong order: 'tls-key' fits number 2 (CN=nested). The certificate that the key fits comes first, then the one that issued it, and so on.",
  ],
  [
    'a key whose public half alone fits',
    { cert: client.cert, key: damagedKey() },
    "'tls-key' holds a private key that is damaged: what it signs does not fit its own certificate.",
  ],
  [
    'an expired certificate',
    late,
    "'tls-cert' holds a certificate that expired on 2027-01-13 12:00 UTC (CN=runner). It must be valid now, 2027-01-15 12:00 UTC.",
  ],
  [
    'a certificate of tomorrow',
    early,
    "'tls-cert' holds a certificate that is not valid before 2027-01-16 12:00 UTC (CN=runner). It must be valid now, 2027-01-15 12:00 UTC.",
  ],
  [
    'an expired intermediate',
    { cert: oldClient.cert + old.cert, key: oldClient.key },
    "'tls-cert' holds a certificate that expired on 2027-01-14 12:00 UTC (CN=Old CA). It must be valid now, 2027-01-15 12:00 UTC.",
  ],
  [
    'an expired CA',
    { ca: oldRoot.cert },
    "'tls-ca-cert' holds a certificate that expired on 2027-01-14 12:00 UTC (CN=Old root). It must be valid now, 2027-01-15 12:00 UTC.",
  ],
  [
    "a server's certificate",
    await issue({ usage: 'server' }),
    "'tls-cert' holds a certificate that is not for clients (CN=runner): its extended key usage lacks 'clientAuth', and the engine would refuse it.\nIssue it with: extendedKeyUsage = clientAuth",
  ],
  [
    "the CA's own pair",
    { cert: ca.cert, key: ca.key },
    "'tls-cert' holds a CA's certificate (CN=Engine CA), which is for signing other certificates only. It takes the certificate of a client.",
  ],
  [
    "a server's certificate as the CA",
    { ca: server.cert },
    "'tls-ca-cert' holds a certificate that is not a CA's (CN=engine). It takes the certificates of CAs only, here that of its issuer.",
  ],
  [
    'a whole chain as the CA',
    { ca: nested.cert + intermediate.cert + ca.cert },
    "'tls-ca-cert' holds a certificate that is not a CA's (CN=nested). It takes the certificates of CAs only, here that of its issuer.",
  ],
]

test.each(refused)('refused: %s', (_, texts, expected) => {
  expect(refusal(() => check(texts))).toBe(expected)
})

const expiring = (end: Date): Promise<TlsTexts> => issue({ notAfter: end })
const inHours = (hours: number): Date => days(hours / 24)

const warned: [string, TlsTexts, string[]][] = [
  ['14 days left', await expiring(days(14)), []],
  [
    '13 days left',
    await expiring(inHours(14 * 24 - 1)),
    ["'tls-cert' holds a certificate that expires in 13 days, on 2027-01-29 11:00 UTC (CN=runner)."],
  ],
  [
    '1 day left',
    await expiring(inHours(30)),
    ["'tls-cert' holds a certificate that expires in 1 day, on 2027-01-16 18:00 UTC (CN=runner)."],
  ],
  [
    'an hour left',
    await expiring(inHours(1)),
    ["'tls-cert' holds a certificate that expires within a day, on 2027-01-15 13:00 UTC (CN=runner)."],
  ],
  [
    'an expired CA beside its successor',
    { ca: oldRoot.cert + ca.cert },
    ["'tls-ca-cert' holds a certificate that expired on 2027-01-14 12:00 UTC (CN=Old root)."],
  ],
  [
    'a self-signed certificate as the CA',
    { ca: selfSigned.cert },
    [
      `'tls-ca-cert' holds a self-signed certificate that is not a CA's (serial number ${new X509Certificate(selfSigned.cert).serialNumber}): it serves only if the engine itself shows this very certificate.`,
    ],
  ],
]

test.each(warned)('warned: %s', (_, texts, expected) => {
  const now = texts.ca === selfSigned.cert ? new Date() : NOW
  expect(checkTlsFiles(texts, now).warnings).toEqual(expected)
})

test("a CA's certificate that allows more than signing others serves as a client's, with a warning", () => {
  const [certificate] = readCertificates('tls-cert', anyUse)
  expect(certificate && checkClientUse('tls-cert', certificate)).toEqual([
    "'tls-cert' holds a CA's certificate (CN=plain): whoever gets its private key can issue others. A certificate of its own for this client is safer.",
  ])
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
    expect(refusal(() => checkPortainerCa(server.cert, NOW))).toBe(
      "'ca-cert' holds a certificate that is not a CA's (CN=engine). It takes the certificates of CAs only, here that of its issuer.",
    )
  })

  test('what Node would ignore is refused', () => {
    expect(refusal(() => checkPortainerCa('/etc/ssl/ca.pem', NOW))).toContain("'ca-cert' holds no PEM.")
  })
})
