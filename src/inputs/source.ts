import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { asSentence, hasControl, oneOf, quote } from '../foundation/text.ts'
import { withoutSecrets } from '../foundation/web-url.ts'
import { type InputName, listInputs, secretInputs } from './names.ts'
import { loadYaml, parseYaml } from './yaml.ts'

/** Where inputs come from: the step itself, or one item of `endpoints` with the step behind it. */
export interface InputSource {
  /** The trimmed text; undefined when the input is empty or was not given. */
  text: (name: InputName) => string | undefined
  /** Names, without repetitions. Throws {@link InputError}. */
  list: (name: InputName) => string[] | undefined
  /** Lines of `Field=value`; an item may also have a map. Throws {@link InputError}. */
  pairs: (name: InputName) => [string, string][] | undefined
  /** True in an item of `endpoints`. */
  inItem: boolean
  /**
   * Whether the value is written in the item itself, which may come from a pull request: it may read only variables
   * that begin with `ENDPOINT_` and files of the workspace, and errors don't show it.
   */
  isFromItem: (name: InputName) => boolean
  /** Warns, once in a run for each text. */
  warn: (text: string) => void
}

/** A value as written: only an item of `endpoints` has lists and maps. */
export type Value = string | { names: string[] } | { pairs: [string, string][] }

/** The inputs of the step, as the runner passes them. */
export const stepInputs = (): InputSource => openInputs((name) => core.getInput(name))

/** Makes a source of values. Each is read once: every item of a list asks for all inputs of the step. */
export function openInputs(read: (name: InputName) => Value | undefined, inItem = false): InputSource {
  const valueOf = once(read)
  const source: InputSource = {
    inItem,
    isFromItem: () => inItem,
    text(name) {
      const value = valueOf(name)
      if (typeof value !== 'object') return value || undefined
      const lines = 'names' in value ? value.names : value.pairs.map((pair) => pair.join('='))
      return lines.join('\n') || undefined
    },
    list: once((name) => {
      const value = valueOf(name)
      if (typeof value !== 'object' || !('names' in value)) return splitList(source, name)
      return value.names.length === 0 ? undefined : checkNames(source, name, value.names)
    }),
    pairs(name) {
      const value = valueOf(name)
      const pairs = typeof value === 'object' && 'pairs' in value ? value.pairs : splitPairs(source, name)
      return pairs.length === 0 ? undefined : pairs
    },
    warn: once((text) => core.warning(text)),
  }
  return source
}

/** A function that is called once for each key, unless it throws. */
function once<Key, Result>(read: (key: Key) => Result): (key: Key) => Result {
  const results = new Map<Key, Result>()
  return (key) => {
    if (!results.has(key)) results.set(key, read(key))
    return results.get(key) as Result
  }
}

/** Loads the YAML parser if an input needs it. To be called before lists are read. */
export async function prepareYaml(source: InputSource): Promise<void> {
  const needed =
    source.text('endpoints') !== undefined ||
    source.text('kubeconfig') !== undefined ||
    listInputs.some((name) => isYamlList(source.text(name) ?? ''))
  if (needed) await loadYaml()
}

/** Whether a text is a list as YAML or JSON write it. A name may hold brackets: `[EU] web`. */
function isYamlList(text: string): boolean {
  if (/^\[[^]*\]$|^\{[^]*\}$/.test(text)) return true
  const lines = linesOf(text)
  return lines.length > 0 && lines.every((line) => /^-(\s|$)/.test(line))
}

const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const LIST_FORM = "names, one per line or comma-separated, or a YAML list of names ('[a, b]')"

/** Names, one per line or comma-separated, or a list in YAML or JSON. */
function splitList(source: InputSource, name: InputName): string[] | undefined {
  const text = source.text(name)
  if (text === undefined) return undefined
  if (isYamlList(text)) return checkNames(source, name, parseNames(source, name, text))
  const names = checkNames(source, name, text.split(/[\n,]/))
  if (names.some((one) => /^\[[^\]]*$|^[^[]*\]$|^- /.test(one))) {
    throw invalid(source, name, text, LIST_FORM, 'it looks like a list, but is not one')
  }
  return names
}

/**
 * The names without white space around them, empty ones and repetitions.
 * @throws InputError if none is left, so that a condition of `state: absent` never vanishes because two variables are
 *   empty.
 */
function checkNames(source: InputSource, name: InputName, names: readonly string[]): string[] {
  const trimmed = names.map((one) => one.trim()).filter((one) => one !== '')
  if (trimmed.length === 0) {
    throw invalid(source, name, source.text(name) ?? '', LIST_FORM, 'it names nothing')
  }
  return [...new Set(trimmed)]
}

function parseNames(source: InputSource, name: InputName, text: string): string[] {
  const fail = (why: string): InputError =>
    invalid(source, name, text, `${LIST_FORM}; a name that looks like a list is written as ['[EU]']`, why)
  let parsed
  try {
    parsed = parseYaml(`'${name}'`, text)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    throw fail('it looks like a list, but is not valid YAML')
  }
  const names = parsed.list(parsed.document.contents)?.map(parsed.text)
  if (!names?.every((one) => one !== undefined)) throw fail('it may only contain names')
  if (names.length === 0) {
    const empty = name === 'clear' ? "leave 'clear' out" : `use 'clear: ${name}' to remove all ${name}`
    throw fail(`an empty list changes nothing; ${empty}`)
  }
  return names
}

function splitPairs(source: InputSource, name: InputName): [string, string][] {
  return linesOf(source.text(name) ?? '').map((line) => {
    const at = line.indexOf('=')
    const field = line.slice(0, Math.max(at, 0)).trim()
    if (field === '') throw invalid(source, name, line, "lines of the form 'Field=value'")
    return [field, line.slice(at + 1).trim()]
  })
}

/**
 * A value that can't be used: the input, the value, why, and what is allowed. The value of a secret is not shown, nor
 * one of an item, where anything may stand in its place; of an address only what can't be a secret.
 */
export function invalid(
  source: InputSource,
  name: InputName,
  value: string,
  allowed: string,
  why?: string,
): InputError {
  const hidden = secretInputs.has(name) || source.isFromItem(name)
  const isAddress = name.endsWith('url') || value.includes('://')
  const subject = hidden
    ? `'${name}' has a value that can't be used`
    : `'${name}' is ${quote(isAddress ? withoutSecrets(value) : value)}`
  const reason = why === undefined ? '' : `: ${why}`
  const semicolon = reason.endsWith('?') ? ' Allowed' : '; allowed'
  return new InputError(asSentence(`${subject}${reason}${semicolon}: ${allowed}`), { input: name })
}

/** The word that was probably meant: written in another case or with other separators, or with a typo in it. */
export function suggest(text: string, words: readonly string[]): string | undefined {
  if (text.length > 40) return undefined
  const fold = (word: string): string => word.toLowerCase().replace(/[^a-z0-9]/g, '')
  const meant = fold(text)
  const allowedEdits = meant.length < 5 ? 1 : 2
  const [closest] = words
    .map((word) => ({ word, edits: countEdits(meant, fold(word)) }))
    .filter(({ edits }) => edits <= allowedEdits)
    .sort((a, b) => a.edits - b.edits)
  return closest?.word
}

/** How many letters must be added, removed or replaced to turn one word into the other (Levenshtein distance). */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let index = 0; index < from.length; index += 1) {
    const next = [index + 1]
    for (let column = 1; column <= to.length; column += 1) {
      const [added = 0, removed = 0, replaced = 0] = [next[column - 1], row[column], row[column - 1]]
      next.push(Math.min(added + 1, removed + 1, replaced + (from[index] === to[column - 1] ? 0 : 1)))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** A text without line breaks and other control characters. */
export function readLine(
  source: InputSource,
  name: InputName,
  allowed = 'one line of text',
): string | undefined {
  const text = source.text(name)
  if (text !== undefined && hasControl(text)) throw invalid(source, name, text, allowed)
  return text
}

/** A boolean as YAML 1.2 spells it. */
export function readBoolean(source: InputSource, name: InputName): boolean | undefined {
  const text = source.text(name)
  if (text === undefined) return undefined
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  throw invalid(source, name, text, "'true' or 'false'")
}

/** A whole number from `least` to `most`. */
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
  throw invalid(source, name, text, `a whole number from ${least} to ${most}`)
}

/** One of `words`, in any case. */
export function readChoice<Word extends string>(
  source: InputSource,
  name: InputName,
  words: readonly Word[],
): Word | undefined {
  const text = source.text(name)
  return text === undefined ? undefined : choose(source, name, text, words)
}

/** Several of `words`, in any case. */
export function readChoices<Word extends string>(
  source: InputSource,
  name: InputName,
  words: readonly Word[],
): Word[] | undefined {
  return source.list(name)?.map((text) => choose(source, name, text, words))
}

function choose<Word extends string>(
  source: InputSource,
  name: InputName,
  text: string,
  words: readonly Word[],
): Word {
  const word = words.find((candidate) => candidate === text.toLowerCase())
  if (word !== undefined) return word
  const meant = suggest(text, words)
  throw invalid(source, name, text, oneOf(words), meant && `did you mean '${meant}'?`)
}
