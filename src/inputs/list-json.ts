import { isItemKey, mayBeList, mayBeMap, type Item, type Value } from './list.ts'
import type { ItemKey } from './names.ts'

/**
 * Reads a JSON list of items: the same as {@link readYamlList} makes of it, in a tenth of the time and memory.
 * @returns undefined for whatever is not such a list, down to an unknown or repeated key: YAML's reader finds the
 *   words for it.
 */
export function readJsonList(text: string): Item[] | undefined {
  if (!/^\s*\[/.test(text)) return undefined
  const list = parseAsWritten(text)
  if (!Array.isArray(list)) return undefined
  const { members, starts } = survey(text)
  const items: Item[] = []
  let read = 0
  for (const [index, element] of list.entries()) {
    const values = isMap(element) ? readValues(element) : undefined
    if (values === undefined) return undefined
    for (const value of values.values()) read += 1 + (isPairs(value) ? value.length : 0)
    items.push({ values, where: () => placeOf(text, starts[index] ?? 0), number: index + 1 })
  }
  // Of a key that is there twice, JSON.parse keeps the last one only.
  return read === members ? items : undefined
}

type Scalar = string | boolean | null
type JsonMap = Record<string, unknown>

const isMap = (value: unknown): value is JsonMap =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isScalar = (value: unknown): value is Scalar =>
  value === null || typeof value === 'boolean' || (typeof value === 'string' && value.isWellFormed())
const isPairs = (value: Value): value is [string, string][] =>
  typeof value !== 'string' && typeof value[0] === 'object'

/** Numbers as they are written: 1.0 stays 1.0. */
function parseAsWritten(text: string): unknown {
  const keepSource = (_key: string, value: unknown, { source }: { source?: string }): unknown =>
    typeof value === 'number' ? source : value
  try {
    return JSON.parse(text, keepSource as (key: string, value: unknown) => unknown)
  } catch {
    return undefined
  }
}

function readValues(element: JsonMap): Map<string, Value> | undefined {
  const values = new Map<string, Value>()
  for (const [key, value] of Object.entries(element)) {
    const read = isItemKey(key) ? readValue(key, value) : undefined
    if (read === undefined) return undefined
    values.set(key, read)
  }
  return values
}

function readValue(key: ItemKey, value: unknown): Value | undefined {
  if (isScalar(value)) return textOf(value)
  if (Array.isArray(value)) {
    if (!mayBeList(key) || !value.every(isScalar)) return undefined
    return value.map(textOf).filter((one) => one !== '')
  }
  if (!isMap(value) || !mayBeMap(key)) return undefined
  const pairs = Object.entries(value).map(([field, one]) => [field.trim(), one] as const)
  if (!pairs.every((pair): pair is [string, Scalar] => pair[0].isWellFormed() && isScalar(pair[1]))) {
    return undefined
  }
  if (new Set(pairs.map(([field]) => field)).size < pairs.length) return undefined
  return pairs.map(([field, one]): [string, string] => [field, textOf(one)])
}

const textOf = (value: Scalar): string => (value === null ? '' : String(value).trim())

/** How many keys a valid JSON text has in all, and where the maps of its outermost list begin. */
function survey(text: string): { members: number; starts: number[] } {
  let members = 0
  const starts: number[] = []
  let depth = 0
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '"') at = endOfString(text, at)
    else if (letter === ':') members += 1
    else if (letter === '}' || letter === ']') depth -= 1
    else if (letter === '{' || letter === '[') {
      if (depth === 1) starts.push(at)
      depth += 1
    }
  }
  return { members, starts }
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  for (;;) {
    let slashes = 0
    while (text[end - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return end
    end = text.indexOf('"', end + 1)
  }
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}
