import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'

const PREFIX = 'portainer-endpoint-'

/**
 * Makes a fresh folder that only this user can enter.
 * @param parent an existing folder, such as the runner's temporary one.
 */
export function createFolder(parent: string): string {
  return mkdtempSync(path.join(parent, PREFIX))
}

/**
 * Writes a file that only this user can read.
 * @returns its path.
 * @throws the system's error, also when there is a file of that name: it is never overwritten.
 */
export function writeSecretFile(folder: string, name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  return file
}

/**
 * Removes a folder and what is in it. Never throws.
 * @returns whether it is gone.
 */
export function removeFolder(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

/**
 * Whether a path is that of a folder which {@link createFolder} made below `parent`. To be asked before a folder is
 * removed whose path comes from elsewhere. A link is none, wherever it leads.
 */
export function isOurFolder(folder: string, parent: string): boolean {
  const full = path.resolve(folder)
  if (path.dirname(full) !== path.resolve(parent) || !path.basename(full).startsWith(PREFIX)) return false
  try {
    return lstatSync(full).isDirectory()
  } catch {
    return false
  }
}
