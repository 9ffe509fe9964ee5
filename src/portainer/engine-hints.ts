import type { EndpointType } from '../inputs/endpoint-types.ts'
import type { Capabilities } from './versions.ts'

export interface RefusedEndpoint {
  type: EndpointType
  url: string | undefined
  hasTlsFiles: boolean
}

/** Hints search no further: a hostile text could make the search take hours. */
const MAX_WORDS = 4000

export const wordsOf = (message: string, details: string): string =>
  `${message.slice(0, MAX_WORDS)} ${details.slice(0, MAX_WORDS)}`.trim().toLowerCase()

const MOUNT = 'mount it there (-v /var/run/docker.sock:/var/run/docker.sock)'

const PAIRED =
  'The agent is paired with another Portainer: restart the agent, or start both with the same AGENT_SECRET.'

const alsoPaired: Record<Capabilities['saysPairedForUntrusted'], string> = {
  never: '',
  agents:
    " Portainer 2.13-2.15 say the same when they do not trust the agent's certificate: check 'tls-ca-cert', or leave the TLS files out.",
  'Kubernetes agents':
    " For an agent on Kubernetes, Portainer also says this when it does not trust the agent's certificate: check 'tls-ca-cert', or leave the TLS files out (in FIPS mode it verifies the certificate anyway).",
}

const NOTHING_ON_SOCKET = `No engine answers on the socket inside Portainer's container: ${MOUNT}, and check that the engine runs.`
const NO_AGENT =
  "No agent answers at 'endpoint-url': check host, port (often 9001) and firewall from Portainer's host, not from the runner. An engine without an agent is 'type: docker'."
const UNREACHABLE =
  "Portainer itself could not reach 'endpoint-url' as asked: check host, port, firewall and TLS from Portainer's host, not from the runner."

/** What Portainer does not allow, or can't do with this engine, however it is reached. */
function hintForRefusal(words: string): string | undefined {
  if (/node allowance/.test(words))
    return "The Business Edition licence's number of nodes is used up: remove an endpoint, or extend the licence."
  if (/\blicen[cs]e\b/.test(words))
    return 'Check the licence of Portainer Business Edition under Settings, Licenses.'
  if (/api server url not set|edge compute settings/.test(words))
    return "Set Portainer's API server URL under Settings, Edge Compute, before you create edge endpoints."
  if (/\bssrf\b|not in the allow ?list/.test(words))
    return "Portainer's own allow list does not let it connect to this host: add the host of 'endpoint-url' to the list."
  if (/\bfips\b/.test(words))
    return "Portainer runs in FIPS mode, in which it verifies every TLS connection: give the TLS files, and no 'tls-skip-verify'."
  if (/already paired|invalid request signature/.test(words)) return PAIRED
  if (/unable to authenticate against azure/.test(words))
    return "Check 'azure-application-id', 'azure-tenant-id' and 'azure-authentication-key'."
  if (/in-cluster/.test(words))
    return "'type: kubernetes' is the cluster that Portainer itself runs in, and it runs in none: for another cluster use 'type: agent'."
  if (/podman/.test(words))
    return "The engine at 'endpoint-url' is not the one that 'container-engine' names: change it, or leave it out."
  if (/client version \S+ is too old|minimum supported api version/.test(words))
    return 'The engine no longer supports the Docker API version that this Portainer uses: update Portainer (Docker 29 needs 2.33.5 LTS, or 2.36 and later).'
  if (/client version \S+ is too new|maximum supported api version/.test(words))
    return 'The engine is too old for the Docker API version that this Portainer uses: update the engine.'
  if (/permission denied.*(socket|unix)|(socket|unix).*permission denied/.test(words))
    return "Portainer's container has no permission to use the socket: run it as a user who has, or with the option that SELinux needs (--security-opt label=disable)."
  if (/(unix|npipe|pipe\/).*(no such file|cannot find the file)/.test(words))
    return `The socket does not exist inside Portainer's container: ${MOUNT}.`
  if (/(unix|npipe):.*(is the docker daemon running|connection refused)/.test(words)) return NOTHING_ON_SOCKET
  return undefined
}

function hintForTrouble(words: string, endpoint?: RefusedEndpoint): string | undefined {
  /** An agent takes the TLS that Portainer offers by default. Where TLS goes wrong, it is not an agent that answers. */
  const unlessAgent = (hint: string): string =>
    endpoint?.type === 'agent' && !endpoint.hasTlsFiles
      ? "What answers at 'endpoint-url' is not an agent: for an engine without an agent use 'type: docker'."
      : hint

  // The engine does not accept Portainer's client certificate.
  if (/remote error: tls: expired certificate/.test(words))
    return "The engine says that 'tls-cert' has expired: renew it, and check the engine's clock."
  if (/remote error: tls: revoked certificate/.test(words))
    return "The engine says that 'tls-cert' was revoked: give a new certificate and key."
  if (/remote error: tls: unknown (certificate authority|ca)/.test(words))
    return "The engine does not trust the CA that issued 'tls-cert': give a certificate and key of the CA in its --tlscacert."
  if (/remote error: tls: (protocol version|insufficient security)|unsupported versions/.test(words))
    return 'Portainer and the engine have no TLS version and cipher in common: TLS 1.2 or later is needed.'
  if (/remote error: tls: handshake failure/.test(words))
    return unlessAgent(
      "The engine refused the TLS handshake: it wants a client certificate ('tls-cert' and 'tls-key'), or has no TLS version and cipher in common with Portainer.",
    )
  if (/remote error: tls|client authentication/.test(words))
    return unlessAgent(
      "The engine wants a client certificate that it trusts: give 'tls-cert' and 'tls-key' of the CA in its --tlscacert.",
    )

  // Portainer does not accept the engine's certificate.
  if (/legacy common name/.test(words))
    return "The engine's certificate names its host in the Common Name only: issue it again with a SAN (subjectAltName)."
  if (/x509.* is before /.test(words))
    return "The engine's certificate is not valid yet: check the clocks of the engine and of Portainer's host."
  if (/x509.*(has expired|not yet valid)/.test(words))
    return "The engine's certificate has expired: renew it on the engine."
  if (/x509.*key usage/.test(words))
    return "The engine's certificate is not one for servers: issue it again with extendedKeyUsage = serverAuth."
  if (/x509.*(insecure algorithm|sha1)/.test(words))
    return "The engine's certificate is signed with an algorithm that is no longer secure: issue it again with SHA-256."
  if (/x509.*(parent certificate cannot sign|not authorized to sign)/.test(words))
    return "A certificate in the engine's chain was issued by one that may not issue it: give the CA's own certificate in 'tls-ca-cert'."
  if (/x509.*(valid for|ip sans|hostname)/.test(words))
    return "The engine's certificate is not made for the host in 'endpoint-url': use a name that is in it, or give the engine a certificate for this one."
  if (/x509.*(unknown authority|not trusted)/.test(words))
    return "Portainer does not trust the engine's certificate: give the CA that signed it in 'tls-ca-cert'."
  if (/private key does not match|find any pem data|failed to parse/.test(words))
    return "Portainer can't use the TLS files: check 'tls-ca-cert', 'tls-cert' and 'tls-key'; the key must belong to the certificate."
  if (/x509/.test(words))
    return "Portainer does not accept the engine's certificate: check that the CA in 'tls-ca-cert' signed it, that it is made for the host in 'endpoint-url', and that it is valid now."

  // Something else answers, or nothing.
  if (
    /http request to an https server|http response to https/.test(words) ||
    /malformed http response|look like a tls handshake/.test(words)
  )
    return unlessAgent(
      "The engine and 'endpoint-url' disagree on TLS: give the TLS inputs for a port that speaks TLS (often 2376), leave them out for a plain one (often 2375).",
    )
  if (/\btls: /.test(words))
    return unlessAgent(
      "Portainer and the engine could not agree on TLS: check the TLS inputs, and that the port in 'endpoint-url' speaks TLS.",
    )
  if (/unable to get (endpoint|environment) type/.test(words)) return NO_AGENT
  if (/unable to (ping|initiate communications)|cannot connect to|dial tcp|no such host/.test(words))
    return UNREACHABLE
  return /connection (refused|reset)|timeout|deadline exceeded/.test(words) ? UNREACHABLE : undefined
}

/** What to do about a refused create or update, where the engine, the agent or a licence is the reason. */
export function hintForEngine(
  words: string,
  endpoint: RefusedEndpoint | undefined,
  capabilities: Capabilities,
): string | undefined {
  const refusal = hintForRefusal(words)
  if (refusal === PAIRED) return PAIRED + alsoPaired[capabilities.saysPairedForUntrusted]
  const trouble = refusal ?? hintForTrouble(words, endpoint)
  const isAgentPort = endpoint?.type === 'docker' && /:9001\/?$/.test(endpoint.url ?? '')
  return refusal === undefined && trouble !== undefined && isAgentPort
    ? `Port 9001 is usually a Portainer agent's: for an agent use 'type: agent'. ${trouble}`
    : trouble
}

/** Whether waiting may help, because the engine may not be up yet. Unknown words count as such. */
export function canPass(body: { message: string; details: string }): boolean {
  const words = wordsOf(body.message, body.details)
  const hint = hintForRefusal(words) ?? hintForTrouble(words)
  return hint === undefined || [NOTHING_ON_SOCKET, NO_AGENT, UNREACHABLE].includes(hint)
}
