// Every kind of fault at each step of every flow, with exactly what is to become of the run.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createQueue } from '../../src/foundation/async.ts'
import { type FlowEngines, type FlowName, flowNames, startFlowEngines } from '../../stand-in/faults/flows.ts'
import type { Fault } from '../../stand-in/faults/proxy.ts'
import { runWithFaults } from '../../stand-in/faults/run-with-faults.ts'
import { faultNames, type FaultName } from '../../stand-in/faults/fault-kinds.ts'
import { startThreads } from '../helpers/setup.ts'
import { seed, thorough } from '../helpers/random.ts'
import { endings, expectedEnding, type Ending } from './each-fault/expected.ts'

const THREADS = 12
const runner = startThreads({ threads: THREADS, speed: 10 })
let engines: FlowEngines
beforeAll(async () => {
  engines = await startFlowEngines()
})
afterAll(() => engines.close())

/** A request of a flow. `nth` is counted among those that fit. */
interface Step {
  flow: FlowName
  version: string
  name: string
  column: string
  method: string
  path: RegExp
  nth: number
  /** Where something else follows than the table says, and why. */
  unlike?: (fault: FaultName) => Ending | undefined
}

const step = (
  flow: FlowName,
  name: string,
  column: string,
  request: string,
  others: Partial<Pick<Step, 'nth' | 'unlike' | 'version'>> = {},
): Step => {
  const [method = '', path = ''] = request.split(' ')
  const whole = new RegExp(`^/api/${path.replaceAll('N', '\\d+')}(\\?|$)`)
  return { flow, version: '2.23.0', name, column, method, path: whole, nth: 1, ...others }
}

const idFaults: readonly FaultName[] = ['no id after', 'id 0 after', 'id a text after']

/** An empty list has no ids that could be wrong. */
const emptyList = (fault: FaultName): Ending | undefined => (idFaults.includes(fault) ? 'ok' : undefined)

const waited = (fault: FaultName): boolean => /stall|byte/.test(fault)

/** Waiting goes on after whatever comes, until its time is over: a ping takes half of it at most. */
const waits = (fault: FaultName): Ending => (waited(fault) ? 'late' : 'ok')
const pings = (): Ending => 'ok'

const steps: Step[] = [
  step('update', 'the status', 'status', 'GET status'),
  step('update', 'the sign-in', 'sign-in', 'POST auth'),
  step('update', 'the first look', 'list', 'GET endpoints'),
  step('update', 'the groups', 'list', 'GET endpoint_groups'),
  step('update', 'the tags', 'list', 'GET tags', {
    // Go writes an empty list as null; that the tag is there all the same shows when it is made.
    unlike: (fault) => (fault === 'null after' ? 'ok' : undefined),
  }),
  step('update', 'the users', 'list', 'GET users'),
  step('update', 'a group', 'make', 'POST endpoint_groups'),
  step('update', 'a tag', 'make', 'POST tags'),
  step('update', 'the update', 'put', 'PUT endpoints/N'),
  step('update', 'the snapshot', 'snapshot', 'POST endpoints/N/snapshot'),
  step('update', 'the status after it', 'get', 'GET endpoints/N'),
  step('create', 'the create', 'create', 'POST endpoints'),
  step('create', 'the look after it', 'list', 'GET endpoints', { nth: 2 }),
  step('create', 'the users', 'put', 'PUT endpoints/N'),
  step('create with TLS', 'the status over HTTPS', 'status', 'GET status'),
  step('create with TLS', 'the first look with an API key', 'list', 'GET endpoints', { unlike: emptyList }),
  step('create with TLS', 'the create', 'create', 'POST endpoints'),
  step('create on a fresh Portainer', 'the administrator', 'init', 'POST users/admin/init'),
  step('create and wait', 'the snapshot', 'snapshot', 'POST endpoints/N/snapshot', { unlike: pings }),
  step('create and wait', 'the last look', 'get', 'GET endpoints/N', { unlike: waits }),
  step('rotate', 'the look for what was left', 'list', 'GET endpoints', { nth: 2, unlike: emptyList }),
  step('rotate', 'the temporary endpoint', 'create', 'POST endpoints'),
  step('rotate', 'its removal', 'delete', 'DELETE endpoints/N'),
  step('rotate', 'the CA', 'upload', 'POST upload/tls/ca'),
  step('rotate', 'the certificate', 'upload', 'POST upload/tls/cert'),
  step('rotate', 'the key', 'upload', 'POST upload/tls/key'),
  step('rotate', 'the switch', 'put', 'PUT endpoints/N'),
  step('rotate', 'the snapshot', 'snapshot', 'POST endpoints/N/snapshot'),
  step('recreate', 'the look for what was left', 'list', 'GET endpoints', { nth: 2, unlike: emptyList }),
  step('recreate', 'the create', 'create', 'POST endpoints'),
  step('recreate', 'the users', 'put', 'PUT endpoints/N'),
  step('recreate', 'the removal', 'delete', 'DELETE endpoints/N'),
  step('recreate', 'the name', 'put', 'PUT endpoints/N', { nth: 2 }),
  step('absent', 'the removal', 'delete', 'DELETE endpoints/N'),
  step('absent', 'the removal', 'delete', 'DELETE endpoints/N', { version: '1.18.1' }),
  step('create', 'the create', 'create', 'POST endpoints', { version: '1.18.1' }),
  step('update', 'the users', 'put', 'PUT endpoints/N/access', { version: '1.18.1' }),
]

/**
 * The faults that a step meets: all of them, or those that are its turn. Steps of one column behave alike, so that they share its faults, each of which meets
 * at least one of them; `SEED` deals them out anew. Where a step differs from its column, it meets the fault always.
 */
function faultsAt(at: Step): FaultName[] {
  const alike = steps.filter(({ column }) => column === at.column)
  const turn = alike.indexOf(at) + seed
  return faultNames.filter(
    (fault, index) => thorough || (index + turn) % alike.length === 0 || at.unlike?.(fault) !== undefined,
  )
}

/** What of a run is not as the table says; undefined when nothing is. */
async function differenceAt(at: Step, fault: FaultName): Promise<object | undefined> {
  const { flow, version, method, path, nth } = at
  const faults = [{ kind: fault, method, path, nth }]
  // Short where it is waited for; long where a busy machine may need it.
  const timeout = waited(fault) ? 40 : 300
  const { results, proxy, broken } = await runWithFaults(runner, engines, { flow, version, timeout, faults })
  const { errors = [], exitCode } = results[0] ?? {}
  const ending = at.unlike?.(fault) ?? expectedEnding(fault, at.column)
  const fits =
    ending === 'ok'
      ? exitCode === 0 && errors.length === 0
      : exitCode === 1 && errors.length === 1 && endings[ending].test(errors[0] ?? '')
  if (fits && broken.length === 0 && proxy.injected.join() === fault) return undefined
  return { flow, version, step: at.name, fault, injected: proxy.injected, ending, exitCode, errors, broken }
}

// One test, since most of the time goes into waiting: so many wait at once.
test(
  `faults at ${steps.length} steps of the flows`,
  async () => {
    const queue = createQueue(THREADS)
    const differences = await Promise.all(
      steps.flatMap((at) => faultsAt(at).map((fault) => queue(() => differenceAt(at, fault)))),
    )
    expect(differences.filter((one) => one !== undefined)).toEqual([])
  },
  thorough ? 600_000 : 120_000,
)

/** A fault at every attempt, from the `from`th such request on. */
const always = (kind: FaultName, request: string, from = 1): Fault[] => {
  const { method, path } = step('update', '', '', request)
  return Array.from({ length: 10 }, (_, index) => ({ kind, method, path, nth: from + index }))
}
const lost = (request: string): Fault[] => always('close after', request)
const unanswered = (request: string, from?: number): Fault[] => always('close before', request, from)

// What may have been written and can't be looked up is said by the error: `broken` would tell.
test.each([
  [
    'an update and the look after it',
    '2.23.0',
    [...lost('PUT endpoints/N'), ...unanswered('GET endpoints/N')],
  ],
  ['an update, whenever it is sent', '2.23.0', lost('PUT endpoints/N')],
  ['access, whenever it is sent', '1.18.1', lost('PUT endpoints/N/access')],
  [
    'a group and the look for it',
    '2.23.0',
    [...lost('POST endpoint_groups'), ...unanswered('GET endpoint_groups', 2)],
  ],
])('the answers are lost of %s', async (_, version, faults) => {
  const run = { flow: 'update', version, timeout: 600, faults } as const
  const { results, broken } = await runWithFaults(runner, engines, run)
  expect(broken).toEqual([])
  expect(results.map(({ errors }) => errors)).toEqual([[expect.stringMatching(/^Could not .* may .*/s)]])
})

test('every flow has its steps here, or is run by the random schedules', () => {
  const here = new Set(steps.map(({ flow }) => flow))
  expect(flowNames.filter((flow) => !here.has(flow))).toEqual([
    'create what turns out to be an agent',
    'create twice at once',
    'list',
    'cleanup',
  ])
})
