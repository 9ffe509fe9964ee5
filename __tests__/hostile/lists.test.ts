// Lists that are written to be expensive to read: each is refused, or read, in bounded memory and before any request.
import { expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { makePeakProbe } from '../../stand-in/runner/memory-probe.ts'
import { openSetup } from '../helpers/setup.ts'

/** A list has at most 2 MiB. */
const fill = (text: string): string => text.repeat(Math.floor((2 * 2 ** 20 - 4096) / text.length))
const levels = Array.from({ length: 21 }, (_, index) => `- &a${index + 1} [*a${index}, *a${index}]\n`)

test.each([
  ['brackets inside each other', fill('[')],
  ['maps inside each other', fill('{a: ')],
  [
    'indents inside each other',
    Array.from({ length: 2000 }, (_, index) => `${' '.repeat(index)}-\n`).join(''),
  ],
  ['nothing but commas', `[${fill(',')}`],
  ['the shortest elements', `[${fill('a,')}a]`],
  ['empty maps', `[${fill('{},')}{}]`],
  ['aliases of aliases', `- &a0 [x]\n${levels.join('')}`],
  ['anchors', fill('- &a x\n')],
  ['aliases', `- &a x\n${fill('- *a\n')}`],
  ['tags', fill('- !x y\n')],
  ['comments', fill('#\n')],
  ['documents', fill('---\n')],
  ['a quote without an end', `- name: "${fill('x')}`],
  ['wrong characters', fill('- name: @`%\n')],
  ['items that are all wrong', `[${'{},'.repeat(230_000)}{}]`],
  ['items with wrong values', `[${'{"name":"a","id":"x","type":"y"},'.repeat(40_000)}{}]`],
  ['empty pairs', ':\n'.repeat(340_000)],
  ['a key of 2 MiB', `- ${fill('k')}: x`],
])('%s', async (_, list) => {
  const { job, run } = await openSetup({ version: '2.23.0', dial: false })
  fs.writeFileSync(path.join(job.workspace, 'list.yml'), list)
  const probe = makePeakProbe(job.folder)
  const { exitCode, errors, requests } = await run({ endpoints: 'list.yml' }, probe.env)
  expect([exitCode, errors.length > 0, requests]).toEqual([1, true, []])
  expect(probe.read()).toBeLessThan(500)
})
