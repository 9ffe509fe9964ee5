// What 2.39.3, 2.41.1 and 2.45.0 do otherwise than 2.23: read in their sources, not recorded.
import { afterEach, expect, test } from '@jest/globals'
import { startEngine, type StandInEngine } from '../../stand-in/engines/engine.ts'
import { ask, type Told } from '../../stand-in/ask.ts'
import { admin, closeSessions, formOf, jsonOf, openSession, type Session } from './session.ts'

const engines: StandInEngine[] = []

afterEach(async () => {
  await closeSessions()
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})

async function openEngine(): Promise<StandInEngine> {
  const engine = await startEngine()
  engines.push(engine)
  return engine
}

/** The status of an answer, and what its error says. */
function errorOf(told: Told): [status: number, message: unknown, details: unknown] {
  const { message, details } = jsonOf(told)
  return [told.status, message, details]
}

const init = ({ portainer }: Session, token?: string, body: string = JSON.stringify(admin)): Promise<Told> =>
  ask(`${portainer.url}/api/users/admin/init`, {
    method: 'POST',
    headers: token === undefined ? {} : { 'x-setup-token': token },
    body,
  })

test.each(['2.39.3', '2.43.0', '2.45.0'])(
  'on %s the setup token comes before everything else, until a restart with an administrator',
  async (version) => {
    const session = await openSession({ version, fresh: true, setupToken: 'from-the-log' })
    const { portainer, call } = session
    const wanted = async (): Promise<unknown> =>
      jsonOf(await call('GET', '/api/settings/public'))['RequiresSetupToken']
    expect(await wanted()).toBe(true)
    expect((await init(session, undefined, '{}')).status).toBe(403)
    expect((await init(session, 'wrong')).status).toBe(403)
    expect((await init(session, 'from-the-log', '{}')).status).toBe(400)
    expect((await init(session, 'from-the-log')).status).toBe(200)
    expect((await init(session)).status).toBe(403)
    expect((await init(session, 'from-the-log')).status).toBe(409)
    expect((await call('GET', '/api/users/admin/check')).status).toBe(204)
    expect(await wanted()).toBe(true)
    await portainer.restart()
    expect((await init(session)).status).toBe(409)
    expect(await wanted()).toBe(false)
  },
)

test.each(['2.23.0', '2.41.1'])('%s asks for no setup token', async (version) => {
  const session = await openSession({ version, fresh: true, setupToken: 'from-the-log' })
  expect((await init(session)).status).toBe(200)
  expect(jsonOf(await session.call('GET', '/api/settings/public'))).not.toHaveProperty('RequiresSetupToken')
})

test('an API key beside an Authorization header is 403, by 2.41 401', async () => {
  for (const [version, status] of [
    ['2.39.3', 403],
    ['2.41.1', 401],
  ] as const) {
    const { portainer, call } = await openSession({ version })
    const headers = { 'x-api-key': portainer.createApiKey(), authorization: 'Bearer x' }
    expect((await call('GET', '/api/endpoints', undefined, headers)).status).toBe(status)
    expect((await call('GET', '/api/status', undefined, headers)).status).toBe(200)
  }
})

test.each([
  [{ origin: 'https://elsewhere.example' }, 403],
  [{ 'sec-fetch-site': 'cross-site' }, 403],
  [{ 'sec-fetch-site': 'same-origin', origin: 'https://elsewhere.example' }, 200],
  [{ cookie: 'portainer_api_key=x' }, 403],
  [{}, 200],
])('a change with the headers %j is answered %i on 2.45', async (headers, status) => {
  const { portainer, call } = await openSession({ version: '2.45.0' })
  const told = await ask(`${portainer.url}/api/auth`, {
    method: 'POST',
    headers: headers,
    body: JSON.stringify(admin),
  })
  expect(told.status).toBe(status)
  if (status === 403) expect(told.text).toBe('Forbidden\n')
  expect((await call('GET', '/api/status', undefined, headers as Record<string, string>)).status).toBe(200)
})

test('an edge agent has no TLS by 2.41, and is of Kubernetes until it is named or checks in', async () => {
  const { portainer, create, call } = await openSession({ version: '2.41.1' })
  const edge = { EndpointCreationType: '4', URL: 'https://portainer.example.com' }
  expect(errorOf(await create({ ...edge, Name: 'a', TLS: 'true' }))).toEqual([
    400,
    'Invalid request payload',
    'TLS is not supported for Edge Agent environments',
  ])
  const types = []
  for (const engine of ['', 'docker', 'podman']) {
    types.push(jsonOf(await create({ ...edge, Name: `edge ${engine}`, ContainerEngine: engine }))['Type'])
  }
  expect(types).toEqual([7, 4, 4])
  expect((await call('PUT', '/api/endpoints/1', '{"TLS":true,"Name":"edge docker"}')).status).toBe(400)
  expect((await call('PUT', '/api/endpoints/9', '{"TLS":true}')).status).toBe(404)
  portainer.checkIn(1, 'docker')
  expect(jsonOf(await call('GET', '/api/endpoints/1'))['Type']).toBe(4)
})

test('2.45 leaves out fields with nothing in them, 2.41 writes most of them', async () => {
  const engine = await openEngine()
  const emptyOnes = ['TagIds', 'Gpus', 'UserAccessPolicies', 'TeamAccessPolicies', 'AuthorizedUsers', 'Tags']
  for (const version of ['2.41.1', '2.45.0']) {
    const { create, call } = await openSession({ version })
    const made = jsonOf(await create({ Name: 'web', URL: engine.url }))
    const there = emptyOnes.filter((name) => name in made)
    expect(there).toEqual(version === '2.41.1' ? emptyOnes : [])
    expect(made).not.toHaveProperty('AzureCredentials')
    expect(made).toMatchObject({ Status: 1, GroupId: 1, Agent: version === '2.41.1' ? { Version: '' } : {} })
    const tag = jsonOf(await call('POST', '/api/tags', '{"Name":"t"}'))['ID']
    await call('PUT', '/api/endpoints/1', JSON.stringify({ TagIDs: [tag] }))
    expect(jsonOf(await call('GET', '/api/endpoints/1'))['TagIds']).toEqual([tag])
  }
})

test('2.45 reads no containers out of a snapshot for one endpoint', async () => {
  const { call } = await openSession({ version: '2.45.0', seed: { endpoints: 1, snapshotBytes: 3000 } })
  expect((await call('GET', '/api/endpoints/1')).text).not.toContain('DockerSnapshotRaw')
  expect(jsonOf(await call('GET', '/api/endpoints/1?excludeSnapshot=true'))).not.toHaveProperty('Snapshots')
})

test('an endpoint whose group is gone breaks the list of a standard user, up to 2.44', async () => {
  for (const version of ['2.23.0', '2.45.0']) {
    const { portainer, signIn, call } = await openSession({ version, seed: { endpoints: 2 } })
    portainer.state.users.push({ Id: 2, Username: 'bob', password: 'correct-horse-too', Role: 2 })
    for (const endpoint of portainer.state.endpoints) endpoint.UserAccessPolicies = { '2': { RoleId: 0 } }
    Object.assign(portainer.state.endpoints[0] ?? {}, { GroupId: 77 })
    const authorization = `Bearer ${String(jsonOf(await signIn('bob', 'correct-horse-too'))['jwt'])}`
    const list = call('GET', '/api/endpoints', undefined, { authorization })
    if (version === '2.23.0') await expect(list).rejects.toThrow()
    else expect(JSON.parse((await list).text)).toMatchObject([{ Id: 2 }])
  }
})

test('a handler that panics drops the connection, on 2.45 it answers 200 with nothing', async () => {
  for (const version of ['2.41.1', '2.45.0']) {
    const { portainer, create } = await openSession({ version })
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: 'panic-after' })
    if (version === '2.41.1') await expect(create({ Name: 'a' })).rejects.toThrow()
    else expect(await create({ Name: 'a' })).toMatchObject({ status: 200, text: '' })
    expect(portainer.state.endpoints).toHaveLength(1)
  }
})

test('what the outbound allow list of 2.45 does not name is not dialled', async () => {
  const engine = await openEngine()
  const allowList = ['engines.example', '*.engines.example', '10.1.0.0/16']
  const { create, call, portainer } = await openSession({
    version: '2.45.0',
    allowList,
    resolve: () => engine.host,
  })
  const hosts = ['engines.example', 'a.engines.example', '10.1.2.3', '10.2.0.1', 'other.example']
  const told = []
  for (const host of hosts) told.push(await create({ Name: host, URL: `tcp://${host}:2375` }))
  expect(told.map(({ status }) => status)).toEqual([200, 200, 200, 500, 500])
  expect(errorOf(told[3] as Told)).toEqual([
    500,
    'Unable to initiate communications with environment',
    'Ssrf: destination 10.2.0.1 is not in the allowlist',
  ])
  const agent = await create({ Name: 'agent', EndpointCreationType: '2', URL: 'tcp://10.2.0.1:9001' })
  expect(errorOf(agent)).toEqual([
    500,
    'Unable to get environment type',
    'Ssrf: destination 10.2.0.1 is not in the allowlist',
  ])
  await call('PUT', '/api/endpoints/1', '{"URL":"tcp://10.2.0.1:2375"}')
  expect(errorOf(await call('GET', '/api/endpoints/1/docker/_ping'))).toEqual([
    502,
    'Proxy failure',
    'Ssrf: destination 10.2.0.1 is not in the allowlist',
  ])
  await call('POST', '/api/endpoints/1/snapshot')
  expect(portainer.state.endpoints[0]?.Status).toBe(2)
})

test.each([
  ['2.19.5', 'DELETE', '/api/endpoints', 405],
  ['2.23.0', 'DELETE', '/api/endpoints', 206],
  ['2.23.0', 'POST', '/api/endpoints/delete', 405],
  ['2.45.0', 'DELETE', '/api/endpoints', 206],
  ['2.45.0', 'POST', '/api/endpoints/delete', 206],
])('on %s, %s %s of some that are there and one that is not: %i', async (version, method, path, status) => {
  const { portainer, call } = await openSession({ version, seed: { endpoints: 3 } })
  const told = await call(method, path, '{"endpoints":[{"id":1},{"id":9},{"id":3}]}')
  expect(told.status).toBe(status)
  if (status !== 206) return
  expect(jsonOf(told)).toEqual({ deleted: [1, 3], errors: [9] })
  expect(portainer.state.endpoints.map(({ Id }) => Id)).toEqual([2])
  expect((await call(method, path, '{"endpoints":[]}')).status).toBe(400)
  expect((await call(method, path, '{"endpoints":[{"id":2}]}')).status).toBe(204)
})

test('what is gone by 2.45: logout that breaks, /status/version, and /status when it is told so', async () => {
  const { call } = await openSession({ version: '2.45.0', statusGone: true })
  expect((await call('GET', '/api/status')).status).toBe(404)
  expect(jsonOf(await call('GET', '/api/system/status'))['Version']).toBe('2.45.0')
  expect((await call('GET', '/api/status/version')).status).toBe(404)
  expect((await call('POST', '/api/auth/logout')).status).toBe(204)
  const authorization = { authorization: `Bearer x` }
  const form = formOf({ Name: 'x', EndpointCreationType: '1' })
  expect((await call('POST', '/api/endpoints', form, authorization)).status).toBe(401)
})
