// Any sequence of runs, with drift behind their back and restarts in between, leaves the server as the last run said.
import { expect, test } from '@jest/globals'
import fc, { seed, thorough } from '../helpers/random.ts'
import { makeAnything, type Run as Wanted, type Sequence } from './random-sequences/sequences.ts'
import { drift, expectedAfter, readServer } from './random-sequences/model.ts'
import { openEngine, openSetup, startThreads, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const SEQUENCES = thorough ? 50 : 20
const RUNS = 8

const quick = startThreads({ speed: 4 })

test(`${SEQUENCES} sequences of ${RUNS} runs (SEED=${seed})`, async () => {
  const engines = [await openEngine(), await openEngine()].map(({ url }) => url)
  const dead = await openEngine()
  await dead.close()
  const property = fc.asyncProperty(makeAnything(RUNS, engines, dead.url), (sequence) => play(sequence))
  // What failed is told as it was: shrinking it would take minutes.
  await fc.assert(property, { numRuns: SEQUENCES, endOnFailure: true })
}, 300_000)

async function play({ version, steps }: Sequence): Promise<void> {
  const setup = await openSetup({ version, limiter: false, quick })
  const { state } = setup.portainer
  state.users.push({ Id: 2, Username: 'ann', password: '', Role: 2 }, { Id: 3, Username: 'bob', password: '', Role: 2 }) // prettier-ignore
  await setup.run({
    name: 'bystander',
    'endpoint-url': 'unix:///var/run/docker.sock',
    tags: 'one, two',
    group: 'first',
  })
  for (const { drifts, restart, run } of steps) {
    for (const change of drifts) drift(setup.portainer, change)
    if (restart) await setup.portainer.restart()
    const before = readServer(setup.portainer)
    const { exitCode, result } = await carryOut(setup, run)
    const expected = expectedAfter(before, run)
    expect({ server: readServer(setup.portainer), exitCode, result }).toEqual(expected)
  }
  // What a run left is what it would leave: the same one again writes nothing.
  const last = steps.at(-1)?.run
  if (last === undefined || last['if-exists'] === 'recreate') return
  expect((await carryOut(setup, last)).writes).toEqual([])
}

async function carryOut(
  setup: Setup,
  wanted: Wanted,
): Promise<{ exitCode: number | null; result: string | undefined; writes: string[] }> {
  const run = await setup.run({ ...wanted })
  expect([run.leftFiles, run.warnings.filter((text) => !text.includes('the old connection'))]).toEqual([
    [],
    [],
  ])
  return { exitCode: run.exitCode, result: run.outputs['result'], writes: writesOf(run) }
}
