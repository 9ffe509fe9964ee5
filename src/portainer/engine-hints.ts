import type { EndpointType } from '../inputs/endpoint-types.ts'
import { wordsOf, type ErrorBody } from './error-body.ts'
import type { Capabilities } from './versions.ts'

/** The endpoint that Portainer was asked to create, as far as hints need it. */
export interface RefusedEndpoint {
  type: EndpointType
  url: string | undefined
  hasTlsFiles: boolean
}

/** Words in what Portainer says of the engine, in lower case, and what to do about them. */
interface Row {
  words: RegExp
  hint: string | ((endpoint: RefusedEndpoint | undefined, capabilities: Capabilities) => string)
  /** Whether waiting may help, because the engine may not be up yet. */
  canPass?: true
}

const MOUNT = 'mount it there (-v /var/run/docker.sock:/var/run/docker.sock)'

/** What Portainer does not allow, or can't do with this engine, however it is reached. The first row that matches counts. */
const refusals: Row[] = [
  {
    words: /node allowance/,
    hint: "The Business Edition licence's number of nodes is used up: remove an endpoint, or extend the licence.",
  },
  {
    words: /\blicen[cs]e\b/,
    hint: 'Check the licence of Portainer Business Edition under Settings, Licenses.',
  },
  {
    words: /api server url not set|edge compute settings/,
    hint: "Set Portainer's API server URL under Settings, Edge Compute, before you create edge endpoints.",
  },
  {
    words: /\bssrf\b|not in the allow ?list/,
    hint: "Portainer's own allow list does not let it connect to this host: add the host of 'endpoint-url' to the list.",
  },
  {
    words: /\bfips\b/,
    hint: "Portainer runs in FIPS mode, in which it verifies every TLS connection: give the TLS files, and no 'tls-skip-verify'.",
  },
  {
    words: /already paired|invalid request signature/,
    hint: (_, { saysPairedForUntrusted }) =>
      `The agent is paired with another Portainer: restart the agent, or start both with the same AGENT_SECRET.${alsoPaired[saysPairedForUntrusted]}`,
  },
  {
    words: /unable to authenticate against azure/,
    hint: "Check 'azure-application-id', 'azure-tenant-id' and 'azure-authentication-key'.",
  },
  {
    words: /in-cluster/,
    hint: "'type: kubernetes' is the cluster that Portainer itself runs in, and it runs in none: for another cluster use 'type: agent'.",
  },
  {
    words: /podman/,
    hint: "The engine at 'endpoint-url' is not the one that 'container-engine' names: change it, or leave it out.",
  },
  {
    words: /client version \S+ is too old|minimum supported api version/,
    hint: 'The engine no longer supports the Docker API version that this Portainer uses: update Portainer (Docker 29 needs 2.33.5 LTS, or 2.36 and later).',
  },
  {
    words: /client version \S+ is too new|maximum supported api version/,
    hint: 'The engine is too old for the Docker API version that this Portainer uses: update the engine.',
  },
  {
    words: /permission denied.*(socket|unix)|(socket|unix).*permission denied/,
    hint: "Portainer's container has no permission to use the socket: run it as a user who has, or with the option that SELinux needs (--security-opt label=disable).",
  },
  {
    words: /(unix|npipe|pipe\/).*(no such file|cannot find the file)/,
    hint: `The socket does not exist inside Portainer's container: ${MOUNT}.`,
  },
  {
    words: /(unix|npipe):.*(is the docker daemon running|connection refused)/,
    hint: `No engine answers on the socket inside Portainer's container: ${MOUNT}, and check that the engine runs.`,
    canPass: true,
  },
]

/** What goes wrong with the connection to the engine or agent. The first row that matches counts. */
const troubles: Row[] = [
  // The engine does not accept Portainer's client certificate.
  {
    words: /remote error: tls: expired certificate/,
    hint: "The engine says that 'tls-cert' has expired: renew it, and check the engine's clock.",
  },
  {
    words: /remote error: tls: revoked certificate/,
    hint: "The engine says that 'tls-cert' was revoked: give a new certificate and key.",
  },
  {
    words: /remote error: tls: unknown (certificate authority|ca)/,
    hint: "The engine does not trust the CA that issued 'tls-cert': give a certificate and key of the CA in its --tlscacert.",
  },
  {
    words: /remote error: tls: (protocol version|insufficient security)|unsupported versions/,
    hint: 'Portainer and the engine have no TLS version and cipher in common: TLS 1.2 or later is needed.',
  },
  {
    words: /remote error: tls: handshake failure/,
    hint: unlessAgent(
      "The engine refused the TLS handshake: it wants a client certificate ('tls-cert' and 'tls-key'), or has no TLS version and cipher in common with Portainer.",
    ),
  },
  {
    words: /remote error: tls|client authentication/,
    hint: unlessAgent(
      "The engine wants a client certificate that it trusts: give 'tls-cert' and 'tls-key' of the CA in its --tlscacert.",
    ),
  },

  // Portainer does not accept the engine's certificate.
  {
    words: /legacy common name/,
    hint: "The engine's certificate names its host in the Common Name only: issue it again with a SAN (subjectAltName).",
  },
  {
    words: /x509.* is before /,
    hint: "The engine's certificate is not valid yet: check the clocks of the engine and of Portainer's host.",
  },
  {
    words: /x509.*(has expired|not yet valid)/,
    hint: "The engine's certificate has expired: renew it on the engine.",
  },
  {
    words: /x509.*key usage/,
    hint: "The engine's certificate is not one for servers: issue it again with extendedKeyUsage = serverAuth.",
  },
  {
    words: /x509.*(insecure algorithm|sha1)/,
    hint: "The engine's certificate is signed with an algorithm that is no longer secure: issue it again with SHA-256.",
  },
  {
    words: /x509.*(parent certificate cannot sign|not authorized to sign)/,
    hint: "A certificate in the engine's chain was issued by one that may not issue it: give the CA's own certificate in 'tls-ca-cert'.",
  },
  {
    words: /x509.*(valid for|ip sans|hostname)/,
    hint: "The engine's certificate is not made for the host in 'endpoint-url': use a name that is in it, or give the engine a certificate for this one.",
  },
  {
    words: /x509.*(unknown authority|not trusted)/,
    hint: "Portainer does not trust the engine's certificate: give the CA that signed it in 'tls-ca-cert'.",
  },
  {
    words: /private key does not match|find any pem data|failed to parse/,
    hint: "Portainer can't use the TLS files: check 'tls-ca-cert', 'tls-cert' and 'tls-key'; the key must belong to the certificate.",
  },
  {
    words: /x509/,
    hint: "Portainer does not accept the engine's certificate: check that the CA in 'tls-ca-cert' signed it, that it is made for the host in 'endpoint-url', and that it is valid now.",
  },

  // Something else answers, or nothing.
  {
    words:
      /http request to an https server|malformed http response|http response to https|look like a tls handshake/,
    hint: unlessAgent(
      "The engine and 'endpoint-url' disagree on TLS: give the TLS inputs for a port that speaks TLS (often 2376), leave them out for a plain one (often 2375).",
    ),
  },
  {
    words: /\btls: /,
    hint: unlessAgent(
      "Portainer and the engine could not agree on TLS: check the TLS inputs, and that the port in 'endpoint-url' speaks TLS.",
    ),
  },
  {
    words: /unable to get (endpoint|environment) type/,
    hint: "No agent answers at 'endpoint-url': check host, port (often 9001) and firewall from Portainer's host, not from the runner. An engine without an agent is 'type: docker'.",
    canPass: true,
  },
  {
    words:
      /unable to (ping|initiate communications)|cannot connect to|dial tcp|no such host|connection (refused|reset)|timeout|deadline exceeded/,
    hint: "Portainer itself could not reach 'endpoint-url' as asked: check host, port, firewall and TLS from Portainer's host, not from the runner.",
    canPass: true,
  },
]

const alsoPaired: Record<Capabilities['saysPairedForUntrusted'], string> = {
  never: '',
  agents:
    " Portainer 2.13-2.15 say the same when they do not trust the agent's certificate: check 'tls-ca-cert', or leave the TLS files out.",
  'Kubernetes agents':
    " For an agent on Kubernetes, Portainer also says this when it does not trust the agent's certificate: check 'tls-ca-cert', or leave the TLS files out (in FIPS mode it verifies the certificate all the same).",
}

/** An agent takes the TLS that Portainer offers by default. Where TLS goes wrong, it is not an agent that answers. */
function unlessAgent(hint: string): Row['hint'] {
  return (endpoint) =>
    endpoint?.type === 'agent' && !endpoint.hasTlsFiles
      ? "What answers at 'endpoint-url' is not an agent: for an engine without an agent use 'type: docker'."
      : hint
}

/** What to do about a create or update that the engine, the agent or a licence is the reason to refuse; undefined for others. */
export function hintForEngine(
  words: string,
  endpoint: RefusedEndpoint | undefined,
  capabilities: Capabilities,
): string | undefined {
  const refusal = find(refusals, words)
  const hint = (refusal ?? find(troubles, words))?.hint
  const text = typeof hint === 'function' ? hint(endpoint, capabilities) : hint
  const isAgentPort = endpoint?.type === 'docker' && /:9001\/?$/.test(endpoint.url ?? '')
  return text !== undefined && refusal === undefined && isAgentPort
    ? `Port 9001 is usually a Portainer agent's: for an agent use 'type: agent'. ${text}`
    : text
}

/** Whether what Portainer says of an engine may change by itself. Words that are not known may. */
export function canPass({ message, details }: Pick<ErrorBody, 'message' | 'details'>): boolean {
  const words = wordsOf(message, details)
  const row = find(refusals, words) ?? find(troubles, words)
  return row === undefined || row.canPass === true
}

const find = (rows: readonly Row[], text: string): Row | undefined =>
  rows.find(({ words }) => words.test(text))
