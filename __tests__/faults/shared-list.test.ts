// A matrix that shares one list: several runs at once, each with a part of it, end with exactly the list.
import { expect, test } from '@jest/globals'
import { startJob } from '../../stand-in/runner/runner.ts'
import { closeAfterTest, openSetup, PASSWORD } from '../helpers/setup.ts'

const SHARDS = 6
const fleet = Array.from({ length: 60 }, (_, index) => ({
  name: `edge-${String(index).padStart(2, '0')}`,
  type: 'edge-agent',
  'endpoint-url': 'https://portainer.example:9443',
  group: 'Edge',
  tags: ['fleet', `site-${index % 4}`],
}))

/** What a job of the matrix takes: every so manyth item, from its own number on. */
const shard = (number: number): typeof fleet => fleet.filter((_, index) => index % SHARDS === number)
const numbers = Array.from({ length: SHARDS }, (_, number) => number)

test.each(['2.11.0', '2.23.0'])(
  'shards of one list make exactly the list on Portainer %s',
  async (version) => {
    const { portainer } = await openSetup({ version, dial: false })
    const apiKey = portainer.createApiKey()
    const runAll = (): ReturnType<ReturnType<typeof startJob>['main']>[] =>
      numbers.map((number) =>
        closeAfterTest(startJob()).main({
          url: portainer.url,
          'api-key': apiKey,
          endpoints: JSON.stringify(shard(number)),
        }),
      )
    const first = await Promise.all(runAll())
    for (const { exitCode, errors } of first) expect([exitCode, errors]).toEqual([0, []])
    const names = (): string[] => portainer.state.endpoints.map(({ Name }) => Name).sort()
    expect(names()).toEqual(fleet.map(({ name }) => name))
    // Each group and tag is there once, and every endpoint is in them.
    expect(portainer.state.groups.map(({ Name }) => Name)).toEqual(['Unassigned', 'Edge'])
    expect(portainer.state.tags.map(({ Name }) => Name).sort()).toEqual([
      'fleet',
      'site-0',
      'site-1',
      'site-2',
      'site-3',
    ])
    const edge = portainer.state.groups[1]?.Id
    expect(new Set(portainer.state.endpoints.map(({ GroupId }) => GroupId))).toEqual(new Set([edge]))
    expect(portainer.requests.filter(({ path }) => path === '/api/auth')).toEqual([])

    for (const { exitCode, outputs } of await Promise.all(runAll())) {
      const rows = JSON.parse(outputs['endpoints'] ?? '') as { result: string }[]
      expect([exitCode, new Set(rows.map(({ result }) => result))]).toEqual([0, new Set(['unchanged'])])
    }
    expect(names()).toHaveLength(fleet.length)
  },
)

test('more than ten jobs that sign in with a password behind one address are told what to do', async () => {
  const { portainer } = await openSetup({ version: '2.23.0', dial: false, now: () => 0 })
  const jobs = Array.from({ length: 14 }, (_, index) =>
    closeAfterTest(startJob()).main({
      url: portainer.url,
      password: PASSWORD,
      name: `edge-${index}`,
      type: 'edge-agent',
      'endpoint-url': 'https://portainer.example:9443',
    }),
  )
  const results = await Promise.all(jobs)
  const refused = results.filter(({ exitCode }) => exitCode !== 0)
  expect(refused.length).toBeGreaterThanOrEqual(4)
  for (const { errors } of refused) {
    expect(errors).toHaveLength(1)
    expect(errors[0]).toMatch(/matrix.*'api-key'/s)
  }
  // Nobody knocks again: that would make the ban longer for everyone.
  expect(portainer.requests.filter(({ path }) => path === '/api/auth')).toHaveLength(14)
})
