// `state: absent`: by name or id, under conditions, and never the wrong one of several.
import { describe, expect, test } from '@jest/globals'
import { emptyEndpoint, type Endpoint } from '../../stand-in/portainer/state.ts'
import { naming } from '../helpers/messages.ts'
import { openSetup, startThreads, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const quick = startThreads({ speed: 20 })

/** Endpoints with ids from 7 on; the first one is `web`. */
async function openThere(version: string, ...there: Partial<Endpoint>[]): Promise<Setup> {
  const setup = await openSetup({ quick, version })
  const { state } = setup.portainer
  for (const [index, differs] of there.entries()) {
    state.endpoints.push(Object.assign(emptyEndpoint(7 + index, index === 0 ? 'web' : 'other'), differs))
  }
  const group = state.groups[0]
  if (group) state.groups.push({ ...group, Id: 2, Name: 'production' })
  state.tags.push(
    { ID: 1, Name: 'blue', Endpoints: new Set() },
    { ID: 2, Name: 'green', Endpoints: new Set() },
  )
  return setup
}

const absent = { state: 'absent' }

describe.each(['1.18.1', '1.23.2', '2.23.0'])('Portainer %s', (version) => {
  const tagged = { Tags: ['blue', 'green'], TagIds: [1, 2], GroupId: 2 }

  test('removes by name, and only that; the second time there is nothing to do', async () => {
    const setup = await openThere(version, {}, {}, { Name: 'web2' })
    const run = await setup.run({ name: 'web', ...absent })
    expect([run.exitCode, run.outputs['result'], run.outputs['id'], run.outputs['status']]).toEqual([
      0,
      'deleted',
      '7',
      '',
    ])
    expect(writesOf(run)).toEqual(['DELETE /api/endpoints/7'])
    expect(setup.portainer.state.endpoints.map(({ Name }) => Name)).toEqual(['other', 'web2'])
    const again = await setup.run({ name: 'web', ...absent })
    expect([again.exitCode, again.outputs['result'], again.outputs['id']]).toEqual([0, 'absent', ''])
    expect(writesOf(again)).toEqual([])
  })

  test('removes by id; with a name, both must match', async () => {
    const setup = await openThere(version, {}, {})
    const wrong = await setup.run({ id: 8, name: 'web', ...absent })
    expect([wrong.exitCode, writesOf(wrong)]).toEqual([1, []])
    expect(wrong.errors.join()).toEqual(naming("8 ('other') … 'web'"))
    const right = await setup.run({ id: 8, name: 'other', ...absent })
    expect([right.exitCode, right.outputs['result']]).toEqual([0, 'deleted'])
    const none = await setup.run({ id: 8, ...absent })
    expect([none.exitCode, none.outputs['result']]).toEqual([0, 'absent'])
    expect(setup.portainer.state.endpoints.map(({ Id }) => Id)).toEqual([7])
  })

  test('tags and group are conditions, and must all match', async () => {
    const setup = await openThere(version, tagged)
    const rows: [object, string][] = [
      [{ tags: 'blue, red' }, "tag 'red'"],
      [{ tags: 'green', group: '1' }, 'group 1'],
      [{ group: 'Unassigned' }, "group 'Unassigned'"],
      [{ group: 'nowhere' }, "group 'nowhere'"],
    ]
    for (const [inputs, why] of rows) {
      const run = await setup.run({ name: 'web', ...absent, ...inputs })
      expect([run.exitCode, writesOf(run)]).toEqual([1, []])
      expect(run.errors.join()).toEqual(naming(`7 ('web') … ${why}`))
    }
    const run = await setup.run({ name: 'web', ...absent, tags: 'green', group: 'production' })
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'deleted'])
    // What is a condition is never made.
    expect(setup.portainer.state.groups).toHaveLength(2)
    expect(setup.portainer.state.tags).toHaveLength(2)
  })

  test('other inputs are ignored', async () => {
    const setup = await openThere(version, {})
    const run = await setup.run({
      name: 'web',
      ...absent,
      type: 'agent',
      users: 'nobody',
      'wait-until-up': 3600,
    })
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'deleted'])
  })
})

test('several of one name: all are listed, and nothing is removed until id says which', async () => {
  const urls = ['tcp://10.0.0.7:2375', 'tcp://10.0.0.8:2375']
  const setup = await openThere('2.11.0', ...urls.map((URL) => ({ Name: 'web', URL })))
  const run = await setup.run({ name: 'web', ...absent })
  expect([run.exitCode, writesOf(run)]).toEqual([1, []])
  expect(run.errors).toEqual([
    naming("'web' … 7 ('tcp://10.0.0.7:2375') … 8 ('tcp://10.0.0.8:2375') … 2.14 … 'id'"),
  ])
  const byId = await setup.run({ id: 8, name: 'web', ...absent })
  expect([byId.exitCode, byId.outputs['result']]).toEqual([0, 'deleted'])
  expect(setup.portainer.state.endpoints.map(({ Id }) => Id)).toEqual([7])
})

test.each(['2.11.0', '2.23.0'])(
  'two items of a list that are one endpoint are both removed on %s',
  async (version) => {
    const setup = await openThere(version, {}, {})
    const items = [
      { id: 7, ...absent },
      { name: 'web', ...absent },
    ]
    const run = await setup.run({ endpoints: JSON.stringify(items) })
    expect([run.exitCode, writesOf(run)]).toEqual([0, ['DELETE /api/endpoints/7']])
    const rows = JSON.parse(run.outputs['endpoints'] ?? '') as { result: string; changed: string }[]
    expect(rows.map(({ result, changed }) => [result, changed])).toEqual([
      ['deleted', 'true'],
      ['deleted', 'true'],
    ])
  },
)

test('one that is gone by the time it is removed is absent', async () => {
  const setup = await openThere('2.23.0', {})
  const { portainer } = setup
  const hold = (): Promise<void> => {
    portainer.state.endpoints.pop()
    return Promise.resolve()
  }
  portainer.misbehave({ method: 'DELETE', act: { hold } })
  const run = await setup.run({ name: 'web', ...absent })
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'absent'])
})

test('a removal whose answer is lost is settled by looking', async () => {
  const setup = await openThere('2.23.0', {})
  setup.portainer.misbehave({ method: 'DELETE', act: 'drop-after' })
  const run = await setup.run({ name: 'web', ...absent })
  expect([run.exitCode, run.outputs['result']]).toEqual([0, 'deleted'])
  expect(setup.portainer.state.endpoints).toEqual([])
})
