// The answer of a write is lost, and what would settle it fails as well: the error says what may have happened.
import { afterAll, expect, test } from '@jest/globals'
import { startFlowEngines } from '../../stand-in/faults/flows.ts'
import { runWithFaults } from '../../stand-in/faults/run-with-faults.ts'
import type { Fault } from '../../stand-in/faults/proxy.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'

const runner = startQuickRunner({ threads: 2, speed: 20 })
const engines = await startFlowEngines()
afterAll(async () => {
  await runner.close()
  await engines.close()
})

/** From the `from`th such request on every attempt at it. */
const always = (kind: Fault['kind'], method: string, path: RegExp, from = 1): Fault[] =>
  Array.from({ length: 10 }, (_, index) => ({ kind, nth: from + index, method, path }))

const endpoint = /^\/api\/endpoints\/1(\?|$)/
const access = /^\/api\/endpoints\/1\/access$/
const groups = /^\/api\/endpoint_groups$/
const LOST = 'socket hang up\\.'

test.each<[what: string, version: string, faults: Fault[], says: RegExp]>([
  [
    'the look after an update',
    '2.23.0',
    [...always('close after', 'PUT', endpoint), ...always('close before', 'GET', endpoint)],
    RegExp(
      `^Could not update endpoint 1: ${LOST} The change may have been made all the same: Could not read endpoint 1: ${LOST}`,
    ),
  ],
  [
    'the same update once more',
    '2.23.0',
    always('close after', 'PUT', endpoint),
    RegExp(`^Could not update endpoint 1: ${LOST} The change may have been made all the same\\.`),
  ],
  [
    'the same users once more',
    '1.18.1',
    always('close after', 'PUT', access),
    RegExp(
      `^Could not set who may use endpoint 1: ${LOST} The change may have been made all the same\\. Everything else .* was changed\\.`,
    ),
  ],
  [
    'the look for a group',
    '2.23.0',
    [...always('close after', 'POST', groups), ...always('close before', 'GET', groups, 2)],
    RegExp(
      `^Could not create the group 'new group': ${LOST} The group may exist all the same: Could not list the groups: ${LOST}`,
    ),
  ],
])('%s fails too', async (_, version, faults, says) => {
  const { results, broken } = await runWithFaults(runner, engines, {
    flow: 'update',
    version,
    timeout: 600,
    faults,
  })
  expect(broken).toEqual([])
  expect(results.map(({ errors }) => errors)).toEqual([[expect.stringMatching(says)]])
})
