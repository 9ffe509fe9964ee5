// Asks what real servers were asked (__tests__/fixtures/recorded) and compares what is answered, row by row.
//
// By default against a fresh stand-in of each version. Against a live server that has just been started, without an
// administrator:
//
//   REPLAY_URL=http://127.0.0.1:9000 REPLAY_VERSION=2.19.5 npm test -- recordings
//
// REPLAY_ENGINE_HOST is the name under which that server reaches this machine, where the stand-in engines listen
// (default 127.0.0.1). It needs a Docker engine of its own at /var/run/docker.sock, and no other endpoint. A recording
// VERSION-connection, of what an update leaves connected, is replayed with that name in REPLAY_VERSION.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { startPortainer, type StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import {
  openRecordedSite,
  readRecording,
  record,
  recordingNames,
  withPlaceholders,
  type RecordedSite,
  type Row,
} from '../../stand-in/recordings.ts'

/** Rows that are not compared, and why. */
const leftOut: Record<string, string> = {
  settings:
    'LDAP, OAuth, telemetry and the like: no client of ours reads them, and the fields it may read are few',
}

const live = process.env['REPLAY_URL']
const names = (await recordingNames()).filter(
  (name) => live === undefined || name === process.env['REPLAY_VERSION'],
)

let site: RecordedSite

beforeAll(async () => {
  site = await openRecordedSite(process.env['REPLAY_ENGINE_HOST'])
})

afterAll(() => site.close())

/** Recordings of connections leave these two out. */
const optionalHeaders = ['set-cookie', 'x-csrf-token']

/** The answers by number and label, as far as they are compared. */
function compared(rows: Row[], leftOutHeaders: string[]): Record<string, unknown> {
  const entries = rows.map(({ label, response }, index): [string, unknown] => {
    if (response === undefined) return [`${index} ${label}`, 'dropped']
    const { status, headers, json, text } = withPlaceholders(response)
    const kept = Object.entries(headers).filter(([name]) => !leftOutHeaders.includes(name))
    const body = json === undefined ? { text } : { json }
    return [
      `${index} ${label}`,
      label in leftOut ? status : { status, headers: Object.fromEntries(kept), ...body },
    ]
  })
  return Object.fromEntries(entries)
}

const openStandIn = (name: string): Promise<StandInPortainer> =>
  startPortainer({
    version: name.replace(/-.*/, ''),
    adminTimedOut: name.endsWith('-admin-timeout'),
    inCluster: false,
    resolve: (hostPort) => (hostPort.startsWith('portainer.example.com') ? '' : hostPort),
  })

function expectSame(rows: Row[], recorded: Row[]): void {
  const missing = optionalHeaders.filter(
    (header) => !recorded.some(({ response }) => header in (response?.headers ?? {})),
  )
  expect(compared(rows, missing)).toEqual(compared(recorded, missing))
}

test.each(names)('%s answers as recorded', async (name) => {
  const recorded = await readRecording(name)
  const portainer = live === undefined ? await openStandIn(name) : undefined
  try {
    const token = process.env['PORTAINER_SETUP_TOKEN']
    expectSame(await record(live ?? portainer?.url ?? '', recorded, site, token), recorded)
  } finally {
    await portainer?.close()
  }
})

const ofStandIn = live === undefined ? test.each(['1.24.2', '2.23.0-connection']) : test.skip.each([''])

ofStandIn('npm run record writes the recording %s', async (name) => {
  const portainer = await openStandIn(name)
  const folder = await mkdtemp(path.join(tmpdir(), 'recorded-'))
  try {
    const [version = '', kind] = name.split('-')
    const script = path.join(import.meta.dirname, '../../scripts/record.ts')
    const words = ['--url', portainer.url, '--version', version, '--folder', folder]
    await promisify(execFile)(process.execPath, [script, ...words, ...(kind ? ['--kind', kind] : [])])
    expectSame(await readRecording(name, folder), await readRecording(name))
  } finally {
    await portainer.close()
    await rm(folder, { recursive: true })
  }
})

test('every row that is left out exists', async () => {
  const rows = (await Promise.all(names.map((name) => readRecording(name)))).flat()
  for (const label of Object.keys(leftOut)) expect(rows.map((row) => row.label)).toContain(label)
})
