// How often an endpoint is looked at while it is waited for, and how often the log says so: on a clock that does not wait.
import { expect, test } from '@jest/globals'
import type { Call, Client } from '../../../src/portainer/client.ts'
import type { HttpResponse } from '../../../src/portainer/http.ts'
import { waitUntilUp } from '../../../src/steps/wait.ts'
import type { RunContext } from '../../../src/steps/context.ts'
import { endpointThere } from '../sample-endpoints.ts'

/** A Portainer that answers at once, and a clock that stands still but for its pauses. */
function makeWork(
  response: (call: Call) => HttpResponse,
  seconds: number,
): { context: RunContext; errorBody: string[]; pauses: number[] } {
  const errorBody: string[] = []
  const pauses: number[] = []
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
  const client = { clock, version: [2, 23, 0], call: (call: Call) => Promise.resolve(response(call)) }
  const context = {
    client: client as unknown as Client,
    log: { info: (text: string) => errorBody.push(text), warning: (text: string) => errorBody.push(text) },
    waitUntilUp: seconds,
  }
  return { context: context as unknown as RunContext, errorBody, pauses }
}

test('pauses grow up to five seconds, with a line every few seconds', async () => {
  const { context, errorBody, pauses } = makeWork(
    () => ({ status: 502, headers: {}, body: Buffer.from('') }),
    60,
  )
  await expect(waitUntilUp(context, endpointThere(), 60_000)).rejects.toThrow(
    "Endpoint 'web' (id 7) exists, but was not up within 60 s; last seen: Portainer answered 502.",
  )
  expect(pauses.slice(0, 4)).toEqual([500, 750, 1125, 1687.5])
  expect(Math.max(...pauses)).toBe(5000)
  const left = errorBody.map((line) =>
    Number(/to be up, (\d+) s more; last seen: Portainer answered 502\./.exec(line)?.[1]),
  )
  expect(left[0]).toBe(60)
  for (const [index, seconds] of left.slice(1).entries()) {
    expect((left[index] ?? 0) - seconds).toBeGreaterThanOrEqual(5)
    expect((left[index] ?? 0) - seconds).toBeLessThanOrEqual(10)
  }
  expect(left.at(-1)).toBeLessThanOrEqual(10)
})

test('one look is taken even when there is no time left', async () => {
  const { context, pauses } = makeWork(
    ({ path }) => ({
      status: 200,
      headers: {},
      body: Buffer.from(path.endsWith('_ping') ? 'OK' : '{"Id":7,"Name":"web","Type":1,"TLSConfig":{}}'),
    }),
    1,
  )
  expect(await waitUntilUp(context, endpointThere(), -5)).toMatchObject({ id: 7, status: 'up' })
  expect(pauses).toEqual([])
})
