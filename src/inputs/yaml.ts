import type { Document } from 'yaml'
import { InputError } from '../foundation/errors.ts'

/** A parse takes up to 600 bytes for each. 20,000 endpoints with three inputs have half a million. */
const MAX_TOKENS = 700_000
const MAX_DEPTH = 100
const MAX_ALIASES = 100

let yaml: typeof import('yaml') | undefined

/** Loads the parser, which only some runs need. Call it before {@link parseYaml}. */
export async function loadYaml(): Promise<void> {
  yaml ??= await import('yaml')
}

/** A parsed YAML text. Aliases are followed wherever a node is looked at. */
export interface YamlText {
  document: Document
  /** Where a node, or the character at an offset, is: `line 3, column 7`. */
  place: (node: unknown) => string
  /** The text of a scalar as it is written, '' for null; undefined for a list or a map. */
  text: (node: unknown) => string | undefined
  list: (node: unknown) => readonly unknown[] | undefined
  map: (node: unknown) => readonly { key: unknown; value: unknown }[] | undefined
}

/**
 * Parses YAML 1.2 (so JSON too) with bounded time and memory. Scalars stay text as written: `007` stays `007`. Errors
 * begin with `what`, have line and column, and show nothing of the text.
 */
export function parseYaml(what: string, text: string): YamlText {
  if (yaml === undefined) throw new Error('The YAML parser was not loaded.')
  const { LineCounter, isAlias, isMap, isNode, isScalar, isSeq, parseDocument, visit } = yaml
  checkSize(yaml, what, text)
  const lines = new LineCounter()
  // Unique keys would compare each key with every other one.
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, schema: 'failsafe' } as const
  const document = withoutStacks(() => parseDocument(text, options))
  const place = (node: unknown): string => {
    const offset = typeof node === 'number' ? node : isNode(node) ? (node.range?.[0] ?? 0) : 0
    const { line, col } = lines.linePos(offset)
    return `line ${line}, column ${col}`
  }
  const fail = (at: unknown, why: string): InputError => new InputError(`${what}, ${place(at)}: ${why}.`)

  const [error] = document.errors
  if (error !== undefined) throw fail(error.pos[0], `not valid YAML (${error.code})`)
  const targets = new Map<unknown, unknown>()
  const anchors = new Map<string, unknown>()
  visit(document, {
    Alias(_key, alias) {
      if (!anchors.has(alias.source)) throw fail(alias, 'an alias without an anchor before it')
      targets.set(alias, anchors.get(alias.source))
    },
    Value(_key, node) {
      if (node.anchor !== undefined) anchors.set(node.anchor, node)
    },
  })
  if (targets.size > MAX_ALIASES) {
    throw new InputError(`${what} has ${targets.size} aliases; at most ${MAX_ALIASES} are allowed.`)
  }
  const follow = (node: unknown): unknown => (isAlias(node) ? targets.get(node) : node)
  return {
    document,
    place,
    text(node) {
      const value = follow(node)
      if (value === null || value === undefined) return ''
      if (!isScalar(value)) return undefined
      if (typeof value.value !== 'string') return ''
      // An unquoted `null` or `~` is an empty value, as in every other schema.
      if (value.type === 'PLAIN' && /^(null|Null|NULL|~)$/.test(value.value)) return ''
      // An escape such as \ud800 would be sent as something else.
      if (!value.value.isWellFormed()) throw fail(node, 'a text with an unpaired surrogate')
      return value.value.trim()
    },
    list(node) {
      const value = follow(node)
      return isSeq(value) ? value.items : undefined
    },
    map(node) {
      const value = follow(node)
      return isMap(value) ? value.items : undefined
    },
  }
}

/** Refuses, by reading no more than its tokens, what would take too much time or memory to parse. */
function checkSize({ CST, Lexer }: typeof import('yaml'), what: string, text: string): void {
  let tokens = 0
  let depth = 0
  let isText = false
  for (const token of new Lexer().lex(text)) {
    tokens += 1
    if (!isText && (token === '[' || token === '{')) depth += 1
    if (!isText && (token === ']' || token === '}')) depth -= 1
    isText = token === CST.SCALAR
    if (depth > MAX_DEPTH) {
      throw new InputError(`${what} has more than ${MAX_DEPTH} brackets inside each other.`)
    }
    if (tokens > MAX_TOKENS) {
      const most = `${MAX_TOKENS.toLocaleString('en')} keys, values, brackets and commas`
      throw new InputError(`${what} has more than ${most}; use several shorter lists.`)
    }
  }
}

/** The parser collects an error for each wrong character, and their stacks would take most of the memory. */
function withoutStacks<T>(parse: () => T): T {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0
  try {
    return parse()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}
