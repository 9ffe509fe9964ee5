import { X509Certificate } from 'node:crypto'
import { isSelfSigned } from '../certificates/rules.ts'
import { hostOf, quote } from '../foundation/text.ts'
import { isLoopback, type Connection } from '../inputs/connection.ts'

export const WRONG_PATH =
  "Either 'url' points at something that is not Portainer, or a reverse proxy in front of it does not strip its prefix. 'url' is the address of Portainer's start page, without '/api'."

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
])
const WRONG_HOST = 'ERR_TLS_CERT_ALTNAME_INVALID'

/** What to do about a request without a response; `proxy` is the scheme by which a proxy is reached. */
export function hintForFailure(failure: {
  code: string
  sent: boolean
  url: string
  proxy?: string | undefined
}): string | undefined {
  const { code, proxy } = failure
  const { protocol, hostname, port } = new URL(failure.url)
  // Without a proxy the certificate itself is shown.
  if (UNTRUSTED.has(code))
    return proxy === 'https:'
      ? "If it is Portainer's certificate: give it in 'ca-cert' when it is self-signed, else the certificate of its CA. If it is the proxy's: the runner has to trust it (NODE_EXTRA_CA_CERTS)."
      : "Portainer's certificate is self-signed or from a private CA: give the certificate itself in 'ca-cert', or that of the CA."
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${hostname}:${port || (protocol === 'https:' ? '443' : '80')}${isLoopback(hostname) ? ', which is the runner itself' : ''}. Is Portainer up? 'wait-for-portainer' waits for it. Portainer 1.20-2.11 also ends by itself five minutes after its start when it has no administrator: start it again and use 'init-admin: true'.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name ${hostname} can't be resolved here: check 'url'. On a hosted runner only public names work.`
    case WRONG_HOST:
      return `Portainer's certificate is not for ${hostname}: use one of its names in 'url', or give Portainer a certificate for ${hostname}.`
    case 'CERT_HAS_EXPIRED':
    case 'CERT_NOT_YET_VALID':
      return "Portainer's own certificate is not valid now: renew it, and check the clocks."
    case 'EPROTO':
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'ERR_SSL_PACKET_LENGTH_TOO_LONG':
      return "This port does not speak HTTPS, or only an old version of TLS: begin 'url' with 'http://', or use Portainer's HTTPS port (often 9443)."
    case 'ERR_PROXY_TUNNEL':
      return 'The proxy refused the connection: put its credentials into HTTPS_PROXY, or add the host to NO_PROXY.'
    case 'PROXY_ANSWER':
      return 'What listens there is not an HTTP proxy: check HTTPS_PROXY, or add the host to NO_PROXY.'
    case 'TIMEOUT':
      if (proxy !== undefined && !failure.sent)
        return `The proxy in HTTP(S)_PROXY made no connection to ${hostname}: check that it is up and may reach it, or add the host to NO_PROXY.`
      return failure.sent
        ? "Portainer accepted the request but did not respond. It waits up to 120 s for an engine that hangs; 'timeout' is the limit for each request."
        : `Nothing answered at ${hostname}; a firewall often drops such packets. 'timeout' is the limit for each request.`
    case 'ENCODING':
    case 'UPGRADE':
    case 'TOO_LARGE':
    case 'BAD_LIST':
      return WRONG_PATH
    default:
      return proxy !== undefined ? 'The request went through the proxy in HTTP(S)_PROXY.' : undefined
  }
}

const HANDSHAKE_MILLISECONDS = 5000

/** Explains a certificate that is not accepted, which it gets from a handshake that sends nothing. */
export async function explainCertificate(code: string, connection: Connection): Promise<string | undefined> {
  if (!UNTRUSTED.has(code) && code !== WRONG_HOST) return undefined
  const url = new URL(connection.url)
  const { hostname, port } = url
  const host = hostOf(url)
  const shown = await lookAt(host, Number(port || 443))
  if (shown === undefined) return undefined
  const isGiven = connection.ca.length > 0
  if (isSelfSigned(shown)) {
    return explainTrust(
      `Portainer's certificate is self-signed${isGiven ? ", and it is not in 'ca-cert'" : ''}. Give this one`,
      shown,
      `the one that Portainer's own host shows: openssl s_client -connect localhost:${port || '443'} </dev/null | openssl x509 -noout -fingerprint -sha256`,
    )
  }
  const { checkServerIdentity } = await import('node:tls')
  const isForHost = checkServerIdentity(host, shown.toLegacyObject()) === undefined
  return [
    // The name first: no CA in `ca-cert` helps against a wrong one.
    ...(isForHost ? [] : [explainName(hostname, shown)]),
    ...(code === WRONG_HOST ? [] : [explainIssuer(topOf(shown), isGiven)]),
  ].join('\n')
}

function explainName(hostname: string, shown: X509Certificate): string {
  const names = shown.subjectAltName ?? ''
  return `Portainer's certificate is not for ${hostname}: ${names === '' ? 'it names no host' : `it names ${quote(names)}`}. Use one of its names in 'url', or give Portainer a certificate for ${hostname}.`
}

function explainIssuer(top: X509Certificate, isGiven: boolean): string {
  const what = `Portainer's certificate is from a private CA${isGiven ? ", which is not in 'ca-cert'" : ''}`
  return isSelfSigned(top)
    ? explainTrust(
        `${what}. Give the CA's certificate`,
        top,
        "that of the CA's own file: openssl x509 -in FILE -noout -fingerprint -sha256",
      )
    : `${what}: give the certificate of its issuer, ${quote(top.issuer.split('\n').reverse().join(', '))}, in 'ca-cert'.`
}

/** With the certificate, to be copied into `ca-cert`, and its fingerprint, to be compared. */
function explainTrust(what: string, certificate: X509Certificate, comparedWith: string): string {
  return [
    `${what} in 'ca-cert' if its fingerprint is the right one:`,
    `SHA-256 ${certificate.fingerprint256}`,
    certificate.toString().trim(),
    `An attacker in between could present another one: compare the fingerprint with ${comparedWith}`,
  ].join('\n')
}

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
  return issuer && issuer.fingerprint256 !== certificate.fingerprint256 ? topOf(issuer) : certificate
}
