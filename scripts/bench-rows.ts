// What the benchmark runs: the step and the documented commands, big servers, fleets.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { makeAuthority } from '../stand-in/certificates.ts'
import { startEngine } from '../stand-in/engines/engine.ts'
import { startPortainer, type PortainerOptions } from '../stand-in/portainer/portainer.ts'
import { actionFile, inputVariables, root, type Inputs } from '../stand-in/runner/runner.ts'
import { measure, type Row } from './measure.ts'

/** Rows, and what closes the servers behind them. */
export interface Bench {
  rows: Row[]
  close(): Promise<unknown>
}

const ADMIN = { username: 'admin', password: 'a long password' }
export const EDGE = { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' }

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-'))
process.once('exit', () => {
  fs.rmSync(folder, { recursive: true, force: true })
})

function file(name: string, text: string): string {
  fs.writeFileSync(path.join(folder, name), text)
  return path.join(folder, name)
}

const bareEnv = { PATH: process.env['PATH'] }
const commandFiles = ['OUTPUT', 'STATE', 'STEP_SUMMARY'].map((name) => [`GITHUB_${name}`, file(name, '')])

/** A step as the runner starts it, with further variables. */
export function step(
  entry: 'main' | 'post',
  inputs: Inputs,
  further: NodeJS.ProcessEnv = {},
): Parameters<typeof measure> {
  for (const [, name = ''] of commandFiles) fs.writeFileSync(name, '')
  const env = {
    ...bareEnv,
    ...inputVariables(inputs),
    ...Object.fromEntries(commandFiles),
    RUNNER_TEMP: folder,
    GITHUB_WORKSPACE: folder,
    ...further,
  } as NodeJS.ProcessEnv
  return [[process.execPath, path.join(root, actionFile.runs[entry])], env]
}

export const bareNode: Row = {
  name: 'bare Node',
  run: () => measure([process.execPath, file('bare.cjs', '')], bareEnv),
}

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0

/** One endpoint with TLS, by this action and by the documented commands where they are installed. */
export async function openStep(): Promise<Bench> {
  const authority = await makeAuthority()
  const server = await authority.issueServer()
  const client = await authority.issueClient()
  const engine = await startEngine({ tls: { ca: authority.cert, cert: server.cert, key: server.key } })
  const portainer = await startPortainer({ version: '2.23.0', admin: ADMIN })
  const apiKey = portainer.createApiKey()
  const common = { url: portainer.url, 'api-key': apiKey }
  const tls = {
    'endpoint-url': engine.url,
    'tls-ca-cert': authority.cert,
    'tls-cert': client.cert,
    'tls-key': client.key,
  }
  const fields = ['EndpointCreationType=1', `URL=${engine.url}`, 'TLS=true']
  const files = [
    ['TLSCACertFile', file('ca.pem', authority.cert)],
    ['TLSCertFile', file('cert.pem', client.cert)],
    ['TLSKeyFile', file('key.pem', client.key)],
  ]
  const address = `${portainer.url}/api/endpoints`
  const curl = (round: number): string[] => [
    ...['curl', '--silent', '--fail', '--header', `X-API-Key: ${apiKey}`],
    ...[`Name=curl-${round}`, ...fields, ...files.map((pair) => pair.join('=@'))].flatMap((one) => [
      '--form',
      one,
    ]),
    address,
  ]
  const httpie = (round: number): string[] => [
    ...['http', '--ignore-stdin', '--check-status', '--multipart', 'POST', address],
    ...[`X-API-Key:${apiKey}`, `Name=httpie-${round}`, ...fields, ...files.map((pair) => pair.join('@'))],
  ]
  const rows: Row[] = [
    bareNode,
    {
      name: 'main: create with TLS, API key',
      run: (round) => measure(...step('main', { ...common, ...tls, name: `main-${round}` })),
    },
    { name: 'main: unchanged', run: () => measure(...step('main', { ...common, name: 'main-0' })) },
    { name: 'post: nothing to do', run: () => measure(...step('post', common)) },
  ]
  if (has('curl'))
    rows.push({ name: 'curl: the create alone', run: (round) => measure(curl(round), bareEnv) })
  if (has('http'))
    rows.push({ name: 'HTTPie: the create alone', run: (round) => measure(httpie(round), bareEnv) })
  return { rows, close: () => Promise.all([portainer.close(), engine.close()]) }
}

/** A create on servers that have many endpoints already. */
export async function openSizes(sizes: readonly (PortainerOptions & { name: string })[]): Promise<Bench> {
  const opened = await Promise.all(
    sizes.map(async ({ name, ...options }) => {
      const portainer = await startPortainer({ admin: ADMIN, ...options })
      const isOld = options.version.startsWith('1.')
      const key = isOld ? { password: ADMIN.password } : { 'api-key': portainer.createApiKey() }
      const row: Row = {
        name,
        run: async (round) => {
          const before = portainer.requests.length
          const inputs = { url: portainer.url, ...key, ...EDGE, name: `new-${round}` }
          const figures = await measure(...step('main', inputs))
          return { ...figures, requests: portainer.requests.length - before }
        },
      }
      return { row, portainer }
    }),
  )
  return {
    rows: opened.map(({ row }) => row),
    close: () => Promise.all(opened.map(({ portainer }) => portainer.close())),
  }
}

/** Fleets of so many Docker endpoints, as JSON. */
export function fleetRow(count: number, createMillis: number): Row {
  const items = Array.from({ length: count }, (_, index) => ({
    name: `host-${index}`,
    'endpoint-url': `tcp://10.0.0.1:${1024 + index}`,
  }))
  const endpoints = file(`fleet-${count}.json`, JSON.stringify(items))
  return fleet(`${count} endpoints`, { endpoints }, createMillis)
}

/** A fleet of edge agents as examples/edge-fleet has it: YAML, a group for all, tags, and an interval for some. */
export function edgeFleetRow(count: number, createMillis: number): Row {
  const tags = ['[germany, till]', '[france, till]', '[portugal]']
  const items = Array.from({ length: count }, (_, index) => {
    const interval = index % 3 === 2 ? '  # Its line is slow.\n  edge-checkin-interval: 300\n' : ''
    return `- name: shop-${index}\n  tags: ${tags[index % 3] ?? ''}\n${interval}`
  })
  const endpoints = file(`edge-fleet-${count}.yml`, items.join(''))
  const inputs = { ...EDGE, endpoints, group: 'Shops', 'edge-checkin-interval': 60 }
  return fleet(`${count} edge agents, YAML`, inputs, createMillis)
}

/** A list, each time on a Portainer of its own. */
function fleet(name: string, inputs: Inputs, createMillis: number): Row {
  return {
    name,
    run: async () => {
      const portainer = await startPortainer({ version: '2.23.0', admin: ADMIN, createMillis, dial: false })
      try {
        const reached = { url: portainer.url, 'api-key': portainer.createApiKey() }
        const figures = await measure(...step('main', { ...reached, ...inputs }))
        return { ...figures, requests: portainer.requests.length }
      } finally {
        await portainer.close()
      }
    },
  }
}
