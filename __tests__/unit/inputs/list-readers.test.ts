// JSON lists have a reader of their own, for speed: what it reads, YAML's reader reads the same way.
import { expect, test } from '@jest/globals'
import fc from '../../helpers/random.ts'
import type { Item } from '../../../src/inputs/list.ts'
import { readJsonList } from '../../../src/inputs/list-json.ts'
import { readYamlList } from '../../../src/inputs/list-yaml.ts'

const plain = (items: readonly Item[]): unknown =>
  items.map(({ values, where, number }) => ({ values: [...values], where: where(), number }))

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('007', 'null', '~', ' a ', '"\\', '\n'),
)
const scalar = fc.oneof(
  text,
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
)
const item = fc.record(
  {
    name: scalar,
    'public-url': scalar,
    tags: fc.oneof(scalar, fc.array(scalar, { maxLength: 4 })),
    'extra-fields': fc.oneof(
      text,
      fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), scalar, { maxKeys: 3 }),
    ),
  },
  { requiredKeys: [] },
)

test('both readers read the same of any list', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { minLength: 1, maxLength: 5 }),
      fc.constantFrom(undefined, 2),
      async (list, indent) => {
        const json = JSON.stringify(list, null, indent)
        const read = readJsonList(json)
        expect(read).toBeDefined()
        expect(plain(read ?? [])).toEqual(plain(await readYamlList(json)))
      },
    ),
    { numRuns: 300 },
  )
})

test.each([
  ['no list', '{"name":"a"}'],
  ['no JSON', '[{name: a}]'],
  ['no map', '["a"]'],
  ['an unknown key', '[{"nmae":"a"}]'],
  ['a key twice', '[{"name":"a","name":"b"}]'],
  ['a key twice, written in another way', '[{"name":"a","n\\u0061me":"b"}]'],
  ['a field twice', '[{"extra-fields":{"A":"1","A":"2"}}]'],
  ['a list where none may be', '[{"name":["a"]}]'],
  ['a map where none may be', '[{"tags":{"a":"b"}}]'],
  ['a list in a list', '[{"tags":[["a"]]}]'],
  ['half of a character', '[{"name":"\\ud800"}]'],
])('%s is left to the reader that has the words', (_what, json) => {
  expect(readJsonList(json)).toBeUndefined()
})

test('numbers stay as they are written', () => {
  const [read] = readJsonList('[{"name":1.0,"public-url":1e3,"tags":[0.10,-0]}]') ?? []
  expect([...(read?.values ?? [])]).toEqual([
    ['name', '1.0'],
    ['public-url', '1e3'],
    ['tags', ['0.10', '-0']],
  ])
})
