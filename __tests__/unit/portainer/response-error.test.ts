// What a hint must say, and must not, for each answer that people met: on every path where it can come.
import { describe, expect, test } from '@jest/globals'
import type { Connection } from '../../../src/inputs/connection.ts'
import { readErrorBody } from '../../../src/portainer/response-error.ts'
import { type ErrorContext, hintForResponse, type Step } from '../../../src/portainer/response-error.ts'
import { parseVersion } from '../../../src/portainer/versions.ts'

const PASSWORD: Connection['credentials'] = { kind: 'password', password: 'correct-horse-battery' }
const key = (apiKey: string): Connection['credentials'] => ({ kind: 'api-key', apiKey })
const API_KEY = key('ptr_0123456789abcdef')

interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string | object
}

interface Asked {
  step?: Step
  version?: string
  credentials?: Connection['credentials']
  headers?: [string, string][]
  setupToken?: string
  endpoint?: ErrorContext['endpoint']
}

const requests: Record<Step, [method: string, path: string]> = {
  status: ['GET', '/api/status'],
  init: ['POST', '/api/users/admin/init'],
  'sign-in': ['POST', '/api/auth'],
  read: ['GET', '/api/endpoints?name=web&excludeSnapshots=true'],
  create: ['POST', '/api/endpoints'],
  write: ['PUT', '/api/endpoints/1'],
}
const steps = Object.keys(requests) as Step[]

/** The hint, in lower case. */
function hintOf({ status, headers = {}, body = '' }: Answer, asked: Asked = {}): string {
  const { step = 'read', credentials = API_KEY, headers: own = [], setupToken, endpoint } = asked
  const [method, path] = requests[step]
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  const errorBody = readErrorBody({ headers, body: bytes })
  const connection = { credentials, headers: own, setupToken } as unknown as Connection
  const url = `http://portainer.example.com/tools${path}`
  const version = asked.version === undefined ? undefined : parseVersion(asked.version)
  const context = { step, method, url, connection, version, endpoint }
  return (hintForResponse({ status, headers }, errorBody, context) ?? '').toLowerCase()
}

const html = (title: string): string => `<!DOCTYPE html><html><head><title>${title}</title></head></html>`
const portainer = (message: string, details = 'Unauthorized'): object => ({ message, details })
const redirect = (location: string, status = 302): Answer => ({ status, headers: { location } })

type Row = [what: string, answer: Answer, says: string[], never: string[]]

/** By something in front of Portainer, on whatever path. */
const inFront: Row[] = [
  [
    'basic authentication',
    { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' }, body: 'Unauthorized' },
    ['its own sign-in', "'headers'"],
    ['api key', 'session is'],
  ],
  [
    'another scheme, as JSON',
    {
      status: 401,
      headers: { 'www-authenticate': 'Key realm="kong"' },
      body: { message: 'No API key found' },
    },
    ['its own sign-in', "'headers'"],
    ['not know this api key'],
  ],
  ['a page that wants a sign-in', { status: 401, body: html('Sign in') }, ['its own sign-in'], ['api key']],
  [
    'a redirect to a single sign-on',
    redirect('https://auth.example.com/?rd=https%3A%2F%2Fportainer.example.com%2Fapi%2Fstatus'),
    ['auth.example.com', 'sign-in', "'headers'"],
    ['https://', 'final address'],
  ],
  [
    'a redirect to its start',
    redirect('/oauth2/start?rd=/'),
    ['/oauth2/start', 'sign-in'],
    ['final address'],
  ],
  [
    'Cloudflare Access',
    redirect('https://acme.cloudflareaccess.com/cdn-cgi/access/login/portainer?kid=1'),
    ['acme.cloudflareaccess.com', 'sign-in'],
    ['final address'],
  ],
  [
    'Entra ID, for good',
    redirect('https://login.microsoftonline.com/x/oauth2/v2.0/authorize?client_id=1', 301),
    ['login.microsoftonline.com', 'sign-in'],
    ['final address'],
  ],
  ['another host for now', redirect('https://gate.example.com/'), ['gate.example.com', 'sign-in'], []],
  [
    'a moved site',
    redirect('https://www.example.com/', 301),
    ['https://www.example.com/', "'url'"],
    ['sign-in'],
  ],
  ['no location', { status: 307 }, ["'url'"], ['sign-in']],
  [
    'a challenge',
    { status: 403, headers: { 'cf-mitigated': 'challenge' }, body: html('Just a moment...') },
    ['challenge', 'firewall', 'let the runner pass', "'headers'"],
    ['strip'],
  ],
  ['a firewall', { status: 406, body: html('Not Acceptable!') }, ['firewall'], ['strip']],
  [
    'a page with a good status',
    { status: 200, body: html('Sign in') },
    ['strip', 'sign-in', "'headers'"],
    [],
  ],
  ['no such path', { status: 404, body: '404 page not found' }, ['strip', "'url'"], []],
  ['a gateway', { status: 502, body: html('Bad Gateway') }, ['could not reach'], ['strip']],
  ['a failing proxy', { status: 500, body: html('Internal Server Error') }, ['log of the proxy'], ['strip']],
  ['a proxy on the way out', { status: 407 }, ['https_proxy'], []],
  [
    'a limit for bodies',
    { status: 413, body: html('Request Entity Too Large') },
    ['too large', 'client_max_body_size'],
    ['strip'],
  ],
  ['a limit for requests', { status: 429, body: html('Too Many Requests') }, ['too many', 'wait'], ['strip']],
  [
    'plain HTTP to a port with TLS',
    { status: 400, body: html('400 The plain HTTP request was sent to HTTPS port') },
    ["'https://'"],
    ['strip'],
  ],
  [
    'a client certificate',
    { status: 400, body: html('400 No required SSL certificate was sent') },
    ['client certificate'],
    ['strip', 'tls-cert'],
  ],
]

describe.each(steps)('in front of Portainer, step %s', (step) => {
  test.each(inFront)('%s', (_, answer, says, never) => {
    for (const credentials of [PASSWORD, API_KEY]) {
      const hint = hintOf(answer, { step, credentials })
      for (const words of says) expect(hint).toContain(words)
      for (const words of never) expect(hint).not.toContain(words)
      expect(hint).not.toMatch(/empty|forks|banned|api key is not valid/)
    }
  })

  test('the same path by https, or on another host', () => {
    const [, path] = requests[step]
    const apiPath = path.replace(/\?.*/, '')
    for (const status of [301, 302, 307, 308]) {
      const https = hintOf(redirect(`https://portainer.example.com/tools${path}`, status), { step })
      expect(https).toContain("give 'https://portainer.example.com/tools' in 'url'")
      expect(https).not.toContain('sign-in')
      expect(hintOf(redirect(`/portainer${apiPath}`, status), { step })).toContain(
        "give 'http://portainer.example.com/portainer' in 'url'",
      )
    }
  })

  test('a text that says no more than Forbidden', () => {
    const hint = hintOf({ status: 403, body: 'Forbidden\n' }, { step })
    expect(hint).toMatch(/cross-origin check.*origin.*--trusted-origins|origin.*--trusted-origins/)
    expect(hint).toContain('in front of portainer')
    expect(hint).not.toContain('banned')
  })
})

describe('Portainer itself', () => {
  const cases: [what: string, answer: Answer, asked: Asked, says: string[], never: string[]][] = [
    [
      'a wrong password',
      { status: 422, body: portainer('Invalid credentials') },
      { step: 'sign-in', credentials: PASSWORD },
      ["'username'", "'password'"],
      ['empty', 'forks', 'ldap', 'oauth'],
    ],
    [
      'a password as API key',
      { status: 401, body: portainer('Invalid JWT token') },
      { credentials: key('correct-horse-battery') },
      ["'ptr_'", "'password'"],
      ['correct', 'empty'],
    ],
    [
      'an API key that is not known',
      { status: 401, body: portainer('Invalid JWT token') },
      {},
      ['revoked', 'another portainer'],
      ['empty', 'forks'],
    ],
    [
      'an API key that was taken away',
      { status: 401, body: portainer('A valid authorization token is missing') },
      {},
      ['proxy', 'x-api-key'],
      ['not know this api key'],
    ],
    [
      'an API key that is wrong or was taken away (2.11-2.19)',
      { status: 401, body: portainer('A valid authorisation token is missing') },
      {},
      ['not know this api key', 'x-api-key'],
      [],
    ],
    [
      'a session token that was taken away',
      { status: 401, body: portainer('A valid authorization token is missing') },
      { credentials: PASSWORD },
      ['authorization header', "'api-key'"],
      ['restarted'],
    ],
    [
      'a session that is over',
      { status: 401, body: portainer('Invalid JWT token') },
      { credentials: PASSWORD },
      ['session', 'restarted'],
      ['api key'],
    ],
    ...[401, 403].map((status): (typeof cases)[number] => [
      `both credentials, ${status}`,
      { status, body: portainer('API key and auth header are not allowed at the same time') },
      {},
      ['api key and an authorization header at once', "'headers'"],
      ['not know', 'administrator'],
    ]),
    [
      'its LDAP server is down',
      {
        status: 500,
        body: portainer(
          'Unable to authenticate user against LDAP',
          'LDAP Result Code 200 "Network Error": dial tcp 192.0.2.5:389: i/o timeout',
        ),
      },
      { step: 'sign-in', credentials: PASSWORD },
      ["can't reach its ldap server", "'api-key'"],
      ["'username'", "'password'"],
    ],
    [
      'another sign-in is set',
      { status: 422, body: portainer('Login method is not supported') },
      { step: 'sign-in', credentials: PASSWORD },
      ['oauth', 'ldap', "'api-key'"],
      ['empty', 'check'],
    ],
    [
      'the ban',
      { status: 403, body: portainer('Access denied', 'Access denied to resource') },
      { step: 'sign-in', credentials: PASSWORD },
      ['banned for an hour'],
      ['cross-origin'],
    ],
    [
      'no setup token',
      { status: 403, body: portainer('Invalid or missing setup token. Provide the X-Setup-Token header') },
      { step: 'init', credentials: PASSWORD },
      ["'setup-token'", 'portainer_setup_token', 'docker logs'],
      ['2.43'],
    ],
    [
      'another setup token',
      { status: 403, body: portainer('Invalid or missing setup token. Provide the X-Setup-Token header') },
      { step: 'init', credentials: PASSWORD, setupToken: 'x' },
      ["'setup-token' is not the one", 'docker logs'],
      [],
    ],
    [
      'nobody may write',
      { status: 403, body: portainer('Access denied') },
      { step: 'write' },
      ['administrator'],
      [],
    ],
    [
      'what nobody knows',
      { status: 500, body: portainer('Unable to persist') },
      { step: 'create' },
      [],
      ['reach'],
    ],
  ]
  test.each(cases)('%s', (_, answer, asked, says, never) => {
    const hint = hintOf(answer, asked)
    for (const words of says) expect(hint).toContain(words)
    for (const words of never) expect(hint).not.toContain(words)
  })
})

test('of a proxy that did not accept what it was given, and of one beside a password', () => {
  const answer = { status: 401, headers: { 'www-authenticate': 'Basic' } }
  expect(hintOf(answer, { headers: [['Authorization', 'Basic x']] })).toContain('does not accept')
  expect(hintOf(answer, { credentials: PASSWORD })).toContain("use 'api-key' instead of 'password'")
})
