// What `prune` may remove, as a table: endpoints, scope and list to what goes.
import { expect, test } from '@jest/globals'
import { RefusedError } from '../../../src/foundation/errors.ts'
import { planPrune } from '../../../src/decisions/prune.ts'
import { temporaryName } from '../../../src/decisions/plan.ts'
import type { EndpointToRemove, PruneScope, Selector } from '../../../src/inputs/endpoint.ts'
import { endpointThere } from '../sample-endpoints.ts'

const directory = {
  groups: [
    { id: 1, name: 'Unassigned' },
    { id: 2, name: 'previews' },
  ],
  tags: [
    { id: 7, name: 'ci' },
    { id: 8, name: 'eu' },
  ],
}
const item = (selector: Selector): EndpointToRemove => ({
  state: 'absent',
  selector,
  tags: undefined,
  group: undefined,
})
const named = (name: string): EndpointToRemove => item({ id: undefined, name })

const endpoints = [
  endpointThere({ id: 11, name: 'a', groupId: 2, tagIds: [7] }),
  endpointThere({ id: 12, name: 'b', groupId: 2, tagIds: [7, 8] }),
  endpointThere({ id: 13, name: 'c', groupId: 1, tagIds: [7] }),
  endpointThere({ id: 14, name: temporaryName('a', 'recreate'), groupId: 2, tagIds: [7] }),
  endpointThere({ id: 15, name: temporaryName('x', 'recreate'), groupId: 2, tagIds: [7] }),
  endpointThere({ id: 16, name: 'b', groupId: 2, tagIds: [] }),
]
const previews = { by: 'name', name: 'previews' } as const

test.each<[string, PruneScope, EndpointToRemove[], number[]]>([
  ['the group, all unlisted', { group: previews, tags: undefined }, [], [11, 12, 14, 15, 16]],
  ['the group by id', { group: { by: 'id', id: 2 }, tags: undefined }, [], [11, 12, 14, 15, 16]],
  ['group and tag', { group: previews, tags: ['ci'] }, [], [11, 12, 14, 15]],
  ['two tags', { group: undefined, tags: ['ci', 'eu'] }, [], [12]],
  ['a tag over all groups', { group: undefined, tags: ['ci'] }, [], [11, 12, 13, 14, 15]],
  ['keeps a name and its temporary name', { group: previews, tags: undefined }, [named('a')], [12, 15, 16]],
  ['keeps all of one name', { group: previews, tags: undefined }, [named('b')], [11, 14, 15]],
  ['keeps an id', { group: previews, tags: ['ci'] }, [item({ id: 15, name: undefined })], [11, 12, 14]],
  ['an unknown group', { group: { by: 'name', name: 'none' }, tags: undefined }, [], []],
  ['an unknown tag', { group: previews, tags: ['ci', 'none'] }, [], []],
])('%s', (_what, scope, items, ids) => {
  expect(planPrune(scope, endpoints, items, directory).map(({ id }) => id)).toEqual(ids)
})

test('refuses the group of endpoints without a group, unless tags narrow it down', () => {
  const group = { by: 'name', name: 'Unassigned' } as const
  expect(() => planPrune({ group, tags: undefined }, endpoints, [], directory)).toThrow(RefusedError)
  expect(planPrune({ group, tags: ['ci'] }, endpoints, [], directory).map(({ id }) => id)).toEqual([13])
})

test('keeps what the items resulted in, whatever it is named by now', () => {
  const kept = planPrune({ group: previews, tags: undefined }, endpoints, [], directory, new Set([11, 12]))
  expect(kept.map(({ id }) => id)).toEqual([14, 15, 16])
})

test('compares names of tags up to 1.23', () => {
  const old = [
    endpointThere({ id: 21, name: 'a', groupId: 2, tagIds: undefined, tags: ['ci'] }),
    endpointThere({ id: 22, name: 'b', groupId: 2, tagIds: undefined, tags: [] }),
  ]
  expect(planPrune({ group: previews, tags: ['ci'] }, old, [], directory).map(({ id }) => id)).toEqual([21])
})
