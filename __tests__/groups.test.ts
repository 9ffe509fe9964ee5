// Groups and tags that several runs need at once: one of each name is made.
import { expect, test } from '@jest/globals'
import { startJob } from '../stand-in/runner.ts'
import { closing, openEngine, openScene, PASSWORD } from './scene.ts'

test.each(['1.18.1', '2.23.0'])(
  'six runs at once make one group and one tag on Portainer %s',
  async (version) => {
    const engine = await openEngine()
    const { portainer } = await openScene({ version, limiter: false })
    const meet = meeting(6)
    portainer.misbehave({ method: 'GET', path: '/api/endpoint_groups', times: 6, act: { hold: meet } })
    const runs = Array.from({ length: 6 }, (_, index) =>
      closing(startJob()).main({
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
