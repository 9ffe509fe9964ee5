import { sign, verify, type X509Certificate } from 'node:crypto'
import { inputError, InputError, orUndefined } from '../foundation/errors.ts'
import { safe } from '../foundation/text.ts'
import type { Certificate, PrivateKey } from './pem.ts'

type Warn = (text: string) => void

/** Checks that the private key belongs to the first certificate of a chain. */
export function checkPair(chain: readonly Certificate[], key: PrivateKey): void {
  const place = chain.findIndex(({ x509 }) => x509.checkPrivateKey(key.key))
  const [first] = chain
  const matching = chain[place]
  if (!first || !matching) {
    const whose = first ? ` (${subjectOf(first)})` : ''
    throw new InputError(`'tls-key' is not the private key of the certificate in 'tls-cert'${whose}.`)
  }
  if (place > 0) {
    throw inputError(
      'tls-cert',
      `has its certificates in the wrong order: 'tls-key' belongs to number ${place + 1} (${subjectOf(matching)}). ` +
        'Put the certificate of the key first, then the one that issued it, and so on.',
    )
  }
  if (!signs(first, key)) {
    throw inputError('tls-key', 'contains a damaged private key: its signatures do not fit its certificate.')
  }
}

/** In a damaged key, the public half alone may match. */
function signs({ x509 }: Certificate, { key }: PrivateKey): boolean {
  const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  const sample = Buffer.from('portainer-endpoint')
  return orUndefined(() => verify(digest, sample, x509.publicKey, sign(digest, sample, key))) ?? false
}

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'
const ANY_USE = '2.5.29.37.0'

/** Refuses a certificate for servers, or one that may only sign others. A CA's that allows other uses works. */
export function checkClientUse(certificate: Certificate, warn: Warn): void {
  const { x509 } = certificate
  const subject = subjectOf(certificate)
  // Typed as a list, but undefined at run time when the certificate does not restrict its uses.
  const uses = x509.keyUsage as string[] | undefined
  if (uses !== undefined && !uses.includes(CLIENT_AUTH) && !uses.includes(ANY_USE)) {
    throw inputError(
      'tls-cert',
      `contains a certificate that is not for clients (${subject}): its extended key usage lacks 'clientAuth', ` +
        'so the engine would refuse it.',
      'Issue it with: extendedKeyUsage = clientAuth',
    )
  }
  if (!x509.ca) return
  if (allowsSignatures(x509) === false) {
    throw inputError(
      'tls-cert',
      `contains a CA's certificate (${subject}), which may only sign others. It takes a client certificate.`,
    )
  }
  warn(
    `'tls-cert' contains a CA's certificate (${subject}): whoever gets its private key can issue others. ` +
      'A separate client certificate is safer.',
  )
}

/** Whether the key usage allows signatures, as in a TLS handshake; undefined if unrestricted. Node does not show it. */
function allowsSignatures(x509: X509Certificate): boolean | undefined {
  const extension = /\x06\x03\x55\x1d\x0f(?:\x01\x01\xff)?\x04[^]\x03[^][\0-\x07]([^])/
  const bits = extension.exec(x509.raw.toString('latin1'))?.[1]
  return bits === undefined ? undefined : (bits.charCodeAt(0) & 0x80) !== 0
}

/**
 * Checks that a certificate belongs to a CA as Go, and so Portainer, defines it: by its basic constraints, or self-signed
 * and of X.509 version 1, which has none. Any other self-signed one is accepted too: it vouches for a single server.
 */
export function checkAuthority(input: string, certificate: Certificate, warnSelfSigned: Warn): void {
  const { x509 } = certificate
  if (x509.ca) return
  const subject = subjectOf(certificate)
  if (!isSelfSigned(x509)) {
    throw inputError(
      input,
      `contains a certificate that is not a CA's (${subject}). Provide the certificate of the CA that issued it.`,
    )
  }
  if (isVersion1(x509)) return
  warnSelfSigned(
    `'${input}' contains a self-signed certificate that is not a CA's (${subject}): it only works if the engine ` +
      'presents this very certificate.',
  )
}

/** `checkIssued` would not do: OpenSSL says no if the key usage does not include signing certificates. */
export function isSelfSigned(x509: X509Certificate): boolean {
  return orUndefined(() => x509.subject === x509.issuer && x509.verify(x509.publicKey)) ?? false
}

/** One DER length: short, or long with one or two bytes. Signed parts of certificates are at most 64 KiB. */
const LENGTH = String.raw`(?:[\0-\x7f]|\x81[^]|\x82[^]{2})`

/** Only later versions of X.509 begin with their version. Node does not show it. */
function isVersion1(x509: X509Certificate): boolean {
  return !new RegExp(`^0${LENGTH}0${LENGTH}\\xa0`).test(x509.raw.toString('latin1', 0, 16))
}

const DAY = 24 * 60 * 60 * 1000
const WARNING_DAYS = 14

/**
 * Checks that certificates are valid now, and warns of those that expire soon.
 * @param needed `every` for a chain; `one` for a collection of CAs, where an old one beside its successor does no harm.
 */
export function checkValidity(
  input: string,
  certificates: readonly Certificate[],
  now: Date,
  needed: 'every' | 'one',
  warn: Warn,
): void {
  const faults = certificates.map((certificate) => faultOf(certificate, now))
  const fault = faults.find((text) => text !== undefined)
  if (fault !== undefined && (needed === 'every' || !faults.includes(undefined))) {
    throw inputError(input, `contains a certificate that ${fault}. It must be valid now (${toText(now)}).`)
  }
  for (const [index, certificate] of certificates.entries()) {
    const text = faults[index] ?? expiryOf(certificate, now)
    if (text !== undefined) warn(`'${input}' contains a certificate that ${text}.`)
  }
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

/** The subject of a certificate on one line, such as `CN=client, O=Example`, or its serial number if it has none. */
function subjectOf({ x509 }: Certificate): string {
  // Typed as text, but undefined at run time when the subject is empty.
  const subject = x509.subject as string | undefined
  if (!subject) return `serial number ${x509.serialNumber}`
  return safe(subject.split('\n').reverse().join(', '), 200)
}
