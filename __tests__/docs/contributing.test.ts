// CONTRIBUTING.md gives a reason for every dependency, and names commands and files that exist.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { root } from '../../stand-in/runner/runner.ts'

const page = readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8')
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies' | 'scripts',
  Record<string, string>
>
const { dependencies, devDependencies, optionalDependencies, scripts } = manifest
const all = { ...dependencies, ...devDependencies, ...optionalDependencies }

test('every dependency has its reason', () => {
  const rows = page.split('\n').filter((line) => line.startsWith('| `'))
  expect(Object.keys(all).filter((name) => !rows.some((row) => row.includes(`\`${name}\``)))).toEqual([])
})

test('every dependency is held at one version', () => {
  expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})

test('every command that is named exists', () => {
  const named = [...page.matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name)
  expect(named.filter((name) => !(name in scripts))).toEqual([])
})

test('every file and folder that is named exists', () => {
  const links = [...page.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link)
  const files = [...page.matchAll(/`((?:src|stand-in|demo|docs|scripts|__tests__)\/[\w./-]*)`/g)].map(
    ([, file = '']) => file,
  )
  expect([...links, ...files].filter((file) => !existsSync(path.join(root, file)))).toEqual([])
})
