// What is released is what its source makes: byte by byte, on any machine, with the licence of every package in it.
import { afterAll, describe, expect, test } from '@jest/globals'
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { root } from '../../stand-in/runner/runner.ts'
import { modulesIn, packageOf } from '../helpers/built.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'dist-'))
const dist = path.join(root, 'dist')
const files = fs.readdirSync(dist)
const modules = files.filter((file) => file.endsWith('.cjs')).flatMap(modulesIn)
/** Folders of packages of which something is in dist/, such as `node_modules/yaml`. */
const packages = [...new Set(modules.flatMap((module) => packageOf(module) ?? []))].sort()

afterAll(() => {
  fs.rmSync(folder, { recursive: true })
})

test('a build elsewhere is dist/, byte by byte, whatever the language, the time zone and the variables', () => {
  const out = path.join(folder, 'a b', 'dist')
  fs.mkdirSync(path.dirname(out))
  const env = { PATH: process.env['PATH'], TZ: 'America/New_York', LANG: 'tr_TR.UTF-8', NODE_ENV: 'test' }
  execFileSync(process.execPath, [path.join(root, 'scripts/build.ts'), out], { cwd: folder, env })
  expect(fs.readdirSync(out)).toEqual(files)
  const read = (place: string, file: string): Buffer => fs.readFileSync(path.join(place, file))
  expect(files.filter((file) => !read(out, file).equals(read(dist, file)))).toEqual([])
})

describe('licences', () => {
  const text = fs.readFileSync(path.join(dist, 'THIRD-PARTY-LICENSES'), 'utf8')
  const parts = text.split(`\n${'-'.repeat(78)}\n\n`)

  test('of every package of which code is in dist/, with its version and its own text, and of no other', () => {
    expect(packages.length).toBeGreaterThan(5)
    const expected = packages.map((place) => {
      const { name, version, license } = JSON.parse(
        fs.readFileSync(path.join(root, place, 'package.json'), 'utf8'),
      ) as Record<'name' | 'version' | 'license', string>
      return `${name} ${version} (${license})`
    })
    expect(parts.map((part) => part.split('\n')[0])).toEqual(expected)
    for (const [index, place] of packages.entries()) {
      const file = fs.readdirSync(path.join(root, place)).find((entry) => /^licen[cs]e/i.test(entry)) ?? ''
      expect(parts[index]).toContain(fs.readFileSync(path.join(root, place, file), 'utf8').trim())
    }
  })

  test('each lets its package be passed on, and says who wrote it', () => {
    for (const part of parts) {
      expect(part).toMatch(/^\S+ \d+\.\d+\.\d+ \((MIT|ISC|BSD-[23]-Clause|Apache-2\.0)\)\n\n[^]{200,}/)
      expect(part).toMatch(/copyright/i)
    }
  })

  test('every package in dist/ is a dependency, not a tool', () => {
    const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; version: string; integrity?: string }>
    }
    for (const place of packages) {
      const locked = lock.packages[place]
      expect({ place, dev: locked?.dev, integrity: locked?.integrity?.slice(0, 7) }).toEqual({
        place,
        dev: undefined,
        integrity: 'sha512-',
      })
    }
  })
})

test.each(files)('%s tells nothing of the machine that built it', (file) => {
  const text = fs.readFileSync(path.join(dist, file), 'utf8')
  for (const here of [root, os.homedir(), os.tmpdir(), folder]) {
    // A short one, such as /tmp, may stand in other people's texts.
    if (here.length > 5) expect(text.includes(here)).toBe(false)
  }
  expect(text).not.toMatch(/\/(home|Users|root|work|builds?)\/[\w.-]+\/|[A-Z]:\\\\?Users/)
  expect(text).not.toMatch(/sourceMappingURL|sourcesContent/)
  expect(file).not.toMatch(/\.map$/)
})

test('the lock file names no server that packages come from, so that everybody may use their own', () => {
  const text = fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')
  const lock = JSON.parse(text) as { packages: Record<string, { resolved?: string; link?: boolean }> }
  const named = Object.entries(lock.packages).filter(([, { resolved }]) => resolved !== undefined)
  expect(named).toEqual([])
})
