// The search that every run of the tests goes through: it finds a secret however somebody wrote it, and nothing else.
import { expect, test } from '@jest/globals'
import { encodingsOf, findLeaks } from '../../stand-in/runner/secret-search.ts'

const secret = `pw"\\&<>'+/%41=;|~* ü€😀-password`
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const named: Record<string, string> = {
  '&': '&AMP;',
  '<': '&lt',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '+': '&plus;',
}

function write(text: string): Record<string, string> {
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16))
  const points = Array.from(text, (character) => character.codePointAt(0) ?? 0)
  return {
    'as it is': text,
    'JSON in JSON in JSON': JSON.stringify(JSON.stringify(JSON.stringify(text))),
    'escapes of JSON': units.map((unit) => `\\u${unit.padStart(4, '0')}`).join(''),
    'escapes of JavaScript': points.map((point) => `\\u{${point.toString(16)}}`).join(''),
    'a URL': encodeURIComponent(text),
    'a URL in a URL': encodeURIComponent(encodeURIComponent(text)),
    'a form': new URLSearchParams([['', text]]).toString(),
    'HTML, named': text.replace(/[&<>"'+]/g, (character) => named[character] ?? ''),
    'HTML, decimal, with zeros': points.map((point) => `&#0${point};`).join(''),
    'HTML, hexadecimal, without semicolons': points.map((point) => `&#x${point.toString(16)}`).join(''),
    'HTML in JSON': JSON.stringify(points.map((point) => `&#${point};`).join('')),
    'base64 of something longer': base64(`admin:${text}\n`),
    'base64 for URLs, in a URL': encodeURIComponent(Buffer.from(`x${text}y`).toString('base64url')),
    'base64 of JSON': base64(JSON.stringify({ password: text })),
    hexadecimal: Buffer.from(text).toString('hex').toUpperCase(),
  }
}

test.each(Object.entries(write(secret)))('%s', (_, text) => {
  expect(findLeaks([secret], { log: `before ${text} after` })).toHaveLength(1)
})

test('everything that a hostile server of the tests writes', () => {
  const missed = encodingsOf(secret).filter((form) => findLeaks([secret], { log: form }).length === 0)
  expect(missed).toEqual([])
})

test('one line of several', () => {
  expect(findLeaks(['first line\nsecond line'], { log: 'SECOND second line' })).toHaveLength(1)
})

test('nothing where there is nothing', () => {
  const others = {
    ...write('another secret, with <all> of "it" & more'),
    broken: '%41%zz &#; \\u12 &bogus; ====',
  }
  expect(findLeaks([secret], others)).toEqual([])
})
