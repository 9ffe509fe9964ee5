// What Portainer says of an engine, an agent or its licence: what to do about it, and whether to wait.
import { expect, test } from '@jest/globals'
import { canPass, hintForEngine, type RefusedEndpoint } from '../../../src/portainer/engine-hints.ts'
import { capabilitiesOf, parseVersion } from '../../../src/portainer/versions.ts'

const COMMUNICATE = 'Unable to initiate communications with environment'
const docker: RefusedEndpoint = { type: 'docker', url: 'tcp://192.0.2.10:2376', hasTlsFiles: true }
const plain: RefusedEndpoint = { type: 'docker', url: 'tcp://192.0.2.10:2375', hasTlsFiles: false }
const agentPort: RefusedEndpoint = { type: 'docker', url: 'tcp://192.0.2.10:9001', hasTlsFiles: false }
const agent: RefusedEndpoint = { type: 'agent', url: 'tcp://192.0.2.10:2375', hasTlsFiles: false }
const agentWithFiles: RefusedEndpoint = { ...agent, hasTlsFiles: true }
const local: RefusedEndpoint = { type: 'docker', url: 'unix:///var/run/docker.sock', hasTlsFiles: false }

type Row = [details: string, endpoint: RefusedEndpoint, says: string[], never: string[], passes?: 'passes']
const rows: Row[] = [
  [
    'x509: certificate relies on legacy Common Name field, use SANs instead',
    docker,
    ['SAN', 'subjectAltName'],
    ['tls-cert'],
  ],
  [
    'x509: certificate has expired or is not yet valid: current time 2026-11-22T12:00:00Z is after 2026-11-01T00:00:00Z',
    docker,
    ["engine's certificate", 'renew'],
    ['tls-cert'],
  ],
  [
    'x509: certificate has expired or is not yet valid: current time 2026-11-22T12:00:00Z is before 2026-12-01T00:00:00Z',
    docker,
    ['not valid yet', 'clocks'],
    ['tls-cert', 'renew'],
  ],
  ['x509: certificate specifies an incompatible key usage', docker, ['serverAuth'], ['tls-cert']],
  [
    "x509: cannot validate certificate for 192.0.2.10 because it doesn't contain any IP SANs",
    docker,
    ["host in 'endpoint-url'"],
    ['tls-cert'],
  ],
  ['x509: certificate is valid for a, not b', docker, ["host in 'endpoint-url'"], ['tls-cert']],
  ['x509: certificate signed by unknown authority', docker, ["'tls-ca-cert'"], ['tls-cert']],
  ['remote error: tls: expired certificate', docker, ["'tls-cert' has expired", 'renew', 'clock'], ['CA']],
  ['remote error: tls: unknown certificate authority', docker, ["'tls-cert'", '--tlscacert'], []],
  ['remote error: tls: bad certificate', docker, ["'tls-cert' and 'tls-key'"], ['type: docker']],
  ['remote error: tls: protocol version not supported', docker, ['TLS 1.2'], ['tls-cert']],
  ['tls: private key does not match public key', docker, ["'tls-key'", 'the key must belong'], []],
  [
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
    local,
    ["Portainer's container", 'permission', 'socket'],
    ['host,', 'port', 'firewall'],
  ],
  [
    'dial unix /var/run/docker.sock: connect: no such file or directory',
    local,
    ['mount', '-v /var/run/docker.sock'],
    ['host,', 'port', 'firewall'],
  ],
  [
    'Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?',
    local,
    ['mount', 'engine runs'],
    ['port', 'firewall'],
    'passes',
  ],
  [
    'client version 1.41 is too old. Minimum supported API version is 1.44, please upgrade your client',
    plain,
    ['Docker 29', '2.33.5', '2.36', 'update Portainer'],
    ['firewall', ' port'],
  ],
  [
    'client version 1.51 is too new. Maximum supported API version is 1.41',
    plain,
    ['update the engine'],
    ['Docker 29'],
  ],
  [
    'Ssrf: destination 192.0.2.10 is not in the allowlist',
    plain,
    ["Portainer's own allow list"],
    ['firewall'],
  ],
  ['Client sent an HTTP request to an HTTPS server.', plain, ['TLS inputs'], ['type: agent']],
  ['http: server gave HTTP response to HTTPS client', docker, ['TLS inputs'], ['type: agent']],
  ['dial tcp 192.0.2.10:2375: connect: connection refused', plain, ['firewall'], ['type: agent'], 'passes'],
  ['context deadline exceeded', plain, ['firewall'], [], 'passes'],
  ['', plain, ['firewall'], [], 'passes'],
]

// Of the last parameter, where a row has none, Jest would make the callback that ends the test.
test.each(rows)('%s', (...[details, endpoint, says, never, passes]) => {
  const hint =
    hintForEngine(`${COMMUNICATE} ${details}`.toLowerCase(), endpoint, capabilitiesOf(undefined)) ?? ''
  for (const words of says) expect(hint).toContain(words)
  for (const words of never) expect(hint).not.toContain(words)
  expect(canPass({ message: COMMUNICATE, details })).toBe(passes === 'passes')
})

test.each(['2.23.0', '2.6.3', '1.24.2', '1.18.1'])(
  "an engine at the address of 'type: agent' is 'type: docker', in whatever words Portainer %s says it",
  (version) => {
    const reasons = [
      'Unable to get environment type: http: server gave HTTP response to HTTPS client',
      'Unable to ping Docker environment: malformed HTTP response',
      'Unable to get endpoint type: remote error: tls: bad certificate',
      'Unable to get environment type: remote error: tls: certificate required',
      'Unable to get environment type: Failed request with status 404',
    ]
    for (const reason of reasons) {
      const hint = hintForEngine(reason.toLowerCase(), agent, capabilitiesOf(parseVersion(version)))
      expect(hint).toContain("'type: docker'")
      expect(hint).not.toContain('give the TLS inputs')
    }
  },
)

test("the usual port of an agent suggests 'type: agent' before TLS", () => {
  for (const words of [
    'client sent an http request to an https server.',
    'x509: unknown authority',
    'eof: dial tcp',
  ]) {
    const hint = hintForEngine(words, agentPort, capabilitiesOf(undefined)) ?? ''
    expect(hint.indexOf("'type: agent'")).toBeGreaterThan(0)
    expect(hint.slice(0, hint.indexOf("'type: agent'"))).not.toMatch(/TLS|tls/)
  }
})

test.each([
  ['2.12.2', false, false],
  ['2.14.0', true, false],
  ['2.23.0', true, true],
  ['2.45.0', true, true],
])(
  'an agent that is paired already: Portainer %s says it of certificates too',
  (version, also, kubernetes) => {
    const words = 'agent already paired with another portainer instance'
    const hint = hintForEngine(words, agentWithFiles, capabilitiesOf(parseVersion(version))) ?? ''
    expect(hint).toContain('AGENT_SECRET')
    expect(hint.includes('does not trust') || hint.includes('do not trust')).toBe(also)
    expect(hint.includes('Kubernetes')).toBe(kubernetes)
    expect(hint.includes('FIPS')).toBe(kubernetes)
    expect(canPass({ message: '', details: words })).toBe(false)
  },
)

test.each(['You have exceeded the node allowance of your current license', 'No valid license found'])(
  'the licence: %s',
  (details) => {
    expect(hintForEngine(details.toLowerCase(), plain, capabilitiesOf(undefined))).toMatch(/licence/)
    expect(canPass({ message: '', details })).toBe(false)
  },
)

test('what nobody knows may pass, and gets no hint', () => {
  expect(canPass({ message: 'Something new', details: '' })).toBe(true)
  expect(hintForEngine('something new', plain, capabilitiesOf(undefined))).toBeUndefined()
})
