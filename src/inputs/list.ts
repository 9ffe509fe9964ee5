import { decodeText } from '../certificates/pem-text.ts'
import { collectMistakes, InputError } from '../foundation/errors.ts'
import { asSentence, oneOf, quote } from '../foundation/text.ts'
import { readEndpoint, type DesiredEndpoint, type EndpointToRemove } from './endpoint.ts'
import {
  connectionInputs,
  endpointInputs,
  listInputs,
  policyInputs,
  runInputs,
  type InputName,
  type ItemKey,
} from './names.ts'
import { checkNames, splitList, splitPairs, suggest, type InputSource } from './source.ts'
import { readWorkspaceFile } from './files.ts'
import { parseYaml, type YamlText } from './yaml.ts'

const MAX_LIST_BYTES = 2 * 1024 * 1024
/** More than twice as many as fit when each has a name and an address. */
const MAX_ITEMS = 50_000
/** Of a list that is wrong throughout, so many mistakes are enough. */
const MAX_MISTAKES = 1000

/**
 * Reads `endpoints`: a YAML 1.2 or JSON list, or the path of a file with one. The step's own inputs are the defaults of
 * each item. The whole list is checked before anything is sent.
 * @throws InputError or InputErrors, each naming item, line and column, and no value.
 */
export function readList(
  input: string,
  step: InputSource,
  mayBeEmpty: boolean,
): (DesiredEndpoint | EndpointToRemove)[] {
  const mistakes = collectMistakes()
  for (const name of ['name', 'id'] as const) {
    if (step.text(name) !== undefined) {
      mistakes.add(new InputError(`'${name}' can't be used with 'endpoints': each item has its own.`))
    }
  }
  const endpoints: (DesiredEndpoint | EndpointToRemove)[] = []
  const items = mistakes.attempt(() => readItems(input))
  if (items?.length === 0 && !mayBeEmpty) mistakes.add(new InputError("'endpoints' is an empty list."))
  const ofStep = new Set<string>()
  const itemOf = new Map<string, number>()
  for (const item of items ?? []) {
    const source = openItem(item, step)
    item.mistakes.forEach(mistakes.add)
    const { errors, add, attempt } = collectMistakes()
    const endpoint = attempt(() => readEndpoint(source))
    if (endpoint !== undefined) {
      endpoints.push(endpoint)
      findRepeated(endpoint, item.number, itemOf).forEach(add)
    }
    for (const error of errors) {
      // What is missing from an item that is not written correctly may be there under another key.
      if (item.mistakes.length > 0 && error.input === undefined) continue
      const own = error.input === undefined || source.isFromItem(error.input as InputName)
      // A default of the step is wrong once, and not in each item.
      if (!own && ofStep.has(error.message)) continue
      if (!own) ofStep.add(error.message)
      mistakes.add(own ? item.locate(error) : error)
    }
    if (mistakes.errors.length > MAX_MISTAKES) break
  }
  if (mistakes.errors.length > MAX_MISTAKES) {
    mistakes.add(new InputError(`'endpoints' has more than ${MAX_MISTAKES} mistakes; the rest was not read.`))
  }
  mistakes.throwAny()
  return endpoints
}

/** The inputs of each item, unchecked. Throws {@link InputError} for what is no list. */
export function openItems(input: string, step: InputSource): InputSource[] {
  return readItems(input).map((item) => openItem(item, step))
}

/** Two items of one name or id would be the same endpoint. */
function findRepeated(
  { selector: { id, name } }: DesiredEndpoint | EndpointToRemove,
  number: number,
  itemOf: Map<string, number>,
): InputError[] {
  return Object.entries({ id, name }).flatMap(([input, value]) => {
    if (value === undefined) return []
    const key = `${input} ${value}`
    const before = itemOf.get(key)
    itemOf.set(key, before ?? number)
    return before === undefined
      ? []
      : new InputError(`'${input}' is the same as that of item ${before}.`, { input })
  })
}

/** The list itself, or the content of its file. One line that does not look like a list is a path. */
function readText(input: string): string {
  if (/[\n[{]/.test(input) || input.startsWith('- ')) return input
  const result = readWorkspaceFile(input, false, MAX_LIST_BYTES)
  if ('bytes' in result) return decodeText(result.bytes)
  const allowed = 'allowed: a YAML or JSON list, or the path of a file with one'
  const { problem, tried, hint } = result
  // What is not certainly a path may be a damaged list, with secrets in it.
  const isPath = /\.(ya?ml|json)$/i.test(input) || /^(is|leads) /.test(problem)
  if (!isPath || !/^[\w./\\ @+~$-]{1,200}$/.test(input)) {
    throw new InputError(
      `'endpoints' is neither a list nor the path of a file that can be read; ${allowed}.`,
      {
        input: 'endpoints',
      },
    )
  }
  const where = problem === 'does not exist' ? ` (tried ${quote(tried)})` : ''
  throw new InputError(`'endpoints' is ${quote(input)}, which ${problem}${where}; ${allowed}.`, {
    hint,
    input: 'endpoints',
  })
}

/** A value of an item: text as written, names, or the fields of a map. */
type Value = { at: unknown } & ({ text: string } | { names: string[] } | { pairs: [string, string][] })

/** One item of `endpoints` before its values are read. */
interface Item {
  /** From 1. */
  number: number
  values: Map<InputName, Value>
  /** What is wrong with the way it is written. */
  mistakes: readonly InputError[]
  /** The same error, with item, line and column before it. */
  locate(error: InputError): InputError
}

const itemKeys: readonly ItemKey[] = [...endpointInputs, ...policyInputs]
const stepInputNames: readonly InputName[] = [...connectionInputs, ...runInputs]

function readItems(input: string): Item[] {
  const yaml = parseYaml("'endpoints'", readText(input))
  const root = yaml.document.contents
  const nodes = yaml.list(root)
  if (nodes === undefined) {
    const keys = yaml.map(root)?.map(({ key }) => yaml.text(key))
    const why = keys?.includes('endpoints')
      ? "the list itself must begin here ('- name: …'), without 'endpoints:' above it"
      : "this is not a list ('- name: …')"
    throw new InputError(`'endpoints', ${yaml.place(root)}: ${why}.`)
  }
  if (nodes.length > MAX_ITEMS) {
    throw new InputError(
      `'endpoints' has ${nodes.length} items; at most ${MAX_ITEMS.toLocaleString('en')} are allowed.`,
    )
  }
  return nodes.map((node, index) => readItem(yaml, node, index + 1))
}

function readItem(yaml: YamlText, node: unknown, number: number): Item {
  const { errors: mistakes, add, attempt } = collectMistakes()
  const values = new Map<InputName, Value>()
  const place = (at: unknown): string => `'endpoints', item ${number}, ${yaml.place(at)}`
  const fail = (at: unknown, why: string): InputError => new InputError(asSentence(`${place(at)}: ${why}`))
  const pairs = yaml.map(node)
  if (pairs === undefined) add(fail(node, 'this is not a map of inputs'))
  for (const { key, value } of pairs ?? []) {
    attempt(() => {
      const name = yaml.text(key)
      if (name === undefined || !isItemKey(name)) throw fail(key, whyUnknown(name ?? ''))
      if (values.has(name)) throw fail(key, `'${name}' is given twice`)
      values.set(name, readValue(yaml, name, value, fail))
    })
  }
  return {
    number,
    values,
    mistakes,
    locate: ({ message, hint, input, cause }) => {
      const at = values.get(input as InputName)?.at ?? node
      return new InputError(`${place(at)}: ${message}`, { hint, input, cause })
    },
  }
}

const isItemKey = (text: string): text is ItemKey => itemKeys.some((key) => key === text)

/** The key is shown only if it looks like one: in a damaged list anything can stand in its place. */
function whyUnknown(key: string): string {
  if (!/^[\w-]{1,40}$/.test(key)) return `an unknown key; allowed: ${oneOf(itemKeys)}`
  if (stepInputNames.some((name) => name === key)) {
    const address = key === 'url' ? "; the address of the endpoint is 'endpoint-url'" : ''
    return `'${key}' is an input of the step, not of an item${address}`
  }
  const meant = suggest(key, itemKeys)
  return meant === undefined
    ? `'${key}' is not an input of an item; allowed: ${oneOf(itemKeys)}`
    : `'${key}' is not an input of an item; did you mean '${meant}'?`
}

function readValue(
  yaml: YamlText,
  name: ItemKey,
  node: unknown,
  fail: (at: unknown, why: string) => InputError,
): Value {
  const list = yaml.list(node)
  if (list !== undefined) {
    if (!listInputs.some((one) => one === name)) throw fail(node, `'${name}' can't be a list`)
    const names = list.map((one) => {
      const text = yaml.text(one)
      if (text === undefined) throw fail(one, `'${name}' may hold only names`)
      return text
    })
    return { at: node, names }
  }
  const map = yaml.map(node)
  if (map !== undefined) {
    if (name !== 'extra-fields') throw fail(node, `'${name}' can't be a map`)
    return { at: node, pairs: readPairs(yaml, map, fail) }
  }
  return { at: node, text: yaml.text(node) ?? '' }
}

function readPairs(
  yaml: YamlText,
  map: readonly { key: unknown; value: unknown }[],
  fail: (at: unknown, why: string) => InputError,
): [string, string][] {
  return map.map(({ key, value }) => {
    const [field, text] = [yaml.text(key), yaml.text(value)]
    if (field === undefined || text === undefined)
      throw fail(value ?? key, "'extra-fields' may hold only texts")
    return [field, text]
  })
}

/** An item's own values, and behind them the step's. An empty value cancels a default. */
function openItem({ values }: Item, step: InputSource): InputSource {
  const source: InputSource = {
    inItem: true,
    isFromItem: (name) => values.has(name),
    warn: (text) => {
      step.warn(text)
    },
    text(name) {
      const value = values.get(name)
      if (value === undefined) return step.text(name)
      if ('names' in value) return value.names.join('\n') || undefined
      if ('pairs' in value) return value.pairs.map((pair) => pair.join('=')).join('\n') || undefined
      return value.text || undefined
    },
    list(name) {
      const value = values.get(name)
      if (value === undefined) return step.list(name)
      if (!('names' in value)) return splitList(source, name, source.text(name))
      return value.names.length === 0 ? undefined : checkNames(source, name, value.names)
    },
    pairs(name) {
      const value = values.get(name)
      if (value === undefined) return step.pairs(name)
      if (!('pairs' in value)) return splitPairs(source, name, source.text(name))
      return value.pairs.length === 0 ? undefined : value.pairs
    },
  }
  return source
}
