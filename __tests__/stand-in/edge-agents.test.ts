// Edge agents: they check in, stop, or wait to be let in; the server's clock is the test's.
import { afterEach, expect, test } from '@jest/globals'
import { makeEdgeAgent, type EdgeAgent } from '../../stand-in/engines/edge-agent.ts'
import type { PortainerOptions } from '../../stand-in/portainer/portainer.ts'
import { closeSessions, jsonOf, openSession, type Session } from './session.ts'

afterEach(closeSessions)

/** An edge endpoint, and the agent that has its key. */
async function openEdge(
  options: PortainerOptions,
  suffix = '',
): Promise<{ session: Session; agent: EdgeAgent }> {
  const session = await openSession(options)
  const URL = session.portainer.url + suffix
  const told = await session.create({ Name: 'shop', EndpointCreationType: '4', URL })
  const agent = makeEdgeAgent({ key: String(jsonOf(told)['EdgeKey']), edgeId: 'till-1' })
  return { session, agent }
}

const look = async ({ call }: Session, path = '/api/endpoints/1'): Promise<Record<string, unknown>> =>
  jsonOf(await call('GET', path))

test('an agent that stops: Heartbeat ends after two intervals and 20 s, Status stays 1', async () => {
  let time = Date.now()
  const { session, agent } = await openEdge({ version: '2.23.0', now: () => time })
  expect(await look(session)).toMatchObject({ Status: 1, LastCheckInDate: 0, Heartbeat: false })
  expect(await agent.checkIn()).toBe(200)
  expect(await look(session)).toMatchObject({ Status: 1, Heartbeat: true, EdgeID: 'till-1' })
  time += 30_000
  expect(await look(session)).toMatchObject({ Heartbeat: true })
  time += 1000
  expect(await look(session)).toMatchObject({
    Status: 1,
    Heartbeat: false,
    LastCheckInDate: expect.any(Number),
  })
  const late = await session.call('GET', '/api/endpoints?edgeCheckInPassedSeconds=20')
  expect(late.text).toBe('[]')
})

test('the type follows the first check-in, and the endpoint is that agent’s from then on', async () => {
  const { session, agent } = await openEdge({ version: '2.45.0' })
  expect(await look(session)).toMatchObject({ Type: 7 })
  expect(await agent.checkIn()).toBe(200)
  expect(await look(session)).toMatchObject({ Type: 4 })
  const key = String(session.portainer.state.endpoints[0]?.EdgeKey)
  expect(await makeEdgeAgent({ key, edgeId: 'another' }).checkIn()).toBe(403)
})

test('an agent with a slash at the end of its URL never checks in', async () => {
  const { session, agent } = await openEdge({ version: '2.19.5' }, '/')
  expect(agent.url.endsWith('/')).toBe(true)
  expect(await agent.checkIn()).toBe(404)
  expect(await look(session)).toMatchObject({ LastCheckInDate: 0 })
})

test.each([
  ['2.14.0', ['till'], ['till']],
  ['2.19.5', [], ['till']],
])('in the waiting room of %s: lists hide it, its name is taken', async (version, plain, asked) => {
  const { portainer, call, create } = await openSession({ version })
  const { Id } = portainer.addToWaitingRoom('till')
  const names = async (query: string): Promise<unknown> =>
    (JSON.parse((await call('GET', `/api/endpoints${query}`)).text) as { Name: string }[]).map(
      ({ Name }) => Name,
    )
  expect(await names('?name=till')).toEqual(plain)
  expect(await names('?name=till&edgeDeviceUntrusted=true')).toEqual(asked)
  const told = await create({ Name: 'till', EndpointCreationType: '4', URL: 'https://portainer.example.com' })
  expect(told.status).toBe(409)
  await create({ Name: 'shop', EndpointCreationType: '4', URL: 'https://portainer.example.com' })
  expect(await names('?edgeDeviceUntrusted=true')).not.toContain(version === '2.19.5' ? 'shop' : '')
  expect((await call('GET', `/api/endpoints/${Id}`)).status).toBe(200)
})

test.each([
  ['2.6.3', 'dropped'],
  ['2.19.5', 400],
])('a snapshot of an edge agent on %s: %s', async (version, outcome) => {
  const { session } = await openEdge({ version })
  const told = session.call('POST', '/api/endpoints/1/snapshot')
  if (outcome === 'dropped') await expect(told).rejects.toThrow()
  else expect((await told).status).toBe(outcome)
})
