// Lists are read as they are written, and what would take too much time or memory is refused before it is parsed.
import { beforeAll, describe, expect, test } from '@jest/globals'
import fc from '../../helpers/random.ts'
import { InputError } from '../../../src/foundation/errors.ts'
import { readItems } from '../../../src/inputs/list.ts'
import { InputSource } from '../../../src/inputs/source.ts'
import { loadYaml, parseYaml } from '../../../src/inputs/yaml.ts'

beforeAll(loadYaml)

const step = new InputSource(
  new Map([
    ['public-url', 'of-the-step'],
    ['tags', 'of, the, step'],
  ]),
)
const openItems = (list: string): InputSource[] =>
  [...readItems(list, step, true)].map(({ source }) => source)

const text = fc.oneof(
  fc.string(),
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom('007', 'null', '~', ' a ', '"\\', '\n', '[EU]', '- a'),
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
    tags: fc.array(text, { maxLength: 4 }),
    'extra-fields': fc.dictionary(fc.stringMatching(/^[A-Za-z]{1,8}$/), scalar, { maxKeys: 3 }),
  },
  { requiredKeys: [] },
)
const written = (value: string | number | boolean | null): string =>
  value === null ? '' : String(value).trim()

test('JSON is read as it is written', () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 5 }), fc.constantFrom(undefined, 2), (list, indent) => {
      const read = openItems(JSON.stringify(list, null, indent))
      expect(read).toHaveLength(list.length)
      for (const [index, { name, tags, ...one }] of list.entries()) {
        const source = read[index]
        expect(source?.text('name')).toBe(name === undefined ? undefined : written(name) || undefined)
        const url = 'public-url' in one ? written(one['public-url']) || undefined : 'of-the-step'
        expect(source?.text('public-url')).toBe(url)
        const fields = Object.entries(one['extra-fields'] ?? {}).map(([field, value]) => [
          field,
          written(value),
        ])
        expect(source?.pairs('extra-fields') ?? []).toEqual(fields)
        const names = [...new Set(tags?.map((tag) => tag.trim()).filter((tag) => tag !== ''))]
        if (tags === undefined) expect(source?.list('tags')).toEqual(['of', 'the', 'step'])
        else if (tags.length === 0) expect(source?.list('tags')).toBeUndefined()
        else if (names.length > 0) expect(source?.list('tags')).toEqual(names)
        else expect(() => source?.list('tags')).toThrow(InputError)
      }
    }),
    { numRuns: 200 },
  )
})

test('scalars of YAML stay text, aliases stand for their anchors, and an empty value cancels a default', () => {
  const [first, second] = openItems(
    '- {name: 007, public-url: ~, tags: &t [a, "b, c"]}\n- {name: "null", tags: *t, extra-fields: "A=1\\nB=2"}',
  )
  expect([first?.text('name'), first?.text('public-url'), first?.list('tags')]).toEqual([
    '007',
    undefined,
    ['a', 'b, c'],
  ])
  expect([second?.text('name'), second?.text('public-url'), second?.list('tags')]).toEqual([
    'null',
    'of-the-step',
    ['a', 'b, c'],
  ])
  expect(second?.pairs('extra-fields')).toEqual([
    ['A', '1'],
    ['B', '2'],
  ])
})

describe('what would take too much to parse', () => {
  const full = (piece: string): string => piece.repeat((2 * 1024 * 1024) / piece.length)
  test.each([
    ['[', '', /100 brackets inside each other/],
    ['- {a: ', '', /100 brackets inside each other/],
    [',', '[', /700,000 keys, values, brackets and commas/],
    ['a,', '[', /700,000 keys/],
    ['- ', '', /700,000 keys/],
    ['a: ', '', /700,000 keys/],
    ['-\n', '', /700,000 keys/],
    ['}', '', /700,000 keys/],
    ['#\n', '', /700,000 keys/],
  ])('2 MiB of %j after %j', (piece, before, why) => {
    expect(() => parseYaml("'endpoints'", before + full(piece))).toThrow(why)
  })

  test('brackets in texts do not count', () => {
    const texts = [
      `"${'['.repeat(200)}"`,
      `'${'{'.repeat(200)}'`,
      `|\n  ${'[\n  '.repeat(200)}`,
      'a[['.repeat(200),
    ]
    for (const one of texts) {
      const yaml = parseYaml("'x'", `- ${one}`)
      expect(yaml.list(yaml.document.contents)).toHaveLength(1)
    }
  })
})
