import * as fs from 'node:fs'
import * as path from 'node:path'

/** The bytes of a file, or why it was not read: what follows "which …" in an error. */
export type FileResult = { bytes: Buffer } | { problem: string; tried: string; hint?: string }

/** Opening a pipe must not wait for its other end. Windows has neither this flag nor such pipes. */
const OPEN = fs.constants.O_RDONLY | ((fs.constants as Partial<typeof fs.constants>).O_NONBLOCK ?? 0)

/**
 * Reads a regular file. A relative path starts at `GITHUB_WORKSPACE` and must not leave it, by `..` or through a link.
 * The file is opened first, and all checks are about what was opened, so that nobody can exchange it in between.
 * @param mustBeInside whether an absolute path must lie in the workspace as well.
 */
export function readWorkspaceFile(given: string, mustBeInside: boolean, maxBytes: number): FileResult {
  const workspace = process.env['GITHUB_WORKSPACE'] || process.cwd()
  const file = path.resolve(workspace, given)
  const restricted = mustBeInside || !path.isAbsolute(given)
  const outside = `${mustBeInside ? 'is outside' : 'leads out of'} GITHUB_WORKSPACE`
  const fail = (problem: string, hint?: string): FileResult => ({
    problem,
    tried: file,
    ...(hint === undefined ? {} : { hint }),
  })
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
    if (isFolder(file)) return fail('is a folder', ONE_FILE) // which Windows does not open
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

/** Not by the size that a file claims to have: it may be growing, and those of /proc claim none. */
function readUpTo(handle: number, maxBytes: number): Buffer {
  const bytes = Buffer.allocUnsafe(maxBytes)
  let length = 0
  for (;;) {
    const read = fs.readSync(handle, bytes, length, maxBytes - length, null)
    length += read
    if (read === 0 || length === maxBytes) return bytes.subarray(0, length)
  }
}

function isFolder(file: string): boolean {
  try {
    return fs.statSync(file).isDirectory()
  } catch {
    return false // also where the system can't even look, since the name is too long
  }
}
