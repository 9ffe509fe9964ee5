// A few of the random schedules; `npm run chaos -- --runs 5000 --seed 1` runs many.
import { expect, test } from '@jest/globals'
import { thorough } from '../helpers/random.ts'
import { makeRandom, makeSchedule, runSchedules } from '../../stand-in/faults/random-schedules.ts'

const RUNS = thorough ? 150 : 50

test('whatever goes wrong, what must hold holds', async () => {
  const broken: unknown[] = []
  const tally = await runSchedules({
    runs: RUNS,
    seed: 20_261_122,
    onBroken: ({ number, schedule, outcome }) => broken.push({ number, schedule, broken: outcome.broken }),
  })
  expect(broken).toEqual([])
  expect(tally.runs).toBe(RUNS)
  expect(tally.faults).toBeGreaterThan(RUNS / 2)
})

test('a seed is a schedule, on every machine', () => {
  const random = makeRandom(1)
  expect([random(), random(), random()].map((number) => Math.floor(number * 1e6))).toEqual([
    627073, 2735, 527447,
  ])
  expect(makeSchedule(1, 1)).toEqual(makeSchedule(1, 1))
  expect(makeSchedule(1, 1)).not.toEqual(makeSchedule(1, 2))
})
