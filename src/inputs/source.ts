import * as core from '@actions/core'
import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { asSentence, hasControl, oneOf, quote, withoutSecrets } from '../foundation/text.ts'
import { type InputName, itemInputs, listInputs, secretInputs, stepOnlyInputs } from './names.ts'
import { loadYaml, parseYaml } from './yaml.ts'

/** A value as written: only an item of `endpoints` has lists and maps. */
export type Value = string | { names: string[] } | { pairs: [string, string][] }

const LIST_FORM = "names, one per line or comma-separated, or a YAML list of names ('[a, b]')"

/**
 * The inputs of the step, or those of one item of `endpoints` with the step's behind them. What is read is undefined
 * (of `pairs`, an empty list) if it is empty or not given; a value that can't be used throws an {@link InputError}.
 */
export class InputSource {
  readonly #values: ReadonlyMap<InputName, Value>
  readonly #step: InputSource | undefined
  /** Each item asks for the lists of the step again. */
  readonly #lists = new Map<InputName, string[] | undefined>()
  readonly #warned = new Set<string>()
  readonly inItem: boolean

  constructor(values: ReadonlyMap<InputName, Value>, step?: InputSource) {
    this.#values = values
    this.#step = step
    this.inItem = step !== undefined
  }

  /** Whether the value is written in the item itself. It may come from a pull request, so it may read less. */
  isFromItem(name: InputName): boolean {
    return this.inItem && this.#values.has(name)
  }

  /** Whether errors must not show the value: that of an item may be a secret that belongs to another key. */
  hides(name: InputName): boolean {
    return secretInputs.has(name) || this.isFromItem(name)
  }

  /** Warns, once in a run for each text. */
  warn(text: string): void {
    if (this.#step !== undefined) {
      this.#step.warn(text)
    } else if (!this.#warned.has(text)) {
      this.#warned.add(text)
      core.warning(text)
    }
  }

  /** Masks a secret that is a whole input. */
  mask(name: InputName): void {
    const secret = this.text(name)
    if (secret !== undefined && !mask(secret)) this.warn(`'${name}' is too short to be masked in the log.`)
  }

  text(name: InputName): string | undefined {
    const value = this.#values.get(name) ?? this.#step?.text(name) ?? ''
    if (typeof value === 'string') return value || undefined
    const lines = 'names' in value ? value.names : value.pairs.map((pair) => pair.join('='))
    return lines.join('\n') || undefined
  }

  /** Names, without repetitions. */
  list(name: InputName): string[] | undefined {
    if (this.inItem && !this.isFromItem(name)) return this.#step?.list(name)
    if (!this.#lists.has(name)) this.#lists.set(name, this.#readList(name))
    return this.#lists.get(name)
  }

  #readList(name: InputName): string[] | undefined {
    const names = this.#readNames(name)?.map((one) => one.trim())
    if (names === undefined) return undefined
    const given = new Set(names.filter((one) => one !== ''))
    // A condition of `state: absent` must not disappear because a variable is empty.
    if (given.size === 0) throw this.invalid(name, this.text(name) ?? '', LIST_FORM, 'it names nothing')
    return [...given]
  }

  #readNames(name: InputName): string[] | undefined {
    const value = this.#values.get(name)
    if (typeof value === 'object' && 'names' in value) return value.names.length > 0 ? value.names : undefined
    const text = this.text(name)
    if (text === undefined) return undefined
    if (isYamlList(text)) return this.#parseNames(name, text)
    const names = text.split(/[\n,]/)
    if (names.some((one) => /^\[[^\]]*$|^[^[]*\]$|^- /.test(one.trim()))) {
      throw this.invalid(name, text, LIST_FORM, 'it looks like a list, but is not one')
    }
    return names
  }

  #parseNames(name: InputName, text: string): string[] {
    const allowed = `${LIST_FORM}; a name that looks like a list is written as ['[EU]']`
    const fail = (why: string): InputError => this.invalid(name, text, allowed, why)
    let yaml
    try {
      yaml = parseYaml(`'${name}'`, text)
    } catch (cause) {
      if (!(cause instanceof InputError)) throw cause
      throw fail('it looks like a list, but is not valid YAML')
    }
    const names = yaml.list(yaml.document.contents)?.map(yaml.text)
    if (!names?.every((one) => one !== undefined)) throw fail('it may only contain names')
    if (names.length === 0) {
      const empty = name === 'clear' ? "leave 'clear' out" : `use 'clear: ${name}' to remove all ${name}`
      throw fail(`an empty list changes nothing; ${empty}`)
    }
    return names
  }

  /** Lines of `Field=value`; an item may also have a map. */
  pairs(name: InputName): [string, string][] {
    const value = this.#values.get(name)
    if (typeof value === 'object' && 'pairs' in value) return value.pairs
    return linesOf(this.text(name) ?? '').map((line) => {
      const at = line.indexOf('=')
      const field = line.slice(0, Math.max(at, 0)).trim()
      if (field === '') throw this.invalid(name, line, "lines of the form 'Field=value'")
      return [field, line.slice(at + 1).trim()]
    })
  }

  /** A text without line breaks and other control characters. */
  line(name: InputName, allowed = 'one line of text'): string | undefined {
    const text = this.text(name)
    if (text !== undefined && hasControl(text)) throw this.invalid(name, text, allowed)
    return text
  }

  /** A boolean as YAML 1.2 spells it. */
  boolean(name: InputName): boolean | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (/^(true|True|TRUE|false|False|FALSE)$/.test(text)) return text.toLowerCase() === 'true'
    throw this.invalid(name, text, "'true' or 'false'")
  }

  number(name: InputName, least: number, most: number): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN
    if (number >= least && number <= most) return number
    throw this.invalid(name, text, `a whole number from ${least} to ${most}`)
  }

  /** One of `words`, in any case. */
  choice<Word extends string>(name: InputName, words: readonly Word[]): Word | undefined {
    const text = this.text(name)
    return text === undefined ? undefined : this.#choose(name, text, words)
  }

  choices<Word extends string>(name: InputName, words: readonly Word[]): Word[] | undefined {
    return this.list(name)?.map((text) => this.#choose(name, text, words))
  }

  #choose<Word extends string>(name: InputName, text: string, words: readonly Word[]): Word {
    const word = words.find((candidate) => candidate === text.toLowerCase())
    if (word !== undefined) return word
    const meant = suggest(text, words)
    throw this.invalid(name, text, oneOf(words), meant && `did you mean '${meant}'?`)
  }

  /** The error for a value that can't be used: why, and what is allowed. Hides the parts of a URL that may be secret. */
  invalid(name: InputName, value: string, allowed: string, why?: string): InputError {
    const isAddress = name.endsWith('url') || value.includes('://')
    const subject = this.hides(name)
      ? `'${name}' has a value that can't be used`
      : `'${name}' is ${quote(isAddress ? withoutSecrets(value) : value)}`
    const reason = why === undefined ? '' : `: ${why}`
    const semicolon = reason.endsWith('?') ? ' Allowed' : '; allowed'
    return new InputError(asSentence(`${subject}${reason}${semicolon}: ${allowed}`), { input: name })
  }
}

export const stepInputs = (): InputSource =>
  new InputSource(new Map([...stepOnlyInputs, ...itemInputs].map((name) => [name, core.getInput(name)])))

/** Loads the YAML parser if an input needs it. Call it before lists are read. */
export async function prepareYaml(source: InputSource): Promise<void> {
  const needed =
    source.text('endpoints') !== undefined ||
    source.text('kubeconfig') !== undefined ||
    listInputs.some((name) => isYamlList(source.text(name) ?? ''))
  if (needed) await loadYaml()
}

/** Whether a text is a YAML or JSON list. A name may contain brackets: `[EU] web`. */
function isYamlList(text: string): boolean {
  if (/^\[[^]*\]$|^\{[^]*\}$/.test(text)) return true
  const lines = linesOf(text)
  return lines.length > 0 && lines.every((line) => /^-(\s|$)/.test(line))
}

function linesOf(text: string): string[] {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter((line) => line !== '')
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
