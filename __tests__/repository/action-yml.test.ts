// action.yml is what users see; the code agrees with it.
import { expect, test } from '@jest/globals'
import {
  connectionInputs,
  endpointInputs,
  policyInputs,
  runInputs,
  secretInputs,
} from '../../src/inputs/names.ts'
import { outputNames } from '../../src/report/outputs.ts'
import { actionFile, root } from '../../stand-in/runner/runner.ts'
import * as fs from 'node:fs'
import path from 'node:path'
import { parse } from 'yaml'

const action = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8')) as {
  name: string
  description: string
  branding: { icon: string; color: string }
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
  runs: { using: string; main: string; post: string; 'post-if': string }
}

test('declares every input the code reads, in the same order, and no other', () => {
  expect(Object.keys(action.inputs)).toEqual([
    ...connectionInputs,
    ...endpointInputs,
    ...policyInputs,
    ...runInputs,
  ])
})

test('declares every output the code sets, in the same order, and no other', () => {
  expect(Object.keys(action.outputs)).toEqual([...outputNames])
})

test('gives defaults to connection inputs only: an endpoint input left out differs from one that is given', () => {
  const defaults = Object.entries(action.inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default]],
  )
  expect(Object.fromEntries(defaults)).toEqual({
    username: 'admin',
    'init-admin': 'false',
    'skip-tls-verify': 'false',
    'wait-for-portainer': '0',
    timeout: '150',
  })
})

test('says each default at the end of its description, for the table of the README', () => {
  const said = Object.values(action.inputs).filter(
    ({ description, default: value }) =>
      value === undefined || description.endsWith(`Default: \`${value}\`.`),
  )
  expect(said).toHaveLength(Object.keys(action.inputs).length)
})

test('requires nothing but the URL', () => {
  expect(Object.keys(action.inputs).filter((name) => action.inputs[name]?.required)).toEqual(['url'])
})

test('runs the built files on Node 24, the post step whatever happened', () => {
  expect(action.runs).toEqual({
    using: 'node24',
    main: 'dist/main.cjs',
    post: 'dist/post.cjs',
    'post-if': 'always()',
  })
  for (const file of [actionFile.runs.main, actionFile.runs.post]) {
    expect(fs.existsSync(path.join(root, file))).toBe(true)
  }
  expect(process.version).toMatch(/^v24\./)
})

test('is fit for the Marketplace', () => {
  expect(action.name).toBe('Portainer endpoint')
  expect(action.branding).toEqual({ icon: 'box', color: 'blue' })
  expect(action.description.length).toBeLessThan(125) // the Marketplace takes no more
  for (const { description } of [action, ...Object.values(action.inputs), ...Object.values(action.outputs)]) {
    expect(description.trim()).toBe(description)
    expect(description.length).toBeGreaterThan(10)
  }
})

test('masks what the descriptions call secret', () => {
  const called = Object.keys(action.inputs).filter((name) =>
    /\bsecret\b/i.test(action.inputs[name]?.description ?? ''),
  )
  expect(called.filter((name) => !secretInputs.has(name as never))).toEqual([])
})
