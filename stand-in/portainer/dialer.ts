// Dials engines and agents over real sockets, with real certificates, and tells failures in the words of Go.
import http from 'node:http'
import https from 'node:https'
import { BlockList, isIP } from 'node:net'
import tls from 'node:tls'

export interface Target {
  /** As the client wrote it. */
  url: string
  tls?: { verify: boolean; ca?: string; cert?: string; key?: string }
}

export interface Call {
  method?: string
  path: string
  headers?: http.OutgoingHttpHeaders
  body?: Buffer
  /** Milliseconds until the answer's head has to be there. */
  timeout: number
}

export interface DialOptions {
  /** Where the stand-in engine for `host:port` really listens; empty for a name that no resolver knows. */
  resolve: (hostPort: string) => string
  /** The socket behind `unix:///var/run/docker.sock`. */
  localSocket: string
  /** The only hosts that may be dialled over TCP: names, `*.example.com`, addresses, networks as `10.0.0.0/8`. */
  allowList?: readonly string[]
}

export class DialFailure extends Error {
  kind: 'unreachable' | 'timeout' | 'client-certificate' | 'not-allowed' | 'other'

  constructor(kind: DialFailure['kind'], message: string) {
    super(message)
    this.kind = kind
  }
}

export interface Dialer {
  call: (target: Target, call: Call) => Promise<http.IncomingMessage>
  close: () => void
}

export const localSocketUrl = 'unix:///var/run/docker.sock'

const unknownAuthority = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'INVALID_CA',
])

/** Of `host:port`, without the brackets of an IPv6 address. */
const nameOf = (hostPort: string): string => hostPort.replace(/:\d+$/, '').replace(/^\[|\]$/g, '')

function isAllowed(list: readonly string[], name: string): boolean {
  const family = isIP(name) === 6 ? 'ipv6' : 'ipv4'
  return list.some((entry) => {
    const [network = '', bits] = entry.split('/')
    if (bits === undefined) return entry === name || (entry.startsWith('*.') && name.endsWith(entry.slice(1)))
    const block = new BlockList()
    block.addSubnet(network, Number(bits), isIP(network) === 6 ? 'ipv6' : 'ipv4')
    return isIP(name) !== 0 && block.check(name, family)
  })
}

const noSuchHost = (host: string): DialFailure =>
  new DialFailure('unreachable', `dial tcp: lookup ${host.replace(/:\d+$/, '')}: no such host`)

function failure(error: NodeJS.ErrnoException, host: string, target: Target): DialFailure {
  const code = error.code ?? ''
  const address = host.replace(/^localhost:/, '127.0.0.1:')
  const x509 = (text: string) => new DialFailure('other', `tls: failed to verify certificate: x509: ${text}`)
  if (code === 'ECONNREFUSED')
    return new DialFailure('unreachable', `dial tcp ${address}: connect: connection refused`)
  if (code === 'ENOENT')
    return new DialFailure('unreachable', `dial unix ${host}: connect: no such file or directory`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return noSuchHost(host)
  if (code === 'ETIMEDOUT') return new DialFailure('timeout', `dial tcp ${host}: i/o timeout`)
  if (code === 'EHOSTUNREACH')
    return new DialFailure('unreachable', `dial tcp ${host}: connect: no route to host`)
  if (unknownAuthority.has(code)) return x509('certificate signed by unknown authority')
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') {
    return x509('certificate has expired or is not yet valid')
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return x509(`certificate is not valid for ${host}`)
  // Node's server ends a connection without the client certificate it wants, by alert or by reset.
  if (target.tls && (code.includes('ALERT') || code === 'ECONNRESET')) {
    return new DialFailure('client-certificate', 'remote error: tls: bad certificate')
  }
  if (/wrong version number|packet length too long/i.test(`${code.replaceAll('_', ' ')} ${error.message}`)) {
    return new DialFailure('other', 'http: server gave HTTP response to HTTPS client')
  }
  if (code === 'ECONNRESET') return new DialFailure('other', 'EOF')
  return new DialFailure('other', error.message)
}

/** A key pair is checked before anything is dialled, as crypto/tls does. */
export function checkKeyPair(cert: string, key: string): void {
  if (!cert.includes('-----BEGIN')) {
    throw new DialFailure('other', 'tls: failed to find any PEM data in certificate input')
  }
  if (!key.includes('-----BEGIN'))
    throw new DialFailure('other', 'tls: failed to find any PEM data in key input')
  try {
    tls.createSecureContext({ cert, key })
  } catch (error) {
    const mismatch = (error as NodeJS.ErrnoException).code === 'ERR_OSSL_X509_KEY_VALUES_MISMATCH'
    throw new DialFailure(
      'other',
      mismatch ? 'tls: private key does not match public key' : 'tls: failed to parse private key',
    )
  }
}

export function makeDialer(options: DialOptions): Dialer {
  const keepAlive = new http.Agent({ keepAlive: true, maxFreeSockets: 64 })

  function open(target: Target, call: Call): { request: http.ClientRequest; host: string } {
    const [, scheme = '', host = ''] = /^(\w+):\/\/([^/]*)/.exec(target.url) ?? []
    const common = { method: call.method ?? 'GET', path: call.path, headers: { ...call.headers } }
    if (scheme === 'unix') {
      const path = target.url.slice('unix://'.length)
      const socketPath = target.url === localSocketUrl ? options.localSocket : path
      common.headers['host'] = 'docker'
      return { request: http.request({ ...common, socketPath, agent: keepAlive }), host: path }
    }
    if (options.allowList !== undefined && !isAllowed(options.allowList, nameOf(host))) {
      throw new DialFailure('not-allowed', `ssrf: destination ${nameOf(host)} is not in the allowlist`)
    }
    const at = options.resolve(host)
    if (at === '') throw noSuchHost(host)
    const port = Number(/:(\d+)$/.exec(at)?.[1] ?? (target.tls ? 443 : 80))
    const where = { ...common, host: at.replace(/:\d+$/, ''), port }
    common.headers['host'] = host
    if (!target.tls) return { request: http.request({ ...where, agent: keepAlive }), host }
    const name = nameOf(host)
    const { verify, ca, cert, key } = target.tls
    const request = https.request({
      ...where,
      agent: false,
      // The name that the client wrote is what the certificate has to fit, wherever the stand-in listens.
      servername: isIP(name) ? '' : name,
      checkServerIdentity: (_, certificate) => tls.checkServerIdentity(name, certificate),
      rejectUnauthorized: verify,
      ...(ca === undefined ? {} : { ca }),
      ...(cert === undefined || key === undefined ? {} : { cert, key }),
    })
    return { request, host }
  }

  return {
    call: (target, call) =>
      new Promise((resolve, reject) => {
        if (target.tls?.cert !== undefined || target.tls?.key !== undefined) {
          checkKeyPair(target.tls.cert ?? '', target.tls.key ?? '')
        }
        const { request, host } = open(target, call)
        const timer = setTimeout(() => {
          reject(
            new DialFailure(
              'timeout',
              'context deadline exceeded (Client.Timeout exceeded while awaiting headers)',
            ),
          )
          request.destroy()
        }, call.timeout)
        request.once('response', (response) => {
          clearTimeout(timer)
          resolve(response)
        })
        request.on('error', (error) => {
          clearTimeout(timer)
          reject(failure(error, host, target))
        })
        request.end(call.body)
      }),
    close: () => keepAlive.destroy(),
  }
}

export async function readText(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
