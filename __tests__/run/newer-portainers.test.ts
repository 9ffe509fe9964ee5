// What Portainer 2.39 LTS to 2.45 LTS do differently, on the wire: the first set-up, credentials, reads and edge agents.
import { describe, expect, test } from '@jest/globals'
import { makeEdgeAgent } from '../../stand-in/engines/edge-agent.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import {
  createFields,
  openEngine,
  openSetup as openSetupWith,
  sentTo,
  startThreads,
  type Setup,
} from '../helpers/setup.ts'

const quick = startThreads({ speed: 10 })
const openSetup = (options: Parameters<typeof openSetupWith>[0]): Promise<Setup> =>
  openSetupWith({ quick, ...options })

const local = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock' }
const TOKEN = 'token-0123456789'
const json = (status: number, body: object): object => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

describe.each(['2.39.3', '2.45.0'])('the first set-up of Portainer %s', (version) => {
  test('goes on without the token once there is an administrator, until the next start and after it', async () => {
    const { portainer, run } = await openSetup({ version, fresh: true, setupToken: TOKEN })
    const inputs = { ...local, 'init-admin': true }
    expect((await run({ ...inputs, 'setup-token': TOKEN })).errors).toEqual([])
    for (const token of ['', 'an-old-token']) {
      const again = await run({ ...inputs, 'setup-token': token })
      expect([again.errors, again.outputs['result']]).toEqual([[], 'unchanged'])
      expect(again.requestLines).toContain('GET /api/users/admin/check 204')
    }
    await portainer.restart()
    expect((await run(inputs)).outputs['result']).toBe('unchanged')
  })

  test('says which token it wants, and that another one was given', async () => {
    const { portainer, run } = await openSetup({ version, fresh: true, setupToken: TOKEN })
    for (const [token, says] of [
      ['', /'setup-token'.*PORTAINER_SETUP_TOKEN|PORTAINER_SETUP_TOKEN.*'setup-token'.*log/],
      ['an-old-token', /'setup-token' is not the one/],
    ] as const) {
      const failed = await run({ ...local, 'init-admin': true, 'setup-token': token })
      expect(failed.errors).toEqual([expect.stringMatching(says)])
    }
    expect(portainer.state.users).toEqual([])
  })
})

test('the status is read where /api/status is gone', async () => {
  const { run } = await openSetup({ version: '2.45.0', statusGone: true })
  const { errors, outputs, requestLines } = await run(local)
  expect([errors, outputs['portainer-version']]).toEqual([[], '2.45.0'])
  expect(requestLines).toEqual(expect.arrayContaining(['GET /api/status 404', 'GET /api/system/status 200']))
})

test.each([401, 403])('two credentials at once (%i) are no reason to sign in again', async (status) => {
  const { portainer, run } = await openSetup({ version: '2.45.0' })
  const message = 'API key and auth header are not allowed at the same time'
  portainer.misbehave({
    path: /^\/api\/endpoints/,
    act: json(status, { message, details: 'Unauthorized' }) as { status: number },
  })
  const failed = await run(local)
  expect(failed.errors).toEqual([expect.stringMatching(/an API key and an Authorization header at once/)])
  expect(failed.requests.filter(({ path }) => path === '/api/auth')).toHaveLength(1)
})

test('a proxy that wants its own sign-in is no reason to sign in again', async () => {
  const { portainer, run } = await openSetup({ version: '2.23.0' })
  const act = { status: 401, headers: { 'www-authenticate': 'Basic' }, body: 'Unauthorized' }
  portainer.misbehave({ path: /^\/api\/endpoints/, act })
  const failed = await run(local)
  expect(failed.errors).toEqual([expect.stringMatching(/own sign-in/)])
  expect(failed.requests.filter(({ path }) => path === '/api/auth')).toHaveLength(1)
})

test.each(['2.23.0', '2.45.0'])('a create that answers nothing on %s is looked after', async (version) => {
  const { portainer, run } = await openSetup({ version })
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 1, act: 'panic-after' })
  const { errors, outputs } = await run(local)
  expect([errors, outputs['result'], portainer.state.endpoints.length]).toEqual([[], 'created', 1])
})

test('fields that 2.45 leaves out because they are empty are empty', async () => {
  const { portainer, run } = await openSetup({ version: '2.45.0' })
  portainer.state.tags.push({ ID: 1, Name: 'production', Endpoints: new Set() })
  await run(local)
  const tagged = await run({ ...local, tags: 'production' })
  expect([tagged.errors, tagged.outputs['result']]).toEqual([[], 'updated'])
  expect(portainer.state.endpoints).toMatchObject([{ TagIds: [1] }])
  const cleared = await run({ ...local, clear: 'tags' })
  expect(cleared.outputs['result']).toBe('updated')
  expect((await run({ ...local, clear: 'tags' })).outputs['result']).toBe('unchanged')
})

test('a single read leaves the snapshot out, under its own name for that', async () => {
  const { run } = await openSetup({ version: '2.23.0', seed: { endpoints: 1, snapshotBytes: 100_000 } })
  const { requestLines } = await run({ id: 1, 'public-url': 'web.example' })
  expect(requestLines).toContain('GET /api/endpoints/1?excludeSnapshot=true 200')
})

test.each([
  [3, ''],
  [4, 'down'],
])('Status %i of Business Edition is %j', async (Status, status) => {
  const { portainer, run } = await openSetup({ version: '2.45.0', edition: 'BE' })
  portainer.state.endpoints.push(Object.assign(emptyEndpoint(1, 'web'), { Status }))
  expect((await run({ name: 'web', 'if-exists': 'reuse' })).outputs['status']).toBe(status)
})

describe('edge agents', () => {
  const edge = { name: 'edge', type: 'edge-agent', 'endpoint-url': 'http://portainer.example:9000/' }

  test.each(['1.24.2', '2.23.0', '2.45.0'])('no slash gets into the key on %s', async (version) => {
    const { run } = await openSetup({ version })
    const { outputs } = await run(edge)
    const agent = makeEdgeAgent({ key: outputs['edge-key'] ?? '', edgeId: 'x' })
    expect(agent.url).toBe('http://portainer.example:9000')
    for (const url of [edge['endpoint-url'], 'http://portainer.example:9000'])
      expect((await run({ ...edge, 'endpoint-url': url })).outputs['result']).toBe('unchanged')
  })

  test('a key with a slash in it is not waited for', async () => {
    const { portainer, run } = await openSetup({ version: '2.23.0' })
    const EdgeKey = Buffer.from('http://portainer.example:9000/|x:8000|f|1').toString('base64')
    portainer.state.endpoints.push({ ...emptyEndpoint(1, 'edge'), Type: 4, EdgeKey })
    const failed = await run({ ...edge, 'wait-until-up': 3600 })
    expect(failed.errors).toEqual([expect.stringMatching(/not checked in yet\.\n.*slash.*recreate/)])
  })

  test.each([
    ['', 'docker'],
    ['docker', 'docker'],
    ['podman', 'podman'],
    ['kubernetes', ''],
  ])('container-engine %j is sent as %j', async (engine, sent) => {
    const { run } = await openSetup({ version: '2.45.0' })
    const created = await run({ ...edge, 'container-engine': engine })
    expect([created.errors, createFields(created)['ContainerEngine']]).toEqual([[], sent])
    expect(created.outputs['type']).toBe(sent === '' ? '7' : '4')
  })

  test.each(['2.16.2', '2.45.0'])('one in the waiting room of %s has the name', async (version) => {
    const { portainer, run } = await openSetup({ version })
    portainer.addToWaitingRoom('edge')
    const failed = await run(edge)
    expect(failed.errors).toEqual([
      expect.stringMatching(/id 1\) is in Portainer's waiting room\.\n.*Edge Compute/),
    ])
    expect(sentTo(failed, 'POST', '/api/endpoints').status).toBe(409)
  })
})

test('an agent at the address of an engine is named, and the other way round', async () => {
  const { url } = await openEngine()
  for (const version of ['1.24.2', '2.6.3', '2.23.0']) {
    const { run } = await openSetup({ version })
    const refused = await run({ name: 'web', type: 'agent', 'endpoint-url': url })
    expect(refused.errors).toEqual([expect.stringContaining("'type: docker'")])
  }
})
