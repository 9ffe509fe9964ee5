// Every kind of fault at each step of every flow, with exactly what is to become of the run.
import { afterAll, describe, expect, test } from '@jest/globals'
import { createQueue } from '../../src/foundation/async.ts'
import { flowNames, startFlowEngines, type FlowName } from '../../stand-in/faults/flows.ts'
import { runWithFaults, type FaultOutcome } from '../../stand-in/faults/run-with-faults.ts'
import { faultNames, type FaultName } from '../../stand-in/faults/fault-kinds.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import { endings, expectedEnding, type Ending } from './each-fault/expected.ts'

const THREADS = 20
const runner = startQuickRunner({ threads: THREADS, speed: 10 })
const engines = await startFlowEngines()
afterAll(async () => {
  await runner.close()
  await engines.close()
})

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
  step('update', 'the ping', 'ping', 'GET endpoints/N/docker/_ping'),
  step('create', 'the create', 'create', 'POST endpoints'),
  step('create', 'the look after it', 'list', 'GET endpoints', { nth: 2 }),
  step('create', 'the users', 'put', 'PUT endpoints/N'),
  step('create with TLS', 'the status over HTTPS', 'status', 'GET status'),
  step('create with TLS', 'the first look with an API key', 'list', 'GET endpoints', { unlike: emptyList }),
  step('create with TLS', 'the create', 'create', 'POST endpoints'),
  step('create on a fresh Portainer', 'the administrator', 'init', 'POST users/admin/init'),
  step('create and wait', 'the ping', 'ping', 'GET endpoints/N/docker/_ping', { unlike: pings }),
  step('create and wait', 'the last look', 'get', 'GET endpoints/N', { unlike: waits }),
  step('rotate', 'the CA', 'upload', 'POST upload/tls/ca'),
  step('rotate', 'the certificate', 'upload', 'POST upload/tls/cert'),
  step('rotate', 'the key', 'upload', 'POST upload/tls/key'),
  step('rotate', 'the switch', 'put', 'PUT endpoints/N'),
  step('rotate', 'the ping', 'ping', 'GET endpoints/N/docker/_ping'),
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

/** Most of the time goes into waiting, so that many run at once, in the order in which they are asked for. */
const queue = createQueue(THREADS)

function runAt({ flow, version, method, path, nth }: Step, kind: FaultName): Promise<FaultOutcome> {
  const faults = [{ kind, method, path, nth }]
  // Short where it is waited for; long where a busy machine may need it.
  const timeout = waited(kind) ? 40 : 300
  return queue(() => runWithFaults(runner, engines, { flow, version, timeout, faults }))
}

describe.each(steps.map((one) => [`${one.flow}: ${one.name}, ${one.version}`, one] as const))(
  '%s',
  (_name, at) => {
    const outcomes = new Map(faultNames.map((fault) => [fault, runAt(at, fault)]))
    for (const outcome of outcomes.values()) outcome.catch(() => undefined)

    test.each(faultNames)('%s', async (fault) => {
      const { results, proxy, broken } = (await outcomes.get(fault)) as FaultOutcome
      const [result] = results
      const ending = at.unlike?.(fault) ?? expectedEnding(fault, at.column)
      expect(proxy.injected).toEqual([fault])
      expect(broken).toEqual([])
      expect({ fault, errors: result?.errors, exitCode: result?.exitCode }).toEqual(
        ending === 'ok'
          ? { fault, errors: [], exitCode: 0 }
          : { fault, errors: [expect.stringMatching(endings[ending])], exitCode: 1 },
      )
    })
  },
)

test('every flow has its steps here, or is run by the chaos test', () => {
  const here = new Set(steps.map(({ flow }) => flow))
  expect(flowNames.filter((flow) => !here.has(flow))).toEqual([
    'create what turns out to be an agent',
    'create twice at once',
    'list',
    'cleanup',
  ])
})
