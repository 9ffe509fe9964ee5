// Random lists with `prune`, on servers that drift in between: what is left is what the list says, and what is out of scope.
import { expect, test } from '@jest/globals'
import fc, { seed } from '../helpers/random.ts'
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import { openSetup, startThreads } from '../helpers/setup.ts'

const SEQUENCES = 200
const NAMES = ['a', 'b', 'c', 'd', 'e']
const quick = startThreads({ speed: 20 })

interface PruneRun {
  /** What somebody does by hand before the run. */
  drift: { name: string; what: 'gone' | 'moved' | 'untagged' | 'renamed' } | null
  listed: string[]
  /** The tag of the scope; the group alone where there is none. */
  tag: 'ci' | null
  limit: number
}

const runs: fc.Arbitrary<PruneRun[]> = fc.array(
  fc.record({
    drift: fc.option(
      fc.record({
        name: fc.constantFrom(...NAMES),
        what: fc.constantFrom('gone', 'moved', 'untagged', 'renamed'),
      }),
    ),
    listed: fc.subarray(NAMES),
    tag: fc.constantFrom('ci', null),
    limit: fc.integer({ min: 1, max: 5 }),
  }),
  { minLength: 3, maxLength: 3 },
)

/** `name: in the group, tagged`, for each endpoint. */
function readServer({ state }: StandInPortainer): Map<string, { inGroup: boolean; tagged: boolean }> {
  const group = state.groups.find(({ Name }) => Name === 'previews')?.Id
  return new Map(
    state.endpoints.map(({ Name, GroupId, TagIds }) => [
      Name,
      { inGroup: GroupId === group, tagged: TagIds.length > 0 },
    ]),
  )
}

function applyDrift({ state }: StandInPortainer, { name, what }: NonNullable<PruneRun['drift']>): void {
  const endpoint = state.endpoints.find(({ Name }) => Name === name)
  if (endpoint === undefined) return
  if (what === 'gone') state.endpoints.splice(state.endpoints.indexOf(endpoint), 1)
  if (what === 'moved') endpoint.GroupId = 1
  if (what === 'untagged') endpoint.TagIds = []
  if (what === 'renamed') endpoint.Name = `${name} renamed ${endpoint.Id}`
}

async function play(sequence: PruneRun[], version: string): Promise<void> {
  const setup = await openSetup({ quick, version, dial: false, limiter: false })
  for (const { drift, listed, tag, limit } of sequence) {
    if (drift !== null) applyDrift(setup.portainer, drift)
    const before = readServer(setup.portainer)
    const isInScope = ({ inGroup, tagged }: { inGroup: boolean; tagged: boolean }): boolean =>
      inGroup && (tag === null || tagged)
    const pruned = [...before].filter(([name, one]) => isInScope(one) && !listed.includes(name))
    const run = await setup.run({
      endpoints: JSON.stringify(listed.map((name) => ({ name, 'endpoint-url': 'tcp://10.0.0.1:2375' }))),
      group: 'previews',
      ...(tag === null ? {} : { tags: tag }),
      prune: true,
      'prune-limit': limit,
    })
    const expected = new Map(before)
    if (pruned.length <= limit) {
      for (const [name] of pruned) expected.delete(name)
      for (const name of listed) {
        expected.set(name, { inGroup: true, tagged: tag !== null || before.get(name)?.tagged === true })
      }
    }
    const sorted = (map: typeof expected): unknown[] => [...map].sort(([a], [b]) => a.localeCompare(b))
    expect({ exitCode: run.exitCode, server: sorted(readServer(setup.portainer)) }).toEqual({
      exitCode: pruned.length <= limit ? 0 : 1,
      server: sorted(expected),
    })
  }
}

test(`${SEQUENCES} sequences of lists (SEED=${seed})`, async () => {
  const property = fc.asyncProperty(runs, fc.constantFrom('2.11.0', '2.20.3', '2.23.0', '2.45.0'), play)
  await fc.assert(property, { numRuns: SEQUENCES, endOnFailure: true })
}, 300_000)
