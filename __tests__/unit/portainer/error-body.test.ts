// What the body of an error says, whoever wrote it, and how much of it is kept.
import { describe, expect, test } from '@jest/globals'
import { readErrorBody } from '../../../src/portainer/response-error.ts'
import { parseJson } from '../../../src/portainer/json.ts'
import { readEndpoint, whyUnusable } from '../../../src/portainer/endpoint.ts'

const read = (body: string, type = 'application/json'): ReturnType<typeof readErrorBody> =>
  readErrorBody({ headers: { 'content-type': type }, body: Buffer.from(body) })

test.each([
  ['{"err":"No"}', { message: 'No', details: '', form: 'error', fromPortainer: true }],
  [
    '{"message":"No","details":"Why"}\n',
    { message: 'No', details: 'Why', form: 'error', fromPortainer: true },
  ],
  ['{"message":"no Route matched"}', { message: 'no Route matched', form: 'error', fromPortainer: false }],
  ['{"error":{"code":1}}', { message: '', form: 'json', fromPortainer: false }],
  ['{"message":{"a":1},"details":[]}', { message: '', details: '', form: 'json', fromPortainer: false }],
  ['[1]', { form: 'json' }],
  ['', { form: 'empty', words: '' }],
  ['  \n', { form: 'empty' }],
  ['Forbidden\n', { message: 'Forbidden', form: 'text', words: 'forbidden' }],
  ['<!DOCTYPE html><title lang="en">\n Sign in </title>', { message: 'Sign in', form: 'html' }],
  ['<HTML><body>no title', { message: '', form: 'html' }],
])('%s', (body, expected) => {
  expect(read(body)).toMatchObject(expected)
})

test('a page is one by its type too', () => {
  expect(read('Just a moment', 'text/html; charset=utf-8')).toMatchObject({ form: 'html', message: '' })
})

describe('what is too long', () => {
  test('is neither parsed nor kept', () => {
    const long = read(JSON.stringify({ message: 'x509 '.repeat(100_000), details: '' }))
    expect(long).toMatchObject({ form: 'json', message: '', fromPortainer: false })
    expect(read('x'.repeat(1e6), 'text/plain').message.length).toBeLessThan(200_000)
    expect(read(`<title>${'x'.repeat(1e6)}`).message.length).toBeLessThan(200_000)
  })

  test('is searched for words only at its start', () => {
    const { words } = read(JSON.stringify({ message: 'A'.repeat(10_000), details: 'B'.repeat(10_000) }))
    expect(words).toMatch(/^a{4000} b{4000}$/)
  })

  test('is not nested', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    expect(parseJson(deep)).toBeUndefined()
    expect(parseJson(JSON.stringify({ text: '['.repeat(100_000) }))).toEqual({ text: '['.repeat(100_000) })
  })

  test('is no name and no address of an endpoint', () => {
    const long = 'x'.repeat(5000)
    expect(readEndpoint({ Id: 1, Name: long })).toBeUndefined()
    expect(whyUnusable({ Id: 1, Name: long })).toBe('its Name is longer than 4096 characters')
    expect(readEndpoint({ Id: 1, Name: 'web', URL: long, EdgeKey: 'x'.repeat(20_000) })).toMatchObject({
      url: '',
      edgeKey: '',
    })
  })
})
