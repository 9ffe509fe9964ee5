// What later steps and jobs are told: the output `changed`.
import { describe, expect, test } from '@jest/globals'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import { openEngine, openSetup, type Run, type Setup } from '../helpers/setup.ts'

/** A Portainer 2.23 with endpoint `web`, id 1. */
async function openWithEndpoint(): Promise<Setup> {
  const setup = await openSetup({ version: '2.23.0', dial: false })
  setup.portainer.state.endpoints.push(emptyEndpoint(1, 'web'))
  setup.portainer.state.lastEndpointId = 1
  return setup
}

const rowsOf = ({ outputs }: Run): Record<string, string>[] =>
  JSON.parse(outputs['endpoints'] ?? '') as Record<string, string>[]

describe('changed', () => {
  const socket = 'unix:///var/run/docker.sock'
  const rows: [changed: string, result: string, inputs: Inputs][] = [
    ['true', 'created', { name: 'new', 'endpoint-url': socket }],
    ['true', 'updated', { 'public-url': 'web.example' }],
    ['true', 'recreated', { 'if-exists': 'recreate', 'endpoint-url': socket }],
    ['true', 'deleted', { state: 'absent' }],
    ['false', 'unchanged', {}],
    ['false', 'reused', { 'if-exists': 'reuse', 'public-url': 'web.example' }],
    ['false', 'absent', { state: 'absent', name: 'other' }],
  ]
  test.each(rows)('is %s if %s, and a dry run says the same', async (changed, result, inputs) => {
    const { run } = await openWithEndpoint()
    for (const dryRun of [true, false]) {
      const { exitCode, outputs } = await run({ name: 'web', ...inputs, 'dry-run': dryRun })
      expect([exitCode, outputs['result'], outputs['changed']]).toEqual([0, result, changed])
    }
  })

  test('of a list is true if an item changed, and each row has its own', async () => {
    const { run } = await openWithEndpoint()
    const endpoints = JSON.stringify(['web', 'new'].map((name) => ({ name, 'endpoint-url': socket })))
    const first = await run({ endpoints })
    expect([first.outputs['changed'], rowsOf(first).map(({ changed }) => changed)]).toEqual([
      'true',
      ['false', 'true'],
    ])
    const again = await run({ endpoints })
    expect([again.outputs['changed'], rowsOf(again).map(({ changed }) => changed)]).toEqual([
      'false',
      ['false', 'false'],
    ])
  })

  test('is true in a failed run once a change was sent, even if it was put back', async () => {
    const { portainer, run } = await openSetup({ version: '2.23.0' })
    const engine = await openEngine()
    await run({ name: 'web', 'endpoint-url': engine.url })
    const dead = await openEngine()
    await dead.close()
    const { exitCode, outputs } = await run({ name: 'web', 'endpoint-url': dead.url })
    expect([exitCode, portainer.state.endpoints[0]?.URL]).toEqual([1, engine.url])
    expect([outputs['changed'], outputs['result']]).toEqual(['true', ''])
  })

  test('is false in a run that failed before', async () => {
    const { run } = await openWithEndpoint()
    const refused = await run({ name: 'web', 'if-exists': 'fail' })
    expect([refused.exitCode, refused.outputs['changed']]).toEqual([1, 'false'])
  })
})
