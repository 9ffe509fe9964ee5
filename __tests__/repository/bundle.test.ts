// What is shipped: how long it is, which packages are in it, and that it can be read.
import * as fs from 'node:fs'
import path from 'node:path'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from '@jest/globals'
import { root } from '../../stand-in/runner/runner.ts'
import { modulesIn, packageOf } from '../helpers/built.ts'
import { openSetup } from '../helpers/setup.ts'

const dist = path.join(root, 'dist')
const bytes = (file: string): number => fs.statSync(path.join(dist, file)).size
const text = (file: string): string => fs.readFileSync(path.join(dist, file), 'utf8')

const packages = (file: string): string[] =>
  [...new Set(modulesIn(file).flatMap((module) => packageOf(module) ?? []))]
    .map((folder) => folder.replace(/^.*node_modules\//, ''))
    .sort()

test('there are two entries, what post loads when it has something to do, and three packages of their own', () => {
  expect(fs.readdirSync(dist).sort()).toEqual([
    'THIRD-PARTY-LICENSES',
    'cleanup.cjs',
    'form-data.cjs',
    'github.cjs',
    'main.cjs',
    'post.cjs',
    'yaml.cjs',
  ])
})

test('the common path is short', () => {
  expect(bytes('main.cjs')).toBeLessThan(450_000)
  expect(bytes('cleanup.cjs')).toBeLessThan(bytes('main.cjs'))
  // Post starts on every run, mostly for nothing.
  expect(bytes('post.cjs')).toBeLessThan(6_000)
})

test('main and cleanup hold these packages and no others', () => {
  expect(packages('main.cjs')).toEqual(['@actions/core', '@actions/http-client'])
  expect(packages('cleanup.cjs')).toEqual(packages('main.cjs'))
  // What form-data depends on is shipped as the lock file says.
  expect(packages('form-data.cjs')).toEqual(
    expect.arrayContaining(['combined-stream', 'es-set-tostringtag', 'form-data', 'hasown']),
  )
  expect(packages('post.cjs')).toEqual([])
  expect(packages('yaml.cjs')).toEqual(['yaml'])
})

test('undici comes with the package for GitHub alone', () => {
  expect(packages('github.cjs')).toContain('undici')
  for (const file of ['main.cjs', 'post.cjs', 'cleanup.cjs', 'form-data.cjs', 'yaml.cjs']) {
    expect(packages(file)).not.toContain('undici')
    expect(text(file)).not.toMatch(/require\("(node:)?undici/)
  }
})

test('a package that is imported but never called fails by its own name if it is called after all', () => {
  const files = text('main.cjs') + text('form-data.cjs')
  const standIn = /^function neverCalled\([^]+?^\}$/m.exec(files)?.[0] ?? ''
  const load = (name: string): unknown => runInNewContext(`${standIn}; neverCalled(${JSON.stringify(name)})`)
  const names = [...files.matchAll(/neverCalled\("([^"]+)"\)/g)].map(([, name]) => name ?? '')
  expect([...new Set(names)].sort()).toEqual([
    '@actions/exec',
    'asynckit',
    'https',
    'mime-types',
    'tunnel',
    'undici',
  ])
  for (const name of names) {
    expect(() => (load(name) as { parallel: unknown }).parallel).toThrow(`'${name}'`)
  }
})

test('a run over http loads nothing of Node that only some runs need', async () => {
  const { job, run } = await openSetup({ version: '2.23.0' })
  const probe = path.join(job.folder, 'probe.cjs')
  const list = path.join(job.folder, 'loaded.json')
  fs.writeFileSync(
    probe,
    `process.once('exit', () => {
      require('node:fs').writeFileSync(${JSON.stringify(list)}, JSON.stringify(process.moduleLoadList))
    })`,
  )
  const inputs = { name: 'shop', type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' }
  const { exitCode } = await run(inputs, { NODE_OPTIONS: `--require=${probe}` })
  expect(exitCode).toBe(0)
  const loaded = JSON.parse(fs.readFileSync(list, 'utf8')) as string[]
  expect(loaded).toContain('NativeModule http')
  for (const name of [
    'https',
    'tls',
    'child_process',
    'worker_threads',
    'readline',
    'zlib',
    'http2',
    'dns',
  ]) {
    expect(loaded).not.toContain(`NativeModule ${name}`)
  }
  expect(loaded.filter((name) => name.includes('undici'))).toEqual([])
})

test('every module of our own is in main, post or cleanup', () => {
  const own = fs
    .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
    .filter((file) =>
      /^(export )?(async )?(function|const|class|let) /m.test(fs.readFileSync(path.join(root, file), 'utf8')),
    )
  const shipped = ['main.cjs', 'post.cjs', 'cleanup.cjs'].flatMap(modulesIn)
  expect(own.filter((file) => !shipped.includes(file))).toEqual([])
})

describe.each(['main.cjs', 'post.cjs', 'cleanup.cjs'])('%s', (file) => {
  test('can be read', () => {
    const lines = text(file).split('\n')
    expect(lines.filter((line) => line.length > 500).map((line) => line.slice(0, 80))).toEqual([])
    expect(bytes(file) / lines.length).toBeLessThan(60)
  })

  test('is ASCII, or V8 would keep it twice as long', () => {
    expect(text(file)).not.toMatch(/[^\x00-\x7f]/)
  })
})
