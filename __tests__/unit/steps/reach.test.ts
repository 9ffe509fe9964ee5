// How often an endpoint is looked at while it is waited for, how often the log says so, and what ends it at once: on a
// clock that does not wait.
import { describe, expect, test } from '@jest/globals'
import type { Call, Client } from '../../../src/portainer/client.ts'
import type { HttpResponse } from '../../../src/portainer/http.ts'
import { waitUntilUp } from '../../../src/steps/reach.ts'
import type { RunContext } from '../../../src/steps/context.ts'
import { endpointThere } from '../sample-endpoints.ts'

const json = (status: number, body: object): HttpResponse => ({
  status,
  headers: { date: 'Sun, 22 Nov 2026 12:00:00 GMT' },
  body: Buffer.from(JSON.stringify(body)),
})
const empty = (status: number): HttpResponse => ({ status, headers: {}, body: Buffer.from('') })

/** A Portainer that has this endpoint and answers at once, and a clock that stands still but for its pauses. */
function makeContext(
  endpoint: object,
  { ping = empty(502), seconds = 60 }: { ping?: HttpResponse; seconds?: number } = {},
): { context: RunContext; lines: string[]; pauses: number[]; paths: string[] } {
  const lines: string[] = []
  const pauses: number[] = []
  const paths: string[] = []
  let now = 0
  const clock = {
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds: number) => {
      pauses.push(milliseconds)
      now += milliseconds
      return Promise.resolve()
    },
  }
  const call = ({ method, path }: Call): Promise<HttpResponse> => {
    paths.push(`${method} ${path}`)
    if (path.endsWith('/snapshot')) return Promise.resolve(empty(204))
    return Promise.resolve(path.endsWith('/_ping') ? ping : json(200, { Id: 7, Name: 'web', ...endpoint }))
  }
  const context = {
    client: { clock, version: [2, 23, 0], call } as unknown as Client,
    log: { info: (text: string) => lines.push(text), warning: (text: string) => lines.push(text) },
    waitUntilUp: seconds,
  }
  return { context: context as unknown as RunContext, lines, pauses, paths }
}

test('pauses grow up to five seconds, with a line every few seconds', async () => {
  const { context, lines, pauses } = makeContext({ Type: 1, Status: 2 })
  await expect(waitUntilUp(context, endpointThere(), 60_000)).rejects.toThrow(
    "Endpoint 'web' (id 7) exists, but was not up within 60 s; last seen: Portainer answered 502.",
  )
  expect(pauses.slice(0, 4)).toEqual([500, 750, 1125, 1687.5])
  expect(Math.max(...pauses)).toBe(5000)
  const left = lines.map((line) =>
    Number(/to be up, (\d+) s more; last seen: Portainer answered 502\./.exec(line)?.[1]),
  )
  expect(left[0]).toBe(60)
  for (const [index, seconds] of left.slice(1).entries()) {
    expect((left[index] ?? 0) - seconds).toBeGreaterThanOrEqual(5)
    expect((left[index] ?? 0) - seconds).toBeLessThanOrEqual(10)
  }
  expect(left.at(-1)).toBeLessThanOrEqual(10)
})

test('one look is taken even when there is no time left, and no ping where the snapshot found it up', async () => {
  const { context, pauses, paths } = makeContext({ Type: 1, Status: 1 }, { seconds: 1 })
  expect(await waitUntilUp(context, endpointThere(), -5)).toMatchObject({ id: 7, status: 'up' })
  expect(pauses).toEqual([])
  expect(paths).toEqual(['POST /api/endpoints/7/snapshot', 'GET /api/endpoints/7?excludeSnapshot=true'])
})

describe('what waiting can not cure ends it at once', () => {
  const failure = (details: string): HttpResponse => json(502, { message: 'Proxy failure', details })
  test.each([
    ['x509: certificate signed by unknown authority', 'tls-ca-cert'],
    ['ssrf: destination 10.0.0.7 is not in the allowlist', 'allow list'],
    ['client version 1.41 is too old. Minimum supported API version is 1.44', 'update Portainer'],
    ['dial unix /var/run/docker.sock: connect: permission denied', 'no permission to use the socket'],
  ])('%s', async (details, hint) => {
    const { context, pauses } = makeContext({ Type: 1, Status: 2 }, { ping: failure(details) })
    await expect(waitUntilUp(context, endpointThere(), 60_000)).rejects.toMatchObject({
      message: `Endpoint 'web' (id 7) exists, but Portainer can't reach it: Portainer answered 502: 'Proxy failure' (details: ${details}).`,
      hint: expect.stringContaining(hint) as unknown,
    })
    expect(pauses).toEqual([])
  })

  test.each(['dial tcp 10.0.0.7:2375: connect: connection refused', 'i/o timeout', 'something new'])(
    'but not %s',
    async (details) => {
      const { context, pauses } = makeContext({ Type: 1, Status: 2 }, { ping: failure(details) })
      await expect(waitUntilUp(context, endpointThere(), 60_000)).rejects.toThrow(
        `was not up within 60 s; last seen: Portainer answered 502: 'Proxy failure' (details: ${details}).`,
      )
      expect(pauses.length).toBeGreaterThan(5)
    },
  )
})

describe('an edge agent', () => {
  const now = Date.parse('2026-11-22T12:00:00Z') / 1000
  const edge = endpointThere({ type: 4 })
  const waiting = (fields: object): ReturnType<typeof waitUntilUp> =>
    waitUntilUp(makeContext({ Type: 4, Status: 1, ...fields }).context, edge, 60_000)

  test.each([
    ['a heartbeat (2.17 and later)', { Heartbeat: true, LastCheckInDate: now - 900 }],
    [
      'a check-in within twice the interval and 20 s',
      { EdgeCheckinInterval: 60, LastCheckInDate: now - 139 },
    ],
    ['an EdgeID, where check-ins are not told (before 2.1)', { EdgeID: 'abc' }],
  ])('is up with %s', async (_, fields) => {
    expect(await waiting(fields)).toMatchObject({ status: 'up' })
  })

  test.each([
    ['never checked in', { LastCheckInDate: 0 }, 'has not checked in yet', 'edge key'],
    ['never checked in (before 2.1)', {}, 'has not checked in yet', 'edge key'],
    [
      'never checked in where edge ids are enforced',
      { LastCheckInDate: 0, EdgeID: 'abc' },
      'has not checked in yet',
      "EDGE_ID set to the output 'edge-id'",
    ],
    [
      'stopped',
      { Heartbeat: false, EdgeID: 'abc', EdgeCheckinInterval: 60, LastCheckInDate: now - 141 },
      'has stopped checking in',
      'edge key',
    ],
  ])('is not up when it %s', async (_, fields, seen, hint) => {
    await expect(waiting(fields)).rejects.toMatchObject({
      message: `Endpoint 'web' (id 7) exists, but was not up within 60 s; last seen: the edge agent ${seen}.`,
      hint: expect.stringContaining(hint) as unknown,
    })
  })
})

test.each([
  [[1, 19, 2], false, false],
  [[2, 20, 1], true, false],
  [[2, 20, 1], false, true],
  [[2, 16, 2], true, true],
])('on %j with TLS %j, a snapshot tells: %j', async (version, on, bySnapshot) => {
  const { context, paths } = makeContext(
    { Type: 1, Status: 1 },
    { ping: { ...empty(200), body: Buffer.from('OK') } },
  )
  Object.assign(context.client, { version })
  const tls = { on, skipVerify: false, hasCa: true, hasClientCertificate: true }
  expect(await waitUntilUp(context, endpointThere({ tls }), 60_000)).toMatchObject({ status: 'up' })
  expect(paths[0]).toBe(bySnapshot ? 'POST /api/endpoints/7/snapshot' : 'GET /api/endpoints/7/docker/_ping')
})
