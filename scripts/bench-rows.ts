// What the benchmark runs: the step and the documented commands, big servers, fleets.
import { spawnSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { makeAuthority } from '../stand-in/certificates.ts'
import { startEngine } from '../stand-in/engines/engine.ts'
import { startPortainer, type PortainerOptions } from '../stand-in/portainer/portainer.ts'
import { actionFile, inputVariables, root, type Inputs } from '../stand-in/runner/runner.ts'
import { measure, type Figures, type Row } from './measure.ts'

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

/** A Portainer to measure against: by default over HTTPS, with a certificate of its own. */
export interface Target {
  url: string
  apiKey: string
  /** PEM of the certificate to trust; undefined where the system trusts it, and without HTTPS. */
  ca: string | undefined
}

const connection = ({ url, apiKey, ca }: Target): Inputs => ({ url, 'api-key': apiKey, 'ca-cert': ca })

/** The least that the same requests cost (bench-limit.cjs), for endpoints of these names. */
export function limit(
  target: Target,
  names: readonly string[],
  form: { fields: object; files?: object },
  { concurrency = 1, env = {} }: { concurrency?: number; env?: NodeJS.ProcessEnv } = {},
): Promise<Figures> {
  const LIMIT = JSON.stringify({ ...target, ...form, files: form.files ?? {}, names, concurrency })
  return measure([process.execPath, path.join(root, 'scripts/bench-limit.cjs')], {
    ...bareEnv,
    ...env,
    LIMIT,
  })
}

export const limitName = ({ url }: Pick<Target, 'url'>): string =>
  `the limit: the same requests on bare \`node:${new URL(url).protocol.slice(0, -1)}\``

/** One endpoint with TLS files, by this action, by hand, and by the documented commands where they are installed. */
export async function openStep(https: boolean): Promise<Bench> {
  const authority = await makeAuthority()
  const server = await authority.issueServer()
  const client = await authority.issueClient()
  const engine = await startEngine({ tls: { ca: authority.cert, cert: server.cert, key: server.key } })
  const portainer = await startPortainer({ version: '2.23.0', admin: ADMIN, https })
  const target = { url: portainer.url, apiKey: portainer.createApiKey(), ca: portainer.caCert || undefined }
  const tls = {
    'endpoint-url': engine.url,
    'tls-ca-cert': authority.cert,
    'tls-cert': client.cert,
    'tls-key': client.key,
  }
  const fields = { EndpointCreationType: '1', URL: engine.url, TLS: 'true' }
  const files = { TLSCACertFile: authority.cert, TLSCertFile: client.cert, TLSKeyFile: client.key }
  const main = (inputs: Inputs, further?: NodeJS.ProcessEnv) => measure(...step('main', inputs, further))
  const rows: Row[] = [
    bareNode,
    {
      name: limitName(target),
      run: (round) => limit(target, [`limit-${round}`], { fields, files }),
    },
    {
      name: 'main: create with TLS files',
      run: (round) => main({ ...connection(target), ...tls, name: `main-${round}` }),
    },
  ]
  if (https) {
    // As for a certificate that the runner trusts by itself.
    const trusting = { NODE_EXTRA_CA_CERTS: file('portainer.pem', portainer.caCert) }
    rows.push({
      name: 'main: the same without `ca-cert`, trusted by the runner',
      run: (round) =>
        main({ ...connection(target), 'ca-cert': undefined, ...tls, name: `trusted-${round}` }, trusting),
    })
  }
  rows.push(
    { name: 'main: unchanged', run: () => main({ ...connection(target), name: 'main-0' }) },
    { name: 'post: nothing to do', run: () => measure(...step('post', connection(target))) },
    ...commandRows(target, fields, files),
  )
  return { rows, close: () => Promise.all([portainer.close(), engine.close()]) }
}

/** The create alone by curl and HTTPie, as people write it in scripts. */
function commandRows({ url, apiKey, ca }: Target, fields: object, files: Record<string, string>): Row[] {
  const texts = Object.entries(fields).map(([name, value]) => `${name}=${String(value)}`)
  const paths = Object.entries(files).map(([name, pem]) => [name, file(`${name}.pem`, pem)] as const)
  // curl refuses Portainer's own certificate even where it is given: it names no issuer.
  const unverified = (option: string): string[] => (ca === undefined ? [] : [option])
  const address = `${url}/api/endpoints`
  const curl = (round: number): string[] => [
    ...['curl', '--silent', '--fail', '--header', `X-API-Key: ${apiKey}`],
    ...unverified('--insecure'),
    ...[`Name=curl-${round}`, ...texts, ...paths.map(([name, pem]) => `${name}=@${pem}`)].flatMap((one) => [
      '--form',
      one,
    ]),
    address,
  ]
  const httpie = (round: number): string[] => [
    ...['http', '--ignore-stdin', '--check-status', ...unverified('--verify=no')],
    ...['--multipart', 'POST', address, `X-API-Key:${apiKey}`, `Name=httpie-${round}`, ...texts],
    ...paths.map(([name, pem]) => `${name}@${pem}`),
  ]
  const all = [
    { command: 'curl', name: 'curl: the create alone', words: curl },
    { command: 'http', name: 'HTTPie: the create alone', words: httpie },
  ]
  return all
    .filter(({ command }) => has(command))
    .map(({ name, words }) => ({ name, run: (round) => measure(words(round), bareEnv) }))
}

/** A create on servers that have many endpoints already. */
export async function openSizes(
  https: boolean,
  sizes: readonly (PortainerOptions & { name: string })[],
): Promise<Bench> {
  const opened = await Promise.all(
    sizes.map(async ({ name, ...options }) => {
      const portainer = await startPortainer({ admin: ADMIN, https, ...options })
      const isOld = options.version.startsWith('1.')
      const key = isOld ? { password: ADMIN.password } : { 'api-key': portainer.createApiKey() }
      const row: Row = {
        name,
        run: async (round) => {
          const before = portainer.requests.length
          const trusted = { 'ca-cert': portainer.caCert }
          const inputs = { url: portainer.url, ...key, ...trusted, ...EDGE, name: `new-${round}` }
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

/** A fleet, how long one create takes on its server, and how many go out at once. */
export interface FleetOptions {
  https: boolean
  count: number
  createMillis: number
  concurrency: number
}

const addressOf = (index: number): string => `tcp://10.0.0.${1 + (index >> 15)}:${1024 + (index % 32_768)}`

/** So many Docker endpoints in YAML: by hand, by the action, and by the action once more to remove them. */
export function fleetRows({ count, concurrency, ...server }: FleetOptions): Row[] {
  const names = Array.from({ length: count }, (_, index) => `host-${index}`)
  const yaml = names.map((name, index) => `- name: ${name}\n  endpoint-url: ${addressOf(index)}\n`).join('')
  const endpoints = file(`fleet-${count}.yml`, yaml)
  const fields = { EndpointCreationType: '1', URL: addressOf(0) }
  const seed = { endpoints: count }
  return [
    onNewPortainer(`${count} endpoints: a bare loop`, server, (target) =>
      limit(target, names, { fields }, { concurrency }),
    ),
    onNewPortainer(`${count} endpoints`, server, (target) =>
      measure(...step('main', { ...connection(target), endpoints, concurrency })),
    ),
    onNewPortainer(`${count} endpoints removed`, { ...server, seed }, (target) =>
      measure(...step('main', { ...connection(target), endpoints: seededToRemove(count), concurrency })),
    ),
  ]
}

/** A list that removes what a stand-in is seeded with. */
function seededToRemove(count: number): string {
  const yaml = Array.from({ length: count }, (_, index) => `- { name: seeded-${index + 1}, state: absent }\n`)
  return file(`removed-${count}.yml`, yaml.join(''))
}

/** A fleet of edge agents as examples/edge-fleet has it: a group for all, tags, and an interval for some. */
export function edgeFleetRow({ count, concurrency, ...server }: FleetOptions): Row {
  const tags = ['[germany, till]', '[france, till]', '[portugal]']
  const items = Array.from({ length: count }, (_, index) => {
    const interval = index % 3 === 2 ? '  # Its line is slow.\n  edge-checkin-interval: 300\n' : ''
    return `- name: shop-${index}\n  tags: ${tags[index % 3] ?? ''}\n${interval}`
  })
  const endpoints = file(`edge-fleet-${count}.yml`, items.join(''))
  const inputs = { ...EDGE, endpoints, group: 'Shops', 'edge-checkin-interval': 60, concurrency }
  return onNewPortainer(`${count} edge agents with group and tags`, server, (target) =>
    measure(...step('main', { ...connection(target), ...inputs })),
  )
}

/** A row that is measured on a Portainer of its own each time, which counts the requests. */
function onNewPortainer(
  name: string,
  options: Omit<PortainerOptions, 'version'>,
  run: (target: Target) => Promise<Figures>,
): Row {
  return {
    name,
    run: async () => {
      const portainer = await startPortainer({ ...options, version: '2.23.0', admin: ADMIN, dial: false })
      const { url, caCert } = portainer
      try {
        const figures = await run({ url, apiKey: portainer.createApiKey(), ca: caCert || undefined })
        return { ...figures, requests: portainer.requests.length }
      } finally {
        await portainer.close()
      }
    },
  }
}
