// What an update leaves connected, beyond what the recordings of connections have: the order of ping and snapshot, what
// forces a new connection, and files that a flag deletes.
import { afterEach, expect, test } from '@jest/globals'
import { makeAuthority, type Authority } from '../../stand-in/certificates.ts'
import { startAgent } from '../../stand-in/engines/agent.ts'
import { startEngine, type StandInEngine } from '../../stand-in/engines/engine.ts'
import { closeSessions, formOf, jsonOf, openSession, type Session } from './session.ts'

const engines: StandInEngine[] = []

afterEach(async () => {
  await closeSessions()
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})

const ping = async ({ portainer, call }: Session): Promise<number> => {
  const headers = { 'x-api-key': portainer.createApiKey() }
  return (await call('GET', '/api/endpoints/1/docker/_ping', undefined, headers)).status
}

/** Its Status after a snapshot: 1 up, 2 down. */
async function statusAfterSnapshot({ portainer, call }: Session): Promise<unknown> {
  expect((await call('POST', '/api/endpoints/1/snapshot')).status).toBe(204)
  return portainer.state.endpoints[0]?.Status
}

const put = async ({ call }: Session, json: object): Promise<number> =>
  (await call('PUT', '/api/endpoints/1', JSON.stringify(json))).status

async function upload({ call }: Session, kind: string, content: string): Promise<void> {
  const form = formOf({ folder: '1' }, { file: content })
  expect((await call('POST', `/api/upload/tls/${kind}`, form)).status).toBe(204)
}

const both = { TLS: true, TLSSkipVerify: true, TLSSkipClientVerify: true }
const verified = { TLS: true, TLSSkipVerify: false, TLSSkipClientVerify: true }

/** An agent whose certificate the authority made, stored with both checks skipped. */
async function openAgent(version: string): Promise<{ session: Session; authority: Authority }> {
  const authority = await makeAuthority()
  const agent = await startAgent({ platform: 'docker', tls: await authority.issueServer() })
  engines.push(agent)
  const session = await openSession({ version })
  const flags = { TLS: 'true', TLSSkipVerify: 'true', TLSSkipClientVerify: 'true' }
  const made = await session.create({ Name: 'a', EndpointCreationType: '2', URL: agent.url, ...flags })
  expect(made.status).toBe(200)
  return { session, authority }
}

/** An engine that wants a client certificate, stored with all three files. */
async function openMutual(version: string): Promise<{ session: Session; authority: Authority }> {
  const authority = await makeAuthority()
  const engine = await startEngine({ tls: { ca: authority.cert, ...(await authority.issueServer()) } })
  engines.push(engine)
  const session = await openSession({ version })
  const { cert, key } = await authority.issueClient()
  const files = { TLSCACertFile: authority.cert, TLSCertFile: cert, TLSKeyFile: key }
  expect((await session.create({ Name: 'a', URL: engine.url, TLS: 'true' }, files)).status).toBe(200)
  return { session, authority }
}

const versions = ['2.16.2', '2.19.5', '2.21.4', '2.23.0', '2.45.0']

test.each(versions)(
  'on %s a ping with wrong settings keeps the connection that they make',
  async (version) => {
    const { session, authority } = await openAgent(version)
    await upload(session, 'ca', (await makeAuthority('Another CA')).cert)
    expect(await put(session, verified)).toBe(200)
    expect(await ping(session)).toBe(502)
    await upload(session, 'ca', authority.cert)
    expect(await put(session, verified)).toBe(200)
    expect(await statusAfterSnapshot(session)).toBe(1)
    expect(await ping(session)).toBe(502)
    await session.portainer.restart()
    expect(await ping(session)).toBe(200)
  },
)

test.each(versions)('on %s a snapshot with wrong settings keeps nothing', async (version) => {
  const { session, authority } = await openAgent(version)
  await upload(session, 'ca', (await makeAuthority('Another CA')).cert)
  expect(await put(session, verified)).toBe(200)
  expect(await statusAfterSnapshot(session)).toBe(2)
  await upload(session, 'ca', authority.cert)
  expect(await put(session, verified)).toBe(200)
  expect(await statusAfterSnapshot(session)).toBe(1)
  expect(await ping(session)).toBe(200)
})

test.each([
  ['2.14.0', 502, 502],
  ['2.16.2', 200, 200],
  ['2.19.5', 200, 200],
  ['2.21.4', 200, 502],
  ['2.45.0', 200, 502],
])(
  'on %s an agent given another CA answers %i, and %i once its URL has had another form',
  async (version, kept, forced) => {
    const { session } = await openAgent(version)
    const { URL } = session.portainer.state.endpoints[0] ?? {}
    expect(await ping(session)).toBe(200)
    await upload(session, 'ca', (await makeAuthority('Another CA')).cert)
    expect(await put(session, verified)).toBe(200)
    expect(await ping(session)).toBe(kept)
    expect(await put(session, { ...verified, URL: `${URL ?? ''}/` })).toBe(200)
    expect(await put(session, { ...verified, URL })).toBe(200)
    expect(session.portainer.state.endpoints[0]?.URL).toBe(URL)
    expect(await ping(session)).toBe(forced)
  },
)

test.each([
  ['2.14.0', 500],
  ['2.16.2', 200],
  ['2.19.5', 500],
  ['2.23.0', 500],
])('on %s a check is switched on again without its file: %i', async (version, status) => {
  const { session } = await openMutual(version)
  expect(await put(session, both)).toBe(200)
  expect(session.portainer.state.tlsFiles.get('1')).toEqual({})
  const told = await session.call('PUT', '/api/endpoints/1', JSON.stringify(verified))
  expect(told.status).toBe(status)
  if (status === 500) {
    expect(jsonOf(told)['message']).toBe('Unable to register HTTP proxy for the environment')
    expect(session.portainer.state.endpoints[0]?.TLSConfig.TLSSkipVerify).toBe(true)
  } else expect(await statusAfterSnapshot(session)).toBe(2)
})

test('a key of another certificate refuses the update that would connect with it', async () => {
  const { session, authority } = await openMutual('2.23.0')
  await upload(session, 'key', (await authority.issueClient()).key)
  expect(await put(session, { TLS: true, TLSSkipVerify: false, TLSSkipClientVerify: false })).toBe(500)
  expect(await put(session, { TLS: true })).toBe(200)
})
