// What a run costs: `npm run bench`. Timings are printed here and asserted nowhere.
// `npm run bench -- --url https://…` measures against a live Portainer with PORTAINER_API_KEY, and removes what it made;
// PORTAINER_LIVE_CA_CERT trusts a certificate (PEM, or the absolute path of a file).
// `--only step`, `sizes`, `lists` or `fleets` prints one of the tables, `--runs N` changes how many runs a median is of,
// and `--http` measures without TLS.
import * as fs from 'node:fs'
import { parseArgs } from 'node:util'
import { startJob, type Inputs } from '../stand-in/runner/runner.ts'
import {
  bareNode,
  EDGE,
  edgeFleetRow,
  fleetRows,
  limit,
  limitName,
  openSizes,
  openStep,
  step,
} from './bench-rows.ts'
import { printTable, ratioOfCpu, ratioOfWall, requests } from './bench-table.ts'
import { measure } from './measure.ts'

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    runs: { type: 'string', default: '15' },
    only: { type: 'string' },
    http: { type: 'boolean', default: false },
  },
})
const runs = Number(values.runs)
/** For what takes seconds, and is the same each time. */
const few = Math.min(runs, 5)
const https = !values.http

/** The first two rows of such a table. */
const againstNodeAndLimit = [ratioOfCpu('CPU, bare Node = 1', 0), ratioOfCpu('CPU, limit = 1', 1)]

async function benchStep(): Promise<void> {
  const bench = await openStep(https)
  await printTable('One endpoint.', bench.rows, runs, againstNodeAndLimit)
  await bench.close()
}

async function benchSizes(): Promise<void> {
  const seeded = (endpoints: number) => ({ version: '2.23.0', seed: { endpoints } })
  const bench = await openSizes(https, [
    { name: '10 on 2.23.0', ...seeded(10) },
    { name: '10,000 on 2.23.0', ...seeded(10_000) },
  ])
  await printTable('A create on a server that has many endpoints already.', bench.rows, few, [
    ratioOfWall('wall, first = 1'),
    requests,
  ])
  await bench.close()
}

/** Before 2.16 a list leaves nothing out: snapshots come with it. */
async function benchLists(): Promise<void> {
  const seed = { endpoints: 10_000, snapshotBytes: 30_000 }
  const bench = await openSizes(https, [{ name: 'two lists of 300 MB', version: '1.24.2', seed }])
  await printTable('A create on Portainer 1.24.2 with 10,000 endpoints.', bench.rows, 1, [requests])
  await bench.close()
}

async function benchFleets(): Promise<void> {
  const options = { https, createMillis: 20, concurrency: 8 }
  const what = `${options.createMillis} ms a create, ${options.concurrency} at once, in YAML.`
  const thousand = { ...options, count: 1000 }
  const rows = [...fleetRows(thousand), edgeFleetRow(thousand)]
  await printTable(`Fleets: ${what}`, rows, few, [ratioOfWall('wall, bare loop = 1'), requests])
  const tenThousand = fleetRows({ ...options, count: 10_000 })
  await printTable(`Ten times as many: ${what}`, tenThousand, 1, [
    ratioOfWall('wall, bare loop = 1'),
    requests,
  ])
}

async function benchLive(url: string): Promise<void> {
  const { PORTAINER_API_KEY: apiKey, PORTAINER_LIVE_CA_CERT: ca } = process.env
  const common = { url, 'api-key': apiKey, 'ca-cert': ca }
  // How this machine reaches that server.
  const way = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^((HTTPS?|NO)_PROXY|NODE_EXTRA_CA_CERTS)$/i.test(name)),
  )
  const pem = ca?.startsWith('/') ? fs.readFileSync(ca, 'utf8') : ca
  const target = { url, apiKey: apiKey ?? '', ca: pem }
  const fields = { EndpointCreationType: '4', URL: EDGE['endpoint-url'] }
  const live = (entry: 'main' | 'post', inputs: Inputs) =>
    measure(...step(entry, { ...common, ...inputs }, way))
  const name = (round: number): string => `bench-${process.pid}-${round}`
  const job = startJob()
  try {
    const rows = [
      bareNode,
      {
        name: limitName({ url }),
        run: (round: number) => limit(target, [`${name(round)}-limit`], { fields }, { env: way }),
      },
      {
        name: 'main: create an edge agent',
        run: (round: number) => live('main', { ...EDGE, name: name(round) }),
      },
      {
        name: 'main: unchanged',
        run: (round: number) => live('main', { name: name(round) }),
      },
      { name: 'post: nothing to do', run: () => live('post', {}) },
    ]
    await printTable(`One endpoint, on ${url}.`, rows, runs, againstNodeAndLimit)
  } finally {
    const names = Array.from({ length: runs + 1 }, (_, round) => [name(round), `${name(round)}-limit`]).flat()
    await job.main(
      { ...common, endpoints: JSON.stringify(names.map((one) => ({ name: one }))), state: 'absent' },
      way,
    )
    job.close()
  }
}

const tables = { step: benchStep, sizes: benchSizes, lists: benchLists, fleets: benchFleets }
if (values.url !== undefined) await benchLive(values.url)
else {
  for (const [name, print] of Object.entries(tables)) {
    if (values.only === undefined || values.only === name) await print()
  }
}
