// The connections that `/api/endpoints/{id}/docker/...` goes through: each is built once, and used as it was built until
// an update builds it anew or the server restarts.
import { targetOf } from './connection-test.ts'
import { checkKeyPair, type Target } from './dialer.ts'
import { Refused } from './replies.ts'
import { has, key, type Payload } from './json-body.ts'
import type { Server } from './handler.ts'
import type { Endpoint, TlsFile } from './state.ts'

/** Reads the TLS files; one that is missing, or a key of another certificate, throws in Go's words. */
function build(server: Server, endpoint: Endpoint): Target {
  const { TLSCACert, TLSCert, TLSKey } = endpoint.TLSConfig
  const files = server.state.tlsFiles.get(String(endpoint.Id)) ?? {}
  // The key pair is read before the CA.
  const wanted: [TlsFile, string | undefined][] = [
    ['cert', TLSCert],
    ['key', TLSKey],
    ['ca', TLSCACert],
  ]
  for (const [kind, path] of wanted) {
    if (path !== undefined && files[kind] === undefined)
      throw new Error(`open ${path}: no such file or directory`)
  }
  if (TLSCert !== undefined && TLSKey !== undefined) checkKeyPair(files.cert ?? '', files.key ?? '')
  return targetOf(server.state, endpoint)
}

function register(server: Server, endpoint: Endpoint, message: string): Target {
  server.proxies.delete(endpoint.Id)
  try {
    const target = build(server, endpoint)
    server.proxies.set(endpoint.Id, target)
    return target
  } catch (error) {
    throw new Refused(500, message, (error as Error).message)
  }
}

/** The connection in use; built now if there is none. */
export const proxyOf = (server: Server, endpoint: Endpoint): Target =>
  server.proxies.get(endpoint.Id) ?? register(server, endpoint, 'Unable to create proxy')

/** Whether a PUT with this payload builds a new connection for the endpoint, which is still as it was. */
export function reconnects(server: Server, endpoint: Endpoint, payload: Payload): boolean {
  const { putReconnects } = server.rules
  const url = key(payload, 'URL') as string | undefined
  const tls = key(payload, 'TLS') as boolean | undefined
  if (putReconnects === 'always') return true
  if (putReconnects === 'named') return has(payload, 'URL') || has(payload, 'TLS')
  if (putReconnects === 'never') return false
  if (putReconnects === 'changed') {
    if (url !== undefined && url !== endpoint.URL) return true
    if (tls !== undefined && tls !== endpoint.TLSConfig.TLS) return true
  }
  // New files are expected where a check is switched on, but only of a Docker engine.
  const checks = [key(payload, 'TLSSkipVerify'), key(payload, 'TLSSkipClientVerify')].includes(false)
  return endpoint.Type === 1 && (url?.startsWith('tcp://') ?? true) && tls === true && checks
}

/** Builds the connection of an update, and refuses the update with 500 when that is not possible. */
export function reconnect(server: Server, changed: Endpoint): void {
  register(server, changed, `Unable to register HTTP proxy for the ${server.words.thing}`)
}
