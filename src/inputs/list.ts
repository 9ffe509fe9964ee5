import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Node, Scalar, YAMLMap } from 'yaml'
import { InputError } from '../foundation/errors.ts'
import { oneOf, quote } from '../foundation/text.ts'
import { readEndpoint, type Unwanted, type Wanted } from './endpoint.ts'
import { isInside, readRegularFile } from './files.ts'
import { splitList, splitPairs, type Given } from './given.ts'
import { endpointInputs, policyInputs, type InputName, type ItemKey } from './names.ts'

const LARGEST_FILE = 64 * 1024 * 1024
const MOST_ALIASES = 100
const MOST_ERRORS = 10
const keys: readonly string[] = [...endpointInputs, ...policyInputs]

/** A value of an item: text as written, or what only YAML can say. */
type Value = string | string[] | [string, string][]

/**
 * Reads `endpoints`: a YAML 1.2 or JSON list, or the path of a file that holds one. The step's own inputs are the
 * defaults of each item. The whole list is checked before anything is sent.
 * @throws InputError naming item, line and column, never the text.
 */
export async function readList(input: string, step: Given): Promise<(Wanted | Unwanted)[]> {
  for (const name of ['name', 'id'] as const) {
    if (step.text(name) !== undefined) {
      throw new InputError(`'${name}' can't be given beside 'endpoints': each item has its own.`)
    }
  }
  const items = await parse(readText(input))
  const wanted: (Wanted | Unwanted)[] = []
  const errors: string[] = []
  let hint: string | undefined
  const seen = new Map<string, number>()
  for (const { values, where, number } of items) {
    try {
      const item = readEndpoint(itemInputs(values, step))
      const { id, name } = item.sought
      for (const [key, what] of [
        [id === undefined ? '' : `id ${id}`, "'id'"],
        [name === undefined ? '' : `name ${name}`, "'name'"],
      ] as const) {
        if (key === '') continue
        const before = seen.get(key)
        if (before !== undefined) throw new InputError(`${what} is the same as that of item ${before}.`)
        seen.set(key, number)
      }
      wanted.push(item)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      errors.push(`'endpoints', item ${number} (${where}): ${error.message}`)
      hint ??= error.hint
    }
  }
  if (errors.length === 0) return wanted
  const shown = errors.slice(0, MOST_ERRORS)
  const more = errors.length - shown.length
  throw new InputError([...shown, ...(more > 0 ? [`… and ${more} items more.`] : [])].join('\n'), { hint })
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
  const text = readRegularFile(file, LARGEST_FILE)
  if (text === undefined) throw fail('which is not a regular file of at most 64 MiB that can be read')
  return text
}

interface Item {
  values: Map<string, Value>
  where: string
  number: number
}

async function parse(text: string): Promise<Item[]> {
  const yaml = await import('yaml')
  const lines = new yaml.LineCounter()
  // The failsafe schema leaves every scalar as it is written: 007 stays 007.
  const document = yaml.parseDocument(text, {
    schema: 'failsafe',
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false, // compares each key with every other one; ours are compared below
  })
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const fail = (node: unknown, what: string): InputError =>
    new InputError(`'endpoints', ${place(yaml.isNode(node) ? (node.range?.[0] ?? 0) : 0)}: ${what}.`)

  const [error] = document.errors
  if (error !== undefined) {
    throw new InputError(`'endpoints', ${place(error.pos[0])}: not valid YAML (${error.code}).`)
  }
  const targets = new Map<unknown, unknown>()
  const anchors = new Map<string, unknown>()
  yaml.visit(document, {
    Alias: (_key, alias) => void targets.set(alias, anchors.get(alias.source)),
    Value: (_key, node) => void (node.anchor !== undefined && anchors.set(node.anchor, node)),
  })
  if (targets.size > MOST_ALIASES)
    throw new InputError(`'endpoints' has ${targets.size} aliases; at most ${MOST_ALIASES} are allowed.`)
  const resolve = (node: unknown): unknown => {
    if (!yaml.isAlias(node)) return node
    const target = targets.get(node)
    if (target === undefined) throw fail(node, 'an alias without an anchor before it')
    return target
  }

  const scalarText = (node: unknown, what: string): string => {
    const value = resolve(node)
    if (value === null || value === undefined) return ''
    if (!yaml.isScalar(value)) throw fail(node, `${what} must be text`)
    if (isNull(value) || typeof value.value !== 'string') return ''
    // An escape such as \ud800 alone would be sent as something else.
    if (!value.value.isWellFormed()) throw fail(node, `${what} has half of a character in it`)
    return value.value.trim()
  }
  const readValue = (key: ItemKey, node: unknown): Value => {
    const value = resolve(node)
    if (yaml.isSeq(value)) {
      if (!['tags', 'users', 'teams', 'clear'].includes(key)) throw fail(node, `'${key}' can't be a list`)
      return value.items.map((one) => scalarText(one, `an element of '${key}'`)).filter((one) => one !== '')
    }
    if (yaml.isMap(value)) {
      if (key !== 'extra-fields') throw fail(node, `'${key}' can't be a map`)
      const fields = new Set<string>()
      return value.items.map((pair): [string, string] => {
        const field = scalarText(pair.key, 'a field')
        if (fields.has(field)) throw fail(pair.key, `'${key}' has a field twice`)
        fields.add(field)
        return [field, scalarText(pair.value, `a value of '${key}'`)]
      })
    }
    return scalarText(node, `'${key}'`)
  }
  const readMap = (map: YAMLMap, number: number): Map<string, Value> => {
    const values = new Map<string, Value>()
    for (const pair of map.items) {
      const key = scalarText(pair.key, 'a key')
      if (!keys.includes(key)) {
        // The key is not shown: in a damaged list anything can stand in its place.
        throw fail(pair.key, `item ${number} has a key that is not known; allowed: ${oneOf(keys)}`)
      }
      if (values.has(key)) throw fail(pair.key, `item ${number} has the key '${key}' twice`)
      values.set(key, readValue(key as ItemKey, pair.value))
    }
    return values
  }

  const root = resolve(document.contents)
  if (!yaml.isSeq(root)) throw fail(document.contents, 'this is not a list')
  if (root.items.length === 0) throw new InputError("'endpoints' is an empty list.")
  return root.items.map((node, index) => {
    const number = index + 1
    const map = resolve(node)
    if (!yaml.isMap(map)) throw fail(node, `item ${number} is not a map of inputs`)
    return { values: readMap(map, number), where: place((node as Node).range?.[0] ?? 0), number }
  })
}

/** An unquoted `null` or `~` is an empty value, as anybody who writes it expects. */
function isNull(scalar: Scalar): boolean {
  return scalar.type === 'PLAIN' && ['null', 'Null', 'NULL', '~'].some((word) => word === scalar.value)
}

/** An item's own values, and behind them the step's. An empty value cancels a default. */
function itemInputs(values: Map<string, Value>, step: Given): Given {
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
