import type { X509Certificate } from 'node:crypto'
import { quote } from '../foundation/text.ts'
import type { Connection } from '../inputs/connection.ts'

/** What node:https is told about Portainer's certificate, whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
export async function tlsOptions(connection: Connection): Promise<{
  rejectUnauthorized: boolean
  minVersion: 'TLSv1.2'
  ca?: string[]
}> {
  const options = { rejectUnauthorized: !connection.skipTlsVerify, minVersion: 'TLSv1.2' as const }
  if (connection.ca.length === 0) return options
  const tls = await import('node:tls')
  return { ...options, ca: [...tls.getCACertificates('default'), ...connection.ca] }
}

/** Codes for a certificate that nobody known here vouches for. */
const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])

const HANDSHAKE_MILLISECONDS = 5000

/**
 * What to do about Portainer's certificate when it is not trusted: the one to give in `ca-cert`, to be copied, and its
 * fingerprint, to be compared. Looks at it in a handshake of its own, which sends nothing.
 * @returns undefined for another failure, or when there is nothing to be seen.
 */
export async function explainCertificate(code: string, connection: Connection): Promise<string | undefined> {
  if (!UNTRUSTED.has(code)) return undefined
  const { hostname, port } = new URL(connection.url)
  const shown = await lookAt(hostname.replace(/^\[|\]$/g, ''), Number(port || 443))
  if (shown === undefined) return undefined
  const source = connection.ca.length > 0 ? "'ca-cert' holds neither it nor its issuer. " : ''
  const top = topOf(shown)
  if (!isSelfSigned(top)) {
    return `${source}Portainer's certificate is of a private CA: give the certificate of its issuer, ${quote(oneLine(top.issuer))}, in 'ca-cert'.`
  }
  const [what, right] =
    top === shown
      ? [
          'is self-signed',
          `the one that Portainer's own host shows: openssl s_client -connect localhost:${port || '443'} </dev/null | openssl x509 -noout -fingerprint -sha256`,
        ]
      : ['is of a private CA', "that of the CA's own file: openssl x509 -in FILE -noout -fingerprint -sha256"]
  return [
    `${source}Portainer's certificate ${what}. Give this one in 'ca-cert' if its fingerprint is the right one:`,
    `SHA-256 ${top.fingerprint256}`,
    top.toString().trim(),
    `Somebody in between could show another one: compare the fingerprint with ${right}`,
  ].join('\n')
}

/** The certificate that a server shows, with the chain it sends. */
async function lookAt(host: string, port: number): Promise<X509Certificate | undefined> {
  const [tls, net] = await Promise.all([import('node:tls'), import('node:net')])
  return new Promise((resolve) => {
    const servername = net.isIP(host) === 0 ? { servername: host } : {}
    const socket = tls.connect({ host, port, ...servername, rejectUnauthorized: false })
    const end = (certificate: X509Certificate | undefined): void => {
      resolve(certificate)
      socket.destroy()
    }
    socket.setTimeout(HANDSHAKE_MILLISECONDS, () => end(undefined))
    socket.on('secureConnect', () => end(socket.getPeerX509Certificate()))
    socket.on('error', () => end(undefined))
    socket.on('close', () => end(undefined))
  })
}

/** The last certificate of the chain that was sent: the root, if it is among them. */
function topOf(certificate: X509Certificate): X509Certificate {
  const issuer = certificate.issuerCertificate
  return issuer === undefined || issuer.fingerprint256 === certificate.fingerprint256
    ? certificate
    : topOf(issuer)
}

/** Not by `checkIssued`: OpenSSL denies it to a certificate whose key usage lacks the signing of certificates. */
function isSelfSigned(certificate: X509Certificate): boolean {
  return certificate.subject === certificate.issuer && certificate.verify(certificate.publicKey)
}

const oneLine = (name: string): string => name.split('\n').reverse().join(', ')
