// How long each endpoint of a list is waited for: on a clock that does not wait.
import { expect, test } from '@jest/globals'
import type { Call, Client } from '../../../src/portainer/client.ts'
import { createQueue } from '../../../src/foundation/async.ts'
import { runItems } from '../../../src/steps/run-items.ts'
import { wantedOf } from '../sample-endpoints.ts'
import { NO_CREATION_LOG, openReport, type RunContext } from '../../../src/steps/context.ts'

const CREATE_SECONDS = 100
const nothing = (): undefined => undefined

/** Portainer 2.11, which takes its time for each create; no engine answers a ping. */
function makeWork(seconds: number): { context: RunContext; pings: string[] } {
  const pings: string[] = []
  const names = ['web-1', 'web-2']
  const existing: object[] = []
  let now = 0
  const clock = {
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds: number) => {
      now += milliseconds
      return Promise.resolve()
    },
  }
  const call = ({ method, path, onAttempt, onChunk }: Call): unknown => {
    if (path.endsWith('/snapshot')) return { status: 204, headers: {}, body: Buffer.from('') }
    if (path.endsWith('/_ping')) {
      pings.push(path)
      return { status: 502, headers: {}, body: Buffer.from('') }
    }
    if (method === 'POST') {
      now += CREATE_SECONDS * 1000
      existing.push({ Id: existing.length + 1, Name: names[existing.length], Type: 1, Status: 2 })
    }
    const id = Number(/\/endpoints\/(\d+)/.exec(path)?.[1])
    const shown = id > 0 ? existing[id - 1] : method === 'POST' ? existing.at(-1) : existing
    const body = Buffer.from(JSON.stringify(shown))
    onAttempt?.()
    onChunk?.(body)
    return { status: 200, headers: {}, body }
  }
  const client = { clock, version: [2, 11, 0], call: (asked: Call) => Promise.resolve(call(asked)) }
  const context = {
    client: client as unknown as Client,
    log: { info: nothing, warning: nothing },
    dryRun: false,
    concurrency: 2,
    waitUntilUp: seconds,
    directory: {},
    usedNames: undefined,
    creates: createQueue(1),
    creationLog: NO_CREATION_LOG,
    onChangeSent: nothing,
    onReport: nothing,
  }
  return { context: context as unknown as RunContext, pings }
}

test('its time does not run while it waits for the creates of others', async () => {
  const { context, pings } = makeWork(CREATE_SECONDS + 50)
  const reports = ['web-1', 'web-2'].map((name) => openReport(wantedOf({ name, type: 'docker' })))
  await runItems(context, reports, [[], []])
  expect(reports.map(({ error }) => error?.message)).toEqual([
    expect.stringContaining('was not up within 150 s'),
    expect.stringContaining('was not up within 150 s'),
  ])
  const looks = (id: number): number => pings.filter((path) => path.includes(`/${id}/`)).length
  // The first has used up its time while the second was created.
  expect([looks(1), looks(2) > 5]).toEqual([1, true])
})
