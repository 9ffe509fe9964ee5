// Runs at the same time that want the same group and tag, or sign in together. Those of one name: race.test.ts.
import { expect, test } from '@jest/globals'
import type { Misbehaviour, StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import { startJob, type Inputs, type StepResult } from '../../stand-in/runner/runner.ts'
import { closeAfterTest, openEngine, openSetup, PASSWORD } from '../helpers/setup.ts'

/** Starts a process for each, all at once. */
function runAll({ url }: StandInPortainer, inputs: readonly Inputs[]): Promise<StepResult[]> {
  return Promise.all(inputs.map((one) => closeAfterTest(startJob()).main({ url, ...one })))
}

const removal = { method: 'DELETE', path: /endpoint_groups/, times: 2 }
const late = { status: 524, headers: { 'Content-Type': 'text/html' }, body: '<html></html>' }

test.each<[version: string, lost: string, rules: Misbehaviour[]]>([
  ['1.18.1', 'no removal', []],
  ['2.23.0', 'removals that are cut off', [{ ...removal, act: 'drop-after' }]],
  ['2.23.0', 'removals that a gateway answers', [{ ...removal, act: { after: late } }]],
])(
  'six runs create one group and one tag on Portainer %s, with the answers lost of %s',
  async (version, _, rules) => {
    const engine = await openEngine()
    const { portainer } = await openSetup({ version, limiter: false })
    portainer.misbehave({ method: 'GET', path: '/api/endpoint_groups', times: 6, act: { hold: meeting(6) } })
    for (const rule of rules) portainer.misbehave(rule)
    const inputs = Array.from({ length: 6 }, (_, index) => ({
      password: PASSWORD,
      name: `docker-${index}`,
      'endpoint-url': engine.url,
      group: 'Production',
      tags: 'release',
    }))
    for (const { exitCode, errors } of await runAll(portainer, inputs))
      expect([exitCode, errors]).toEqual([0, []])
    const { groups, tags, endpoints } = portainer.state
    expect(groups.map(({ Name }) => Name)).toEqual(['Unassigned', 'Production'])
    expect(tags.map(({ Name }) => Name)).toEqual(['release'])
    expect(endpoints.map(({ GroupId }) => GroupId)).toEqual(Array(6).fill(groups[1]?.Id))
  },
)

/** Lets so many go on when the last of them is there. */
function meeting(count: number): () => Promise<void> {
  let arrived = 0
  const waiting: (() => void)[] = []
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      arrived += 1
      if (arrived === count) for (const go of waiting) go()
    })
}

test('more than ten jobs that sign in with a password behind one address are told what to do', async () => {
  const { portainer } = await openSetup({ version: '2.23.0', dial: false, now: () => 0 })
  const inputs = Array.from({ length: 12 }, (_, index) => ({
    password: PASSWORD,
    name: `edge-${index}`,
    type: 'edge-agent',
    'endpoint-url': 'https://portainer.example:9443',
  }))
  const refused = (await runAll(portainer, inputs)).filter(({ exitCode }) => exitCode !== 0)
  expect(refused.length).toBeGreaterThanOrEqual(2)
  for (const { errors } of refused) expect(errors).toEqual([expect.stringMatching(/matrix.*'api-key'/s)])
  // Nobody knocks again: that would make the ban longer for everyone.
  expect(portainer.requests.filter(({ path }) => path === '/api/auth')).toHaveLength(12)
})
