// Every mistake is caught before the first request: by the built file, the whole text that the annotation has, exit
// code 1, one annotation, no output, and nobody who called Portainer.
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

/** So many processes at once: each test is a batch. */
const AT_ONCE = 4
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
  const { exitCode, errors, outputs, summary, state } = await job.main({ ...usual, ...inputs }, env)
  return { exitCode, errors: errors.map(dateless), outputs, summary, state }
}

describe.each(Object.entries(tables))('%s', (_, refusals) => {
  const batches = refusals.flatMap((_, index) =>
    index % AT_ONCE === 0 ? [refusals.slice(index, index + AT_ONCE)] : [],
  )
  test.each(
    batches.map((batch) => ({ batch, titles: batch.map(([inputs]) => titleOf(inputs)).join(' | ') })),
  )('$titles', async ({ batch }) => {
    const refused = await Promise.all(batch.map(errorsOf))
    expect(refused).toEqual(
      batch.map(([, says]) => ({
        exitCode: 1,
        errors: [[says].flat().join('\n')],
        outputs: {},
        summary: '',
        state: { server: '' },
      })),
    )
    expect(portainer.requests).toEqual([])
  })
})

function titleOf(inputs: Refusal[0]): string {
  return Object.entries(inputs)
    .map(([name, value]) => `${name}: ${JSON.stringify(value).slice(0, 40)}`)
    .join(', ')
}

test('at least 120 mistakes are shown', () => {
  expect(Object.values(tables).flat().length).toBeGreaterThanOrEqual(120)
})
