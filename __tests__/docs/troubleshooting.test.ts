// docs/troubleshooting.md has the texts that people see: each is provoked with the built file, and what is printed is
// what stands there. Whoever changes a text changes the document with it.
import { describe, expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { withIndex } from '../../scripts/troubleshooting-index.ts'
import { root } from '../../stand-in/runner/runner.ts'
import { startThreads } from '../helpers/setup.ts'
import { afterwards } from './troubleshooting/afterwards.ts'
import { creating } from './troubleshooting/creating.ts'
import { fileTroubles } from './troubleshooting/files.ts'
import { inputTroubles } from './troubleshooting/inputs.ts'
import { outcomes } from './troubleshooting/outcomes.ts'
import { reaching } from './troubleshooting/reaching.ts'
import { signingIn } from './troubleshooting/signing-in.ts'
import { printedBy } from './troubleshooting/entry.ts'

const threads = startThreads({ speed: 10 })
const document = fs.readFileSync(path.join(root, 'docs/troubleshooting.md'), 'utf8')
/** What stands below each heading: the text, why, and what to do. */
const entries = new Map(
  [...document.matchAll(/^### `(.+)`\n\n```text\n([^]*?)\n```\n\n([^]*?)(?=^#|(?![^]))/gm)].map(
    ([, heading = '', printed = '', advice = '']) => [heading, { printed, advice }],
  ),
)
const troubles = {
  ...inputTroubles,
  ...fileTroubles,
  ...reaching,
  ...signingIn,
  ...creating,
  ...outcomes,
  ...afterwards,
}

test('every entry is provoked here, and every trouble has an entry', () => {
  expect([...entries.keys()].sort()).toEqual(Object.keys(troubles).sort())
  expect(entries.size).toBe(document.match(/^### /gm)?.length)
})

test('the index is that of the headings (npm run docs)', () => {
  expect(document).toBe(withIndex(document))
})

describe.each(Object.entries(troubles))('%s', (heading, trouble) => {
  test('is printed as it stands in the document', async () => {
    expect(await printedBy(trouble, threads)).toBe(entries.get(heading)?.printed)
  })

  test('has a heading that is part of the text, a reason and advice', () => {
    const { printed = '', advice = '' } = entries.get(heading) ?? {}
    let rest = printed
    for (const part of heading.split(' … ')) {
      expect(rest).toContain(part)
      rest = rest.slice(rest.indexOf(part))
    }
    expect(advice).toMatch(/^\*\*Why\.\*\* [^]+\n\n\*\*What to do\.\*\* [^]+/)
  })
})
