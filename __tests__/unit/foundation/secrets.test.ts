// What is masked, and what is taken out of other people's texts.
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import fc from '../../helpers/random.ts'
import { holdsSecret, mask, scrub } from '../../../src/foundation/secrets.ts'
import { safe } from '../../../src/foundation/text.ts'
import { encodingsOf, findLeaks } from '../../../stand-in/runner/secret-search.ts'

let printed: string[] = []
beforeAll(() => {
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.push(String(text))
    return true
  })
})
afterAll(() => {
  jest.restoreAllMocks()
})

function masksOf(secret: string): string[] {
  printed = []
  mask(secret)
  return printed.map((line) => line.trimEnd().replace('::add-mask::', ''))
}

test('a secret is masked whole and line by line, once', () => {
  expect(masksOf('first line\r\nsecond line\n  third  \n')).toEqual([
    'first line%0D%0Asecond line%0A  third',
    'first line',
    'second line',
    'third',
  ])
  expect(masksOf('second line')).toEqual([])
})

test('short texts are not masked, and say so', () => {
  expect(mask('abc')).toBe(false)
  expect(mask('  abc  ')).toBe(false)
  expect(mask('')).toBe(false)
  expect(mask('abcd')).toBe(true)
  expect(scrub('abc and abcd')).toBe('abc and ***')
})

test('what delimits PEM stays readable; what only looks like it does not', () => {
  const masks = masksOf('-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49\n-----END PRIVATE KEY-----\n')
  expect(masks.slice(1)).toEqual(['MIGHAgEAMBMGByqGSM49'])
  expect(masksOf('-----swordfish')).toEqual(['-----swordfish'])
})

test('where secrets overlap, nothing of any is left', () => {
  mask('overlapping-one')
  mask('one-and-two')
  expect(scrub('x overlapping-one-and-two y')).toBe('x *** y')
})

/** With characters that every encoding changes, so that none is found by the plain text. */
const secrets = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Array.from('&<>"\'\\/+%=* ~ü€😀`|;:@$')),
      fc.constantFrom(...Array.from('abcXYZ0189')),
    ),
    {
      minLength: 6,
      maxLength: 24,
    },
  )
  .map((characters) => characters.join('').trim())
  .filter((secret) => secret.length >= 6)

test('any secret, in any encoding, is taken out of any text', () => {
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), fc.nat(), (secret, before, after, which) => {
      mask(secret)
      const forms = encodingsOf(secret)
      const text = `${before} ${forms[which % forms.length] ?? ''} ${after}`
      expect(findLeaks([secret], { text: scrub(text) })).toEqual([])
    }),
    { numRuns: 500 },
  )
})

/** How JSON, URLs, forms and HTML write one character. */
const point = (character: string): number => character.codePointAt(0) ?? 0
const units = (character: string): number[] => character.split('').map((unit) => unit.charCodeAt(0))
const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0')
const bytesOf = (character: string): number[] => [...Buffer.from(character)]
const special = (character: string): boolean => !/[A-Za-z0-9]/.test(character)
const htmlNames: Record<string, string> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos', '%': 'percnt', '\\': 'bsol', '/': 'sol', '+': 'plus', '=': 'equals', '`': 'grave', '|': 'verbar', ü: 'uuml', '€': 'euro' } // prettier-ignore
const encoders: Record<string, (character: string) => string> = {
  JSON: (character) => JSON.stringify(character).slice(1, -1),
  "Go's JSON": (character) =>
    /[<>&]/.test(character) ? `\\u${hex(point(character), 4)}` : JSON.stringify(character).slice(1, -1),
  "PHP's JSON": (character) =>
    special(character)
      ? units(character).map((unit) => `\\u${hex(unit, 4)}`).join('') // prettier-ignore
      : character,
  'JSON with slashes escaped': (character) =>
    character === '/' ? '\\/' : JSON.stringify(character).slice(1, -1),
  URL: (character) => encodeURIComponent(character),
  'URL in lower case': (character) =>
    encodeURIComponent(character).replace(/%../g, (code) => code.toLowerCase()),
  'every byte of a URL': (character) => bytesOf(character).map((byte) => `%${hex(byte, 2)}`).join(''), // prettier-ignore
  form: (character) => new URLSearchParams([['', character]]).toString().slice(1),
  'HTML by number': (character) => (special(character) ? `&#${point(character)};` : character),
  'HTML by number, padded': (character) =>
    special(character) ? `&#${String(point(character)).padStart(7, '0')};` : character,
  'HTML by hex number': (character) => (special(character) ? `&#x${hex(point(character), 1)};` : character),
  'HTML by HEX number': (character) =>
    special(character) ? `&#X${hex(point(character), 4).toUpperCase()};` : character,
  'HTML by name': (character) => (htmlNames[character] ? `&${htmlNames[character]};` : character),
}
const encode = (name: string, text: string): string =>
  Array.from(text, (character) => encoders[name]?.(character) ?? '').join('')

test('a secret that was encoded up to three times, in any order, is taken out whole', () => {
  const layers = fc.array(fc.constantFrom(...Object.keys(encoders)), { maxLength: 3 })
  fc.assert(
    fc.property(secrets, layers, (middle, names) => {
      const secret = `s${middle.toWellFormed()}s`
      mask(secret)
      const written = names.reduce((text, name) => encode(name, text), secret)
      expect(scrub(`before ${written} after`)).toBe('before *** after')
    }),
    { numRuns: 2000 },
  )
})

test('base64 of something longer that holds a secret gives it away no more', () => {
  fc.assert(
    fc.property(secrets, fc.string(), fc.string(), (secret, before, after) => {
      mask(secret)
      for (const encoding of ['base64', 'base64url'] as const) {
        const text = Buffer.from(before + secret + after).toString(encoding)
        expect(findLeaks([secret], { text: scrub(text) })).toEqual([])
      }
    }),
    { numRuns: 300 },
  )
})

/** Each would take minutes if the search went back for every character. */
test('no text makes the search long', () => {
  mask('anything & all of "it"')
  const escapes = ['%25', '&amp;', '\\u005c', '%3', '&', '&#1', '\\', '%5c%75']
  for (const escape of escapes) {
    const text = escape.repeat(400_000 / escape.length)
    expect(scrub(text)).toBe(text)
  }
})

test('nor do keys that a server makes for its texts; then nothing is shown', () => {
  for (let length = 0; length < 4000; length += 1) mask(`same-${'x'.repeat(length)}${length}`, 'as written')
  expect(scrub('same-'.repeat(10_000))).toBe('***')
  expect(scrub('It is the same-old text')).toBe('It is the same-old text')
})

test('nor do such keys hide whether a secret of the run is in a text', () => {
  for (let length = 0; length < 4000; length += 1) mask(`also-${'x'.repeat(length)}${length}`, 'as written')
  expect(holdsSecret('also-'.repeat(10_000))).toBe(false)
})

test('texts without a secret stay as they are', () => {
  for (const text of ['', 'a', 'Could not reach tcp://10.0.0.1:2376', '😀'.repeat(10)]) {
    expect(scrub(text)).toBe(text)
  }
})

test('a text that is cut shows no beginning of a secret', () => {
  const secret = `a long secret ${'<&>'.repeat(300)}`
  mask(secret)
  const written = Buffer.from(secret).toString('hex')
  for (let before = 0; before < 2000; before += 37) {
    const text = `${'x'.repeat(before)}${written.repeat(80)}`
    expect(safe(text)).not.toContain(written.slice(0, 40))
  }
})

test('whether a secret of the run is in a text is told apart from what is only masked', () => {
  mask('an edge key 0123', 'as written')
  mask('given to the run')
  expect(scrub('an edge key 0123')).toBe('***')
  expect(holdsSecret('an edge key 0123')).toBe(false)
  expect(holdsSecret(`x${Buffer.from('was given to the run').toString('base64')}`)).toBe(true)
})
