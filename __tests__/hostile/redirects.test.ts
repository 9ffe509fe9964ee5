// A redirect is never followed: whatever is asked, and wherever it points, nobody else gets a request.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type FlowEngines, type FlowName, startFlowEngines } from '../../stand-in/faults/flows.ts'
import { thorough } from '../helpers/random.ts'
import { makeListener } from '../../stand-in/listener.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import { atRequest, requestsOf, runFlow } from './run-flow.ts'

const runner = startQuickRunner({ threads: 4, speed: 20 })
const elsewhere = makeListener((_, response) => response.end('{"Version":"2.23.0","jwt":"x","Id":1}'))
let engines: FlowEngines
let places: string[]
beforeAll(async () => {
  engines = await startFlowEngines()
  const port = await elsewhere.listen({ port: 0 })
  places = [
    `http://127.0.0.1:${port}/api/status`,
    `//127.0.0.1:${port}/`,
    `http://127.0.0.1:${port}@evil.invalid/`,
    '/api/status',
    `https://127.0.0.1:${port}/`,
  ]
})
afterAll(async () => {
  await Promise.all([runner.close(), engines.close(), elsewhere.stop()])
})

const FLOWS: readonly FlowName[] = ['update', 'create on a fresh Portainer', 'rotate', 'recreate', 'absent']
const STATUSES = [301, 302, 303, 307, 308]

/** What goes on all the same: the ping is only looked at, and what may have been done is looked for. */
const GOES_ON = /docker\/_ping$/

test('at each request of each flow', async () => {
  const requests = await requestsOf(runner, engines, FLOWS)
  expect(requests.length).toBeGreaterThanOrEqual(17)
  // A request meets every other redirect, the next request the others.
  const tries = requests.flatMap(([request, flow], number) =>
    STATUSES.map((status, index) => ({ request, flow, status, location: places[index] ?? '' })).filter(
      (_, index) => thorough || (number + index) % 2 === 0,
    ),
  )
  const outcomes = await Promise.all(
    tries.map(async ({ request, flow, status, location }) => {
      const rule = atRequest(request, { status, headers: { Location: location } })
      const { result } = await runFlow(runner, engines, flow, rule)
      return { request, status, ...result }
    }),
  )
  for (const { request, status, exitCode, errors, log } of outcomes) {
    expect(`${request}: ${log}`).not.toMatch(/UNCAUGHT|of the action itself|\n\s+at /)
    if (GOES_ON.test(request)) continue
    expect({ request, exitCode, errors }).toEqual({
      request,
      exitCode: 1,
      errors: [
        expect.stringMatching(
          new RegExp(`(answered ${status}.*Redirects are refused|after the update.*answered ${status})`, 's'),
        ),
      ],
    })
  }
  expect(elsewhere.connections).toBe(0)
})
