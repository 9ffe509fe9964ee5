// Stacks: deployed to engines that remember them, by the forms of 2.19+ and of the versions before.
import { afterEach, expect, test } from '@jest/globals'
import { makeEdgeAgent } from '../../stand-in/engines/edge-agent.ts'
import { startEngine, type StandInEngine } from '../../stand-in/engines/engine.ts'
import type { Told } from '../../stand-in/ask.ts'
import { closeSessions, jsonOf, openSession, type Session } from './session.ts'

const engines: StandInEngine[] = []

afterEach(async () => {
  await closeSessions()
  await Promise.all(engines.splice(0).map((engine) => engine.close()))
})

const file = `services:
  web:
    image: nginx:\${TAG:-latest}
    environment: { MODE: preview }
  db:
    image: postgres:17
`

interface Site extends Session {
  engine: StandInEngine
}

/** A Portainer of this version with an endpoint, 1, that is an engine. */
async function openSite(version: string): Promise<Site> {
  const engine = await startEngine()
  engines.push(engine)
  const session = await openSession({ version })
  expect((await session.create({ Name: 'engine', URL: engine.url })).status).toBe(200)
  return { ...session, engine }
}

const byPath = '/api/stacks/create/standalone/string?endpointId='
const byQuery = '/api/stacks?type=2&method=string&endpointId='

const deploy = ({ call }: Session, path: string, json: object = {}): Promise<Told> =>
  call('POST', path, JSON.stringify({ Name: 'preview-7', StackFileContent: file, ...json }))

const images = ({ engine }: Site): string[] => engine.containers.map(({ name, image }) => `${name} ${image}`)

test.each([
  ['1.24.2', byQuery, 'preview-7_web_1'],
  ['2.6.3', byQuery, 'preview-7_web_1'],
  ['2.16.2', byQuery, 'preview-7-web-1'],
  ['2.19.5', byQuery, 'preview-7-web-1'],
  ['2.19.5', byPath, 'preview-7-web-1'],
  ['2.23.0', byPath, 'preview-7-web-1'],
  ['2.45.0', byPath, 'preview-7-web-1'],
])('on %s by %s: created, updated, removed', async (version, path, web) => {
  const site = await openSite(version)
  const { call, engine } = site
  const made = await deploy(site, `${path}1`, { Env: [{ name: 'TAG', value: '1.27' }] })
  expect(made.status).toBe(200)
  const stack = { Id: 1, Name: 'preview-7', Type: 2, EndpointId: 1 }
  expect(jsonOf(made)).toMatchObject({ ...stack, Env: [{ name: 'TAG', value: '1.27' }] })
  expect(images(site)).toEqual([`${web} nginx:1.27`, expect.stringContaining('postgres:17')])
  expect(engine.containers[0]).toMatchObject({ running: true, env: ['MODE=preview'] })
  const seen = await call('GET', '/api/endpoints/1/docker/containers/json')
  expect(JSON.parse(seen.text)).toMatchObject([{ Names: [`/${web}`], State: 'running' }, {}])

  const list = await call('GET', `/api/stacks?filters=${encodeURIComponent('{"EndpointID":1}')}`)
  expect(JSON.parse(list.text)).toMatchObject([stack])
  expect(
    (await call('GET', `/api/stacks?filters=${encodeURIComponent('{"EndpointID":9}')}`)).text.trim(),
  ).toBe('[]')
  expect(jsonOf(await call('GET', '/api/stacks/1/file'))).toEqual({ StackFileContent: file })

  const changed = JSON.stringify({ StackFileContent: file, Env: [{ name: 'TAG', value: '1.28' }] })
  expect((await call('PUT', '/api/stacks/1?endpointId=1', changed)).status).toBe(200)
  expect(images(site)).toContain(`${web} nginx:1.28`)
  expect(engine.containers).toHaveLength(2)

  expect((await call('DELETE', '/api/stacks/1?endpointId=1')).status).toBe(204)
  expect(engine.containers).toEqual([])
  expect((await call('GET', '/api/stacks/1')).status).toBe(404)
})

test('before 2.19 a stack has no path of its own to be created by', async () => {
  const site = await openSite('2.16.2')
  expect((await deploy(site, `${byPath}1`)).status).toBe(404)
})

test('removing an endpoint removes neither its stacks nor what runs on its engine', async () => {
  const site = await openSite('2.23.0')
  const { call, create, engine } = site
  await deploy(site, `${byPath}1`)
  expect((await call('DELETE', '/api/endpoints/1')).status).toBe(204)
  expect(engine.containers).toHaveLength(2)
  const orphaned = encodeURIComponent('{"EndpointID":2,"IncludeOrphanedStacks":true}')
  expect(JSON.parse((await call('GET', `/api/stacks?filters=${orphaned}`)).text)).toMatchObject([{ Id: 1 }])
  expect((await call('DELETE', '/api/stacks/1?endpointId=1')).status).toBe(404)
  // The same engine again: what it runs keeps the name taken, until the stack is removed through the new endpoint.
  await create({ Name: 'engine', URL: engine.url })
  expect((await deploy(site, `${byPath}2`)).status).toBe(409)
  expect((await call('DELETE', '/api/stacks/1?endpointId=2')).status).toBe(204)
  expect((await deploy(site, `${byPath}2`)).status).toBe(200)
})

test('two endpoints may have stacks of one name from 2.5 on', async () => {
  for (const [version, status] of [
    ['2.0.0', 409],
    ['2.6.3', 200],
  ] as const) {
    const site = await openSite(version)
    await deploy(site, `${byQuery}1`)
    expect((await deploy(site, `${byQuery}1`)).status).toBe(409)
    const other = await startEngine()
    engines.push(other)
    await site.create({ Name: 'other', URL: other.url })
    expect((await deploy(site, `${byQuery}2`)).status).toBe(status)
  }
})

test.each([
  [{ Name: '' }, 1, 400, 'Invalid request payload'],
  [{ StackFileContent: '' }, 1, 400, 'Invalid request payload'],
  [{ StackFileContent: 'services: {}' }, 1, 500, 'failed to deploy a stack: no service selected'],
  [{}, 9, 404, 'Unable to find an environment with the specified identifier inside the database'],
])('%j on endpoint %i is %i, and nothing is kept', async (json, endpoint, status, message) => {
  const site = await openSite('2.23.0')
  const told = await deploy(site, `${byPath}${endpoint}`, json)
  expect([told.status, jsonOf(told)['message']]).toEqual([status, message])
  expect(site.portainer.state.stacks).toEqual([])
  expect(site.engine.containers).toEqual([])
})

test('a standard user deploys where they may, and sees their own stacks only', async () => {
  const site = await openSite('2.23.0')
  const { portainer, signIn, call } = site
  await deploy(site, `${byPath}1`)
  portainer.state.users.push({ Id: 2, Username: 'bob', password: 'correct-horse-too', Role: 2 })
  const authorization = `Bearer ${String(jsonOf(await signIn('bob', 'correct-horse-too'))['jwt'])}`
  const body = JSON.stringify({ Name: 'bobs', StackFileContent: file })
  const asBob = (method: string, path: string, content?: string): Promise<Told> =>
    call(method, path, content, { authorization })
  expect((await asBob('POST', `${byPath}1`, body)).status).toBe(403)
  Object.assign(portainer.state.endpoints[0] ?? {}, { UserAccessPolicies: { 2: { RoleId: 0 } } })
  expect((await asBob('POST', `${byPath}1`, body)).status).toBe(200)
  expect(JSON.parse((await asBob('GET', '/api/stacks')).text)).toMatchObject([{ Name: 'bobs' }])
  expect((await asBob('DELETE', '/api/stacks/1?endpointId=1')).status).toBe(403)
})

test('through an edge agent, once it has checked in', async () => {
  const session = await openSession({ version: '2.23.0' })
  const { portainer, create, call } = session
  const told = await create({ Name: 'shop', EndpointCreationType: '4', URL: portainer.url })
  expect((await deploy(session, `${byPath}1`)).status).toBe(500)
  await makeEdgeAgent({ key: String(jsonOf(told)['EdgeKey']), edgeId: 'till-1' }).checkIn()
  expect((await deploy(session, `${byPath}1`)).status).toBe(200)
  const seen = await call('GET', '/api/endpoints/1/docker/containers/json')
  expect(JSON.parse(seen.text)).toHaveLength(2)
})

test('an engine that is gone is told as one', async () => {
  const site = await openSite('2.23.0')
  await site.engine.close()
  expect(jsonOf(await deploy(site, `${byPath}1`))).toMatchObject({
    message: 'Unable to check for name collision',
    details: expect.stringContaining('connection refused'),
  })
})
