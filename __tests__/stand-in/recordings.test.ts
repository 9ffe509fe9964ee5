// Replays what real servers were asked (__tests__/fixtures/recorded) and compares what is answered, row by row.
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
import { readFile, readdir } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { startAgent } from '../../stand-in/engines/agent.ts'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { startEngine, type StandInEngine } from '../../stand-in/engines/engine.ts'
import { startPortainer } from '../../stand-in/portainer/portainer.ts'
import { ask, type Told } from './asking.ts'

interface Row {
  label: string
  request: {
    method: string
    path: string
    auth?: string | null
    headers?: Record<string, string>
    body?: { json: unknown } | { form: [string, string | number][]; files: [string, string][] }
    /** Instead of `body`, in the recordings of connections. */
    json?: unknown
    form?: Record<string, string>
    files?: Record<string, string>
  }
  response?: { status: number; headers: Record<string, string>; json?: unknown; text?: string }
  /** The server dropped the connection. */
  error?: string
}

/** The administrator of the recordings of connections, which begin after their first sign-in. */
const admin = { username: 'admin', password: 'correct horse battery' }

/** Rows that are not compared, and why. */
const leftOut: Record<string, string> = {
  settings:
    'LDAP, OAuth, telemetry and the like: no client of ours reads them, and the fields it may read are few',
}

/** Fields whose value differs from run to run; zero and not zero is still told apart. */
const volatile = new Set(['QueryDate'])

const folder = path.join(import.meta.dirname, '../fixtures/recorded')
const live = process.env['REPLAY_URL']
const engineHost = process.env['REPLAY_ENGINE_HOST'] ?? '127.0.0.1'
const files = (await readdir(folder))
  .map((name) => name.replace(/\.jsonl$/, ''))
  .filter((name) => (live === undefined ? true : name === process.env['REPLAY_VERSION']))

const authority = await makeAuthority()
const client = await authority.issueClient()
const contents: Record<string, string> = {
  'ca.pem': authority.cert,
  'cert.pem': client.cert,
  'key.pem': client.key,
  'other-key.pem': (await authority.issueClient()).key,
  'server-key.pem': (await authority.issueServer()).key,
  'other-ca.pem': (await makeAuthority('Another CA')).cert,
}

let engines: StandInEngine[] = []
let ports: [recorded: string, here: string][] = []

async function freePort(): Promise<string> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return String(port)
}

beforeAll(async () => {
  const listenOn = engineHost === '127.0.0.1' ? engineHost : '0.0.0.0'
  const server = await authority.issueServer({ names: ['localhost', '127.0.0.1', engineHost] })
  const plain = await startEngine({ listenOn })
  const secure = await startEngine({ listenOn, tls: { ca: authority.cert, ...server } })
  const agent = await startAgent({ platform: 'docker', listenOn })
  engines = [plain, secure, agent]
  const portOf = ({ host }: StandInEngine) => host.replace(/.*:/, '')
  ports = [
    ['127.0.0.1:2375', `${engineHost}:${portOf(plain)}`],
    ['127.0.0.1:2376', `${engineHost}:${portOf(secure)}`],
    ['127.0.0.1:2399', `${engineHost}:${await freePort()}`],
    ['127.0.0.1:9001', `${engineHost}:${portOf(agent)}`],
  ]
})

afterAll(async () => {
  await Promise.all(engines.map((engine) => engine.close()))
})

/** The recorded engines' addresses become those of the engines here. */
function here<T>(recorded: T): T {
  const text = JSON.stringify(recorded)
  return JSON.parse(ports.reduce((all, [from, to]) => all.replaceAll(from, to), text)) as T
}

interface Credentials {
  admin: string
  standard: string
  apiKey: string
}

function headersOf({ label, request }: Row, credentials: Credentials): Record<string, string> {
  const headers: Record<string, string> = {}
  const token = label.includes('as a standard user') ? credentials.standard : credentials.admin
  // The rows of dropped connections do not say how they signed in.
  const auth = request.auth === undefined ? 'Bearer <jwt>' : request.auth
  if (auth === 'Bearer <jwt>' || auth === 'jwt') headers['authorization'] = `Bearer ${token}`
  else if (auth === 'X-API-Key') headers['x-api-key'] = credentials.apiKey
  else if (auth !== null) headers['authorization'] = auth
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name] = value === '<api key>' ? credentials.apiKey : value
  }
  return headers
}

function bodyOf({ label, request }: Row): { body?: string | FormData } {
  const { json, form: fields = {}, files = {} } = request
  const body =
    request.body ??
    (json === undefined ? { form: Object.entries(fields), files: Object.entries(files) } : { json })
  if ('form' in body && body.form.length + body.files.length === 0) return {}
  if ('json' in body) return { body: typeof body.json === 'string' ? body.json : JSON.stringify(body.json) }
  const form = new FormData()
  for (const [name, value] of body.form) form.append(name, String(value))
  for (const [field, name] of body.files) {
    const content = label === 'create: tls: rubbish ca' && name === 'ca.pem' ? 'rubbish' : contents[name]
    if (content === undefined) throw new Error(`No content for ${name}`)
    form.append(field, new Blob([content]), name)
  }
  return { body: form }
}

/** The resolver that was asked is a matter of the machine. */
const withoutResolver = (value: unknown): unknown =>
  typeof value === 'string' ? value.replace(/(lookup \S+) on [\d.]+:53/, '$1') : value

function sameValue(recorded: unknown, told: unknown, where: string): string[] {
  if (typeof recorded === 'string' && /^<.*>$/.test(recorded)) {
    return told === undefined || told === null || told === '' ? [`${where}: nothing for ${recorded}`] : []
  }
  if (recorded === null || typeof recorded !== 'object') {
    const field = where.replace(/.*\./, '')
    const same = volatile.has(field)
      ? (recorded === 0) === (told === 0)
      : Object.is(withoutResolver(recorded), told)
    const prefix = field === 'prefix' && String(told).startsWith('ptr_')
    return same || prefix ? [] : [`${where}: ${JSON.stringify(told)} instead of ${JSON.stringify(recorded)}`]
  }
  if (told === null || typeof told !== 'object' || Array.isArray(told) !== Array.isArray(recorded)) {
    return [`${where}: ${JSON.stringify(told)} instead of ${JSON.stringify(recorded).slice(0, 200)}`]
  }
  const [a, b] = [recorded as Record<string, unknown>, told as Record<string, unknown>]
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) => {
    if (!(key in a)) return [`${where}.${key}: ${JSON.stringify(b[key])} was not recorded`]
    if (!(key in b)) return [`${where}.${key}: missing`]
    return sameValue(a[key], b[key], `${where}.${key}`)
  })
}

const comparedHeaders = ['content-type', 'x-total-count', 'x-total-available', 'redirect-reason', 'location']

/** Headers of which only the presence is compared, in recordings that have them at all. */
const markersOf = (rows: Row[]): string[] =>
  ['set-cookie', 'x-csrf-token'].filter((name) =>
    rows.some(({ response }) => name in (response?.headers ?? {})),
  )

function disagreements(row: Row, told: Told | undefined, markers: string[]): string[] {
  if (!row.response) return told ? [`answered ${told.status}, the recorded connection was dropped`] : []
  if (!told) return ['connection dropped']
  const { status, headers, json, text } = row.response
  const found =
    status === told.status ? [] : [`status ${told.status} instead of ${status}: ${told.text.slice(0, 300)}`]
  for (const name of comparedHeaders) {
    const value = told.headers[name]
    if (value !== headers[name]) found.push(`${name} ${String(value)} instead of ${headers[name]}`)
  }
  for (const name of markers) {
    if ((told.headers[name] === undefined) !== (headers[name] === undefined))
      found.push(`${name} on one side only`)
  }
  if (found.length > 0) return found
  if (json === undefined) return sameValue(text ?? '', told.text, 'text')
  return sameValue(here(json), JSON.parse(told.text), 'json')
}

function remember(row: Row, told: Told | undefined, credentials: Credentials): void {
  if (told?.status === 200 && row.request.path === '/api/auth') {
    const standard = row.label.includes('as a standard user')
    credentials[standard ? 'standard' : 'admin'] = (JSON.parse(told.text) as { jwt: string }).jwt
  }
  if (row.label === 'api key: create' && told?.status === 201) {
    credentials.apiKey = (JSON.parse(told.text) as { rawAPIKey: string }).rawAPIKey
  }
}

/** The token of the first administrator, who is made if need be. */
async function signUp(url: string): Promise<string> {
  const body = JSON.stringify(admin)
  await ask(`${url}/api/users/admin/init`, { method: 'POST', body })
  const { text } = await ask(`${url}/api/auth`, { method: 'POST', body })
  return (JSON.parse(text) as { jwt: string }).jwt
}

async function replay(url: string, name: string, rows: Row[]): Promise<string[]> {
  const signedIn = name.endsWith('-connection')
  const credentials: Credentials = { admin: signedIn ? await signUp(url) : '', standard: '', apiKey: '' }
  const found: string[] = []
  const markers = markersOf(rows)
  for (const recorded of rows) {
    const row = { ...recorded, request: here(recorded.request) }
    const { method, path: asked } = row.request
    const once = () =>
      ask(url + asked, { method, headers: headersOf(row, credentials), ...bodyOf(row) }).catch(
        () => undefined,
      )
    // Tries 2 to 13 were made, and not written down.
    if (row.label.endsWith('quick try 14')) for (let count = 2; count < 14; count += 1) await once()
    const told = await once()
    remember(row, told, credentials)
    if (row.label in leftOut) continue
    found.push(...disagreements(row, told, markers).map((what) => `${row.label}: ${what}`))
  }
  return found
}

async function rowsOf(name: string): Promise<Row[]> {
  const text = await readFile(path.join(folder, `${name}.jsonl`), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row)
}

test.each(files)('%s answers as recorded', async (name) => {
  const rows = await rowsOf(name)
  if (live !== undefined) {
    expect(await replay(live, name, rows)).toEqual([])
    return
  }
  const portainer = await startPortainer({
    version: name.replace(/-.*/, ''),
    adminTimedOut: name.endsWith('-admin-timeout'),
    inCluster: false,
    resolve: (hostPort) => (hostPort.startsWith('portainer.example.com') ? '' : hostPort),
  })
  try {
    expect(await replay(portainer.url, name, rows)).toEqual([])
  } finally {
    await portainer.close()
  }
})

test('every row that is left out exists', async () => {
  const labels = new Set((await Promise.all(files.map(rowsOf))).flat().map(({ label }) => label))
  expect(Object.keys(leftOut).filter((label) => !labels.has(label))).toEqual([])
})
