import { decodeText } from '../certificates/pem-text.ts'
import { collectMistakes, inputError, InputError } from '../foundation/errors.ts'
import { asSentence, oneOf, quote } from '../foundation/text.ts'
import { type Item, readEndpoint } from './endpoint.ts'
import { readWorkspaceFile } from './files.ts'
import { type InputName, type ItemInput, itemInputs, listInputs, stepOnlyInputs } from './names.ts'
import { InputSource, suggest, type Value } from './source.ts'
import { parseYaml, type YamlText } from './yaml.ts'

const MAX_LIST_BYTES = 2 * 1024 * 1024
/** More than twice as many as fit when each has a name and an address. */
const MAX_ITEMS = 50_000
/** More mistakes than these help nobody. */
const MAX_MISTAKES = 1000

/** Reads `endpoints`; the step's own inputs are the defaults of each item. Errors name item, line and column, no value. */
export function readList(input: string, step: InputSource, mayBeEmpty: boolean): Item[] {
  const mistakes = collectMistakes()
  for (const name of ['name', 'id'] as const) {
    if (step.text(name) !== undefined) {
      mistakes.refuse(`'${name}' can't be used with 'endpoints': each item has its own.`)
    }
  }
  const endpoints: Item[] = []
  const itemOf = new Map<string, number>()
  const ofStep = new Set<string>()
  mistakes.attempt(() => {
    for (const item of readItems(input, step, mayBeEmpty)) {
      item.mistakes.forEach(mistakes.add)
      const { errors, attempt } = collectMistakes()
      const endpoint = attempt(() => readEndpoint(item.source))
      if (endpoint !== undefined) {
        endpoints.push(endpoint)
        for (const name of ['id', 'name'] as const) {
          attempt(() => checkRepeated(name, endpoint.selector[name], item.number, itemOf))
        }
      }
      for (const error of errors) {
        // What is missing from an item that is not written correctly may be there under another key.
        if (item.mistakes.length > 0 && error.input === undefined) continue
        if (error.input === undefined || item.source.isFromItem(error.input as InputName)) {
          mistakes.add(item.locate(error))
          continue
        }
        // A default of the step is wrong once, and not in each item.
        if (!ofStep.has(error.message)) mistakes.add(error)
        ofStep.add(error.message)
      }
      if (mistakes.errors.length > MAX_MISTAKES) {
        throw new InputError(`'endpoints' has more than ${MAX_MISTAKES} mistakes; the rest was not read.`)
      }
    }
  })
  mistakes.throwAny()
  return endpoints
}

/** Two items of one name or id would be the same endpoint. */
function checkRepeated(
  name: 'id' | 'name',
  value: string | number | undefined,
  item: number,
  itemOf: Map<string, number>,
): void {
  if (value === undefined) return
  const before = itemOf.get(`${name} ${value}`)
  if (before !== undefined) throw inputError(name, `is the same as that of item ${before}.`)
  itemOf.set(`${name} ${value}`, item)
}

/** The list itself, or the content of its file. One line that does not look like a list is a path. */
function readText(input: string): string {
  if (/[\n[{]/.test(input) || input.startsWith('- ')) return input
  const file = readWorkspaceFile(input, false, MAX_LIST_BYTES)
  if ('bytes' in file) return decodeText(file.bytes)
  const fail = (why: string, hint?: string): InputError =>
    inputError('endpoints', `is ${why}; allowed: a YAML or JSON list, or the path of a file with one.`, hint)
  const { problem, tried, hint } = file
  // What is not certainly a path may be a damaged list, with secrets in it.
  const isPath = /\.(ya?ml|json)$/i.test(input) || /^(is|leads) /.test(problem)
  if (!isPath || !/^[\w./\\ @+~$-]{1,200}$/.test(input)) {
    throw fail('neither a list nor the path of a file that can be read')
  }
  const where = problem === 'does not exist' ? ` (tried ${quote(tried)})` : ''
  throw fail(`${quote(input)}, which ${problem}${where}`, hint)
}

/** Reads the items of a list one by one, without checking their values. Throws {@link InputError} if it is no list. */
export function* readItems(
  input: string,
  step: InputSource,
  mayBeEmpty: boolean,
): Generator<ReturnType<typeof readItem>> {
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
  if (nodes.length === 0 && !mayBeEmpty) throw new InputError("'endpoints' is an empty list.")
  if (nodes.length > MAX_ITEMS) {
    const most = MAX_ITEMS.toLocaleString('en')
    throw new InputError(`'endpoints' has ${nodes.length} items; at most ${most} are allowed.`)
  }
  for (const [index, node] of nodes.entries()) yield readItem(yaml, node, index + 1, step)
}

function readItem(yaml: YamlText, node: unknown, number: number, step: InputSource) {
  const { errors, add, attempt } = collectMistakes()
  const values = new Map<InputName, Value>()
  const nodes = new Map<string, unknown>()
  const place = (at: unknown): string => `'endpoints', item ${number}, ${yaml.place(at)}`
  const fail = (at: unknown, why: string): InputError => new InputError(asSentence(`${place(at)}: ${why}`))
  const pairs = yaml.map(node)
  if (pairs === undefined) add(fail(node, 'this is not a map of inputs'))
  for (const { key, value } of pairs ?? []) {
    attempt(() => {
      const text = yaml.text(key)
      const name = itemInputs.find((one) => one === text)
      if (name === undefined) throw fail(key, whyUnknown(text ?? ''))
      if (values.has(name)) throw fail(key, `'${name}' is given twice`)
      values.set(name, readValue(yaml, name, value, fail))
      nodes.set(name, value)
    })
  }
  return {
    number,
    // An empty value cancels a default.
    source: new InputSource(values, step),
    /** What is wrong with the way it is written. */
    mistakes: errors,
    /** The same error, with item, line and column before it. */
    locate({ message, hint, input, cause }: InputError): InputError {
      const at = nodes.get(input ?? '') ?? node
      return new InputError(`${place(at)}: ${message}`, { hint, input, cause })
    },
  }
}

/** The key is shown only if it looks like one: in a damaged list anything can stand in its place. */
function whyUnknown(key: string): string {
  if (!/^[\w-]{1,40}$/.test(key)) return `an unknown key; allowed: ${oneOf(itemInputs)}`
  if (stepOnlyInputs.some((name) => name === key)) {
    const address = key === 'url' ? "; the address of the endpoint is 'endpoint-url'" : ''
    return `'${key}' is an input of the step, not of an item${address}`
  }
  const meant = suggest(key, itemInputs)
  const instead = meant === undefined ? `allowed: ${oneOf(itemInputs)}` : `did you mean '${meant}'?`
  return `'${key}' is not an input of an item; ${instead}`
}

function readValue(
  yaml: YamlText,
  name: ItemInput,
  node: unknown,
  fail: (at: unknown, why: string) => InputError,
): Value {
  const textOf = (at: unknown, kind: string): string => {
    const text = yaml.text(at)
    if (text === undefined) throw fail(at, `'${name}' may hold only ${kind}`)
    return text
  }
  const list = yaml.list(node)
  const map = yaml.map(node)
  if (list !== undefined) {
    if (!listInputs.some((one) => one === name)) throw fail(node, `'${name}' can't be a list`)
    return { names: list.map((one) => textOf(one, 'names')) }
  }
  if (map !== undefined) {
    if (name !== 'extra-fields') throw fail(node, `'${name}' can't be a map`)
    return { pairs: map.map(({ key, value }) => [textOf(key, 'texts'), textOf(value, 'texts')]) }
  }
  return yaml.text(node) ?? ''
}
