import { X509Certificate } from 'node:crypto'
import type * as https from 'node:https'
import { isSelfSigned } from '../certificates/rules.ts'
import { quote } from '../foundation/text.ts'
import type { Connection } from '../inputs/connection.ts'

/**
 * How Portainer's certificate is verified, whatever NODE_TLS_REJECT_UNAUTHORIZED says: by the default roots, or by
 * `ca-cert` instead of them. A self-signed certificate in `ca-cert` passes for any host name, since the one that
 * Portainer makes for itself names none that a runner could use; its dates count all the same.
 */
export async function tlsOptions({ ca, skipTlsVerify }: Connection): Promise<https.AgentOptions> {
  const options: https.AgentOptions = { rejectUnauthorized: !skipTlsVerify, minVersion: 'TLSv1.2' }
  if (ca.length === 0) return options
  const { checkServerIdentity } = await import('node:tls')
  return {
    ...options,
    ca,
    // An intermediate CA is enough, as for curl: a server may leave out its own.
    allowPartialTrustChain: true,
    // Called for certificates that OpenSSL trusts, to check the host name.
    checkServerIdentity: (host, shown) =>
      isPinned(shown.raw, ca) ? undefined : checkServerIdentity(host, shown),
  }
}

/** Whether a self-signed certificate is one of these, byte for byte. */
function isPinned(shown: Buffer, pems: readonly string[]): boolean {
  const given = pems.map((pem) => new X509Certificate(pem)).find(({ raw }) => raw.equals(shown))
  return given !== undefined && isSelfSigned(given)
}

/** Codes for a certificate that nobody known here vouches for, or that is for another host. */
const EXPLAINED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])

const HANDSHAKE_MILLISECONDS = 5000

/**
 * What to do about a certificate of Portainer that is not accepted. Looks at it in a handshake of its own, which sends
 * nothing.
 * @returns undefined for another failure, or when the server shows none.
 */
export async function explainCertificate(code: string, connection: Connection): Promise<string | undefined> {
  if (!EXPLAINED.has(code)) return undefined
  const { hostname, port } = new URL(connection.url)
  const host = hostname.replace(/^\[|\]$/g, '')
  const shown = await lookAt(host, Number(port || 443))
  if (shown === undefined) return undefined
  const isGiven = connection.ca.length > 0
  if (isSelfSigned(shown)) return explainSelfSigned(shown, isGiven, port || '443')
  const { checkServerIdentity } = await import('node:tls')
  const isForHost = checkServerIdentity(host, shown.toLegacyObject()) === undefined
  const isTrusted = code === 'ERR_TLS_CERT_ALTNAME_INVALID'
  return [
    // The name first: no CA in `ca-cert` helps against a wrong one.
    ...(isForHost ? [] : [explainName(hostname, shown)]),
    ...(isTrusted ? [] : [explainIssuer(topOf(shown), isGiven)]),
  ].join('\n')
}

/** The certificate, to be copied into `ca-cert`, and its fingerprint, to be compared. */
function explainSelfSigned(shown: X509Certificate, isGiven: boolean, port: string): string {
  return [
    `Portainer's certificate is self-signed${isGiven ? ", and it is not in 'ca-cert'" : ''}. Give this one in 'ca-cert' if its fingerprint is the right one:`,
    ...fingerprintAndPem(shown),
    `Somebody in between could show another one: compare the fingerprint with the one that Portainer's own host shows: openssl s_client -connect localhost:${port} </dev/null | openssl x509 -noout -fingerprint -sha256`,
  ].join('\n')
}

function explainName(hostname: string, shown: X509Certificate): string {
  const names = shown.subjectAltName ?? ''
  return `Portainer's certificate is not for ${hostname}: ${names === '' ? 'it names no host' : `it names ${quote(names)}`}. Use one of its names in 'url', or give Portainer a certificate for ${hostname}.`
}

/** @param top the last certificate that the server sent. */
function explainIssuer(top: X509Certificate, isGiven: boolean): string {
  const source = isGiven ? ", which is not in 'ca-cert'" : ''
  if (!isSelfSigned(top)) {
    return `Portainer's certificate is from a private CA${source}: give the certificate of its issuer, ${quote(oneLine(top.issuer))}, in 'ca-cert'.`
  }
  return [
    `Portainer's certificate is from a private CA${source}. Give the CA's certificate in 'ca-cert' if its fingerprint is the right one:`,
    ...fingerprintAndPem(top),
    "Somebody in between could show another one: compare the fingerprint with that of the CA's own file: openssl x509 -in FILE -noout -fingerprint -sha256",
  ].join('\n')
}

const fingerprintAndPem = (certificate: X509Certificate): string[] => [
  `SHA-256 ${certificate.fingerprint256}`,
  certificate.toString().trim(),
]

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

const oneLine = (name: string): string => name.split('\n').reverse().join(', ')
