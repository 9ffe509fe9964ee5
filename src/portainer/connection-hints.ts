import { isLoopback } from '../inputs/address.ts'

export const WRONG_PATH =
  "Either 'url' points at something that is not Portainer, or a reverse proxy in front of it does not strip its prefix. 'url' is the address of Portainer's start page, without '/api'."

/** What to do about a request without an answer. */
export function hintForFailure(failure: {
  code: string
  sent: boolean
  url: string
  /** The scheme by which a proxy is reached. */
  proxy?: string | undefined
}): string | undefined {
  const { code, proxy } = failure
  const { protocol, hostname, port } = new URL(failure.url)
  switch (code) {
    case 'ECONNREFUSED':
      return `Nothing listens at ${hostname}:${port || (protocol === 'https:' ? '443' : '80')}${isLoopback(hostname) ? ', which is the runner itself' : ''}. Is Portainer up? 'wait-for-portainer' waits for it. Portainer 1.20-2.11 also ends by itself five minutes after its start when it has no administrator: start it again and use 'init-admin: true'.`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The name ${hostname} can't be resolved here: check 'url'. On a hosted runner only public names work.`
    // Without a proxy the certificate itself is shown: trust.ts.
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
    case 'SELF_SIGNED_CERT_IN_CHAIN':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
      return proxy === 'https:'
        ? "If it is Portainer's certificate: give it in 'ca-cert' when it is self-signed, else the certificate of its CA. If it is the proxy's: the runner has to trust it (NODE_EXTRA_CA_CERTS)."
        : "Portainer's certificate is self-signed or from a private CA: give the certificate itself in 'ca-cert', or that of the CA."
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
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
      return 'Whatever listens there is not an HTTP proxy: check HTTPS_PROXY, or add the host to NO_PROXY.'
    case 'TIMEOUT':
      if (proxy !== undefined && !failure.sent)
        return `The proxy in HTTP(S)_PROXY made no connection to ${hostname}: check that it is up and may reach it, or add the host to NO_PROXY.`
      return failure.sent
        ? "Portainer took the request and did not answer. It waits up to 120 s for an engine that hangs; 'timeout' is the limit for each request."
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
