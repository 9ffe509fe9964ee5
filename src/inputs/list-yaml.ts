import type { Node, Scalar, YAMLMap } from 'yaml'
import { InputError } from '../foundation/errors.ts'
import { oneOf } from '../foundation/text.ts'
import { isItemKey, itemKeys, mayBeList, mayBeMap, type Item, type Value } from './list.ts'
import type { ItemKey } from './names.ts'

const MAX_ALIASES = 100

/**
 * Reads a YAML 1.2 list of items. Scalars stay text as written.
 * @throws InputError naming line and column, never the text.
 */
export async function readYamlList(text: string): Promise<Item[]> {
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
    Alias(_key, alias) {
      targets.set(alias, anchors.get(alias.source))
    },
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  if (targets.size > MAX_ALIASES)
    throw new InputError(`'endpoints' has ${targets.size} aliases; at most ${MAX_ALIASES} are allowed.`)
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
      if (!mayBeList(key)) throw fail(node, `'${key}' can't be a list`)
      return value.items.map((one) => scalarText(one, `an element of '${key}'`)).filter((one) => one !== '')
    }
    if (yaml.isMap(value)) {
      if (!mayBeMap(key)) throw fail(node, `'${key}' can't be a map`)
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
      if (!isItemKey(key)) {
        // The key is not shown: in a damaged list anything can stand in its place.
        throw fail(pair.key, `item ${number} has a key that is not known; allowed: ${oneOf(itemKeys)}`)
      }
      if (values.has(key)) throw fail(pair.key, `item ${number} has the key '${key}' twice`)
      values.set(key, readValue(key, pair.value))
    }
    return values
  }

  const root = resolve(document.contents)
  if (!yaml.isSeq(root)) throw fail(document.contents, 'this is not a list')
  return root.items.map((node, index) => {
    const number = index + 1
    const map = resolve(node)
    if (!yaml.isMap(map)) throw fail(node, `item ${number} is not a map of inputs`)
    return { values: readMap(map, number), where: () => place((node as Node).range?.[0] ?? 0), number }
  })
}

/** An unquoted `null` or `~` is an empty value, as anybody who writes it expects. */
function isNull(scalar: Scalar): boolean {
  return scalar.type === 'PLAIN' && ['null', 'Null', 'NULL', '~'].some((word) => word === scalar.value)
}
