// A session that is lost in the middle of a fleet: signed in once more for all, and never again once that is refused.
import { expect, test } from '@jest/globals'
import { openSetup, type Run, type Setup } from '../helpers/setup.ts'

const NAMES = Array.from({ length: 20 }, (_, index) => `web-${index + 1}`)
const INVALID = { message: 'Invalid JWT token', details: 'Unauthorized' }

const json = (status: number, body: object) => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
})

const runFleet = ({ run }: Setup): Promise<Run> =>
  run({
    endpoints: JSON.stringify(NAMES.map((name) => ({ name, 'endpoint-url': 'tcp://10.0.0.1:2375' }))),
    concurrency: 2,
  })

const signIns = ({ requests }: Run): unknown[] =>
  requests.filter(({ path }) => path === '/api/auth').map(({ status }) => status)

test.each([
  [403, 'Access denied', /banned for an hour/],
  [422, 'Invalid credentials', /Check 'username' and 'password'/],
  [500, 'Unable to generate JWT token', /answered 500: Unable/],
])(
  'a sign-in that is refused with %d is not repeated for the other endpoints',
  async (status, message, why) => {
    const setup = await openSetup({ version: '2.23.0', dial: false, limiter: false })
    setup.portainer.misbehave({
      path: '/api/auth',
      skip: 1,
      act: json(status, { message, details: message }),
    })
    setup.portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: json(401, INVALID) })
    const run = await runFleet(setup)
    expect([run.exitCode, signIns(run)]).toEqual([1, [200, status]])
    expect(run.errors).toHaveLength(10)
    for (const error of run.errors.slice(0, 9)) expect(error).toMatch(why)
    expect(run.errors[9]).toMatch(/^11 more endpoints failed/)
    expect(setup.portainer.state.endpoints).toEqual([])
  },
)

test('one that is good is for all that are under way', async () => {
  const setup = await openSetup({ version: '2.23.0', dial: false })
  const lost = { method: 'POST', path: '/api/endpoints', times: 2, act: json(401, INVALID) }
  setup.portainer.misbehave(lost)
  const run = await runFleet(setup)
  expect([run.exitCode, run.errors, signIns(run)]).toEqual([0, [], [200, 200]])
})
