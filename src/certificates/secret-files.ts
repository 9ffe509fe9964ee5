import { lstatSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import * as path from 'node:path'
import { orUndefined } from '../foundation/errors.ts'

const PREFIX = 'portainer-endpoint-'

/** Makes a fresh folder that only this user can enter, in an existing one, such as the runner's temporary folder. */
export function createFolder(parent: string): string {
  return mkdtempSync(path.join(parent, PREFIX))
}

/** Writes a file that only this user can read, and returns its path. Throws EEXIST rather than overwrite another. */
export function writeSecretFile(folder: string, name: string, text: string): string {
  const file = path.join(folder, name)
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  return file
}

/** Removes a folder and what is in it. Never throws; false if something is left. */
export function removeFolder(folder: string): boolean {
  try {
    rmSync(folder, { recursive: true, force: true })
    return true
  } catch {
    return false
  }
}

/** Whether {@link createFolder} made this folder. Ask before removing a folder whose path comes from elsewhere. */
export function isOurFolder(folder: string, parent: string): boolean {
  const full = path.resolve(folder)
  if (path.dirname(full) !== path.resolve(parent) || !path.basename(full).startsWith(PREFIX)) return false
  return orUndefined(() => lstatSync(full).isDirectory()) ?? false // a link is no folder, wherever it leads
}
