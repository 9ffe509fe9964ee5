// Every mistake is caught before the first request: by the built file, what the annotation says, exit
// code 1, an annotation for each mistake, no output, and nobody who called Portainer.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startPortainer, type StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import * as connection from './refused-inputs/connection.ts'
import * as files from './refused-inputs/files.ts'
import * as kinds from './refused-inputs/kinds.ts'
import * as lists from './refused-inputs/lists.ts'
import type { Refusal } from './refused-inputs/refusal.ts'
import * as tls from './refused-inputs/tls.ts'
import * as values from './refused-inputs/values.ts'
import { job } from './refused-inputs/workspace.ts'
import { naming } from '../helpers/messages.ts'
import { startThreads } from '../helpers/setup.ts'

const quick = startThreads()

const tables: Record<string, Refusal[]> = {
  ...connection,
  ...values,
  ...kinds,
  ...files,
  ...tls,
  ...lists,
}

let portainer: StandInPortainer
beforeAll(async () => {
  portainer = await startPortainer({ version: '2.23.0' })
})
afterAll(async () => {
  await portainer.close()
  job.close()
})

/** Moments differ from run to run. */
const dateless = (text: string): string => text.replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'DATE')

async function errorsOf([inputs, , env]: Refusal): Promise<object> {
  const usual = {
    url: portainer.url,
    password: 'correct horse battery',
    name: 'endpoints' in inputs ? '' : 'web',
  }
  const { exitCode, errors, outputs, summary, state } = await quick.main(
    { ...usual, ...inputs },
    { GITHUB_WORKSPACE: job.workspace, ...env },
  )
  const left = [outputs, Object.values(state).join(''), summary]
  return { exitCode, errors: errors.map(dateless), left }
}

describe.each(Object.entries(tables))('%s', (_, refusals) => {
  test.each(refusals.map((refusal) => ({ refusal, title: titleOf(refusal[0]) })))(
    '$title',
    async ({ refusal }) => {
      const [, says] = refusal
      expect(await errorsOf(refusal)).toEqual({
        exitCode: 1,
        errors: annotationsOf(says),
        left: [{}, '', ''],
      })
      expect(portainer.requests).toEqual([])
    },
  )
})

function annotationsOf(says: Refusal[1]): unknown[] {
  if (says instanceof RegExp) return [expect.stringMatching(says)]
  return typeof says === 'object' && 'each' in says
    ? says.each.map(naming)
    : [naming([says].flat().join(' … '))]
}

function titleOf(inputs: Refusal[0]): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name}: ${JSON.stringify(value).slice(0, 40)}`)
    .join(', ')
}

test('at least 120 mistakes are shown', () => {
  expect(Object.values(tables).flat().length).toBeGreaterThanOrEqual(120)
})
