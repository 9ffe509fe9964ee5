// Records what a live Portainer answers to the requests of the recordings: see docs/portainer.md.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { ask } from '../stand-in/ask.ts'
import {
  openRecordedSite,
  readRecording,
  record,
  recordingNames,
  recordingsFolder,
} from '../stand-in/recordings.ts'

const help = `npm run record -- --url http://127.0.0.1:9000 --version 2.45.0

Asks a Portainer that has just been started, has no administrator and has a Docker engine at /var/run/docker.sock, what
the newest recording up to that version asked, and writes __tests__/fixtures/recorded/VERSION.jsonl. It creates an
administrator with a known password, and many endpoints: use a Portainer that is thrown away afterwards.

  --kind connection       what an update leaves connected: VERSION-connection.jsonl
  --kind admin-timeout    a server six minutes after its start: VERSION-admin-timeout.jsonl
  --folder FOLDER         writes the file there
  --engine-host NAME      the name under which that server reaches this machine, where the engines are started

  PORTAINER_SETUP_TOKEN   what creating the administrator requires from 2.39.3 on`

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    url: { type: 'string' },
    version: { type: 'string' },
    kind: { type: 'string' },
    folder: { type: 'string', default: recordingsFolder },
    'engine-host': { type: 'string', default: '127.0.0.1' },
  },
})
const { url, version, kind } = options
if (options.help || url === undefined || version === undefined) console.log(help)
else await main(url.replace(/\/+$/, ''), version)

async function main(server: string, asked: string): Promise<void> {
  const { text } = await ask(`${server}/api/status`, { method: 'GET' })
  const { Version } = JSON.parse(text) as { Version: string }
  if (Version !== asked) throw new Error(`${server} is Portainer ${Version}, not ${asked}.`)
  const suffix = kind === undefined ? '' : `-${kind}`
  const newest = (await recordingNames())
    .filter((name) => name.replace(/^[\d.]+/, '') === suffix)
    .filter((name) => compare(name, asked) <= 0)
    .sort(compare)
    .at(-1)
  if (newest === undefined) throw new Error(`No recording up to ${asked} is of kind ${String(kind)}.`)
  const site = await openRecordedSite(options['engine-host'])
  try {
    const rows = await record(server, await readRecording(newest), site, process.env['PORTAINER_SETUP_TOKEN'])
    const file = path.join(options.folder, `${asked}${suffix}.jsonl`)
    await writeFile(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''))
    console.log(`Asked what ${newest} was asked: wrote ${rows.length} rows to ${path.relative('.', file)}`)
  } finally {
    await site.close()
  }
}

/** By version: 2.9.3 comes before 2.11.0. */
function compare(a: string, b: string): number {
  return a.replace(/-.*/, '').localeCompare(b.replace(/-.*/, ''), 'en', { numeric: true })
}
