// Other people's texts, made fit for one line of a log.
import { describe, expect, test } from '@jest/globals'
import fc, { thorough } from '../../helpers/random.ts'
import {
  allOf,
  hasControl,
  hasUserInfo,
  oneOf,
  parseWebUrl,
  plural,
  quote,
  safe,
  withoutSecrets,
  withoutTrailingSlashes,
} from '../../../src/foundation/text.ts'

describe('safe', () => {
  test.each([
    ['two\nlines', 'two\\u{a}lines'],
    ['a\r\n::error::b', 'a\\u{d}\\u{a}::error::b'],
    ['::set-output name=id::7', '\\::set-output name=id::7'],
    ['  ::add-mask::e  ', '\\::add-mask::e'],
    ['\u200b::stop-commands::x', '\\u{200b}::stop-commands::x'],
    ['x ##[error]y', 'x ##\\[error]y'],
    ['\u0000\u0007\u001b[31mred', '\\u{0}\\u{7}\\u{1b}[31mred'],
    ['abc\u202edef\u2066ghi\u061c', 'abc\\u{202e}def\\u{2066}ghi\\u{61c}'],
    ['line\u2028separator\u2029', 'line\\u{2028}separator'],
    ['a\u{e0041}b', 'a\\u{e0041}b'],
    ['half \ud83d', 'half \\u{d83d}'],
    ['Grüße, 端点 😀', 'Grüße, 端点 😀'],
  ])('%j is shown as %j', (text, shown) => {
    expect(safe(text)).toBe(shown)
  })

  test('cuts what is too long, and says how long it is', () => {
    expect(safe('x'.repeat(30), 10)).toBe(`${'x'.repeat(10)}… (30 characters)`)
    expect(quote('x'.repeat(300))).toBe(`'${'x'.repeat(200)}… (300 characters)'`)
    expect(safe(`${'x'.repeat(9)}😀y`, 10)).toMatch(/^x{9}�…/)
  })

  test.each([
    ['x -----BEGIN PRIVATE KEY-----\nMIIEvQIB', "'x -----BEGIN PRIVATE KEY-----…'"],
    [
      '-----BEGIN RSA PRIVATE KEY----- MIIEvQIB -----END RSA PRIVATE KEY-----',
      "'-----BEGIN RSA PRIVATE KEY-----…'",
    ],
    ['MIIEvQIB\n-----END PRIVATE KEY-----', "'…-----END PRIVATE KEY-----'"],
  ])('quoting %j leaves out what PEM holds', (text, shown) => {
    expect(quote(text)).toBe(shown)
  })

  test('whatever the text: one line, nothing invisible, no command, and the same when done twice', () => {
    const nasty = fc.constantFrom(
      '::',
      '##[',
      '\n',
      '\r',
      '%0A',
      '\u202e',
      '\u0000',
      ' ',
      '\ud800',
      '\\',
      "'",
    )
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.oneof(nasty, fc.string())).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(texts, (text) => {
        const shown = safe(text)
        expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]/u)
        expect(shown.trimStart()).not.toMatch(/^::/)
        expect(shown).not.toContain('##[')
        expect(safe(shown, Infinity)).toBe(shown.trim())
      }),
      { numRuns: thorough ? 3000 : 1000 },
    )
  })
})

test('control characters are told from all others', () => {
  for (let code = 0; code < 0x3000; code += 1) {
    const text = `a${String.fromCharCode(code)}b`
    expect(hasControl(text)).toBe(/\p{Cc}/u.test(text))
  }
})

test('lists and numbers in words', () => {
  expect([oneOf(['a']), oneOf(['a', 'b']), oneOf(['a', 'b', 'c'])]).toEqual([
    "'a'",
    "'a' or 'b'",
    "'a', 'b' or 'c'",
  ])
  expect([allOf(['a']), allOf(['a', 'b or c']), allOf(['a', 'b', 'c'])]).toEqual([
    "'a'",
    "'a' and 'b or c'",
    "'a', 'b' and 'c'",
  ])
  expect([plural(0, 'run'), plural(1, 'run'), plural(2, 'run')]).toEqual(['0 runs', '1 run', '2 runs'])
})

test.each(['http://h', 'HTTPS://h:9443/x?y#z', 'https://[::1]:9443', 'http://http:80', 'https://me:pw@h'])(
  'a web URL: %s',
  (text) => {
    expect(parseWebUrl(text)?.href).toBe(URL.parse(text)?.href)
  },
)

test.each([
  ...[
    '',
    'h',
    'h:80',
    'ftp://h',
    'javascript:alert(1)',
    'http:h',
    'http:/h',
    'https://',
    'https:///h',
    'https://?x',
  ],
  ...['https://a b', ' https://h', 'https://h\n', 'https://h\u0007', 'https://h\\@evil', 'https://h:99999'],
  ...['https://https://h', 'http://https:h'],
])('not a web URL: %j', (text) => {
  expect(parseWebUrl(text)).toBeUndefined()
})

test.each([
  ['https://me:pw@h', true],
  ['https://@h', true],
  ['tcp://me@h:1', true],
  ['https://h/me@x', false],
  ['https://h?q=me@x', false],
  ['h', false],
])('user info in %s: %s', (text, expected) => {
  expect(hasUserInfo(text)).toBe(expected)
})

test('what may be a secret in an address is not shown, whatever else is wrong with it', () => {
  const shown = [
    'https://me:secret@host/x',
    'me:sec/r@t@host',
    'https://host?token=secret#me',
    'h#me\nsecret',
  ]
  expect(shown.map(withoutSecrets)).toEqual(['https://***@host/x', '***@host', 'https://host?***', 'h#***'])
  expect(withoutSecrets('https://host:9443/x')).toBe('https://host:9443/x')
})

test('trailing slashes, in linear time', () => {
  expect(withoutTrailingSlashes(`${'/'.repeat(2_000_000)}a/`)).toHaveLength(2_000_001)
  expect(['', '/', 'a', 'a/', 'a///', '/a/b//'].map(withoutTrailingSlashes)).toEqual([
    '',
    '',
    'a',
    'a',
    'a',
    '/a/b',
  ])
})
