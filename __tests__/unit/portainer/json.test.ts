// A JSON list read as it comes: the same elements wherever the network cuts it, and nothing else taken for a list.
import { describe, expect, test } from '@jest/globals'
import fc, { thorough } from '../../helpers/random.ts'
import { ActionError } from '../../../src/foundation/errors.ts'
import { readArray, SHORT } from '../../../src/portainer/json.ts'

/** So long that no list is parsed in one go any more. */
const LONG = ' '.repeat(SHORT)

/** The elements of a text that comes in pieces. */
function read(pieces: readonly Buffer[], mayBeNull = false): unknown[] {
  const elements: unknown[] = []
  const reader = readArray((element) => elements.push(element), mayBeNull)
  for (const piece of pieces) reader.feed(piece)
  reader.end()
  return elements
}

/** The bytes cut at these places, however often and in whatever order. */
function cut(bytes: Buffer, places: readonly number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return sorted.slice(1).map((place, index) => bytes.subarray(sorted[index], place))
}

const spaces = fc.constantFrom('', ' ', '\n', '\r\n\t ')
const lists = fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 8 })
const cuts = fc.array(fc.nat(), { maxLength: 20 })

describe.each([
  ['short', ''],
  ['long', LONG],
])('a %s list', (_length, padding) => {
  const numRuns = (padding === '' ? 500 : 8) * (thorough ? 4 : 1)

  test('cut anywhere gives the same elements', () => {
    fc.assert(
      fc.property(lists, cuts, spaces, spaces, (list, places, before, after) => {
        const inside = list.map((element) => `${before}${JSON.stringify(element)}${after}`).join(',')
        const bytes = Buffer.from(`${before}[${padding}${inside}]${after}`)
        expect(read(cut(bytes, places))).toEqual(JSON.parse(bytes.toString('utf8')))
      }),
      { numRuns },
    )
  })

  test('that ends too early is none', () => {
    fc.assert(
      fc.property(lists, cuts, fc.nat(), (list, places, end) => {
        const bytes = Buffer.from(`[${padding}${JSON.stringify(list).slice(1)}`)
        const torn = bytes.subarray(0, end % bytes.length)
        expect(() => read(cut(torn, places))).toThrow(ActionError)
      }),
      { numRuns },
    )
  })

  test('with anything changed is read as JSON reads it, or is none', () => {
    fc.assert(
      fc.property(
        lists,
        fc.nat(),
        fc.string({ unit: 'binary', maxLength: 3 }),
        cuts,
        (list, at, junk, places) => {
          const text = JSON.stringify(list)
          const place = 1 + (at % text.length)
          const changed = `[${padding}${text.slice(1, place)}${junk}${text.slice(place + 1)}`
          let meant: unknown
          try {
            meant = JSON.parse(changed)
          } catch {
            meant = undefined
          }
          if (Array.isArray(meant)) expect(read(cut(Buffer.from(changed), places))).toEqual(meant)
          else expect(() => read(cut(Buffer.from(changed), places))).toThrow(ActionError)
        },
      ),
      { numRuns },
    )
  })

  test.each([
    '[1,,2]',
    '[1,]',
    '[,1]',
    '[,]',
    '[1 2]',
    '[1]x',
    '[1][2]',
    '[}',
    '[{]}',
    '["',
    '[',
    '',
    'x',
    '{}',
    '"x"',
  ])('%s is none', (text) => {
    const whole = Buffer.from(text.startsWith('[') ? `[${padding}${text.slice(1)}` : `${text}${padding}`)
    expect(() => read([whole])).toThrow(ActionError)
  })
})

test('null is an empty list only where that is known', () => {
  for (const places of [[], [1], [2, 3], [1, 2, 3, 4]]) {
    const pieces = cut(Buffer.from(' null\n'), places)
    expect(read(pieces, true)).toEqual([])
    expect(() => read(pieces)).toThrow(ActionError)
  }
})

test('an element of more than 8 MiB is refused, a list of more is not', () => {
  const small = Buffer.from(`"${'x'.repeat(60_000)}",`)
  const pieces = [Buffer.from('['), ...Array.from({ length: 160 }, () => small), Buffer.from('1]')]
  expect(read(pieces)).toHaveLength(161)
  const large = Array.from({ length: 160 }, () => Buffer.alloc(60_000, 'x'))
  expect(() => read([Buffer.from('["'), ...large, Buffer.from('"]')])).toThrow('longer than 8 MiB')
})

test('a page is told from its first piece', () => {
  const reader = readArray(() => undefined)
  expect(() => reader.feed(Buffer.from('<!DOCTYPE html>'))).toThrow('not a complete JSON list')
})

test('keys that objects inherit are keys like others', () => {
  const text = '[{"__proto__":{"Id":1},"constructor":2,"Id":3}]'
  const [element] = read([Buffer.from(text)]) as Record<string, unknown>[]
  expect(Object.keys(element ?? {})).toEqual(['__proto__', 'constructor', 'Id'])
  expect(({} as Record<string, unknown>)['Id']).toBeUndefined()
})
