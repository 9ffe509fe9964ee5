import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { asSentence, oneOf, quote } from '../foundation/text.ts'
import { withoutSecrets } from '../foundation/web-url.ts'
import { type InputName, listInputs, secretInputs } from './names.ts'
import { loadYaml, parseYaml } from './yaml.ts'

/** Where inputs come from: the step itself, or one item of `endpoints` with the step behind it. */
export interface InputSource {
  /** The trimmed text; undefined when the input is empty or was not given. */
  text(name: InputName): string | undefined
  /** Names, without repetitions. Throws {@link InputError}. */
  list(name: InputName): string[] | undefined
  /** Lines of `Field=value`; an item may also have a map. Throws {@link InputError}. */
  pairs(name: InputName): [string, string][] | undefined
  /** True in an item of `endpoints`. */
  readonly inItem: boolean
  /**
   * Whether the value is written in the item itself, which may come from a pull request: it may read only variables
   * that begin with `ENDPOINT_` and files of the workspace, and errors don't show it.
   */
  isFromItem(name: InputName): boolean
  /** Warns, once in a run for each text. */
  warn(text: string): void
}

/** The inputs of the step, as the runner passes them. */
export const stepInputs = (): InputSource => openInputs((name) => core.getInput(name))

/** Inputs that are texts. Each is read once: every item of a list asks for all of them again. */
export function openInputs(read: (name: InputName) => string | undefined): InputSource {
  const texts = new Map<InputName, string | undefined>()
  const lists = new Map<InputName, string[] | undefined>()
  const warned = new Set<string>()
  const source: InputSource = {
    inItem: false,
    isFromItem: () => false,
    text(name) {
      if (!texts.has(name)) texts.set(name, read(name) || undefined)
      return texts.get(name)
    },
    list(name) {
      if (!lists.has(name)) lists.set(name, splitList(source, name, source.text(name)))
      return lists.get(name)
    },
    pairs: (name) => splitPairs(source, name, source.text(name)),
    warn(text) {
      if (warned.has(text)) return
      warned.add(text)
      core.warning(text)
    },
  }
  return source
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

/**
 * Names, one per line or comma-separated, or a list in YAML or JSON; undefined when there is no text.
 * @throws InputError for a list without names, so that a condition of `state: absent` never vanishes because two
 *   variables are empty, and for one that is neither.
 */
export function splitList(
  source: InputSource,
  name: InputName,
  text: string | undefined,
): string[] | undefined {
  if (text === undefined || text === '') return undefined
  const names = isYamlList(text) ? parseNames(source, name, text) : text.split(/[\n,]/)
  return checkNames(source, name, names, text)
}

/**
 * The names without white space around them, empty ones and repetitions.
 * @throws InputError if none is left, or one is part of a list that is not written correctly.
 */
export function checkNames(
  source: InputSource,
  name: InputName,
  names: readonly string[],
  text = '',
): string[] {
  const trimmed = names.map((one) => one.trim()).filter((one) => one !== '')
  if (trimmed.length === 0) throw invalid(source, name, text, LIST_FORM, 'it names nothing')
  const isBroken = (one: string): boolean => /^\[[^\]]*$|^[^[]*\]$|^- /.test(one)
  if (text !== '' && !isYamlList(text) && trimmed.some(isBroken)) {
    throw invalid(source, name, text, LIST_FORM, 'it looks like a list, but is not one')
  }
  return [...new Set(trimmed)]
}

function parseNames(source: InputSource, name: InputName, text: string): string[] {
  const allowed = `${LIST_FORM}; a name that looks like a list is written as ['[EU]']`
  let parsed
  try {
    parsed = parseYaml(`'${name}'`, text)
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause
    throw invalid(source, name, text, allowed, 'it looks like a list, but is not valid YAML')
  }
  const items = parsed.list(parsed.document.contents)
  const names = items?.map((item) => parsed.text(item))
  if (!names?.every((one) => one !== undefined)) {
    throw invalid(source, name, text, allowed, 'it may only contain names')
  }
  if (names.length === 0) {
    const empty = name === 'clear' ? "leave 'clear' out" : `use 'clear: ${name}' to remove all ${name}`
    throw invalid(source, name, text, allowed, `an empty list changes nothing; ${empty}`)
  }
  return names
}

/** `Field=value` lines. Throws {@link InputError} for a line without `=`. */
export function splitPairs(
  source: InputSource,
  name: InputName,
  text: string | undefined,
): [string, string][] | undefined {
  const lines = linesOf(text ?? '')
  if (lines.length === 0) return undefined
  return lines.map((line) => {
    const at = line.indexOf('=')
    if (line.slice(0, Math.max(at, 0)).trim() === '')
      throw invalid(source, name, line, "lines of the form 'Field=value'")
    return [line.slice(0, at).trim(), line.slice(at + 1).trim()]
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
  const [closest] = words
    .map((word) => ({ word, edits: countEdits(meant, fold(word)) }))
    .sort((a, b) => a.edits - b.edits)
  return closest !== undefined && closest.edits <= (meant.length < 5 ? 1 : 2) ? closest.word : undefined
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

const TRUE = ['true', 'True', 'TRUE']
const FALSE = ['false', 'False', 'FALSE']

/** A boolean as YAML 1.2 spells it; undefined when not given. Throws InputError for anything else. */
export function readBoolean(source: InputSource, name: InputName): boolean | undefined {
  const text = source.text(name)
  if (text === undefined) return undefined
  if (TRUE.includes(text)) return true
  if (FALSE.includes(text)) return false
  throw invalid(source, name, text, "'true' or 'false'")
}

/** A whole number from `least` to `most`; undefined when not given. Throws InputError for anything else. */
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

/** One of `words`, in any case; undefined when not given. Throws InputError for anything else. */
export function readChoice<Word extends string>(
  source: InputSource,
  name: InputName,
  words: readonly Word[],
): Word | undefined {
  const text = source.text(name)
  return text === undefined ? undefined : choose(source, name, text, words)
}

/** Several of `words`, in any case; undefined when not given. Throws InputError for anything else. */
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

/** `{ key: value }`, or `{}` when there is no value: what `exactOptionalPropertyTypes` wants to be spread. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Value>>)
}
