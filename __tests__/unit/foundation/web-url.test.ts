import { expect, test } from '@jest/globals'
import {
  hasUserInfo,
  parseWebUrl,
  withoutSecrets,
  withoutTrailingSlashes,
} from '../../../src/foundation/web-url.ts'

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

test('trailing slashes', () => {
  expect(['', '/', 'a', 'a/', 'a///', '/a/b//'].map(withoutTrailingSlashes)).toEqual([
    '',
    '',
    'a',
    'a',
    'a',
    '/a/b',
  ])
})
