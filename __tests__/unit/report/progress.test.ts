// How far a run is, as the log tells it: on a clock that the test moves.
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { ActionError } from '../../../src/foundation/errors.ts'
import type { Clock } from '../../../src/foundation/async.ts'
import { createProgress } from '../../../src/report/log.ts'
import { endpointThere, wantedOf } from '../sample-endpoints.ts'
import { type Report, openReport } from '../../../src/steps/context.ts'

let printed = ''
beforeEach(() => {
  printed = ''
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
})
afterEach(() => {
  jest.restoreAllMocks()
})

/** What was printed since it was last asked for. */
function errorBody(): string[] {
  const lines = printed.split('\n').slice(0, -1)
  printed = ''
  return lines
}

/** A clock whose pauses are over when the test says so. */
function makeClock(): { clock: Clock; pauses: number[]; pass: () => Promise<void> } {
  const pauses: number[] = []
  let wake: () => void = () => undefined
  const sleep = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => {
      pauses.push(milliseconds)
      wake = resolve
    })
  const pass = async (): Promise<void> => {
    wake()
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { clock: { now: () => 0, random: () => 0, sleep }, pauses, pass }
}

const reportsOf = (plural: number): Report[] =>
  Array.from({ length: plural }, (_, index) => openReport(wantedOf({ name: `web-${index + 1}` })))

test('a fleet has a line every three seconds, and none after its end', async () => {
  const { clock, pauses, pass } = makeClock()
  const reports = reportsOf(21)
  const [first, second, third] = reports as [Report, Report, Report]
  const progress = createProgress(reports.length, clock)
  expect([errorBody(), pauses]).toEqual([[], [3000]])
  await pass()
  expect([errorBody(), pauses]).toEqual([['0 done, 0 failed, 21 left.'], [3000, 3000]])

  first.result = 'created'
  second.error = new ActionError('It is asleep.')
  for (const report of [first, second, second]) progress.tell(report)
  expect(errorBody()).toEqual(["::group::Failed: endpoint 'web-2'", 'It is asleep.', '::endgroup::'])
  await pass()
  expect(errorBody()).toEqual(['1 done, 1 failed, 19 left.'])

  // One that failed after it had been told of is no longer done.
  first.error = new ActionError('It went away.')
  third.result = 'unchanged'
  for (const report of [first, third]) progress.tell(report)
  errorBody()
  await pass()
  expect(errorBody()).toEqual(['1 done, 2 failed, 18 left.'])

  progress.end(reports)
  expect(errorBody()).toEqual(['21 endpoints: 2 failed, 1 unchanged, 18 not reached.'])
  await pass()
  expect([errorBody(), pauses.length]).toEqual([[], 4])
})

test('of up to twenty each has a line of its own, once', () => {
  const { clock, pauses } = makeClock()
  const reports = reportsOf(20)
  const progress = createProgress(reports.length, clock)
  const [first] = reports as [Report]
  Object.assign(first, { result: 'created', endpoint: endpointThere() })
  progress.tell(first)
  progress.tell(first)
  expect([errorBody(), pauses]).toEqual([["Created endpoint 'web' (id 7, tcp://10.0.0.7:2375)."], []])
})

test('a dry run has none', () => {
  const { clock, pauses } = makeClock()
  const [report] = reportsOf(1) as [Report]
  report.result = 'created'
  const progress = createProgress(0, clock)
  progress.tell(report)
  progress.end([report])
  expect([errorBody(), pauses]).toEqual([[], []])
})
