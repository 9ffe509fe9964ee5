import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { oneOf, quote } from '../foundation/text.ts'
import { secretInputs, type InputName } from './names.ts'

/** Where inputs come from: the step itself, or one item of `endpoints` with the step behind it. */
export interface InputSource {
  /** The trimmed text; undefined when the input is empty or left out. */
  text(name: InputName): string | undefined
  /** One a line or comma-separated, without repetitions; an item may also have a YAML list. */
  list(name: InputName): string[] | undefined
  /** Lines of `Field=value`; an item may also have a YAML map. */
  pairs(name: InputName): [string, string][] | undefined
  /** True in an item of `endpoints`. */
  readonly inItem: boolean
  /** Whether the value is written in the item itself, where a list from a pull request may speak. */
  isFromItem(name: InputName): boolean
}

/** The inputs of the step, as the runner hands them over. */
export function stepInputs(): InputSource {
  // Each item of a list asks for all of them again, and a variable of the environment is slow to read.
  const texts = new Map<InputName, string | undefined>()
  const text = (name: InputName): string | undefined => {
    if (!texts.has(name)) texts.set(name, core.getInput(name) || undefined)
    return texts.get(name)
  }
  return {
    inItem: false,
    isFromItem: () => false,
    text,
    list: (name) => splitList(name, text(name)),
    pairs: (name) => splitPairs(name, text(name)),
  }
}

/**
 * Names, one a line or comma-separated; undefined when the input is left out. Throws {@link InputError} for commas
 * without names: two empty variables would make a condition of `state: absent` vanish.
 */
export function splitList(name: InputName, text: string | undefined): string[] | undefined {
  const names = (text ?? '')
    .split(/[\n,]/)
    .map((name) => name.trim())
    .filter((name) => name !== '')
  if (text && names.length === 0) throw invalid(name, text, 'names, one a line or comma-separated')
  return names.length === 0 ? undefined : [...new Set(names)]
}

/** `Field=value` lines. Throws {@link InputError} for a line without `=`. */
export function splitPairs(name: InputName, text: string | undefined): [string, string][] | undefined {
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return undefined
  return lines.map((line) => {
    const at = line.indexOf('=')
    if (line.slice(0, Math.max(at, 0)).trim() === '')
      throw invalid(name, line.trim(), "lines of the form 'Field=value'")
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  })
}

/** The one wording of a refused value: the input, the value (never a secret's), what is allowed. */
export function invalid(name: InputName, value: string, allowed: string): InputError {
  const shown = secretInputs.has(name) ? 'has a value that is not allowed' : `is ${quote(value)}`
  return new InputError(`'${name}' ${shown}; allowed: ${allowed}.`)
}

const TRUE = ['true', 'True', 'TRUE']
const FALSE = ['false', 'False', 'FALSE']

/** A boolean as YAML 1.2 spells it; undefined when left out. Throws InputError for anything else. */
export function readBoolean(source: InputSource, name: InputName): boolean | undefined {
  const text = source.text(name)
  if (text === undefined) return undefined
  if (TRUE.includes(text)) return true
  if (FALSE.includes(text)) return false
  throw invalid(name, text, "'true' or 'false'")
}

/** A whole number from `least` to `most`; undefined when left out. Throws InputError for anything else. */
export function readNumber(
  source: InputSource,
  name: InputName,
  least: number,
  most: number,
): number | undefined {
  const text = source.text(name)
  if (text === undefined) return undefined
  const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN
  if (number >= least && number <= most) return number
  throw invalid(name, text, `a whole number from ${least} to ${most}`)
}

/** One of `words`, in any case; undefined when left out. Throws InputError for anything else. */
export function readChoice<Word extends string>(
  source: InputSource,
  name: InputName,
  words: readonly Word[],
): Word | undefined {
  const text = source.text(name)
  if (text === undefined) return undefined
  const word = words.find((candidate) => candidate === text.toLowerCase())
  if (word === undefined) throw invalid(name, text, oneOf(words))
  return word
}

/** Several of `words`, in any case; undefined when left out. Throws InputError for anything else. */
export function readChoices<Word extends string>(
  source: InputSource,
  name: InputName,
  words: readonly Word[],
): Word[] | undefined {
  return source.list(name)?.map((text) => {
    const word = words.find((candidate) => candidate === text.toLowerCase())
    if (word === undefined) throw invalid(name, text, oneOf(words))
    return word
  })
}
