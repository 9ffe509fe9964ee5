import { afterAll, beforeAll, expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { readWorkspaceFile } from '../../../src/inputs/files.ts'

const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'workspace-file-')))
const workspace = path.join(folder, 'workspace')
const before = process.env['GITHUB_WORKSPACE']
const onPosix = process.platform === 'win32' ? test.skip : test
const MAX_BYTES = 1024

beforeAll(() => {
  fs.mkdirSync(path.join(workspace, 'certs'), { recursive: true })
  process.env['GITHUB_WORKSPACE'] = workspace
  fs.writeFileSync(path.join(workspace, 'inside'), 'inside')
  fs.writeFileSync(path.join(folder, 'outside'), 'outside')
  fs.writeFileSync(path.join(workspace, 'full'), 'x'.repeat(MAX_BYTES))
  fs.writeFileSync(path.join(workspace, 'long'), 'x'.repeat(MAX_BYTES + 1))
})
afterAll(() => {
  fs.rmSync(folder, { recursive: true })
  if (before === undefined) delete process.env['GITHUB_WORKSPACE']
  else process.env['GITHUB_WORKSPACE'] = before
})

/** The text of a file, or why there is none. */
function read(file: string, mustBeInside = false): string {
  const result = readWorkspaceFile(file, mustBeInside, MAX_BYTES)
  return 'problem' in result ? result.problem : result.bytes.toString()
}

test('a relative path starts at the workspace and stays in it, an absolute one may lie anywhere', () => {
  expect([read('inside'), read('certs/../inside'), read(`../${path.basename(workspace)}/inside`)]).toEqual(
    Array(3).fill('inside'),
  )
  expect(read('../outside')).toBe('leads out of GITHUB_WORKSPACE')
  expect(read('../nowhere')).toBe('leads out of GITHUB_WORKSPACE')
  expect(read(path.join(folder, 'outside'))).toBe('outside')
})

test('a file that must be inside is not read from outside, nor does anybody learn what exists there', () => {
  expect(read(path.join(workspace, 'inside'), true)).toBe('inside')
  for (const file of [path.join(folder, 'outside'), path.join(folder, 'nowhere'), folder, '../outside']) {
    expect(read(file, true)).toBe('is outside GITHUB_WORKSPACE')
  }
})

test('it is a regular file of limited size', () => {
  expect(read('full')).toHaveLength(MAX_BYTES)
  expect(read('long')).toMatch(/^is a file of more than/)
  expect(read('certs')).toBe('is a folder')
  expect(read('nowhere')).toBe('does not exist')
  expect(read('inside/nowhere')).toBe('does not exist')
})

onPosix('links are followed before anything is compared', () => {
  fs.symlinkSync('../inside', path.join(workspace, 'certs/inside'))
  fs.symlinkSync('../../outside', path.join(workspace, 'certs/outside'))
  fs.symlinkSync(workspace, path.join(folder, 'linked'))
  expect(read('certs/inside')).toBe('inside')
  expect(read('certs/outside')).toBe('leads out of GITHUB_WORKSPACE')
  expect(read(path.join(folder, 'linked/inside'), true)).toBe('inside')
})

onPosix('a file that is exchanged again and again is never read from outside', async () => {
  const link = path.join(workspace, 'exchanged')
  fs.symlinkSync('inside', link)
  const stop = new Int32Array(new SharedArrayBuffer(4))
  const exchange = `
    const fs = require('node:fs')
    const { parentPort, workerData: { link, stop } } = require('node:worker_threads')
    for (let turn = 0; Atomics.load(stop, 0) === 0; turn += 1) {
      fs.symlinkSync(turn % 2 ? 'inside' : '../outside', link + '.new')
      fs.renameSync(link + '.new', link)
      if (turn === 0) parentPort.postMessage('exchanging')
    }`
  const worker = new Worker(exchange, { eval: true, workerData: { link, stop } })
  await new Promise((resolve) => worker.once('message', resolve))
  const seen = new Set(Array.from({ length: 3000 }, () => read('exchanged')))
  Atomics.store(stop, 0, 1)
  await new Promise((resolve) => worker.once('exit', resolve))
  expect(
    [...seen].filter((text) => !/^(inside|leads out of GITHUB_WORKSPACE|does not exist)$/.test(text)),
  ).toEqual([])
  expect(seen).toContain('inside')
})
