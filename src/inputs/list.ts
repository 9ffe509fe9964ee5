import * as fs from 'node:fs'
import * as path from 'node:path'
import { InputError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { readEndpoint, type DesiredEndpoint, type EndpointToRemove } from './endpoint.ts'
import { isInside, readRegularFile } from './workspace-file.ts'
import { readJsonList } from './list-json.ts'
import { readYamlList } from './list-yaml.ts'
import { endpointInputs, policyInputs, type InputName, type ItemKey } from './names.ts'
import { splitList, splitPairs, type InputSource } from './source.ts'

const MAX_LIST_BYTES = 2 * 1024 * 1024
const MAX_ERRORS = 10

/**
 * Reads `endpoints`: a YAML 1.2 or JSON list, or the path of a file that holds one. The step's own inputs are the
 * defaults of each item. The whole list is checked before anything is sent.
 * @throws InputError naming item, line and column, never the text.
 */
export async function readList(
  input: string,
  step: InputSource,
  mayBeEmpty: boolean,
): Promise<(DesiredEndpoint | EndpointToRemove)[]> {
  for (const name of ['name', 'id'] as const) {
    if (step.text(name) !== undefined) {
      throw new InputError(`'${name}' can't be given beside 'endpoints': each item has its own.`)
    }
  }
  const items = await readItems(input)
  if (items.length === 0 && !mayBeEmpty) throw new InputError("'endpoints' is an empty list.")
  const desired: (DesiredEndpoint | EndpointToRemove)[] = []
  const errors: { item: Item; error: InputError }[] = []
  const seen = new Map<string, number>()
  for (const item of items) {
    try {
      const read = readEndpoint(itemInputs(item.values, step))
      const { id, name } = read.selector
      for (const [key, what] of [
        [id === undefined ? '' : `id ${id}`, "'id'"],
        [name === undefined ? '' : `name ${name}`, "'name'"],
      ] as const) {
        if (key === '') continue
        const before = seen.get(key)
        if (before !== undefined) throw new InputError(`${what} is the same as that of item ${before}.`)
        seen.set(key, item.number)
      }
      desired.push(read)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      errors.push({ item, error })
    }
  }
  if (errors.length === 0) return desired
  const shown = errors
    .slice(0, MAX_ERRORS)
    .map(({ item, error }) => `'endpoints', item ${item.number} (${item.where()}): ${error.message}`)
  const more = errors.length - shown.length
  const hint = errors.find(({ error }) => error.hint !== undefined)?.error.hint
  throw new InputError([...shown, ...(more > 0 ? [`… and ${more} items more.`] : [])].join('\n'), { hint })
}

async function readItems(input: string): Promise<Item[]> {
  const text = readText(input)
  return readJsonList(text) ?? (await readYamlList(text))
}

/** The list itself, or the file it is in: one line that names a file is a path. */
function readText(input: string): string {
  if (/[\n[{]/.test(input) || input.startsWith('- ')) return input
  // What does not look like the path of such a file may be a damaged list, with secrets in it.
  const shown = /^[\w./\\ @+-]{1,200}\.(ya?ml|json)$/i.test(input) ? quote(input) : 'a text'
  const fail = (why: string): InputError =>
    new InputError(
      `'endpoints' is ${shown}, ${why}; allowed: a YAML or JSON list, or the path of a file that holds one.`,
    )
  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd()
  let file: string
  try {
    file = fs.realpathSync(path.resolve(workspace, input))
  } catch {
    throw fail('which is no file that is there')
  }
  if (!path.isAbsolute(input) && !isInside(file, workspace)) throw fail('which leads out of GITHUB_WORKSPACE')
  const text = readRegularFile(file, MAX_LIST_BYTES)
  if (text === undefined) throw fail('which is not a regular file of at most 2 MiB that can be read')
  return text
}

/** A value of an item: text as written, or what only YAML can say. */
export type Value = string | string[] | [string, string][]

/** One item of `endpoints` before its values are read. */
export interface Item {
  values: Map<string, Value>
  /** Line and column, for messages. */
  where: () => string
  /** From 1. */
  number: number
}

export const itemKeys: readonly ItemKey[] = [...endpointInputs, ...policyInputs]
export const isItemKey = (text: string): text is ItemKey => itemKeys.some((key) => key === text)

/** Which values may be lists, and which maps. */
export const mayBeList = (key: ItemKey): boolean => ['tags', 'users', 'teams', 'clear'].includes(key)
export const mayBeMap = (key: ItemKey): boolean => key === 'extra-fields'

/** An item's own values, and behind them the step's. An empty value cancels a default. */
export function itemInputs(values: Map<string, Value>, step: InputSource): InputSource {
  const asText = (value: Value): string | undefined =>
    (typeof value === 'string'
      ? value
      : value.map((one) => (typeof one === 'string' ? one : one.join('='))).join('\n')) || undefined
  return {
    inItem: true,
    isFromItem: (name) => values.has(name),
    text(name) {
      const value = values.get(name)
      return value === undefined ? step.text(name) : asText(value)
    },
    list(name: InputName) {
      const value = values.get(name)
      if (value === undefined) return step.list(name)
      if (typeof value === 'string') return splitList(name, value)
      const texts = value.flatMap((one) => (typeof one === 'string' ? [one] : []))
      return texts.length === 0 ? undefined : [...new Set(texts)]
    },
    pairs(name) {
      const value = values.get(name)
      if (value === undefined) return step.pairs(name)
      if (typeof value === 'string') return splitPairs(name, value)
      const pairs = value.flatMap((one) => (typeof one === 'string' ? [] : [one]))
      return pairs.length === 0 ? undefined : pairs
    },
  }
}
