import { oneOf } from '../foundation/text.ts'
import { refuse, type Given } from './given.ts'
import type { InputName } from './names.ts'

const TRUE = ['true', 'True', 'TRUE']
const FALSE = ['false', 'False', 'FALSE']

/** A boolean as YAML 1.2 spells it; undefined when left out. Throws InputError for anything else. */
export function readBoolean(given: Given, name: InputName): boolean | undefined {
  const text = given.text(name)
  if (text === undefined) return undefined
  if (TRUE.includes(text)) return true
  if (FALSE.includes(text)) return false
  throw refuse(name, text, "'true' or 'false'")
}

/** A whole number from `least` to `most`; undefined when left out. Throws InputError for anything else. */
export function readNumber(given: Given, name: InputName, least: number, most: number): number | undefined {
  const text = given.text(name)
  if (text === undefined) return undefined
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw refuse(name, text, `a whole number from ${least} to ${most}`)
}

/** One of `words`, in any case; undefined when left out. Throws InputError for anything else. */
export function readChoice<Word extends string>(
  given: Given,
  name: InputName,
  words: readonly Word[],
): Word | undefined {
  const text = given.text(name)
  if (text === undefined) return undefined
  const word = words.find((candidate) => candidate === text.toLowerCase())
  if (word === undefined) throw refuse(name, text, oneOf(words))
  return word
}

/** Several of `words`, in any case; undefined when left out. Throws InputError for anything else. */
export function readChoices<Word extends string>(
  given: Given,
  name: InputName,
  words: readonly Word[],
): Word[] | undefined {
  return given.list(name)?.map((text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase())
    if (word === undefined) throw refuse(name, text, oneOf(words))
    return word
  })
}
