import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { secretInputs, type InputName } from './names.ts'

/** Where inputs come from: the step itself, or one item of `endpoints` with the step behind it. */
export interface Given {
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
export function stepInputs(): Given {
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
  if (text && names.length === 0) throw refuse(name, text, 'names, one a line or comma-separated')
  return names.length === 0 ? undefined : [...new Set(names)]
}

/** `Field=value` lines. Throws {@link InputError} for a line without `=`. */
export function splitPairs(name: InputName, text: string | undefined): [string, string][] | undefined {
  const lines = (text ?? '').split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return undefined
  return lines.map((line) => {
    const at = line.indexOf('=')
    if (line.slice(0, Math.max(at, 0)).trim() === '')
      throw refuse(name, line.trim(), "lines of the form 'Field=value'")
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
  })
}

/** The one wording of a refused value: the input, the value (never a secret's), what is allowed. */
export function refuse(name: InputName, value: string, allowed: string): InputError {
  const shown = secretInputs.has(name) ? 'has a value that is not allowed' : `is ${quote(value)}`
  return new InputError(`'${name}' ${shown}; allowed: ${allowed}.`)
}
