// SECURITY.md: each sentence about what holds names a test that exists, which whoever checks it can run.
import { expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { root } from '../../stand-in/runner/runner.ts'

const text = fs.readFileSync(path.join(root, 'SECURITY.md'), 'utf8')
const whatHolds = /^## What holds$([^]*?)^## /m.exec(text)?.[1] ?? ''
const claims = [...whatHolds.matchAll(/^- (.*)$/gm)].map(([, claim = '']) => claim)

test('each claim names tests that exist', () => {
  expect(claims.length).toBeGreaterThan(40)
  const wrong = claims.filter((claim) => {
    const files = [...claim.matchAll(/\]\((__tests__\/[^)]*)\)/g)].map(([, file = '']) => file)
    return files.length === 0 || files.some((file) => !fs.existsSync(path.join(root, file)))
  })
  expect(wrong).toEqual([])
})

test('what others link to is there', () => {
  expect(text).toMatch(/^## Reporting a vulnerability$/m)
  expect(text).toMatch(/^## Verifying a release$/m)
})
