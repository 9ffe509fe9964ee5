import * as fs from 'node:fs'
import * as path from 'node:path'
import { isDer } from '../certificates/pem-blocks.ts'
import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { hasControl, quote } from '../foundation/text.ts'
import { secretInputs, type InputName } from './names.ts'
import type { InputSource } from './source.ts'

const MAX_FILE_BYTES = 1024 * 1024
/** Without waiting for the other end of a pipe. Windows has no such flag, and no such pipes. */
const READ = fs.constants.O_RDONLY | ((fs.constants as Partial<typeof fs.constants>).O_NONBLOCK ?? 0)
const MAX_PATH_LENGTH = 4096
const MAX_SHOWN_LENGTH = 120

const isPem = (text: string): boolean => text.includes('-----BEGIN')
const isKubeconfig = (text: string): boolean =>
  /^[ \t]*["']?(apiVersion|kind|clusters|contexts|users|current-context)["']?\s*:/m.test(text) ||
  /^\s*\{[^]*"clusters"/.test(text)

/**
 * The text that a file input stands for: the text itself, base64 of it, `env:NAME`, or the path of a file.
 * @returns undefined when the input is left out.
 * @throws InputError when it is none of these, or the path leaves the folder it must stay in.
 */
export function readFileInput(source: InputSource, name: InputName): string | undefined {
  const raw = source.text(name)
  if (raw === undefined) return undefined
  const direct = readText(name, raw)
  if (direct !== undefined) return direct
  if (raw.startsWith('env:')) return readVariable(name, raw.slice('env:'.length))
  return readFile(name, raw, source.isFromItem(name))
}

/** The text itself or base64 of it; undefined when it is neither. DER in base64 passes: who reads PEM says what it is. */
function readText(name: InputName, raw: string): string | undefined {
  const fits = name === 'kubeconfig' ? isKubeconfig : isPem
  if (fits(raw)) return raw
  const packed = raw.replace(/\s/g, '')
  if (packed.length < 16 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed)) return undefined
  const bytes = Buffer.from(packed, 'base64')
  const decoded = bytes.toString('utf8')
  if (fits(decoded)) {
    if (secretInputs.has(name)) mask(raw)
    return decoded
  }
  return name !== 'kubeconfig' && isDer(bytes) ? raw : undefined
}

function readVariable(name: InputName, variable: string): string {
  const value = process.env[variable]?.trim()
  const shown = secretInputs.has(name) ? 'a variable' : `the variable ${quote(variable)}`
  if (value === undefined || value === '') {
    throw new InputError(
      `'${name}' names ${shown}, which is empty or not set; set it in the step's 'env:'.`,
      { hint: EMPTY_SECRET },
    )
  }
  const text = readText(name, value)
  if (text === undefined) {
    throw new InputError(`'${name}' names ${shown}, which holds neither ${desired(name)} nor base64 of it.`)
  }
  return text
}

/** Why a secret is so often empty. */
export const EMPTY_SECRET =
  'A secret that does not exist is an empty text, and pull requests from forks and Dependabot get none.'

const desired = (name: InputName): string =>
  name === 'kubeconfig' ? 'a kubeconfig' : "PEM text ('-----BEGIN …')"

function readFile(name: InputName, raw: string, fromItem: boolean): string {
  // Base64 of PEM is longer than any path worth showing, and a damaged one may be a key.
  const shown = secretInputs.has(name)
    ? 'a value'
    : raw.length > MAX_SHOWN_LENGTH
      ? `a text of ${raw.length} characters`
      : quote(raw)
  const fail = (why: string): InputError =>
    new InputError(
      `'${name}' is ${shown}, which ${why}; allowed: ${desired(name)}, base64 of it, 'env:NAME', or the path of a file.`,
    )
  if (raw.length > MAX_PATH_LENGTH || hasControl(raw)) throw fail(`is neither ${desired(name)} nor a path`)

  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd()
  const absolute = path.isAbsolute(raw)
  let file: string
  try {
    file = fs.realpathSync(path.resolve(workspace, raw))
  } catch {
    throw fail('is not the path of a file that is there')
  }
  const allowed = absolute ? [workspace, process.env['RUNNER_TEMP']] : [workspace]
  if ((!absolute || fromItem) && !allowed.some((folder) => folder && isInside(file, folder))) {
    throw fail(absolute ? 'is outside GITHUB_WORKSPACE and RUNNER_TEMP' : 'leads out of GITHUB_WORKSPACE')
  }
  const text = readRegularFile(file)
  if (text === undefined) throw fail('is not a regular file of at most 1 MiB that can be read')
  // DER and UTF-16: who reads PEM says how to convert them.
  if (name !== 'kubeconfig' && text.includes('\0')) return text
  const content = readText(name, text.trim())
  if (content === undefined) throw fail(`is a file that holds neither ${desired(name)} nor base64 of it`)
  return content
}

/** Whether a resolved path lies in a folder, links followed. */
export function isInside(file: string, folder: string): boolean {
  try {
    const relative = path.relative(fs.realpathSync(folder), file)
    const leaves = relative === '..' || relative.startsWith(`..${path.sep}`) || path.isAbsolute(relative)
    return relative !== '' && !leaves
  } catch {
    return false
  }
}

/** A regular file of at most 1 MiB; undefined when it is something else. Never waits for a pipe or a device. */
export function readRegularFile(file: string, largest = MAX_FILE_BYTES): string | undefined {
  let handle: number | undefined
  try {
    handle = fs.openSync(file, READ)
    const { size } = fs.fstatSync(handle)
    if (!fs.fstatSync(handle).isFile() || size > largest) return undefined
    return fs.readFileSync(handle, 'utf8')
  } catch {
    return undefined
  } finally {
    if (handle !== undefined) fs.closeSync(handle)
  }
}
