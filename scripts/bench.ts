// What a run costs: `npm run bench`. Timings are printed here and asserted nowhere.
// `npm run bench -- --url https://…` measures against a live Portainer with PORTAINER_API_KEY, and removes what it made.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { makeAuthority } from '../stand-in/certificates.ts'
import { startEngine } from '../stand-in/engine.ts'
import { startPortainer, type PortainerOptions } from '../stand-in/portainer.ts'
import { actionFile, inputVariables, root, startJob, type Inputs } from '../stand-in/runner.ts'
import { measure, median, table, type Figures } from './measure.ts'

const { values } = parseArgs({
  options: { url: { type: 'string' }, runs: { type: 'string', default: '15' } },
})
const runs = Number(values.runs)
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'))
const file = (name: string, text: string): string => {
  fs.writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}
const bareEnv = { PATH: process.env['PATH'] }
const commandFiles = Object.fromEntries(
  ['OUTPUT', 'STATE', 'STEP_SUMMARY'].map((name) => [`GITHUB_${name}`, file(name, '')]),
)

/** A step as the runner starts it. */
function step(entry: string, inputs: Inputs): [command: string[], env: NodeJS.ProcessEnv] {
  for (const name of Object.values(commandFiles)) fs.writeFileSync(name, '')
  const env = {
    ...bareEnv,
    ...inputVariables(inputs),
    ...commandFiles,
    RUNNER_TEMP: folder,
    GITHUB_WORKSPACE: folder,
  }
  return [[process.execPath, path.join(root, entry)], env]
}

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0

type Row = [name: string, run: (round: number) => Promise<Figures>]

/** The rows in turn, A B C A B C …, since a machine's speed drifts; the first round does not count. */
async function inTurn(rows: readonly Row[]): Promise<void> {
  const all = rows.map((): Figures[] => [])
  for (let round = 0; round <= runs; round += 1) {
    for (const [index, [name, run]] of rows.entries()) {
      const figures = await run(round)
      if (figures.exitCode !== 0) throw new Error(`${name} ended with ${figures.exitCode}`)
      if (round > 0) all[index]?.push(figures)
    }
  }
  const of = (index: number, key: keyof Figures): number =>
    median((all[index] ?? []).map((figures) => figures[key]))
  const lines = rows.map(([name], index) => [
    name,
    `${Math.round(of(index, 'cpu') * 1000)} ms`,
    `${median((all[index] ?? []).map((figures, round) => figures.cpu / (all[0]?.[round]?.cpu ?? 1))).toFixed(2)}×`,
    `${Math.round(of(index, 'wall') * 1000)} ms`,
    `${of(index, 'peak').toFixed(0)} MiB`,
  ])
  console.log(`\nMedians of ${runs} runs in turn; ratios run by run.\n`)
  console.log(table(['', 'CPU', 'CPU, bare Node = 1', 'wall', 'peak'], lines))
}

async function benchStep(): Promise<void> {
  const authority = makeAuthority()
  const [server, client] = [authority.issueServer(), authority.issueClient()]
  const engine = await startEngine({ tls: { ca: authority.cert, cert: server.cert, key: server.key } })
  const portainer = await startPortainer({
    version: '2.23.0',
    admin: { username: 'admin', password: 'a long password' },
  })
  const apiKey = portainer.createApiKey()
  const [ca, cert, key] = [
    file('ca.pem', authority.cert),
    file('cert.pem', client.cert),
    file('key.pem', client.key),
  ]
  const common = { url: portainer.url, 'api-key': apiKey }
  const tls = {
    'endpoint-url': engine.url,
    'tls-ca-cert': authority.cert,
    'tls-cert': client.cert,
    'tls-key': client.key,
  }
  const header = `X-API-Key: ${apiKey}`
  const fields = ['EndpointCreationType=1', `URL=${engine.url}`, 'TLS=true']
  const files = [`TLSCACertFile@${ca}`, `TLSCertFile@${cert}`, `TLSKeyFile@${key}`]
  const curl = (round: number): string[] => [
    ...['curl', '--silent', '--fail', '--header', header],
    ...[`Name=curl-${round}`, ...fields, ...files.map((one) => one.replace('@', '=@'))].flatMap((one) => [
      '--form',
      one,
    ]),
    `${portainer.url}/api/endpoints`,
  ]
  const httpie = (round: number): string[] => [
    ...['http', '--ignore-stdin', '--check-status', '--multipart', 'POST', `${portainer.url}/api/endpoints`],
    ...[header.replace(': ', ':'), `Name=httpie-${round}`, ...fields, ...files],
  ]
  const rows: Row[] = [
    ['bare Node', () => measure([process.execPath, file('bare.cjs', '')], bareEnv)],
    [
      'main: create with TLS, API key',
      (round) => measure(...step(actionFile.runs.main, { ...common, ...tls, name: `main-${round}` })),
    ],
    ['main: unchanged', () => measure(...step(actionFile.runs.main, { ...common, name: 'main-0' }))],
    ['post: nothing to do', () => measure(...step(actionFile.runs.post, common))],
    ...(has('curl') ? ([['curl: the create alone', (round) => measure(curl(round), bareEnv)]] as Row[]) : []),
    ...(has('http')
      ? ([['HTTPie: the create alone', (round) => measure(httpie(round), bareEnv)]] as Row[])
      : []),
  ]
  await inTurn(rows)
  await Promise.all([portainer.close(), engine.close()])
}

/** One run each: what it costs on servers of any size. */
async function benchSizes(
  title: string,
  sizes: readonly [string, PortainerOptions, Inputs][],
): Promise<void> {
  const lines: string[][] = []
  for (const [name, options, inputs] of sizes) {
    const portainer = await startPortainer({
      admin: { username: 'admin', password: 'a long password' },
      ...options,
    })
    const key = options.version.startsWith('1.')
      ? { password: 'a long password' }
      : { 'api-key': portainer.createApiKey() }
    const figures = await measure(...step(actionFile.runs.main, { url: portainer.url, ...key, ...inputs }))
    if (figures.exitCode !== 0) throw new Error(`${name} ended with ${figures.exitCode}`)
    const wall = `${(figures.wall * 1000).toFixed(0)} ms`
    lines.push([
      name,
      `${(figures.cpu * 1000).toFixed(0)} ms`,
      wall,
      `${figures.peak.toFixed(0)} MiB`,
      String(portainer.requests.length),
    ])
    await portainer.close()
  }
  console.log(`\n${title}\n`)
  console.log(table(['', 'CPU', 'wall', 'peak', 'requests'], lines))
}

const fleetOf = (count: number): [string, PortainerOptions, Inputs] => [
  `${count} endpoints (ideal ${(count * 20) / 8} ms)`,
  { version: '2.23.0', createMillis: 20, dial: false },
  {
    endpoints: file(
      `fleet-${count}.json`,
      JSON.stringify(
        Array.from({ length: count }, (_, index) => ({
          name: `host-${index}`,
          'endpoint-url': `tcp://10.0.0.1:${1024 + index}`,
        })),
      ),
    ),
  },
]

async function benchLive(url: string): Promise<void> {
  const common = { url, 'api-key': process.env['PORTAINER_API_KEY'] ?? '' }
  const edge = { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' }
  const name = (round: number): string => `bench-${process.pid}-${round}`
  const job = startJob()
  try {
    await inTurn([
      ['bare Node', () => measure([process.execPath, file('bare.cjs', '')], bareEnv)],
      [
        'main: create an edge agent',
        (round) => measure(...step(actionFile.runs.main, { ...common, ...edge, name: name(round) })),
      ],
      [
        'main: unchanged',
        (round) => measure(...step(actionFile.runs.main, { ...common, name: name(round) })),
      ],
      ['post: nothing to do', () => measure(...step(actionFile.runs.post, common))],
    ])
  } finally {
    for (let round = 0; round <= runs; round += 1)
      await job.main({ ...common, name: name(round), state: 'absent' })
    job.close()
  }
}

try {
  if (values.url !== undefined) await benchLive(values.url)
  else {
    await benchStep()
    const seeded = (endpoints: number): PortainerOptions => ({ version: '2.23.0', seed: { endpoints } })
    const edge = { name: 'new', type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' }
    await benchSizes('A create on a server that has many endpoints already; one run each.', [
      ['10 on 2.23.0', seeded(10), edge],
      ['10,000 on 2.23.0', seeded(10_000), edge],
      [
        'two lists of 150 MB on 1.24.2',
        { version: '1.24.2', seed: { endpoints: 10_000, snapshotBytes: 15_000 } },
        edge,
      ],
    ])
    await benchSizes(
      'Fleets, 20 ms a create, eight at once; one run each.',
      [10, 100, 1000, 10_000].map(fleetOf),
    )
  }
} finally {
  fs.rmSync(folder, { recursive: true, force: true })
}
