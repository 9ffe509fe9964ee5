// Portainer is not reached, or something else is.
import http from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { makeAuthority, type CertificateOptions } from '../../../stand-in/certificates.ts'
import { makeListener } from '../../../stand-in/listener.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import { closeAfterTest, type Setup } from '../../helpers/setup.ts'
import { page, text, type Trouble } from './entry.ts'

/** Something with a certificate of this kind in Portainer's place: of a CA that is not given, but sent, or given. */
const serveWith =
  (options: CertificateOptions, authority?: 'sent' | 'given') => async (): Promise<Inputs> => {
    const ca = await makeAuthority('Example CA')
    const { cert, key } = await ca.issueServer(options)
    const listener = makeListener((_, response) => response.end('{}'), {
      cert: authority === 'sent' ? cert + ca.cert : cert,
      key,
    })
    const port = await listener.listen({ port: 0 })
    closeAfterTest({ close: () => listener.stop() })
    return authority === 'given'
      ? { url: `https://portainer.example.com:${port}`, 'ca-cert': ca.cert }
      : { url: `https://127.0.0.1:${port}` }
  }

/** A proxy that refuses everything. */
async function openProxy(): Promise<string> {
  const proxy = http.createServer((_, response) => response.writeHead(407).end())
  proxy.on('connect', (_, socket) => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  closeAfterTest({
    close: () => {
      proxy.closeAllConnections()
      proxy.close()
    },
  })
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}

const named = ({ portainer }: Setup): { url: string } => ({
  url: portainer.url.replace(/127\.0\.0\.1|localhost/, 'portainer.example.com'),
})

export const reaching: Record<string, Trouble> = {
  'connect ECONNREFUSED': { before: (portainer) => portainer.stop(), inputs: named },
  'getaddrinfo ENOTFOUND': { inputs: { url: 'https://portainer.invalid' } },
  'no complete response within': { rule: { act: 'stall' }, inputs: { timeout: 1 } },
  'answered 404: 404 page not found': { inputs: ({ portainer }) => ({ url: `${portainer.url}/portainer` }) },
  'a web page came back': {
    rule: { act: { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' } },
  },
  'JSON without a version': { rule: { act: { status: 200, body: '{"status":"ok"}' } } },
  'answered 400: Client sent an HTTP request to an HTTPS server': {
    server: { https: true },
    inputs: (scene) => ({ url: named(scene).url.replace('https:', 'http:') }),
  },
  'wrong version number': { inputs: ({ portainer }) => ({ url: portainer.url.replace('http:', 'https:') }) },
  'self-signed certificate.': { server: { https: true }, inputs: named },
  "it is not in 'ca-cert'": {
    server: { https: true },
    inputs: async (scene) => ({ ...named(scene), 'ca-cert': (await makeAuthority('Another CA')).cert }),
  },
  'self-signed certificate in certificate chain': { inputs: serveWith({}, 'sent') },
  'unable to verify the first certificate': { inputs: serveWith({}) },
  'certificate has expired': { inputs: serveWith({ notAfter: new Date(Date.now() - 86_400_000) }, 'sent') },
  "does not match certificate's altnames": {
    inputs: serveWith({ names: ['docker.example.com'] }, 'given'),
  },
  'answered 301 … give the final address': {
    rule: { act: { status: 301, headers: { location: 'https://portainer.example.com/' } } },
  },
  "answered 308 … Give 'https://": {
    rule: { act: { status: 308, headers: { location: 'https://portainer.example.com/api/status' } } },
  },
  'answered 302 … probably the sign-in of an access proxy': {
    rule: {
      act: { status: 302, headers: { location: 'https://auth.example.com/?rd=https%3A%2F%2Fportainer' } },
    },
  },
  'answered 401 … asks for its own sign-in': {
    rule: { act: text(401, 'Unauthorized', { 'www-authenticate': 'Basic realm="Restricted"' }) },
  },
  'a challenge for browsers': {
    rule: { act: page(403, 'Just a moment...', { 'cf-mitigated': 'challenge' }) },
  },
  'Too many requests for a proxy': {
    rule: { path: '/api/auth', act: page(429, '429 Too Many Requests', { 'retry-after': '60' }) },
  },
  'too large for a proxy': {
    rule: { method: 'POST', path: '/api/endpoints', act: page(413, '413 Request Entity Too Large') },
  },
  'wants a client certificate, which this action': {
    rule: { act: page(400, '400 No required SSL certificate was sent') },
  },
  'blocks DELETE requests': {
    server: { seed: { endpoints: 1, namePrefix: 'web-' } },
    inputs: { name: 'web-1', state: 'absent', 'endpoint-url': '' },
    rule: { method: 'DELETE', act: page(405, '405 Not Allowed') },
  },
  'answered 502 with an empty body': { rule: { act: { status: 502 } } },
  'the proxy answered 407': {
    inputs: named,
    env: async () => ({ HTTP_PROXY: await openProxy() }),
  },
  'Failed to establish tunnel': {
    server: { https: true },
    inputs: named,
    env: async () => ({ HTTPS_PROXY: await openProxy() }),
  },
  'read the status … answered 403': {
    rule: {
      act: { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Access denied by policy' },
    },
  },
}
