// What the stand-in does wrong on purpose, and how much it can answer.
import { afterEach, expect, test } from '@jest/globals'
import http from 'node:http'
import { ask } from '../../stand-in/ask.ts'
import { closeSessions, openSession, type Session } from './session.ts'

afterEach(closeSessions)

const names = ({ portainer }: Session) => portainer.state.endpoints.map(({ Name }) => Name)

test('a request is dropped before or after it is carried out', async () => {
  const session = await openSession({ version: '2.19.5' })
  const { portainer, create } = session
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: 'drop', times: 1 })
  await expect(create({ Name: 'a' })).rejects.toThrow()
  expect(names(session)).toEqual([])
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: 'drop-after', times: 1 })
  await expect(create({ Name: 'b' })).rejects.toThrow()
  expect(names(session)).toEqual(['b'])
  expect((await create({ Name: 'c' })).status).toBe(200)
  expect(portainer.requests.slice(-3).map(({ status }) => status)).toEqual(['dropped', 'dropped', 200])
})

test('another answer is given, instead or after', async () => {
  const session = await openSession({ version: '2.19.5' })
  const { portainer, create, call } = session
  const undo = portainer.misbehave({
    path: /^\/api\/endpoints/,
    act: { status: 503, headers: { 'Retry-After': '1' } },
  })
  expect(await create({ Name: 'a' })).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
  undo()
  portainer.misbehave({ method: 'POST', act: { after: { status: 502, body: 'Bad Gateway' } } })
  expect(await create({ Name: 'b' })).toMatchObject({ status: 502, text: 'Bad Gateway' })
  expect(names(session)).toEqual(['b'])
  portainer.misbehave({ method: 'GET', path: '/api/status', skip: 1, times: 1, act: { status: 500 } })
  const statuses = [
    await call('GET', '/api/status'),
    await call('GET', '/api/status'),
    await call('GET', '/api/status'),
  ]
  expect(statuses.map(({ status }) => status)).toEqual([200, 500, 200])
})

test('an answer is cut short, or stalls, or never ends', async () => {
  const session = await openSession({ version: '2.19.5' })
  const { portainer, call, create } = session
  portainer.misbehave({ path: '/api/status', act: 'truncate', times: 1 })
  await expect(call('GET', '/api/status')).rejects.toThrow('aborted')
  portainer.misbehave({ method: 'POST', act: 'stall-after' })
  const stalled = create({ Name: 'a' })
  const rejected = expect(stalled).rejects.toThrow()
  while (names(session).length === 0) await new Promise(setImmediate)
  portainer.misbehave({ path: '/endless', act: 'endless' })
  portainer.misbehave({ path: '/slow', act: 'slow' })
  const received = await new Promise<number>((resolve, reject) => {
    let bytes = 0
    const request = http.get(`${portainer.url}/endless`, { agent: false }, (response) => {
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length
        if (bytes > 10_000_000) {
          request.destroy()
          resolve(bytes)
        }
      })
    })
    request.on('error', reject)
  })
  expect(received).toBeGreaterThan(10_000_000)
  const slow = call('GET', '/slow')
  const slowRejected = expect(slow).rejects.toThrow()
  while (portainer.requests.at(-1)?.path !== '/slow') await new Promise(setImmediate)
  await portainer.close()
  await rejected
  await slowRejected
})

test('a list of 30 MB is written only as it is read', async () => {
  const { portainer, call } = await openSession({
    version: '2.11.0',
    seed: { endpoints: 1000, snapshotBytes: 30_000 },
  })
  const headers = { 'x-api-key': portainer.createApiKey() }
  let written = false
  const last = portainer.state.endpoints.at(-1)
  if (!last) throw new Error('nothing seeded')
  Object.defineProperty(last, 'Name', {
    get: () => {
      written = true
      return 'the last one'
    },
  })
  const bytes = await new Promise<number>((resolve, reject) => {
    let total = 0
    const request = http.get(`${portainer.url}/api/endpoints`, { agent: false, headers }, (response) => {
      response.once('data', () => {
        expect(written).toBe(false)
      })
      response.on('data', (chunk: Buffer) => (total += chunk.length))
      response.on('end', () => resolve(total))
    })
    request.on('error', reject)
  })
  expect(bytes).toBeGreaterThan(29_000_000)
  const list = JSON.parse((await call('GET', '/api/endpoints?limit=2')).text) as { Snapshots: unknown[] }[]
  expect(list).toHaveLength(2)
  expect(list[0]?.Snapshots).toHaveLength(1)
})

test('2.16+ filters by name and leaves snapshots out', async () => {
  const { call } = await openSession({ version: '2.19.5', seed: { endpoints: 1000, snapshotBytes: 30_000 } })
  const told = await call('GET', '/api/endpoints?name=seeded-7&excludeSnapshots=true')
  expect(JSON.parse(told.text)).toMatchObject([{ Id: 7, Name: 'seeded-7', Snapshots: [] }])
  expect(told.headers).toMatchObject({ 'x-total-count': '1', 'x-total-available': '1000' })
})

test('closing ends everything, and twice is once', async () => {
  const { portainer } = await openSession({ version: '2.19.5', https: true })
  await Promise.all([portainer.close(), portainer.close()])
  await expect(ask(portainer.url, { method: 'GET' })).rejects.toThrow('ECONNREFUSED')
})

test('closed while it restarts, it does not come up again', async () => {
  const { portainer } = await openSession({ version: '2.19.5' })
  const restarted = portainer.restart()
  await Promise.all([portainer.close(), restarted])
  await expect(ask(portainer.url, { method: 'GET' })).rejects.toThrow('ECONNREFUSED')
})
