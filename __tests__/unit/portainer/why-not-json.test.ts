// What can be told of a text that is no JSON without showing it: above all, whether it was cut short.
import { expect, test } from '@jest/globals'
import fc from '../../helpers/random.ts'
import { whyNotJson } from '../../../src/portainer/json.ts'

test.each([
  ['', ': it is empty'],
  [' \n', ': it is empty'],
  ['<!DOCTYPE html><html>', ': it begins like a web page'],
  [' {"Id":7,"Na', ': it was cut short'],
  ['[1,', ': it was cut short'],
  ['hello', ''],
  ['ok', ''],
  ['"tex', ''],
  ['{Id:7}', ''],
  ['[1,]', ''],
  ['{"Id":7}}', ''],
  ['{"Id":7} and more', ''],
])('%j', (text, told) => {
  expect(whyNotJson(text)).toBe(told)
})

test('wherever an object or a list is cut, it was cut short', () => {
  const value = fc.oneof(
    fc.array(fc.jsonValue(), { minLength: 1 }),
    fc.dictionary(fc.string(), fc.jsonValue()),
  )
  fc.assert(
    fc.property(value, fc.nat(), fc.constantFrom(0, 2), (json, place, indent) => {
      const text = JSON.stringify(json, null, indent)
      expect(whyNotJson(text.slice(0, 1 + (place % (text.length - 1))))).toBe(': it was cut short')
    }),
    { seed: 1 },
  )
})
