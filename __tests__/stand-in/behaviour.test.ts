// What the recordings do not cover: races, restarts, the sign-in limit, agents, TLS modes, edge keys.
import { afterEach, expect, test } from '@jest/globals'
import http from 'node:http'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import { startAgent } from '../../stand-in/engines/agent.ts'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { startEngine, type StandInEngine } from '../../stand-in/engines/engine.ts'
import { ask } from '../../stand-in/ask.ts'
import { closeSessions, formOf, jsonOf, openSession } from './session.ts'

const engines: StandInEngine[] = []

async function opened(engine: Promise<StandInEngine>): Promise<StandInEngine> {
  engines.push(await engine)
  return engine
}

afterEach(async () => {
  await closeSessions()
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})

const both = { TLS: 'true', TLSSkipVerify: 'true', TLSSkipClientVerify: 'true' }

test('ten sign-ins at once, then one a second; past that a ban of an hour, which a restart ends', async () => {
  let time = Date.now()
  const { portainer, signIn } = await openSession({ version: '1.24.2', now: () => time })
  for (let count = 2; count <= 10; count += 1) expect((await signIn()).status).toBe(200)
  time += 1000
  expect((await signIn()).status).toBe(200)
  expect((await signIn()).status).toBe(403)
  time += 3_599_000
  expect((await signIn()).status).toBe(403)
  time += 2000
  expect((await signIn()).status).toBe(200)
  for (let count = 0; count < 10; count += 1) await signIn()
  expect((await signIn()).status).toBe(403)
  await portainer.restart()
  expect((await signIn()).status).toBe(200)
})

test('a restart ends sessions, not API keys, and keeps address and state', async () => {
  const { portainer, call, create } = await openSession({ version: '2.19.5' })
  const key = portainer.createApiKey()
  await create({ Name: 'kept' })
  const { url } = portainer
  await portainer.stop()
  await expect(call('GET', '/api/status')).rejects.toThrow('ECONNREFUSED')
  await portainer.start()
  expect(portainer.url).toBe(url)
  expect((await call('GET', '/api/endpoints')).status).toBe(401)
  const list = await call('GET', '/api/endpoints', undefined, { 'x-api-key': key })
  expect(JSON.parse(list.text)).toMatchObject([{ Id: 1, Name: 'kept' }])
})

test('two creates of one name at once both pass, and ids are in the order of asking', async () => {
  const { portainer, create } = await openSession({ version: '2.23.0', createMillis: 20 })
  const told = await Promise.all([create({ Name: 'same' }), create({ Name: 'same' })])
  expect(told.map(({ status }) => status)).toEqual([200, 200])
  expect((await create({ Name: 'same' })).status).toBe(409)
  expect(portainer.state.endpoints.map(({ Id }) => Id)).toEqual([1, 2])
})

test.each([
  ['2.11.0', [1, 2, 2]],
  ['2.23.0', [1, 2, 3]],
])('on %s three creates that overlap are given the ids %j', async (version, ids) => {
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  let asked = () => {}
  const waiting = new Promise<void>((resolve) => (asked = resolve))
  const slow = http.createServer((_, response) => {
    asked()
    void held.then(() => response.end('OK'))
  })
  await new Promise<void>((resolve) => slow.listen(0, '127.0.0.1', resolve))
  const { port } = slow.address() as AddressInfo
  const quick = await opened(startEngine())
  const { portainer, create } = await openSession({ version, createMillis: 50 })
  // The first takes 1, the second 2; the first is stored, and up to 2.11 that sets the counter back to 1.
  const first = create({ Name: 'first', URL: quick.url })
  const second = create({ Name: 'second', URL: `tcp://127.0.0.1:${port}` })
  await Promise.all([first, waiting])
  const third = create({ Name: 'third', URL: quick.url })
  await third
  release()
  const told = await Promise.all([first, second, third])
  expect(told.map((one) => Number(jsonOf(one)['Id'])).sort()).toEqual(ids)
  expect(portainer.state.endpoints.map(({ Name }) => Name)).toEqual(
    version === '2.11.0' ? ['first', 'second'] : ['first', 'second', 'third'],
  )
  slow.closeAllConnections()
  slow.close()
})

test('from 2.20 on the session cookie asks for a CSRF token, whatever else is sent', async () => {
  const { call, signIn } = await openSession({ version: '2.23.0' })
  const told = await signIn()
  const cookie = String(told.headers['set-cookie']).replace(/;.*/, '')
  const headers = { cookie, authorization: `Bearer ${String(jsonOf(told)['jwt'])}` }
  const refused = await call(
    'POST',
    '/api/endpoints',
    formOf({ Name: 'x', EndpointCreationType: '1' }),
    headers,
  )
  expect(refused).toMatchObject({ status: 403, text: 'Forbidden - CSRF token not found in request\n' })
  const token = (await call('GET', '/api/endpoints', undefined, { cookie })).headers['x-csrf-token']
  const form = formOf({ Name: 'x', EndpointCreationType: '1' })
  expect((await call('POST', '/api/endpoints', form, { cookie, 'x-csrf-token': String(token) })).status).toBe(
    200,
  )
})

test('its own certificate is trusted by name, a plain request to it is answered in plain text', async () => {
  const { portainer } = await openSession({ version: '2.19.5', https: true })
  const status = await new Promise((resolve, reject) => {
    https
      .get(`${portainer.url}/api/status`, { ca: portainer.caCert, agent: false }, (response) => {
        response.resume()
        resolve(response.statusCode)
      })
      .on('error', reject)
  })
  expect(status).toBe(200)
  const untrusted = new Promise((_, reject) => {
    https.get(portainer.url, { agent: false }).on('error', reject)
  })
  await expect(untrusted).rejects.toThrow('self-signed certificate')
  expect(await ask(portainer.url.replace('https', 'http'), { method: 'GET' })).toMatchObject({
    status: 400,
    text: 'Client sent an HTTP request to an HTTPS server.\n',
  })
})

test('behind a prefix everything else is not found, and any method on / is HTML', async () => {
  const { portainer, call } = await openSession({ version: '2.19.5', basePath: '/portainer' })
  const origin = new URL(portainer.url).origin
  expect((await call('GET', '/api/status')).status).toBe(200)
  expect((await ask(`${origin}/api/status`, { method: 'GET' })).text).toBe('404 page not found\n')
  expect((await ask(`${origin}/portainerx/api/status`, { method: 'GET' })).status).toBe(404)
  expect((await call('POST', '/')).headers['content-type']).toContain('text/html')
  expect((await call('GET', '/api/auth/')).status).toBe(404)
  expect(await call('PATCH', '/api/endpoints')).toMatchObject({ status: 405, text: '' })
  expect(portainer.requests.map(({ path }) => path)).not.toContain('/portainer/api/status')
})

test('Docker over TLS: four modes work, 2.20.0 and 2.20.1 dial in plain text', async () => {
  const ca = await makeAuthority()
  const mutual = await opened(startEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()) } }))
  const oneWay = await opened(
    startEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()), clientCertificate: false } }),
  )
  const { cert, key } = await ca.issueClient()
  const pair = { TLSCertFile: cert, TLSKeyFile: key }
  const { create } = await openSession({ version: '2.19.5' })
  const modes = [
    create({ Name: 'a', URL: mutual.url, TLS: 'true' }, { TLSCACertFile: ca.cert, ...pair }),
    create({ Name: 'b', URL: mutual.url, TLS: 'true', TLSSkipVerify: 'true' }, pair),
    create(
      { Name: 'c', URL: oneWay.url, TLS: 'true', TLSSkipClientVerify: 'true' },
      { TLSCACertFile: ca.cert },
    ),
    create({ Name: 'd', URL: oneWay.url, ...both }),
  ]
  expect((await Promise.all(modes)).map(({ status }) => status)).toEqual([200, 200, 200, 200])
  const other = await makeAuthority()
  const wrong = await create(
    { Name: 'e', URL: mutual.url, TLS: 'true' },
    { TLSCACertFile: other.cert, ...pair },
  )
  expect(jsonOf(wrong)['details']).toContain('x509: certificate signed by unknown authority')
  const broken = await openSession({ version: '2.20.1' })
  const told = await broken.create(
    { Name: 'a', URL: mutual.url, TLS: 'true' },
    { TLSCACertFile: ca.cert, ...pair },
  )
  expect(jsonOf(told)['details']).toBe(
    'Error response from daemon: Client sent an HTTP request to an HTTPS server.',
  )
})

test('an engine under another name is verified by the name that was written', async () => {
  const ca = await makeAuthority()
  const engine = await opened(
    startEngine({ tls: { ca: ca.cert, ...(await ca.issueServer({ names: ['10.0.7.10'] })) } }),
  )
  const { create } = await openSession({ version: '2.19.5', resolve: () => engine.host })
  const { cert, key } = await ca.issueClient()
  const files = { TLSCACertFile: ca.cert, TLSCertFile: cert, TLSKeyFile: key }
  expect((await create({ Name: 'a', URL: 'tcp://10.0.7.10:2376', TLS: 'true' }, files)).status).toBe(200)
  const other = await create({ Name: 'b', URL: 'tcp://10.0.7.11:2376', TLS: 'true' }, files)
  expect(jsonOf(other)['details']).toContain('x509: certificate is not valid for 10.0.7.11')
})

test.each([
  ['1.24.2', 'docker', 2, 2],
  ['2.0.0', 'docker', 2, 1],
  ['2.23.0', 'kubernetes', 6, 1],
] as const)(
  'an agent on %s (%s) is stored as type %i, as Docker endpoint as %i',
  async (version, platform, type, asDocker) => {
    const agent = await opened(startAgent({ platform }))
    const { create } = await openSession({ version })
    const told = await create({ Name: 'agent', URL: agent.url, EndpointCreationType: '2', ...both })
    expect(jsonOf(told)).toMatchObject({ Type: type, URL: type === 6 ? agent.host : agent.url })
    const docker = await create({ Name: 'docker', URL: agent.url, ...both })
    expect(jsonOf(docker)['Type']).toBe(asDocker)
  },
)

test("an agent's ping takes the skip flags swapped on 2.x", async () => {
  const ca = await makeAuthority()
  const agent = await opened(startAgent({ platform: 'docker', tls: await ca.issueServer() }))
  const { cert, key } = await ca.issueClient()
  const pair = { TLSCertFile: cert, TLSKeyFile: key }
  const asAgent = { URL: agent.url, EndpointCreationType: '2', TLS: 'true' }
  const outcomes = async (version: string) => {
    const { create } = await openSession({ version })
    const told = [
      await create({ Name: 'a', ...asAgent }, { TLSCACertFile: ca.cert, ...pair }),
      await create({ Name: 'b', ...asAgent, TLSSkipClientVerify: 'true' }, { TLSCACertFile: ca.cert }),
      await create({ Name: 'c', ...asAgent, TLSSkipVerify: 'true' }, pair),
      await create({ Name: 'd', ...asAgent, ...both }),
      await create({ Name: 'e', URL: agent.url, EndpointCreationType: '2' }),
    ]
    return told.map(({ status }) => status)
  }
  expect(await outcomes('2.19.5')).toEqual([200, 500, 500, 200, 500])
  // Without TLS 1.24 asks in plain text, gets 400 from a TLS port, and fails at the snapshot.
  expect(await outcomes('1.24.2')).toEqual([200, 200, 200, 200, 500])
})

test.each(['docker', 'kubernetes'] as const)('a %s agent of another Portainer refuses', async (platform) => {
  const agent = await opened(startAgent({ platform, paired: true }))
  const { create } = await openSession({ version: '2.19.5' })
  const told = await create({ Name: 'agent', URL: agent.url, EndpointCreationType: '2', ...both })
  expect(told.status).toBe(500)
  expect(jsonOf(told)['details']).toBe('agent already paired with another Portainer instance')
})

test('an engine that hangs is waited for: one ping on 1.x, HEAD and GET on 2.16+', async () => {
  const engine = await opened(startEngine({ hang: true }))
  const patience = { ping: 20, engine: 30 }
  const old = await openSession({ version: '1.24.2', patience })
  expect(jsonOf(await old.create({ Name: 'a', URL: engine.url }))['message']).toBe(
    'Unable to ping Docker environment',
  )
  const { create } = await openSession({ version: '2.19.5', patience })
  expect(jsonOf(await create({ Name: 'a', URL: engine.url }))['details']).toContain(
    'Cannot connect to the Docker daemon',
  )
  expect(engine.requests.map(({ method }) => method)).toEqual(['GET', 'HEAD', 'GET'])
})

test('1.20 stores an endpoint whose snapshot fails as down, and does not proxy to it', async () => {
  const ca = await makeAuthority()
  const engine = await opened(startEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()) } }))
  const { create, call } = await openSession({ version: '1.20.0' })
  expect(jsonOf(await create({ Name: 'a', URL: engine.url }))['Status']).toBe(2)
  expect((await call('GET', '/api/endpoints/1/docker/_ping')).status).toBe(503)
})

test('an unknown group or tag is told as an error, and stored all the same', async () => {
  const { portainer, create, call, signIn } = await openSession({ version: '2.19.5' })
  portainer.state.users.push({ Id: 2, Username: 'bob', password: 'bobs-long-password', Role: 2 })
  const bob = { authorization: `Bearer ${String(jsonOf(await signIn('bob', 'bobs-long-password'))['jwt'])}` }
  expect((await call('GET', '/api/endpoints', undefined, bob)).text).toBe('[]\n')
  expect((await create({ Name: 'a', TagIds: '[7]' })).status).toBe(500)
  expect(portainer.state.endpoints).toMatchObject([{ Name: 'a', TagIds: [7] }])
  expect((await call('GET', '/api/endpoints', undefined, bob)).status).toBe(200)
  await call('DELETE', '/api/endpoints/1')
  expect((await create({ Name: 'b' })).status).toBe(200)
  await call('PUT', '/api/endpoints/2', JSON.stringify({ UserAccessPolicies: { 2: { RoleId: 0 } } }))
  expect(JSON.parse((await call('GET', '/api/endpoints', undefined, bob)).text)).toMatchObject([
    { Name: 'b' },
  ])
  expect((await create({ Name: 'c', GroupID: '7' })).status).toBe(500)
  expect(portainer.state.endpoints.at(-1)).toMatchObject({ Name: 'c', GroupId: 7 })
  await expect(call('GET', '/api/endpoints', undefined, bob)).rejects.toThrow()
})

test.each([
  ['1.24.2', true],
  ['2.14.0', true],
  ['2.16.2', false],
  ['2.19.5', false],
  ['2.23.0', true],
])('on %s an update of the URL is noticed by the proxy in use: %s', async (version, noticed) => {
  const [before, after] = [await opened(startEngine()), await opened(startEngine())]
  const { portainer, create, call } = await openSession({ version })
  await create({ Name: 'a', URL: before.url })
  const ping = () => call('GET', '/api/endpoints/1/docker/_ping')
  await ping()
  await call('PUT', '/api/endpoints/1', JSON.stringify({ URL: after.url }))
  await before.close()
  expect((await ping()).status).toBe(noticed ? 200 : 502)
  await portainer.restart()
  const key = version.startsWith('1') ? undefined : { 'x-api-key': portainer.createApiKey() }
  if (key) expect((await call('GET', '/api/endpoints/1/docker/_ping', undefined, key)).status).toBe(200)
})

test('TLS by update needs uploaded files, but on 2.15-2.18 nobody looks', async () => {
  const update = JSON.stringify({ TLS: true, TLSSkipVerify: false, TLSSkipClientVerify: false })
  for (const [version, status] of [
    ['1.24.2', 500],
    ['2.16.2', 200],
    ['2.19.5', 500],
    ['2.23.0', 500],
  ] as const) {
    const { create, call } = await openSession({ version })
    await create({ Name: 'a' })
    expect((await call('PUT', '/api/endpoints/1', update)).status).toBe(status)
  }
})

test('on 1.18 and 1.19 an update that leaves TLS out switches it off', async () => {
  const ca = await makeAuthority()
  const engine = await opened(startEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()) } }))
  const { cert, key } = await ca.issueClient()
  const files = { TLSCACertFile: ca.cert, TLSCertFile: cert, TLSKeyFile: key }
  for (const [version, TLS] of [
    ['1.18.1', false],
    ['1.19.2', false],
    ['1.20.0', true],
  ] as const) {
    const { create, call } = await openSession({ version })
    await create({ Name: 'a', URL: engine.url, TLS: 'true' }, files)
    const told = await call('PUT', '/api/endpoints/1', JSON.stringify({ PublicURL: 'p' }))
    expect(jsonOf(told)).toMatchObject({ PublicURL: 'p', TLSConfig: { TLS } })
  }
})

test('an edge key holds the URL, the tunnel, the fingerprint and the id; checking in makes it reachable', async () => {
  const { portainer, create, call } = await openSession({ version: '2.19.5' })
  portainer.state.settings.EnforceEdgeID = true
  const fields = { Name: 'e', URL: 'https://p.example.com:9443', EndpointCreationType: '4' }
  const told = jsonOf(await create({ ...fields, CheckinInterval: '10' }))
  const [url, tunnel, fingerprint, id] = Buffer.from(String(told['EdgeKey']), 'base64').toString().split('|')
  expect([url, tunnel, id]).toEqual(['https://p.example.com:9443', 'p.example.com:8000', '1'])
  expect(Buffer.from(String(fingerprint), 'base64')).toHaveLength(32)
  expect(told['EdgeKey']).not.toContain('=')
  expect(told).toMatchObject({
    Type: 4,
    URL: 'p.example.com',
    EdgeCheckinInterval: 10,
    EdgeID: expect.any(String),
  })
  expect((await call('GET', '/api/endpoints/1/docker/_ping')).status).toBe(500)
  portainer.checkIn(1, 'kubernetes')
  expect(jsonOf(await call('GET', '/api/endpoints/1'))).toMatchObject({ Type: 7, Heartbeat: true })
  expect((await call('GET', '/api/endpoints/1/docker/_ping')).text).toBe('OK')
})

test('Business Edition: kubeconfig, the node allowance, and the Edge address', async () => {
  const config = Buffer.from('clusters:\n- cluster:\n    server: https://k8s.example.com:6443\n').toString(
    'base64',
  )
  const business = await openSession({
    version: '2.44.0',
    edition: 'BE',
    nodeAllowance: 1,
    edgeAddressMissing: true,
  })
  const edge = await business.create({ Name: 'e', URL: 'https://p.example.com', EndpointCreationType: '4' })
  expect(edge.text).toContain('API server URL not set in Edge Compute settings')
  const told = await business.create({ Name: 'k', EndpointCreationType: '6', KubeConfig: config })
  expect(jsonOf(told)).toMatchObject({ Type: 5, URL: 'https://k8s.example.com:6443' })
  expect((await business.create({ Name: 'l' })).text).toContain('node allowance')
  const community = await openSession({ version: '2.44.0' })
  expect(
    jsonOf(await community.create({ Name: 'k', EndpointCreationType: '6', KubeConfig: config }))['Type'],
  ).toBe(1)
})

test('forms are read as Go reads them', async () => {
  const { portainer, call } = await openSession({ version: '2.19.5' })
  const key = { 'x-api-key': portainer.createApiKey() }
  const urlencoded = { ...key, 'content-type': 'application/x-www-form-urlencoded' }
  const post = async (body: FormData | string, headers: Record<string, string> = key, query = '') =>
    (await call('POST', `/api/endpoints${query}`, body, headers)).status
  expect(await post('Name=u&EndpointCreationType=1', urlencoded)).toBe(200)
  expect(await post('', key, '?Name=q&EndpointCreationType=1')).toBe(200)
  expect(await post(formOf({ name: 'n', EndpointCreationType: '1' }))).toBe(400)
  expect(await post(formOf({ EndpointCreationType: '1' }, { Name: 'as a file' }))).toBe(400)
  expect(await post(formOf({ Name: '  sp  ', EndpointCreationType: '1' }))).toBe(200)
  expect(portainer.state.endpoints.map(({ Name }) => Name)).toEqual(['u', 'q', '  sp  '])
  const text = formOf({
    Name: 't',
    EndpointCreationType: '1',
    TLS: 'true',
    TLSCACertFile: 'PEM as a text field',
  })
  expect((await call('POST', '/api/endpoints', text, key)).text).toContain('invalid CA certificate file')
  expect(portainer.requests.at(-1)?.form).toContainEqual(['Name', 't'])
})
