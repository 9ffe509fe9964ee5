import { collectMistakes } from '../foundation/errors.ts'
import { readCertificates, readPrivateKey } from './pem.ts'
import { checkAuthority, checkClientUse, checkPair, checkValidity } from './rules.ts'

/** A value for each TLS file: the text as given, the PEM that is sent, or the path of the file. */
export interface TlsFiles {
  ca?: string
  cert?: string
  key?: string
}

export const tlsFileNames = ['ca', 'cert', 'key'] as const satisfies readonly (keyof TlsFiles)[]

/** SHA-256 of each CA, in the order given, and of the client certificate, as OpenSSL shows it: `AB:CD:…`. */
export interface Fingerprints {
  ca?: string[]
  cert?: string
}

interface CheckedTlsFiles {
  /** PEM with LF line ends and nothing around it. The lines of `key` may not have been masked in this form. */
  files: TlsFiles
  fingerprints: Fingerprints
  warnings: string[]
}

/** Checks the TLS files of an endpoint. Any may be missing, but a certificate and its key go together. */
export function checkTlsFiles({ ca, cert, key }: TlsFiles, now: Date): CheckedTlsFiles {
  const { refuse, attempt, throwAny } = collectMistakes()
  const files: TlsFiles = {}
  const fingerprints: Fingerprints = {}
  const warnings: string[] = []
  const warn = (text: string): void => void warnings.push(text)
  attempt(() => {
    if (ca === undefined) return
    const authorities = readCertificates('tls-ca-cert', ca)
    for (const authority of authorities) checkAuthority('tls-ca-cert', authority, warn)
    checkValidity('tls-ca-cert', authorities, now, 'one', warn)
    files.ca = authorities.map(({ pem }) => pem).join('')
    fingerprints.ca = authorities.map(({ x509 }) => x509.fingerprint256)
  })
  const chain = cert === undefined ? undefined : attempt(() => readCertificates('tls-cert', cert))
  const privateKey = key === undefined ? undefined : attempt(() => readPrivateKey(key))
  if ((cert === undefined) !== (key === undefined)) {
    const [given, missing] = cert === undefined ? ['tls-key', 'tls-cert'] : ['tls-cert', 'tls-key']
    refuse(
      `'${given}' was given without '${missing}'. Provide a certificate and its private key, or neither.`,
      'A secret that does not exist, or that this run may not read, is empty.',
    )
  }
  attempt(() => {
    const [own] = chain ?? []
    if (chain === undefined || own === undefined || privateKey === undefined) return
    checkPair(chain, privateKey)
    checkClientUse(own, warn)
    checkValidity('tls-cert', chain, now, 'every', warn)
    files.cert = chain.map(({ pem }) => pem).join('')
    files.key = privateKey.pem
    fingerprints.cert = own.x509.fingerprint256
  })
  throwAny()
  return { files, fingerprints, warnings }
}

/** Checks `ca-cert`, since Node silently ignores what it can't read. Returns one PEM text for each certificate. */
export function checkPortainerCa(text: string, now: Date): { pem: string[]; warnings: string[] } {
  const warnings: string[] = []
  const authorities = readCertificates('ca-cert', text)
  for (const authority of authorities) checkAuthority('ca-cert', authority, () => undefined)
  checkValidity('ca-cert', authorities, now, 'one', (warning) => void warnings.push(warning))
  return { pem: authorities.map(({ pem }) => pem), warnings }
}
