import { sign, verify } from 'node:crypto'
import { InputError } from '../foundation/errors.ts'
import { safe } from '../foundation/text.ts'
import { allowsSignatures, isVersion1 } from './der.ts'
import type { Certificate, PrivateKey } from './pem.ts'

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const ANY_USE = '2.5.29.37.0'

/**
 * Checks that the private key belongs to the first certificate, by signing something with the one and verifying it
 * with the other: a key whose public half alone fits is damaged.
 * @throws InputError otherwise.
 */
export function checkPair(chain: readonly Certificate[], key: PrivateKey): void {
  const place = chain.findIndex((certificate) => certificate.x509.checkPrivateKey(key.key))
  const [first] = chain
  const fitting = chain[place]
  if (!first || !fitting) {
    const whose = first ? ` (${subjectOf(first)})` : ''
    throw new InputError(
      `'tls-key' does not fit the certificate in 'tls-cert'${whose}. The two must be made for each other.`,
    )
  }
  if (place > 0) {
    throw new InputError(
      `'tls-cert' has its certificates in the wrong order: 'tls-key' fits number ${place + 1} (${subjectOf(fitting)}). ` +
        'The certificate that the key fits comes first, then the one that issued it, and so on.',
    )
  }
  if (!signs(first, key)) {
    throw new InputError(
      "'tls-key' holds a private key that is damaged: what it signs does not fit its own certificate.",
    )
  }
}

/**
 * Checks that a certificate may be shown by a client. Engines refuse one that is for servers only. One that is for
 * signing other certificates only is a CA's, given by mistake together with the CA's key.
 * @returns warnings: a CA's certificate that allows other uses as well works, as `openssl req -x509` makes it.
 * @throws InputError otherwise.
 */
export function checkClientUse(input: string, certificate: Certificate): string[] {
  const { x509 } = certificate
  // Typed as a list, but undefined at run time when the certificate does not restrict its uses.
  const uses = x509.keyUsage as string[] | undefined
  if (uses !== undefined && !uses.includes(CLIENT_AUTH) && !uses.includes(ANY_USE)) {
    throw new InputError(
      `'${input}' holds a certificate that is not for clients (${subjectOf(certificate)}): its extended key usage lacks ` +
        "'clientAuth', and the engine would refuse it.",
      { hint: 'Issue it with: extendedKeyUsage = clientAuth' },
    )
  }
  if (!x509.ca) return []
  if (allowsSignatures(x509) === false) {
    throw new InputError(
      `'${input}' holds a CA's certificate (${subjectOf(certificate)}), which is for signing other certificates only. ` +
        'It takes the certificate of a client.',
    )
  }
  return [
    `'${input}' holds a CA's certificate (${subjectOf(certificate)}): whoever gets its private key can issue others. ` +
      'A certificate of its own for this client is safer.',
  ]
}

/**
 * Checks that certificates to be trusted are CAs': by their basic constraints, or self-signed and of X.509 version
 * 1, which has none. Go, which Portainer is written in, accepts as issuers just these.
 *
 * Both Go and OpenSSL also accept a self-signed certificate that is no CA's, when it is the one that the server
 * itself shows: then there is nothing else one could give. Portainer makes itself such a one. It trusts a single
 * server, so it never weakens anything, and whether it is that server's can't be known here. A certificate that
 * somebody else issued is refused: the issuer's is what is meant.
 * @param selfSigned whether a self-signed certificate that is no CA's is `expected`, or `unusual` and so is
 *   warned about.
 * @returns warnings.
 * @throws InputError otherwise.
 */
export function checkAuthority(
  input: string,
  certificates: readonly Certificate[],
  selfSigned: 'expected' | 'unusual',
): string[] {
  return certificates.flatMap((certificate) => {
    const { x509 } = certificate
    if (x509.ca) return []
    const subject = subjectOf(certificate)
    if (!isSelfSigned(certificate)) {
      throw new InputError(
        `'${input}' holds a certificate that is not a CA's (${subject}). It takes the certificates of CAs only, ` +
          `here that of its issuer.`,
      )
    }
    if (isVersion1(x509) || selfSigned === 'expected') return []
    return [
      `'${input}' holds a self-signed certificate that is not a CA's (${subject}): it serves only if the engine ` +
        'itself shows this very certificate.',
    ]
  })
}

function signs(certificate: Certificate, { key }: PrivateKey): boolean {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const sample = Buffer.from('portainer-endpoint')
  try {
    return verify(digest, sample, certificate.x509.publicKey, sign(digest, sample, key))
  } catch {
    return false
  }
}

/** Not by `checkIssued`: OpenSSL denies it to a certificate whose key usage lacks the signing of certificates. */
function isSelfSigned({ x509 }: Certificate): boolean {
  try {
    return x509.subject === x509.issuer && x509.verify(x509.publicKey)
  } catch {
    return false
  }
}

const DAY = 24 * 60 * 60 * 1000
const WARNING_DAYS = 14

/**
 * Checks that certificates are valid now.
 * @param needed `every` for a chain that is shown to somebody; `one` for a collection of CAs, where an old one
 *   beside its successor does no harm.
 * @returns warnings about those that soon won't be, or, of a collection, are not.
 * @throws InputError when those needed are not valid.
 */
export function checkValidity(
  input: string,
  certificates: readonly Certificate[],
  now: Date,
  needed: 'every' | 'one',
): string[] {
  const faults = certificates.map((certificate) => faultOf(certificate, now))
  const fault = faults.find((text) => text !== undefined)
  if (fault !== undefined && (needed === 'every' || !faults.includes(undefined))) {
    throw new InputError(
      `'${input}' holds a certificate that ${fault}. It must be valid now, ${toText(now)}.`,
    )
  }
  return certificates.flatMap((certificate, index) => {
    const text = faults[index] ?? expiryOf(certificate, now)
    return text === undefined ? [] : [`'${input}' holds a certificate that ${text}.`]
  })
}

function faultOf(certificate: Certificate, now: Date): string | undefined {
  const { validFromDate, validToDate } = certificate.x509
  if (validToDate < now) return `expired on ${toText(validToDate)} (${subjectOf(certificate)})`
  if (validFromDate > now) return `is not valid before ${toText(validFromDate)} (${subjectOf(certificate)})`
  return undefined
}

function expiryOf(certificate: Certificate, now: Date): string | undefined {
  const end = certificate.x509.validToDate
  const days = Math.floor((end.getTime() - now.getTime()) / DAY)
  if (days >= WARNING_DAYS) return undefined
  const left = days === 0 ? 'within a day' : days === 1 ? 'in 1 day' : `in ${days} days`
  return `expires ${left}, on ${toText(end)} (${subjectOf(certificate)})`
}

function toText(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}

const MAX_LENGTH = 200

/** The SHA-256 fingerprint of a certificate, as OpenSSL and browsers show it: `AB:CD:...`. */
export function fingerprint(certificate: Certificate): string {
  return certificate.x509.fingerprint256
}

/** The subject of a certificate on one line, such as `CN=client, O=Example`; its serial number if it has none. */
export function subjectOf(certificate: Certificate): string {
  // Typed as text, but undefined at run time when the subject is empty.
  const subject = certificate.x509.subject as string | undefined
  const line = (subject ?? '').split('\n').reverse().join(', ')
  return line === '' ? `serial number ${certificate.x509.serialNumber}` : safe(line, MAX_LENGTH)
}
