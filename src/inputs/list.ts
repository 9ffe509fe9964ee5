import * as fs from 'node:fs'
import * as path from 'node:path'
import { InputError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { readEndpoint, type Unwanted, type Wanted } from './endpoint.ts'
import { isInside, readRegularFile } from './files.ts'
import type { Given } from './given.ts'
import { itemInputs, type Item } from './list-item.ts'
import { readJsonList } from './list-json.ts'
import { readYamlList } from './list-yaml.ts'

const LARGEST_FILE = 64 * 1024 * 1024
const MOST_ERRORS = 10

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
  const items = await readItems(input)
  const wanted: (Wanted | Unwanted)[] = []
  const errors: { item: Item; error: InputError }[] = []
  const seen = new Map<string, number>()
  for (const item of items) {
    try {
      const read = readEndpoint(itemInputs(item.values, step))
      const { id, name } = read.sought
      for (const [key, what] of [
        [id === undefined ? '' : `id ${id}`, "'id'"],
        [name === undefined ? '' : `name ${name}`, "'name'"],
      ] as const) {
        if (key === '') continue
        const before = seen.get(key)
        if (before !== undefined) throw new InputError(`${what} is the same as that of item ${before}.`)
        seen.set(key, item.number)
      }
      wanted.push(read)
    } catch (error) {
      if (!(error instanceof InputError)) throw error
      errors.push({ item, error })
    }
  }
  if (errors.length === 0) return wanted
  const shown = errors
    .slice(0, MOST_ERRORS)
    .map(({ item, error }) => `'endpoints', item ${item.number} (${item.where()}): ${error.message}`)
  const more = errors.length - shown.length
  const hint = errors.find(({ error }) => error.hint !== undefined)?.error.hint
  throw new InputError([...shown, ...(more > 0 ? [`… and ${more} items more.`] : [])].join('\n'), { hint })
}

/** The inputs of each item, unchecked. */
export async function readItemInputs(input: string, step: Given): Promise<Given[]> {
  return (await readItems(input)).map(({ values }) => itemInputs(values, step))
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
  const text = readRegularFile(file, LARGEST_FILE)
  if (text === undefined) throw fail('which is not a regular file of at most 64 MiB that can be read')
  return text
}
