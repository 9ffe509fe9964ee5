// The main rows of unit/decisions/plan.test.ts with the built file: what is sent, what is there afterwards, what is reported.
import { describe, expect, test } from '@jest/globals'
import type { OtherAnswer } from '../../stand-in/portainer/fault-rules.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { emptyEndpoint, type Endpoint } from '../../stand-in/portainer/state.ts'
import { openAgent, openEngine, openSetup, startThreads, type Run, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const quick = startThreads()

/** TLS that is dropped, access lists, tags by name, names that are not unique, and the newest. */
const versions = ['1.18.1', '1.20.2', '1.23.2', '2.11.0', '2.23.0']

interface There {
  setup: Setup
  endpoint: Endpoint
  update: (inputs: Inputs) => Promise<Run>
}

/** A Portainer with endpoint `web`, id 7, and some groups, tags, users and teams. */
async function openThere(version: string, differs: Partial<Endpoint> = {}): Promise<There> {
  const setup = await openSetup({ quick, version })
  const { state } = setup.portainer
  const endpoint = Object.assign(emptyEndpoint(7, 'web'), { Tags: [], ...differs })
  state.endpoints.push(endpoint)
  state.lastEndpointId = 7
  const group = state.groups[0]
  if (group) state.groups.push({ ...group, Id: 2, Name: 'production' })
  state.tags.push(
    { ID: 1, Name: 'blue', Endpoints: new Set() },
    { ID: 2, Name: 'green', Endpoints: new Set() },
  )
  state.users.push({ Id: 2, Username: 'ann', password: '', Role: 2 }, { Id: 3, Username: 'bob', password: '', Role: 2 }) // prettier-ignore
  state.teams.push({ Id: 1, Name: 'ops' })
  return { setup, endpoint, update: (inputs) => setup.run({ name: 'web', ...inputs }) }
}

const isBefore = (version: string, other: string): boolean =>
  version.localeCompare(other, 'en', { numeric: true }) < 0

describe.each(versions)('Portainer %s', (version) => {
  const byName = isBefore(version, '1.24')
  const lists = isBefore(version, '1.21')
  /** 1.18 and 1.19 switch TLS off when an update leaves it out. */
  const tlsOff = isBefore(version, '1.20')
    ? { TLS: false, TLSSkipVerify: false, TLSSkipClientVerify: true }
    : {}

  test('each field is updated alone, and the second time nothing is written', async () => {
    const engine = await openEngine()
    const { endpoint, update } = await openThere(version)
    const rows: [Inputs, object][] = [
      [{ 'public-url': 'web.example' }, { PublicURL: 'web.example' }],
      [{ group: 'production' }, { GroupID: 2 }],
      [{ tags: 'blue,green' }, byName ? { Tags: ['blue', 'green'] } : { TagIDs: [1, 2] }],
      [{ 'endpoint-url': engine.url }, { URL: engine.url }],
    ]
    for (const [inputs, sent] of rows) {
      const run = await update(inputs)
      expect([run.exitCode, run.outputs['result']]).toEqual([0, 'updated'])
      const snapshot = 'POST /api/endpoints/7/snapshot'
      expect(writesOf(run).filter((line) => line !== snapshot)).toEqual([
        `PUT /api/endpoints/7 ${JSON.stringify({ ...sent, ...tlsOff })}`,
      ])
      const again = await update(inputs)
      expect([again.exitCode, again.outputs['result'], writesOf(again)]).toEqual([0, 'unchanged', []])
    }
    expect(endpoint).toMatchObject({
      PublicURL: 'web.example',
      GroupId: 2,
      ...(byName ? { Tags: ['blue', 'green'] } : { TagIds: [1, 2] }),
      URL: engine.url,
    })
  })

  test('users and teams: the list given is the whole list, and who is on it keeps the role', async () => {
    const there = lists
      ? { AuthorizedUsers: [2] }
      : { UserAccessPolicies: { 2: { RoleId: 4 } }, TeamAccessPolicies: { 1: { RoleId: 3 } } }
    const { endpoint, update } = await openThere(version, there)
    const url = endpoint.URL
    const run = await update({ users: 'bob, ann', 'endpoint-url': url })
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'updated'])
    if (lists) {
      expect([endpoint.AuthorizedUsers, endpoint.AuthorizedTeams]).toEqual([[3, 2], []])
    } else {
      expect(endpoint.UserAccessPolicies).toEqual({ 2: { RoleId: 4 }, 3: { RoleId: 0 } })
      expect(endpoint.TeamAccessPolicies).toEqual({ 1: { RoleId: 3 } })
    }
    const again = await update({ users: 'ann\nbob', 'endpoint-url': url })
    expect([again.outputs['result'], writesOf(again)]).toEqual(['unchanged', []])
    const cleared = await update({ clear: 'users,teams' })
    expect(cleared.outputs['result']).toBe('updated')
    expect(lists ? endpoint.AuthorizedUsers : endpoint.UserAccessPolicies).toEqual(lists ? [] : {})
    expect(lists ? endpoint.AuthorizedTeams : endpoint.TeamAccessPolicies).toEqual(lists ? [] : {})
  })

  test('a name is changed by id, and not to one that is taken', async () => {
    const { setup, endpoint } = await openThere(version)
    setup.portainer.state.endpoints.push(emptyEndpoint(9, 'taken'))
    const run = await setup.run({ id: 7, name: 'shop' })
    expect([run.exitCode, run.outputs['result'], run.outputs['name']]).toEqual([0, 'updated', 'shop'])
    const taken = await setup.run({ id: 7, name: 'taken' })
    expect([taken.exitCode, taken.outputs['id'], endpoint.Name]).toEqual([1, '7', 'shop'])
    expect(taken.errors.join()).toMatch(/named 'taken' already|Name is not unique/)
  })

  test('clear empties what it names', async () => {
    const there = { PublicURL: 'web.example', Tags: ['blue'], TagIds: [1] }
    const { endpoint, update } = await openThere(version, there)
    const run = await update({ clear: isBefore(version, '1.20') ? 'tags' : 'public-url, tags' })
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'updated'])
    expect(byName ? endpoint.Tags : endpoint.TagIds).toEqual([])
    expect(endpoint.PublicURL).toBe(isBefore(version, '1.20') ? 'web.example' : '')
  })

  test('groups and tags that are missing are made, once', async () => {
    const { setup, endpoint, update } = await openThere(version)
    const run = await update({ group: 'preview', tags: 'blue,new' })
    const { groups, tags } = setup.portainer.state
    expect([run.exitCode, run.outputs['result'], run.outputs['group-id']]).toEqual([0, 'updated', '3'])
    expect([endpoint.GroupId, groups.map(({ Name }) => Name)]).toEqual([
      3,
      ['Unassigned', 'production', 'preview'],
    ])
    expect(tags.map(({ Name }) => Name)).toEqual(['blue', 'green', 'new'])
    const again = await update({ group: 'preview', tags: 'new,blue' })
    expect([again.outputs['result'], writesOf(again)]).toEqual(['unchanged', []])
  })

  test('reuse and fail write nothing', async () => {
    const { setup, update } = await openThere(version)
    const reused = await update({ 'if-exists': 'reuse', 'public-url': 'other.example' })
    expect([reused.exitCode, reused.outputs['result'], writesOf(reused)]).toEqual([0, 'reused', []])
    const failed = await update({ 'if-exists': 'fail' })
    // What is known is said all the same.
    expect([failed.exitCode, failed.outputs['id'], failed.outputs['result']]).toEqual([1, '7', ''])
    expect(failed.errors).toEqual([
      "Endpoint 'web' exists already, with the id 7, and 'if-exists' is 'fail'.",
    ])
    const missing = await setup.run({ name: 'other', 'if-missing': 'fail' })
    expect([missing.exitCode, writesOf(missing)]).toEqual([1, []])
  })

  test('a type is not changed', async () => {
    const { update } = await openThere(version)
    const run = await update({ type: 'agent', 'endpoint-url': 'tcp://127.0.0.1:9001' })
    expect([run.exitCode, writesOf(run)]).toEqual([1, []])
    expect(run.errors).toEqual([
      "Endpoint 'web' (id 7) is stored as type 1, and 'type' is 'agent'; the type of an endpoint can't be changed.\n'if-exists: recreate' replaces it with a new one, which gets a new id.",
    ])
  })
})

describe.each(['1.24.2', '2.11.0', '2.23.0'])('recreate on Portainer %s', (version) => {
  const there = {
    GroupId: 2,
    TagIds: [1],
    PublicURL: 'web.example',
    UserAccessPolicies: { 2: { RoleId: 4 } },
    TeamAccessPolicies: { 1: { RoleId: 3 } },
  }
  const named = (setup: Setup): [number, string][] =>
    setup.portainer.state.endpoints.map(({ Id, Name }) => [Id, Name])

  test('takes over group, tags, public URL, users and teams, and the name', async () => {
    const engine = await openEngine()
    const { setup, update } = await openThere(version, there)
    const run = await update({ 'if-exists': 'recreate', 'endpoint-url': engine.url, cleanup: true })
    expect([run.exitCode, run.outputs['result'], run.outputs['id']]).toEqual([0, 'recreated', '8'])
    expect(setup.portainer.state.endpoints).toMatchObject([{ ...there, Id: 8, Name: 'web', URL: engine.url }])
    // The old one is there until the new one has everything but its name.
    expect(writesOf(run).map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
      'POST /api/endpoints',
      'PUT /api/endpoints/8',
      'DELETE /api/endpoints/7',
      'PUT /api/endpoints/8',
    ])
    // It was there before the run: the post step leaves it.
    const post = await setup.post(run, {})
    expect([post.exitCode, post.requests, named(setup)]).toEqual([0, [], [[8, 'web']]])
  })

  test('leaves the old one when the new one can not be reached', async () => {
    const engine = await openEngine()
    await engine.close()
    const { setup, endpoint, update } = await openThere(version, there)
    const run = await update({ 'if-exists': 'recreate', 'endpoint-url': engine.url })
    expect([run.exitCode, run.outputs['id'], run.outputs['result']]).toEqual([1, '7', ''])
    expect(setup.portainer.state.endpoints).toEqual([endpoint])
    expect(endpoint).toMatchObject({ ...there, Name: 'web', URL: 'unix:///var/run/docker.sock' })
  })

  test('leaves the old one when users and teams can not be set', async () => {
    const engine = await openEngine()
    const { setup, endpoint, update } = await openThere(version, there)
    setup.portainer.misbehave({ method: 'PUT', path: '/api/endpoints/8', act: { status: 500 } })
    const run = await update({ 'if-exists': 'recreate', 'endpoint-url': engine.url })
    expect([run.exitCode, run.outputs['id']]).toEqual([1, '7'])
    expect(setup.portainer.state.endpoints).toEqual([endpoint])
  })

  test('removes what an interrupted run left beside the old one', async () => {
    const engine = await openEngine()
    const { setup, update } = await openThere(version, there)
    const inputs = { 'if-exists': 'recreate', 'endpoint-url': engine.url }
    const release = setup.portainer.misbehave({ method: 'DELETE', act: { status: 403 } })
    const interrupted = await update(inputs)
    expect([interrupted.exitCode, interrupted.outputs['id'], named(setup)]).toEqual([
      1,
      '7',
      [
        [7, 'web'],
        [8, expect.stringMatching(/^web \(being recreated/)],
      ],
    ])
    release()
    const run = await update(inputs)
    expect([run.exitCode, run.outputs['result'], named(setup)]).toEqual([0, 'recreated', [[9, 'web']]])
    expect(setup.portainer.state.endpoints).toMatchObject([there])
  })

  test('takes up what an interrupted run left after the old one was gone', async () => {
    const engine = await openEngine()
    const { setup, update } = await openThere(version, there)
    const inputs = { 'if-exists': 'recreate', 'endpoint-url': engine.url }
    const release = setup.portainer.misbehave({ method: 'PUT', skip: 1, act: { status: 403 } })
    const interrupted = await update(inputs)
    expect([interrupted.exitCode, interrupted.outputs['id']]).toEqual([1, '8'])
    expect(named(setup)).toEqual([[8, expect.stringMatching(/^web \(being recreated/)]])
    release()
    const planned = await update({ ...inputs, 'dry-run': true })
    expect([planned.exitCode, planned.outputs['result'], writesOf(planned)]).toEqual([0, 'recreated', []])
    const run = await update(inputs)
    expect([run.exitCode, run.outputs['result'], named(setup)]).toEqual([0, 'recreated', [[9, 'web']]])
    expect(setup.portainer.state.endpoints).toMatchObject([there])
  })

  test('changes the kind', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const { setup, update } = await openThere(version, there)
    const run = await update({ 'if-exists': 'recreate', type: 'agent', 'endpoint-url': agent.url })
    expect([run.exitCode, run.outputs['type'], named(setup)]).toEqual([0, '2', [[8, 'web']]])
  })
})

describe.each(['1.24.2', '2.11.0'])(
  'recreate on Portainer %s, when another job is given the same id',
  (version) => {
    test.each([
      ['the new one was made', 'POST'],
      ['its users were set', 'PUT'],
    ])('after %s, leaves the old one and the other one', async (_when, method) => {
      const engine = await openEngine()
      const there = method === 'PUT' ? { UserAccessPolicies: { 2: { RoleId: 4 } } } : {}
      const { setup, endpoint, update } = await openThere(version, there)
      const { portainer } = setup
      const other = emptyEndpoint(8, 'other')
      // Theirs is stored in the place of ours: before this is carried out, or after.
      const replace = (): Promise<void> => {
        portainer.state.endpoints = [endpoint, other]
        return Promise.resolve()
      }
      const change = (answer: Required<OtherAnswer>): OtherAnswer => {
        void replace()
        return answer
      }
      const act = method === 'PUT' ? { hold: replace } : { change }
      portainer.misbehave({ method, path: /endpoints/, times: 1, act })
      const run = await update({ 'if-exists': 'recreate', 'endpoint-url': engine.url })
      expect([run.exitCode, run.outputs['id'], run.outputs['result']]).toEqual([1, '7', ''])
      expect(run.errors).toEqual([
        "Endpoint 'web' was not recreated: the new one (id 8) is gone, because another run was given the same id or removed it. The old one (id 7) is as it was.\nKeep runs that create endpoints apart with GitHub's 'concurrency', and run the step again.",
      ])
      expect(portainer.state.endpoints).toEqual([endpoint, other])
    })
  },
)
