// A server that says what it was given, in every encoding and wherever it can; every run against it is searched.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { createQueue } from '../../src/foundation/async.ts'
import { canaries, everything, PASSWORD } from './leaks/canaries.ts'
import { ways } from './leaks/echoes.ts'
import { flows, requestsOf } from './leaks/steps.ts'
import { refused } from './leaks/refused.ts'
import { thorough } from '../helpers/random.ts'
import { killAndSearch } from './leaks/processes.ts'
import { type Scenario, type Searcher, startSearcher } from './leaks/search-run.ts'
import { openSetup } from '../helpers/setup.ts'

/** What docs/reliability.md says at least, with `THOROUGH=1`. */
const RUNS = thorough ? 1000 : 500
/** Each step meets every so many-th way, the next step the ones after them. */
const EVERY = thorough ? 2 : 4

/** Of letters that an edge key may have. */
const LETTERS = { username: 'admin', password: 'CorrectHorseBattery' }

let searcher: Searcher
beforeAll(async () => {
  searcher = await startSearcher()
})
afterAll(() => searcher.close())
const queue = createQueue(8)

/** Runs them all. @returns those that met a server that misbehaved. */
async function searchAll(scenarios: readonly Scenario[]): Promise<Scenario[]> {
  const ended = await Promise.allSettled(
    scenarios.map((scenario) =>
      queue(async () => ((await searcher.search(scenario)).misbehaved ? [scenario] : [])),
    ),
  )
  return ended.flatMap((one) => {
    if (one.status === 'rejected') throw one.reason
    return one.value
  })
}

const wayNames = Object.keys(ways)

for (const [flow, { steps }] of Object.entries(flows)) {
  const scenarios = steps.flatMap((step, number) =>
    wayNames
      .filter((_, index) => (number + index) % EVERY === 0)
      .map((way) => ({ canary: everything, flow, way, at: requestsOf(step), debug: true })),
  )
  test(`all secrets at once, ${flow}: ${scenarios.length} scenarios`, async () => {
    expect(await searchAll(scenarios)).toHaveLength(scenarios.length)
  })
}

const single = canaries.flatMap((canary, number) =>
  wayNames
    .map((way, index) => ({
      canary,
      flow: ['create', 'update', 'recreate', 'clean up'][((number + index) / EVERY) % 4] ?? '',
      way,
      at: { skip: (number + index) % 3 },
      debug: index % 4 < 2,
    }))
    .filter((_, index) => (number + index) % EVERY === 0),
)
test(`each secret alone: ${single.length} scenarios`, async () => {
  expect(await searchAll(single)).toHaveLength(single.length)
})

const refusals = refused.flatMap((one) => ['1', ''].map((on) => ({ ...one, debugging: on })))
test(`inputs that are refused: ${refusals.length} scenarios`, async () => {
  const ended = await Promise.all(
    refusals.map(({ what, inputs, env, secrets, debugging }) =>
      queue(async () => {
        const usual = { url: 'http://127.0.0.1:1', password: PASSWORD }
        const variables = { ...env, RUNNER_DEBUG: debugging }
        const { exitCode, log } = await searcher.refuse({ ...usual, ...inputs }, variables, secrets)
        return exitCode === 1 && !log.includes('ECONNREFUSED') ? [] : [what]
      }),
    ),
  )
  expect(ended.flat()).toEqual([])
})

describe('a process of its own', () => {
  const moments = ['GET endpoints', 'POST endpoints', 'PUT endpoints/N', 'DELETE endpoints/N']
  const rows = moments.flatMap((step) =>
    ['no signal', 'SIGTERM', 'SIGKILL'].map((signal) => [step, signal] as const),
  )
  test.each(rows)('at %s, %s', async (step, signal) => {
    const killed = await killAndSearch(step, 'an error', signal)
    const { leaks, seen, results } = killed
    expect([leaks, results[1]?.leftFiles, results[1]?.exitCode]).toEqual([[], [], 0])
    if (process.platform === 'linux') expect(seen.join('\n')).toContain('main.cjs')
  })
})

describe('an edge key', () => {
  const inputs = { name: 'edge', type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' }
  const told = /^The edge key of 1 endpoint holds a secret that this run was given, so it is no output/

  test.each([
    ['that is the password', (password: string) => password],
    [
      'that holds the password',
      (password: string) => Buffer.from(`https://x|${password}|7`).toString('base64'),
    ],
  ])('%s is no output', async (_, made) => {
    const { portainer, run } = await openSetup({ version: '2.44.0', dial: false, admin: LETTERS })
    const EdgeKey = made(LETTERS.password)
    portainer.misbehave({
      path: /endpoints/,
      act: {
        change: (good) => ({
          ...good,
          body: String(good.body).replace(/"EdgeKey":"[^"]*"/, `"EdgeKey":"${EdgeKey}"`),
        }),
      },
    })
    const { exitCode, outputs, warnings } = await run({ ...inputs, password: LETTERS.password })
    expect([exitCode, outputs['edge-key'], outputs['edge-keys']]).toEqual([0, '', '{}'])
    expect(warnings).toEqual([expect.stringMatching(told)])
  })

  test('of Portainer is one', async () => {
    const { run } = await openSetup({ version: '2.44.0', dial: false, admin: LETTERS })
    const { outputs, warnings } = await run({ ...inputs, password: LETTERS.password })
    expect(Buffer.from(outputs['edge-key'] ?? '', 'base64').toString()).toMatch(
      /^https:\/\/portainer\.example/,
    )
    expect([JSON.parse(outputs['edge-keys'] ?? ''), warnings]).toEqual([{ edge: outputs['edge-key'] }, []])
  })
})

test('every secret and each of its lines is masked before anything is said', async () => {
  const { main } = await searcher.search({
    canary: everything,
    flow: 'create',
    way: 'an error',
    at: { skip: 99 },
    debug: true,
  })
  const parts = [PASSWORD, ...everything.secrets].flatMap((secret) => [secret, ...secret.split('\n')])
  const secret = parts.filter((part) => !part.startsWith('-----') || part.includes('\n'))
  expect(secret.filter((part) => !main.masks.includes(part))).toEqual([])
})

test('all of them are counted', () => {
  expect(searcher.runs).toBeGreaterThanOrEqual(RUNS)
})
