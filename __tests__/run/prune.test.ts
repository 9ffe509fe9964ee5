// `prune`: what the list no longer names is removed, within the step's own group and tags, last, and never too much.
import { describe, expect, test } from '@jest/globals'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { openSetup, startThreads, type Run, type Setup } from '../helpers/setup.ts'

const url = 'tcp://10.0.0.1:2375'
const quick = startThreads({ speed: 20 })
const open = (version = '2.23.0'): Promise<Setup> => openSetup({ quick, version, dial: false })

const listOf = (...names: string[]): string =>
  JSON.stringify(names.map((name) => ({ name, 'endpoint-url': url })))
const scope: Inputs = { group: 'previews', tags: 'ci' }
const pruned = (...names: string[]): Inputs => ({ ...scope, endpoints: listOf(...names), prune: 'true' })

const namesIn = (setup: Setup): string[] => setup.portainer.state.endpoints.map(({ Name }) => Name).sort()
const results = (run: Run): string[] =>
  (JSON.parse(run.outputs['endpoints'] ?? '[]') as { name: string; result: string }[]).map(
    ({ name, result }) => `${name} ${result}`,
  )
const linesOf = (run: Run, start: string): string[] =>
  run.requestLines.filter((line) => line.startsWith(start))

/** Five endpoints in scope, one of the group without the tag, one with the tag in no group, and one of neither. */
async function openFilled(version?: string): Promise<Setup> {
  const setup = await open(version)
  const filled = await setup.run({ ...scope, endpoints: listOf('a', 'b', 'c', 'd', 'e') })
  const others = await setup.run({
    endpoints: JSON.stringify([
      { name: 'group-only', 'endpoint-url': url, group: 'previews' },
      { name: 'tag-only', 'endpoint-url': url, tags: ['ci'] },
      { name: 'neither', 'endpoint-url': url },
    ]),
  })
  expect([filled.exitCode, others.exitCode]).toEqual([0, 0])
  return setup
}
const others = ['group-only', 'neither', 'tag-only']

describe.each(['1.23.2', '2.11.0', '2.20.3', '2.23.0', '2.45.0'])('on Portainer %s', (version) => {
  test('removes what the list no longer names, and nothing out of scope', async () => {
    const setup = await openFilled(version)
    const run = await setup.run(pruned('a', 'new'))
    expect([run.exitCode, run.errors]).toEqual([0, []])
    expect(namesIn(setup)).toEqual(['a', ...others, 'new'].sort())
    expect(results(run)).toEqual([
      'a unchanged',
      'new created',
      'b deleted',
      'c deleted',
      'd deleted',
      'e deleted',
    ])
    expect(run.outputs['changed']).toBe('true')
    const again = await setup.run(pruned('a', 'new'))
    expect([again.exitCode, again.outputs['changed']]).toEqual([0, 'false'])
    expect(again.requestLines.filter((line) => !line.startsWith('GET'))).toEqual(['POST /api/auth 200'])
  })
})

test('takes two lists more, and one request for each that goes, or for each hundred from 2.21 on', async () => {
  const old = await openFilled('2.20.3')
  const one = await old.run(pruned('a'))
  expect(linesOf(one, 'GET /api/endpoints?')).toHaveLength(2)
  expect(linesOf(one, 'DELETE ')).toHaveLength(4)
  const current = await openFilled('2.23.0')
  const bulk = await current.run(pruned('a'))
  expect(linesOf(bulk, 'GET /api/endpoints?')).toHaveLength(2)
  expect(linesOf(bulk, 'DELETE ')).toEqual(['DELETE /api/endpoints 204'])
  const newest = await openFilled('2.45.0')
  expect(linesOf(await newest.run(pruned('a')), 'POST /api/endpoints/delete')).toHaveLength(1)
})

test('an empty list removes all in scope, within the limit', async () => {
  const setup = await openFilled()
  const over = await setup.run({ ...scope, endpoints: '[]', prune: 'true', 'prune-limit': '4' })
  expect(over.exitCode).toBe(1)
  for (const name of ['a', 'b', 'c', 'd', 'e']) expect(over.errors.join()).toContain(`'${name}'`)
  expect(namesIn(setup)).toHaveLength(8)
  const run = await setup.run({ ...scope, endpoints: '[]', prune: 'true' })
  expect([run.exitCode, run.errors]).toEqual([0, []])
  expect(namesIn(setup)).toEqual(others)
})

test('a dry run says what would go, and counts it against the limit', async () => {
  const setup = await openFilled()
  const run = await setup.run({ ...pruned('a', 'new'), 'dry-run': 'true' })
  expect(results(run)).toEqual([
    'a unchanged',
    'new created',
    'b deleted',
    'c deleted',
    'd deleted',
    'e deleted',
  ])
  expect(namesIn(setup)).toHaveLength(8)
  const over = await setup.run({ ...pruned('a'), 'dry-run': 'true', 'prune-limit': '3' })
  expect(over.exitCode).toBe(1)
})

test('nothing is removed when an item failed', async () => {
  const setup = await openFilled()
  const run = await setup.run({ ...pruned('a', 'b'), 'if-exists': 'fail' })
  expect(run.exitCode).toBe(1)
  expect(run.warnings.join()).toContain('pruned')
  expect(namesIn(setup)).toHaveLength(8)
})

test('a group or a tag that does not exist is an empty scope', async () => {
  const setup = await openFilled()
  for (const inputs of [{ group: 'nobody' }, { tags: 'nothing' }, { ...scope, tags: 'ci,nothing' }]) {
    const run = await setup.run({ endpoints: '[]', prune: 'true', ...inputs })
    expect([run.exitCode, run.errors, results(run)]).toEqual([0, [], []])
  }
  expect(namesIn(setup)).toHaveLength(8)
})

test('keeps ids and renamed endpoints, and removes what an interrupted recreate of an unlisted one left', async () => {
  const setup = await openFilled()
  const idOf = (name: string): number =>
    setup.portainer.state.endpoints.find(({ Name }) => Name === name)?.Id ?? 0
  const e = setup.portainer.state.endpoints.find(({ Name }) => Name === 'e')
  if (e) e.Name = 'e (being recreated, 0a1b2c3d)'
  const items = [{ id: idOf('a') }, { id: idOf('b'), name: 'renamed' }, { name: 'c', 'endpoint-url': url }]
  const run = await setup.run({ ...scope, endpoints: JSON.stringify(items), prune: 'true' })
  expect([run.exitCode, run.errors]).toEqual([0, []])
  expect(namesIn(setup)).toEqual(['a', 'c', ...others, 'renamed'].sort())
})

test('removes nothing that changed between the plan and the removal', async () => {
  const setup = await openFilled()
  const moveAway = (): Promise<void> => {
    const moved = setup.portainer.state.endpoints.find(({ Name }) => Name === 'b')
    if (moved) moved.GroupId = 1
    return Promise.resolve()
  }
  // The groups are read after the first look, and before the one that precedes the removal.
  setup.portainer.misbehave({ path: '/api/endpoint_groups', times: 1, act: { hold: moveAway } })
  const run = await setup.run(pruned('a'))
  expect([run.exitCode, run.errors]).toEqual([0, []])
  expect(namesIn(setup)).toEqual(['a', 'b', ...others].sort())
})

test('all of several that share an unlisted name go, and all that share a listed one stay', async () => {
  const setup = await openFilled('2.11.0')
  for (const endpoint of setup.portainer.state.endpoints) {
    if (endpoint.Name === 'e') endpoint.Name = 'd'
    if (endpoint.Name === 'c') endpoint.Name = 'b'
  }
  const items = [{ id: 1 }, { name: 'b', 'if-missing': 'skip', state: 'present' }]
  const run = await setup.run({ ...scope, endpoints: JSON.stringify(items), prune: 'true' })
  expect(run.exitCode).toBe(1) // two are named 'b'
  expect(namesIn(setup)).toHaveLength(8)
  const kept = await setup.run({
    ...scope,
    endpoints: JSON.stringify([{ id: 1 }, { id: 2 }, { id: 3 }]),
    prune: 'true',
  })
  expect([kept.exitCode, kept.errors]).toEqual([0, []])
  expect(namesIn(setup)).toEqual(['a', 'b', 'b', ...others].sort())
})

test('a lost response to a bulk removal is settled one by one', async () => {
  const setup = await openFilled()
  setup.portainer.misbehave({
    path: '/api/endpoints',
    method: 'DELETE',
    times: 1,
    act: { after: { status: 502, body: '' } },
  })
  const run = await setup.run(pruned('a'))
  expect([run.exitCode, run.errors]).toEqual([0, []])
  expect(namesIn(setup)).toEqual(['a', ...others])
  expect(results(run).slice(1)).toEqual(['b deleted', 'c deleted', 'd deleted', 'e deleted'])
})

test('if-missing: skip creates nothing, and a sweep prunes what is not named', async () => {
  const setup = await openFilled()
  const sweep = { ...pruned('a', 'closed-meanwhile'), 'if-exists': 'reuse', 'if-missing': 'skip' }
  const named = await setup.run({ ...sweep, 'dry-run': 'true' })
  expect(results(named).slice(0, 2)).toEqual(['a reused', 'closed-meanwhile absent'])
  const run = await setup.run(sweep)
  expect([run.exitCode, run.errors]).toEqual([0, []])
  expect(namesIn(setup)).toEqual(['a', ...others])
})
