// Groups and tags that several runs need at once: one of each name is made.
import { expect, test } from '@jest/globals'
import type { Misbehaviour } from '../../stand-in/portainer/fault-rules.ts'
import { startJob } from '../../stand-in/runner/runner.ts'
import { closeAfterTest, openEngine, openSetup, PASSWORD } from '../helpers/setup.ts'

const removal = { method: 'DELETE', path: /endpoint_groups/, times: 2 }
const late = { status: 524, headers: { 'Content-Type': 'text/html' }, body: '<html></html>' }

test.each<[version: string, lost: string, rules: Misbehaviour[]]>([
  ['1.18.1', 'no removal', []],
  ['2.23.0', 'no removal', []],
  ['2.23.0', 'removals that are cut off', [{ ...removal, act: 'drop-after' }]],
  ['2.23.0', 'removals that a gateway answers', [{ ...removal, act: { after: late } }]],
])(
  'six runs at once make one group and one tag on Portainer %s, with the answers lost of %s',
  async (version, _, rules) => {
    const engine = await openEngine()
    const { portainer } = await openSetup({ version, limiter: false })
    const meet = meeting(6)
    portainer.misbehave({ method: 'GET', path: '/api/endpoint_groups', times: 6, act: { hold: meet } })
    for (const rule of rules) portainer.misbehave(rule)
    const runs = Array.from({ length: 6 }, (_, index) =>
      closeAfterTest(startJob()).main({
        url: portainer.url,
        password: PASSWORD,
        name: `docker-${index}`,
        'endpoint-url': engine.url,
        group: 'Production',
        tags: 'release',
      }),
    )
    for (const { exitCode, errors } of await Promise.all(runs)) expect([exitCode, errors]).toEqual([0, []])
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
