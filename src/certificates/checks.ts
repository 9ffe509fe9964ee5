import { InputError } from '../foundation/errors.ts'
import { readCertificates, readPrivateKey } from './pem.ts'
import { checkAuthority, checkClientUse, checkPair, checkValidity, fingerprint } from './rules.ts'

/** The texts given for the TLS file inputs of an endpoint. */
export interface TlsTexts {
  /** Of `tls-ca-cert`. */
  ca?: string | undefined
  /** Of `tls-cert`. */
  cert?: string | undefined
  /** Of `tls-key`. */
  key?: string | undefined
}

/** The TLS files of an endpoint as they are sent, and what there is to say about them. */
export interface TlsFiles {
  /** PEM with LF line ends, nothing around it; `key` is a secret that was perhaps not masked in this form. */
  ca?: string
  cert?: string
  key?: string
  warnings: string[]
  /** Of each CA, in the order given, and of the client's own certificate. */
  fingerprints: { ca?: string[]; cert?: string }
}

/**
 * Reads and checks the TLS files of an endpoint: CAs by which Portainer verifies the engine, and the certificate and
 * key that Portainer shows to it. Any of the three may be absent, but the last two go together.
 * @throws InputError when one can't serve; its message starts with the quoted name of the input at fault.
 */
export function checkTlsFiles({ ca, cert, key }: TlsTexts, now: Date): TlsFiles {
  const files: TlsFiles = { warnings: [], fingerprints: {} }
  if (ca !== undefined) {
    const authorities = readCertificates('tls-ca-cert', ca)
    files.warnings.push(...checkAuthority('tls-ca-cert', authorities, 'unusual'))
    files.warnings.push(...checkValidity('tls-ca-cert', authorities, now, 'one'))
    files.ca = authorities.map(({ pem }) => pem).join('')
    files.fingerprints.ca = authorities.map(fingerprint)
  }
  if (cert === undefined && key !== undefined) throw incompletePair('tls-key', 'tls-cert')
  if (cert !== undefined && key === undefined) throw incompletePair('tls-cert', 'tls-key')
  if (cert !== undefined && key !== undefined) {
    const chain = readCertificates('tls-cert', cert)
    const privateKey = readPrivateKey('tls-key', key)
    checkPair(chain, privateKey)
    const [own] = chain
    if (own) {
      files.warnings.push(...checkClientUse('tls-cert', own))
      files.fingerprints.cert = fingerprint(own)
    }
    files.warnings.push(...checkValidity('tls-cert', chain, now, 'every'))
    files.cert = chain.map(({ pem }) => pem).join('')
    files.key = privateKey.pem
  }
  return files
}

/**
 * Reads and checks the certificates given for `ca-cert`, to be trusted for Portainer's own HTTPS.
 * @returns each as a PEM text of its own, as Node's TLS wants them.
 * @throws InputError when they can't serve. Node itself ignores what it can't read.
 */
export function checkPortainerCa(text: string, now: Date): { pem: string[]; warnings: string[] } {
  const authorities = readCertificates('ca-cert', text)
  const warnings = [
    ...checkAuthority('ca-cert', authorities, 'expected'),
    ...checkValidity('ca-cert', authorities, now, 'one'),
  ]
  return { pem: authorities.map(({ pem }) => pem), warnings }
}

function incompletePair(source: string, missing: string): InputError {
  return new InputError(
    `'${source}' is given without '${missing}'. A certificate and its private key go together: give both or neither.`,
    {
      hint: 'A secret that does not exist, or that this run may not read, is empty.',
    },
  )
}
