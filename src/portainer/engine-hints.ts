import type { Capabilities } from './versions.ts'

/** Details of a refused create or update come from the engine's side, or from a licence: here the words are all there is; undefined for others. */
export function hintForRefused(text: string, capabilities: Capabilities): string | undefined {
  if (/node allowance/.test(text))
    return "The Business Edition licence's number of nodes is used up: remove an endpoint, or extend the licence."
  if (/api server url not set|edge compute settings/.test(text)) {
    return "Set Portainer's API server URL under Settings, Edge Compute, before edge endpoints are created."
  }
  if (/already paired|invalid request signature/.test(text)) {
    const also = capabilities.takesUnknownForPaired
      ? ' Portainer 2.13-2.15 say the same when they do not trust its certificate.'
      : ''
    return `The agent belongs to another Portainer: restart the agent, or give both the same AGENT_SECRET.${also}`
  }
  if (/unable to authenticate against azure/.test(text)) {
    return "Check 'azure-application-id', 'azure-tenant-id' and 'azure-authentication-key'."
  }
  if (/in-cluster/.test(text)) {
    return "'type: kubernetes' is the cluster that Portainer itself runs in, and it runs in none: for another cluster use 'type: agent'."
  }
  if (/podman/.test(text))
    return "Check 'container-engine' against the engine that answers at 'endpoint-url'."
  return hintForTls(text)
}

/** What Portainer's Go says of TLS between it and the engine. */
function hintForTls(text: string): string | undefined {
  if (/remote error: tls|client authentication/.test(text)) {
    return "The engine wants a client certificate, and not this one: give 'tls-cert' and 'tls-key' of a CA that the engine trusts."
  }
  if (/x509.*(unknown authority|not trusted)/.test(text)) {
    return "The engine's certificate is not signed by the CA in 'tls-ca-cert': give the one that signed it."
  }
  if (/x509.*(valid for|ip sans|hostname)/.test(text)) {
    return "The engine's certificate is not made for the host in 'endpoint-url': use a name that is in it, or give the engine a certificate for this one."
  }
  if (/x509|tls: |certificate/.test(text)) {
    return "Portainer does not trust the engine's certificate, or the engine not ours: check that 'tls-ca-cert' signed the engine's certificate, that it is made for the host in 'endpoint-url' and valid now, and that 'tls-cert' is of the engine's CA."
  }
  if (/unable to get (endpoint|environment) type/.test(text)) {
    return "No agent answers at 'endpoint-url': check host, port (often 9001) and firewall from Portainer's host, not from the runner. An engine without an agent is 'type: docker'."
  }
  if (/http request to an https server|malformed http response|http response to https/.test(text)) {
    return "The engine and 'endpoint-url' disagree on TLS: give the TLS inputs for a port that speaks TLS (often 2376), leave them out for a plain one (often 2375)."
  }
  return undefined
}
