// Group, tags, users and teams by name, in each version's own way; and endpoints that were only half stored.
import { describe, expect, test } from '@jest/globals'
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import { naming } from '../helpers/messages.ts'
import { createFields, openEngine, openSetup, sentTo, startThreads, type Setup } from '../helpers/setup.ts'

const quick = startThreads()

const LIST = 'GET /api/endpoints?name=web&excludeSnapshots=true 200'

/** A Portainer with people in it, and an engine. */
async function openOffice(
  version: string,
): Promise<{ setup: Setup; portainer: StandInPortainer; inputs: object }> {
  const setup = await openSetup({ quick, version })
  const { users, teams } = setup.portainer.state
  users.push(
    { Id: 2, Username: 'bert', password: 'x', Role: 2 },
    { Id: 3, Username: 'anna', password: 'correct horse battery', Role: 2 },
  )
  teams.push({ Id: 1, Name: 'dev' }, { Id: 2, Name: 'ops' })
  const { url } = await openEngine()
  return { setup, portainer: setup.portainer, inputs: { name: 'web', 'endpoint-url': url } }
}

const versions = ['1.18.1', '1.20.2', '1.21.0', '1.23.2', '1.24.2', '2.0.0', '2.16.2', '2.23.0']

describe.each(versions)('Portainer %s', (version) => {
  const from = (least: string): boolean => version.localeCompare(least, 'en', { numeric: true }) >= 0

  test('puts an endpoint into a new group, with a new tag and an old one, for people by name', async () => {
    const { setup, portainer, inputs } = await openOffice(version)
    portainer.state.tags.push({ ID: 4, Name: 'blue', Endpoints: new Set() })
    const all = { ...inputs, group: 'Web servers', tags: 'blue, green', users: 'anna', teams: 'ops' }
    const run = await setup.run(all)
    expect(run.errors).toEqual([])
    expect(run.lines).toEqual(
      expect.arrayContaining([
        "The group 'Web servers' does not exist yet.",
        "Created the group 'Web servers' (id 2).",
        "Created the tag 'green' (id 5).",
      ]),
    )
    expect(sentTo(run, 'POST', '/api/endpoint_groups').json).toMatchObject({ Name: 'Web servers' })
    expect(sentTo(run, 'POST', '/api/tags').json).toEqual({ Name: 'green' })
    const { GroupID, Tags, TagIds } = createFields(run)
    expect({ GroupID, Tags, TagIds }).toEqual({
      GroupID: '2',
      Tags: from('1.24') ? undefined : '["blue","green"]',
      TagIds: from('1.24') ? '[4,5]' : undefined,
    })
    if (from('1.21')) {
      expect(sentTo(run, 'PUT', '/api/endpoints/1').json).toEqual({
        UserAccessPolicies: { 3: { RoleId: 0 } },
        TeamAccessPolicies: { 2: { RoleId: 0 } },
      })
    } else {
      expect(sentTo(run, 'PUT', '/api/endpoints/1/access').json).toEqual({
        AuthorizedUsers: [3],
        AuthorizedTeams: [2],
      })
    }
    expect(JSON.parse(run.outputs['endpoint'] ?? '')).toMatchObject({ GroupId: 2, Users: [3], Teams: [2] })

    const again = await setup.run(all)
    expect(again.outputs['result']).toBe('unchanged')
    expect(again.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual([
      '/api/auth',
    ])
    // A standard user's own list still works, which an unknown group would break.
    const mine = await setup.run({ ...inputs, username: 'anna', 'if-exists': 'reuse' })
    expect(mine.outputs).toMatchObject({ result: 'reused', id: '1' })
  })

  test('takes the group of the lowest id among two of one name, and makes nothing twice', async () => {
    const { setup, portainer, inputs } = await openOffice(version)
    const [unassigned] = portainer.state.groups
    if (unassigned === undefined) throw new Error('no group')
    portainer.state.groups.push({ ...unassigned, Id: 9, Name: 'Web' }, { ...unassigned, Id: 5, Name: 'Web' })
    const run = await setup.run({ ...inputs, group: 'Web' })
    expect(run.lines).toContainEqual(naming("'Web' … 5"))
    expect(run.outputs).toMatchObject({ result: 'created', 'group-id': '5' })
    expect(portainer.state.groups).toHaveLength(3)
  })
})

describe.each(['1.24.2', '2.0.0', '2.16.2', '2.23.0'])('half stored on Portainer %s', (version) => {
  const busy = { status: 500, headers: { 'content-type': 'application/json' }, body: '{"message":"busy"}' }

  test.each([
    ['answered with 500', { after: busy }],
    ['never answered', 'drop-after'],
    ['answered with a cut text', 'truncate'],
  ] as const)('finishes an endpoint whose create was %s', async (_, act) => {
    const { setup, portainer, inputs } = await openOffice(version)
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 1, act })
    const all = { ...inputs, users: 'anna', 'public-url': 'web.example.com', cleanup: true }
    const run = await setup.run(all)
    expect(run.errors).toEqual([])
    expect(run.outputs).toMatchObject({ id: '1', result: 'created', 'public-url': 'web.example.com' })
    expect(portainer.state.endpoints).toMatchObject([
      { Id: 1, Name: 'web', UserAccessPolicies: { 3: { RoleId: 0 } } },
    ])
    expect(run.requestLines.filter((line) => line.startsWith('POST /api/endpoints'))).toHaveLength(1)
    // It is most likely this run's own; where another run can have made it, nothing is removed.
    const post = await setup.post(run, all)
    expect(post.warnings).toEqual([naming("'web' … id 1 … left")])
    expect(portainer.state.endpoints).toHaveLength(1)
  })

  test('removes an endpoint whose group or tag went while it was being created', async () => {
    const { setup, portainer, inputs } = await openOffice(version)
    portainer.state.tags.push({ ID: 4, Name: 'blue', Endpoints: new Set() })
    const lose = (act: () => void): void => {
      const hold = (): Promise<void> => {
        act()
        return Promise.resolve()
      }
      portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 1, act: { hold } })
    }
    lose(() => portainer.state.groups.pop())
    const grouped = await setup.run({ ...inputs, group: 'Web' })
    expect(grouped.errors).toEqual([naming("'web' … 'Web' (id 2) … removed")])
    expect(portainer.state.endpoints).toEqual([])
    expect(grouped.requestLines.slice(-4)).toEqual([
      'POST /api/endpoints 500',
      LIST,
      'GET /api/endpoint_groups 200',
      'DELETE /api/endpoints/1 204',
    ])

    lose(() => portainer.state.tags.pop())
    const tagged = await setup.run({ ...inputs, tags: 'blue' })
    expect(tagged.errors[0]).toEqual(naming("'blue' (id 4)"))
    expect(portainer.state.endpoints).toEqual([])
  })
})
