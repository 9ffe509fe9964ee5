import * as fs from 'node:fs'
import * as path from 'node:path'
import { decodeBase64, decodeText, findPem } from '../certificates/pem-text.ts'
import { inputError, orUndefined, type InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { hasControl, quote } from '../foundation/text.ts'
import { explainContent, explainValue } from './file-hints.ts'
import { type InputName, secretInputs } from './names.ts'
import type { InputSource } from './source.ts'

const MAX_FILE_BYTES = 1024 * 1024
const MAX_PATH_LENGTH = 4096
const MAX_SHOWN_LENGTH = 120

/** The usual reasons for an empty secret. */
export const EMPTY_SECRET =
  'A secret that does not exist is an empty text, and pull requests from forks and Dependabot get none.'

/** The text that a file input stands for. Masked if it is a secret, or a private key given for something else. */
export function readFileInput(source: InputSource, name: InputName): string | undefined {
  const given = source.text(name)
  if (given === undefined) return undefined
  const text = findText(name, given)
  if (text !== undefined) return text
  return given.startsWith('env:') ? readVariable(source, name, given) : readFile(source, name, given)
}

const formatOf = (name: InputName): string =>
  name === 'kubeconfig' ? 'a kubeconfig' : "PEM text ('-----BEGIN …')"

/** A cache: the items of a list share their defaults. */
const lastFound = new Map<string, string | undefined>()
const MAX_LAST_FOUND = 16

/** Masks what it finds, and what that was packed into; `readKubeconfig` masks what is secret in a kubeconfig. */
function findText(name: InputName, content: string | Buffer): string | undefined {
  const cacheKey = `${name}\n${typeof content === 'string' ? content : content.toString('latin1')}`
  if (lastFound.has(cacheKey)) return lastFound.get(cacheKey)
  const text = name === 'kubeconfig' ? findKubeconfig(content) : findPem(content)
  if (lastFound.size >= MAX_LAST_FOUND) lastFound.clear()
  lastFound.set(cacheKey, text)
  if (text === undefined) return undefined
  const given = typeof content === 'string' ? content : decodeText(content)
  if (name === 'kubeconfig') {
    if (text.trim() !== given.trim()) mask(given)
  } else if (secretInputs.has(name) || text.includes('PRIVATE KEY')) {
    mask(text)
    if (!given.includes('\ufffd')) mask(given) // DER is no text
  }
  return text
}

/** A kubeconfig in YAML or JSON, in a JSON string, or in base64 once or twice. */
function findKubeconfig(content: string | Buffer, layers = 2): string | undefined {
  const text = typeof content === 'string' ? content.replace(/^\ufeff/, '') : decodeText(content)
  const unquoted = layers === 0 ? undefined : parseJsonString(text)
  if (unquoted !== undefined) return findKubeconfig(unquoted, layers - 1)
  if (/^[ \t]*["']?(?:apiVersion|kind|clusters|contexts|users|current-context)["']?[ \t]*:/m.test(text)) {
    return text
  }
  if (/^\s*\{[^]*"clusters"/.test(text)) return text
  const packed = layers === 0 ? undefined : decodeBase64(text)
  return packed === undefined ? undefined : findKubeconfig(packed, layers - 1)
}

const parseJsonString = (text: string): string | undefined =>
  /^\s*"[^]*"\s*$/.test(text) ? orUndefined(() => JSON.parse(text) as string) : undefined

function readVariable(source: InputSource, name: InputName, given: string): string {
  const variable = given.slice('env:'.length)
  const isShown = !source.hides(name) && isShowable(variable)
  const fail = (problem: string, hint?: string): InputError =>
    inputError(name, `names ${isShown ? `the variable ${quote(variable)}` : 'a variable'}${problem}`, hint)
  if (source.isFromItem(name) && !variable.startsWith('ENDPOINT_')) {
    throw fail(
      "; an item of 'endpoints' may only name variables that start with 'ENDPOINT_'.",
      "The list may come from a pull request. Give the variable such a name in the step's 'env:'.",
    )
  }
  const value = process.env[variable]?.trim() ?? ''
  if (value === '') throw fail(", which is empty or not set; set it in the step's 'env:'.", EMPTY_SECRET)
  const text = findText(name, value)
  if (text !== undefined) return text
  throw fail(`, which holds neither ${formatOf(name)} nor base64 of it.`, explainContent(Buffer.from(value)))
}

function readFile(source: InputSource, name: InputName, given: string): string {
  const isShown = !source.hides(name) && isShowable(given)
  const unshown = source.hides(name) ? 'a value' : `a text of ${given.length} characters`
  const shown = isShown ? quote(given) : unshown
  const allowed = `${formatOf(name)}, base64 of it, 'env:NAME', or the path of a file`
  const fail = (problem: string, hint?: string): InputError =>
    inputError(name, `is ${shown}, which ${problem}; allowed: ${allowed}.`, hint)
  if (given.length > MAX_PATH_LENGTH || hasControl(given)) {
    throw fail(`is neither ${formatOf(name)} nor a path`, explainValue(given))
  }
  const file = readWorkspaceFile(given, source.isFromItem(name), MAX_FILE_BYTES)
  if ('problem' in file) {
    const { problem, tried, hint } = file
    if (problem !== 'does not exist') throw fail(problem, hint)
    const where = isShown && tried !== given ? ` (tried ${quote(tried, MAX_PATH_LENGTH)})` : ''
    throw fail(`${problem}${where}`, explainValue(given) ?? hint)
  }
  const text = findText(name, file.bytes)
  if (text !== undefined) return text
  throw fail(`is a file that holds neither ${formatOf(name)} nor base64 of it`, explainContent(file.bytes))
}

/** Whether a value looks like a path, and not like a part of a key: a long run of base64 has all kinds of characters. */
function isShowable(text: string): boolean {
  if (text.length > MAX_SHOWN_LENGTH || /-(?:BEGIN|END)|PRIVATE/.test(text) || hasControl(text)) return false
  const runs = text.match(/[A-Za-z0-9+]{20,}|^[A-Za-z0-9+/=]{40,}$/g) ?? []
  return !runs.some((run) => /[A-Z]/.test(run) && /[a-z]/.test(run) && /\d/.test(run))
}

/** The bytes of a file, or the path that was tried and what follows "which …" in an error. */
type FileResult = { bytes: Buffer } | { problem: string; tried: string; hint: string | undefined }

/** Opening a pipe must not wait for its other end. Windows has neither this flag nor such pipes. */
const OPEN = fs.constants.O_RDONLY | ((fs.constants as Partial<typeof fs.constants>).O_NONBLOCK ?? 0)

/**
 * Reads a regular file. A relative path starts at `GITHUB_WORKSPACE` and must not leave it, by `..` or through a link.
 * Opens the file first and checks what was opened, so that it can't be exchanged in between.
 * @param mustBeInside whether an absolute path must lie in the workspace as well.
 */
export function readWorkspaceFile(given: string, mustBeInside: boolean, maxBytes: number): FileResult {
  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd()
  const file = path.resolve(workspace, given)
  const restricted = mustBeInside || !path.isAbsolute(given)
  const outside = `${mustBeInside ? 'is outside' : 'leads out of'} GITHUB_WORKSPACE`
  const fail = (problem: string, hint?: string): FileResult => ({ problem, tried: file, hint })
  let handle: number | undefined
  try {
    handle = fs.openSync(file, OPEN)
    const opened = fs.fstatSync(handle, { bigint: true })
    if (restricted && !liesIn(workspace, file, opened)) return fail(outside)
    if (opened.isDirectory()) return fail('is a folder', ONE_FILE)
    if (!opened.isFile()) return fail('is not a regular file')
    const bytes = readUpTo(handle, maxBytes + 1)
    if (bytes.length > maxBytes) return fail(`is a file of more than ${maxBytes / 1024 ** 2} MiB`)
    return { bytes }
  } catch (error) {
    const inWorkspace = isBelow(path.resolve(workspace), file)
    // Who may not read a file does not learn whether it exists.
    if (restricted && !inWorkspace) return fail(outside)
    // Windows does not open a folder. The system can't look at all where a name is too long.
    if (orUndefined(() => fs.statSync(file).isDirectory())) return fail('is a folder', ONE_FILE)
    const { code } = error as NodeJS.ErrnoException
    if (code !== 'ENOENT' && code !== 'ENOTDIR') return fail(`can't be read (${code ?? 'unknown error'})`)
    return fail('does not exist', inWorkspace ? CHECKOUT : undefined)
  } finally {
    if (handle !== undefined) fs.closeSync(handle)
  }
}

const ONE_FILE = 'Give the path of one file in it.'
const CHECKOUT = 'Files of the repository exist only after a step with actions/checkout in the same job.'

/** Whether a file, as it was opened, lies in a folder once all links are followed. */
function liesIn(folder: string, file: string, opened: fs.BigIntStats): boolean {
  const real = fs.realpathSync(file)
  const now = fs.statSync(real, { bigint: true })
  if (now.dev !== opened.dev || now.ino !== opened.ino) return false
  return isBelow(fs.realpathSync(folder), real)
}

/** Whether a path is that of a folder, or of something in it; both are resolved. */
function isBelow(folder: string, file: string): boolean {
  const relative = path.relative(folder, file)
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative)
}

/** Ignores the size of the file: it may grow, and files in /proc have none. */
function readUpTo(handle: number, maxBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(maxBytes)
  let length = 0
  for (;;) {
    const read = fs.readSync(handle, bytes, length, maxBytes - length, null)
    length += read
    if (read === 0 || length === maxBytes) return bytes.subarray(0, length)
  }
}
