// Schedules of faults made from a seed, run against every flow on many versions.
import { flowNames, flows, startFlowEngines } from './flows.ts'
import { runWithFaults, type FaultOutcome, type FaultRun } from './run-with-faults.ts'
import { faultNames, type FaultName } from './fault-kinds.ts'
import { startQuickRunner } from '../runner/thread-runner.ts'

const versions = [
  '1.18.1',
  '1.20.2',
  '1.24.2',
  '2.0.0',
  '2.6.3',
  '2.11.0',
  '2.13.1',
  '2.16.2',
  '2.19.5',
  '2.23.0',
]
const suitable = {
  'with API keys': versions.filter((version) => /^2\.[12]\d/.test(version)),
  '1.x': versions.filter((version) => version.startsWith('1.')),
}

export interface Broken {
  number: number
  schedule: FaultRun
  outcome: FaultOutcome
}

export interface Tally {
  runs: number
  /** Faults that met a request. */
  faults: number
  injected: Map<FaultName, number>
  /** Runs that did what was wanted although a fault met them. */
  succeeded: number
  broken: number
}

/** mulberry32: the same numbers for the same seed everywhere. */
export function makeRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The schedule of a seed and a number: a flow, a version, and one to three faults at one of its requests. */
export function makeSchedule(seed: number, number: number): FaultRun {
  const random = makeRandom(seed * 1_000_003 + number)
  const below = (limit: number): number => Math.floor(random() * limit)
  const oneOf = <T>(list: readonly T[]): T => list[below(list.length)] as T
  const flow = oneOf(flowNames)
  return {
    flow,
    version: oneOf(flows[flow].versions === undefined ? versions : suitable[flows[flow].versions]),
    faults: Array.from({ length: 1 + below(3) }, () => ({ kind: oneOf(faultNames), nth: 1 + below(14) })),
    timeout: 20,
  }
}

export interface ChaosOptions {
  runs: number
  seed: number
  /** Only the schedule of this number. */
  only?: number
  threads?: number
  onBroken: (broken: Broken) => void
}

export async function runSchedules({
  runs,
  seed,
  only,
  threads = 16,
  onBroken,
}: ChaosOptions): Promise<Tally> {
  const runner = startQuickRunner({ threads, speed: 10 })
  const engines = await startFlowEngines()
  const tally: Tally = { runs: 0, faults: 0, injected: new Map(), succeeded: 0, broken: 0 }
  const numbers = only === undefined ? Array.from({ length: runs }, (_, index) => index + 1) : [only]
  try {
    const worker = async (): Promise<void> => {
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        const schedule = makeSchedule(seed, number)
        const outcome = await runWithFaults(runner, engines, schedule)
        const { injected } = outcome.proxy
        tally.runs += 1
        tally.faults += injected.length
        for (const kind of injected) tally.injected.set(kind, (tally.injected.get(kind) ?? 0) + 1)
        if (injected.length > 0 && outcome.results.every(({ exitCode }) => exitCode === 0))
          tally.succeeded += 1
        if (outcome.broken.length === 0) continue
        tally.broken += 1
        onBroken({ number, schedule, outcome })
      }
    }
    await Promise.all(Array.from({ length: threads }, worker))
  } finally {
    await runner.close()
    await engines.close()
  }
  return tally
}
