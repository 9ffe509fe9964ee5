// What later steps, other jobs and readers of the summary are told.
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

const rowsOf = ({ outputs }: Pick<Run, 'outputs'>): Record<string, string>[] =>
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

  test('is true in a failed run once a change was sent, even if it was rolled back', async () => {
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

describe("the action's own words are not searched for secrets", () => {
  const updated = { name: 'web', 'public-url': 'web.example' }
  test.each([
    ['a result', 'updated'],
    ['a scheme', 'http'],
    ['a status', 'true'],
    ['a type', 'Docker'],
    ['a word of the dashboard', 'dashboard'],
  ])('though the password is %s', async (_, word) => {
    const { portainer, run } = await openSetup({
      version: '2.23.0',
      dial: false,
      admin: { username: 'admin', password: word },
    })
    portainer.state.endpoints.push(emptyEndpoint(1, 'web'))
    const { outputs, summary, exitCode, masks } = await run({ ...updated, password: word })
    expect([exitCode, masks.includes(word)]).toEqual([0, true])
    const dashboard = `${portainer.url}/#!/1/docker/dashboard`
    expect(outputs).toMatchObject({ id: '1', result: 'updated', changed: 'true', 'dashboard-url': dashboard })
    expect(rowsOf({ outputs })).toMatchObject([{ result: 'updated', 'dashboard-url': dashboard }])
    expect(summary).toContain(`<a href="${dashboard}">web</a></td><td>1</td><td>Docker</td>`)
    expect(summary).toContain('<td>updated</td>')
  })

  test('but a text of Portainer is, where it becomes part of them', async () => {
    const password = 'swordfish'
    const { portainer, run } = await openSetup({
      version: '2.23.0',
      dial: false,
      admin: { username: 'admin', password },
    })
    portainer.state.endpoints.push({ ...emptyEndpoint(1, 'web'), URL: `tcp://${password}:2375` })
    const body = JSON.stringify({ message: `Could not ${password} it`, details: 'Could not' })
    portainer.misbehave({ method: 'PUT', act: { status: 500, body } })
    const { outputs, summary, errors } = await run({ ...updated, password })
    expect(errors).toEqual([expect.stringMatching(/^Could not update endpoint 1: .*Could not \*\*\* it/)])
    expect(outputs['endpoint-url']).toBe('tcp://***:2375')
    expect(rowsOf({ outputs })[0]?.['error']).toMatch(/^Could not update endpoint 1: .*Could not \*\*\* it/)
    expect(summary).not.toContain(password)
  })
})

describe('the job summary', () => {
  test('has the type in words, the same on failure', async () => {
    const { portainer, run } = await openSetup({ version: '2.23.0', dial: false })
    const list = [
      { name: 'host', 'endpoint-url': 'tcp://10.0.0.1:2375' },
      { name: 'edge', type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' },
    ]
    const endpoints = JSON.stringify(list)
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 2, act: { status: 400 } })
    const failed = await run({ endpoints })
    const created = await run({ endpoints })
    expect([failed.exitCode, created.exitCode]).toEqual([1, 0])
    const types = ({ summary }: Run): string[] =>
      [...summary.matchAll(/<tr>(?:<td>.*?<\/td>){2}<td>(.*?)<\/td>/g)].map(([, type = '']) => type)
    expect([types(failed), types(created)]).toEqual([
      ['Docker', 'edge agent'],
      ['Docker', 'edge agent'],
    ])
  })

  test('that can not be written is a warning', async () => {
    const { job, run } = await openSetup({ version: '2.23.0', dial: false })
    const inputs = { name: 'web', 'endpoint-url': 'tcp://10.0.0.1:2375' }
    const { exitCode, outputs, warnings } = await run(inputs, { GITHUB_STEP_SUMMARY: `${job.folder}/none` })
    expect([exitCode, outputs['result']]).toEqual([0, 'created'])
    expect(warnings).toEqual([expect.stringMatching(/^The job summary could not be written: /)])
  })
})

describe('the log', () => {
  const endpoints = JSON.stringify(
    ['a', 'b', 'c'].map((name) => ({ name, 'endpoint-url': 'tcp://10.0.0.1:2375', group: 'new' })),
  )
  test.each([true, false])('says once what is true of several endpoints (dry run: %s)', async (dryRun) => {
    const { run } = await openSetup({ version: '2.11.0', dial: false })
    const { exitCode, lines } = await run({ endpoints, 'dry-run': dryRun })
    expect(exitCode).toBe(0)
    const count = (text: string): number => lines.filter((line) => line.includes(text)).length
    expect(["group 'new' does not exist yet", 'Names are not unique'].map(count)).toEqual([1, 1])
  })
})

test('what was found is known, also if the run fails before it plans anything', async () => {
  const { portainer, run } = await openWithEndpoint()
  portainer.misbehave({ method: 'GET', path: '/api/tags', act: { status: 400 } })
  const { exitCode, outputs, summary } = await run({ name: 'web', tags: 'new' })
  expect([exitCode, outputs['id'], outputs['result'], outputs['changed']]).toEqual([1, '1', '', 'false'])
  expect(rowsOf({ outputs })).toMatchObject([{ id: '1', name: 'web', changed: 'false' }])
  expect(summary).toContain('<td>not reached</td>')
})
