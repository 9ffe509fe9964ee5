// What the outputs of a run are, whichever of them a test is about.
import { expect } from '@jest/globals'
import { actionFile } from '../../stand-in/runner/runner.ts'
import type { Run } from './setup.ts'

/** Outputs that a row of `endpoints` does not repeat: the lists themselves, and keys, which no other job may get. */
const NOT_IN_ROWS = ['endpoints', 'edge-key', 'edge-keys']

/**
 * Expects these outputs of a run about one endpoint, and of the others what always holds: each that action.yml declares
 * is set, the row in `endpoints` says the same, and `changed` follows from `result`.
 */
export function expectOutputs({ outputs }: Pick<Run, 'outputs'>, expected: Record<string, string>): void {
  expect(outputs).toMatchObject(expected)
  expect(Object.keys(outputs).sort()).toEqual(Object.keys(actionFile.outputs).sort())
  const { endpoint = '', endpoints = '', result = '', changed } = outputs
  const shared = Object.entries(outputs).filter(([name]) => !NOT_IN_ROWS.includes(name))
  const row = { ...Object.fromEntries(shared), endpoint: JSON.parse(endpoint) as unknown, error: '' }
  expect(JSON.parse(endpoints)).toEqual([row])
  expect([result, changed]).toEqual([
    result,
    String(['created', 'updated', 'recreated', 'deleted'].includes(result)),
  ])
}
