import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import {
  createFolder,
  isOurFolder,
  removeFolder,
  writeSecretFile,
} from '../../../src/certificates/secret-files.ts'

let parent: string
beforeEach(() => {
  parent = mkdtempSync(path.join(os.tmpdir(), 'runner-temp-'))
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const modeOf = (file: string): string => (statSync(file).mode & 0o777).toString(8)
const onPosix = process.platform === 'win32' ? test.skip : test

describe('the folder for files', () => {
  test('is fresh each time, below its parent', () => {
    const folders = [createFolder(parent), createFolder(parent)]
    expect(new Set(folders).size).toBe(2)
    for (const folder of folders) expect(path.dirname(folder)).toBe(parent)
  })

  onPosix('is for this user only, and so are the files in it, even with a lax umask', () => {
    const before = process.umask(0)
    try {
      const folder = createFolder(parent)
      expect(modeOf(folder)).toBe('700')
      expect(modeOf(writeSecretFile(folder, 'key.pem', 'secret'))).toBe('600')
    } finally {
      process.umask(before)
    }
  })

  test('never has a file overwritten, nor one written through a link', () => {
    const folder = createFolder(parent)
    const file = writeSecretFile(folder, 'key.pem', 'first')
    expect(file).toBe(path.join(folder, 'key.pem'))
    expect(() => writeSecretFile(folder, 'key.pem', 'second')).toThrow('EEXIST')
    expect(readFileSync(file, 'utf8')).toBe('first')
    symlinkSync(path.join(parent, 'elsewhere'), path.join(folder, 'link.pem'))
    expect(() => writeSecretFile(folder, 'link.pem', 'second')).toThrow('EEXIST')
    expect(existsSync(path.join(parent, 'elsewhere'))).toBe(false)
  })

  test('is removed with what is in it, but not what links in it lead to', () => {
    const kept = path.join(parent, 'kept')
    mkdirSync(kept)
    writeFileSync(path.join(kept, 'file'), '')
    const folder = createFolder(parent)
    writeSecretFile(folder, 'key.pem', 'secret')
    symlinkSync(kept, path.join(folder, 'link'))
    expect(removeFolder(folder)).toBe(true)
    expect(existsSync(folder)).toBe(false)
    expect(existsSync(path.join(kept, 'file'))).toBe(true)
  })

  test('that is gone already is removed; a path that is none does not throw', () => {
    expect(removeFolder(path.join(parent, 'gone'))).toBe(true)
    expect(removeFolder('\0')).toBe(false)
  })
})

describe('a path that comes from elsewhere', () => {
  test('is ours when createFolder made it', () => {
    const folder = createFolder(parent)
    expect(isOurFolder(folder, parent)).toBe(true)
    expect(isOurFolder(`${folder}${path.sep}`, `${parent}${path.sep}`)).toBe(true)
    expect(isOurFolder(path.join(parent, 'x', '..', path.basename(folder)), parent)).toBe(true)
  })

  const others: [string, () => string][] = [
    ['the parent', () => parent],
    ['empty', () => ''],
    ['the root', () => path.parse(parent).root],
    ['gone', () => path.join(parent, 'portainer-endpoint-gone')],
    ['NUL', () => path.join(parent, 'portainer-endpoint-\0')],
    ['another name', () => mkdtempSync(path.join(parent, 'other-'))],
    ['further down', () => createFolder(createFolder(parent))],
    ['outside', () => path.join(createFolder(parent), '..', '..', 'portainer-endpoint-x')],
    ['a file', () => writeSecretFile(parent, 'portainer-endpoint-file', '')],
    [
      'a link',
      () => {
        const link = path.join(parent, 'portainer-endpoint-link')
        symlinkSync(createFolder(parent), link)
        return link
      },
    ],
  ]
  test.each(others)('is not ours: %s', (_, make) => {
    expect(isOurFolder(make(), parent)).toBe(false)
  })
})
