import { safe } from '../foundation/text.ts'
import type { Certificate } from './pem.ts'

const LONGEST = 200

/** The SHA-256 fingerprint of a certificate, as OpenSSL and browsers show it: `AB:CD:...`. */
export function fingerprint(certificate: Certificate): string {
  return certificate.x509.fingerprint256
}

/** The subject of a certificate on one line, such as `CN=client, O=Example`; its serial number if it has none. */
export function subjectOf(certificate: Certificate): string {
  // Typed as text, but undefined at run time when the subject is empty.
  const subject = certificate.x509.subject as string | undefined
  const line = (subject ?? '').split('\n').reverse().join(', ')
  return line === '' ? `serial number ${certificate.x509.serialNumber}` : safe(line, LONGEST)
}
