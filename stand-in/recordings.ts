// What real servers answered (__tests__/fixtures/recorded), and how to ask another server the same.
import { readFile, readdir } from 'node:fs/promises'
import path from 'node:path'
import { ask, type Told } from './ask.ts'
import { makeAuthority } from './certificates.ts'
import { startAgent } from './engines/agent.ts'
import { startEngine } from './engines/engine.ts'
import { takeRefusingPort } from './refusing-port.ts'

export interface Response {
  status: number
  headers: Record<string, string>
  json?: unknown
  text?: string
}

/** One request and its answer. */
export interface Row {
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
  response?: Response
  /** The server dropped the connection. */
  error?: string
}

export const recordingsFolder = path.join(import.meta.dirname, '../__tests__/fixtures/recorded')

/** The names of all recordings: a version, or a version and `-connection` or `-admin-timeout`. */
export async function recordingNames(): Promise<string[]> {
  return (await readdir(recordingsFolder)).map((name) => name.replace(/\.jsonl$/, '')).sort()
}

export async function readRecording(name: string, folder = recordingsFolder): Promise<Row[]> {
  const lines = (await readFile(path.join(folder, `${name}.jsonl`), 'utf8')).trim().split('\n')
  return lines.map((line) => JSON.parse(line) as Row)
}

/** The engines and files that the recordings speak of. */
export interface RecordedSite {
  /** Address in a recording, address here. */
  addresses: [recorded: string, here: string][]
  files: Record<string, string>
  close(): Promise<void>
}

/** @param engineHost the name under which the server to be asked reaches this machine */
export async function openRecordedSite(engineHost = '127.0.0.1'): Promise<RecordedSite> {
  const listenOn = engineHost === '127.0.0.1' ? engineHost : '0.0.0.0'
  const authority = await makeAuthority()
  const server = await authority.issueServer({ names: ['localhost', '127.0.0.1', engineHost] })
  const client = await authority.issueClient()
  const engines = {
    2375: await startEngine({ listenOn }),
    2376: await startEngine({ listenOn, tls: { ca: authority.cert, ...server } }),
    9001: await startAgent({ platform: 'docker', listenOn }),
  }
  const nobody = await takeRefusingPort()
  const here = (port: string): string => `${engineHost}:${port}`
  return {
    addresses: [
      ...Object.entries(engines).map(([port, { host }]): [string, string] => [
        `127.0.0.1:${port}`,
        here(host.replace(/.*:/, '')),
      ]),
      ['127.0.0.1:2399', here(String(nobody.port))],
    ],
    files: {
      'ca.pem': authority.cert,
      'cert.pem': client.cert,
      'key.pem': client.key,
      'other-key.pem': (await authority.issueClient()).key,
      'server-key.pem': (await authority.issueServer()).key,
      'other-ca.pem': (await makeAuthority('Another CA')).cert,
    },
    close: async () => {
      nobody.close()
      await Promise.all(Object.values(engines).map((engine) => engine.close()))
    },
  }
}

interface Credentials {
  admin: string
  standard: string
  apiKey: string
  setupToken: string
}

/** The administrator of the recordings of connections, which begin after the first sign-in. */
const administrator = { username: 'admin', password: 'correct horse battery' }

/**
 * Asks a server what a recording asked, in the same order, and returns its answers as a recording has them: without
 * secrets, and with placeholders for what differs from run to run. The server has just been started, has no
 * administrator, and has a Docker engine at /var/run/docker.sock.
 *
 * @param setupToken what creating the administrator requires from 2.39.3 on
 */
export async function record(
  url: string,
  questions: Row[],
  site: RecordedSite,
  setupToken = '',
): Promise<Row[]> {
  const credentials: Credentials = { admin: '', standard: '', apiKey: '', setupToken }
  if (questions.some(({ request }) => request.auth === 'jwt')) {
    const body = JSON.stringify(administrator)
    const headers = setupToken === '' ? {} : { 'x-setup-token': setupToken }
    await ask(`${url}/api/users/admin/init`, { method: 'POST', headers, body })
    const { text } = await ask(`${url}/api/auth`, { method: 'POST', body })
    credentials.admin = (JSON.parse(text) as { jwt: string }).jwt
  }
  const rows: Row[] = []
  for (const question of questions) {
    const needsToken = setupToken !== '' && question.request.path === '/api/users/admin/init'
    const token = needsToken ? { headers: { 'X-Setup-Token': '<setup token>' } } : {}
    const row = { label: question.label, request: { ...question.request, ...token } }
    const once = () => askOnce(url, row, site, credentials)
    // Tries 2 to 13 are made, and not written down.
    if (row.label.endsWith('quick try 14')) for (let count = 2; count < 14; count += 1) await once()
    const told = await once()
    remember(row, told, credentials)
    rows.push(
      told === undefined
        ? { ...row, error: 'connection dropped' }
        : { ...row, response: responseOf(told, site) },
    )
  }
  const secrets = Object.values<string>({ ...credentials, ...site.files }).filter((text) => text !== '')
  const text = JSON.stringify(rows)
  if (secrets.some((secret) => text.includes(JSON.stringify(secret).slice(1, -1))))
    throw new Error('An answer repeats a secret in a field that has no placeholder.')
  return rows
}

async function askOnce(
  url: string,
  { label, request: recorded }: Row,
  site: RecordedSite,
  credentials: Credentials,
): Promise<Told | undefined> {
  const request = replaced(recorded, site.addresses)
  const { method, path: asked } = request
  const token = label.includes('as a standard user') ? credentials.standard : credentials.admin
  const headers: Record<string, string> = {}
  // The rows of dropped connections do not say how they signed in.
  const auth = request.auth === undefined ? 'Bearer <jwt>' : request.auth
  if (auth === 'Bearer <jwt>' || auth === 'jwt') headers['authorization'] = `Bearer ${token}`
  else if (auth === 'X-API-Key') headers['x-api-key'] = credentials.apiKey
  else if (auth !== null) headers['authorization'] = auth
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    headers[name] = value
      .replace('<api key>', credentials.apiKey)
      .replace('<setup token>', credentials.setupToken)
  }
  return ask(url + asked, { method, headers, ...bodyOf(label, request, site.files) }).catch(() => undefined)
}

function bodyOf(
  label: string,
  { body, json, form: fields = {}, files = {} }: Row['request'],
  contents: Record<string, string>,
): { body?: string | FormData } {
  const sent =
    body ?? (json === undefined ? { form: Object.entries(fields), files: Object.entries(files) } : { json })
  if ('json' in sent) return { body: typeof sent.json === 'string' ? sent.json : JSON.stringify(sent.json) }
  if (sent.form.length + sent.files.length === 0) return {}
  const form = new FormData()
  for (const [name, value] of sent.form) form.append(name, String(value))
  for (const [field, name] of sent.files) {
    const content = label === 'create: tls: rubbish ca' && name === 'ca.pem' ? 'rubbish' : contents[name]
    if (content === undefined) throw new Error(`No content for ${name}`)
    form.append(field, new Blob([content]), name)
  }
  return { body: form }
}

function remember({ label, request }: Row, told: Told | undefined, credentials: Credentials): void {
  if (told?.status === 200 && request.path === '/api/auth') {
    const role = label.includes('as a standard user') ? 'standard' : 'admin'
    credentials[role] = (JSON.parse(told.text) as { jwt: string }).jwt
  }
  if (label === 'api key: create' && (told?.status === 200 || told?.status === 201)) {
    credentials.apiKey = (JSON.parse(told.text) as { rawAPIKey: string }).rawAPIKey
  }
}

function replaced<T>(value: T, pairs: [from: string, to: string][]): T {
  return JSON.parse(pairs.reduce((text, [from, to]) => text.replaceAll(from, to), JSON.stringify(value))) as T
}

const recordedHeaders = [
  'content-type',
  'x-total-count',
  'x-total-available',
  'redirect-reason',
  'location',
  'set-cookie',
  'x-csrf-token',
]

function responseOf({ status, headers, text }: Told, site: RecordedSite): Response {
  const kept = Object.fromEntries(
    recordedHeaders.filter((name) => name in headers).map((name) => [name, String(headers[name])]),
  )
  const body = /^[[{"]/.test(text) ? { json: JSON.parse(text) as unknown } : { text }
  const response = { status, headers: kept, ...body }
  return withPlaceholders(
    replaced(
      response,
      site.addresses.map(([recorded, here]) => [here, recorded]),
    ),
  )
}

/** What a field's value becomes, by its name, unless it is empty or zero. */
const placeholders: Record<string, string> = {
  Password: '<bcrypt hash>',
  jwt: '<jwt>',
  Snapshots: '<snapshot>',
  EdgeKey: '<edge key>',
  PortainerAuthorizations: '<authorizations>',
  InstanceID: '<InstanceID>',
  rawAPIKey: '<api key>',
  prefix: '<prefix>',
  digest: '<digest>',
  dateCreated: '<unix time>',
  QueryDate: '<time>',
  LastCheckInDate: '<time>',
}

/** Replaces what is secret or differs from run to run. Leaves what is replaced already. */
export function withPlaceholders(response: Response): Response {
  const { status, headers, text } = response
  const isPage = status === 200 && headers['content-type']?.startsWith('text/html')
  return fieldsReplaced({
    ...response,
    headers: 'x-csrf-token' in headers ? { ...headers, 'x-csrf-token': '<value>' } : headers,
    ...(isPage && text !== undefined && { text: '<html>' }),
  }) as Response
}

function fieldsReplaced(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fieldsReplaced)
  if (typeof value === 'string') return textReplaced(value)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [
      name,
      name in placeholders && !isEmpty(field) ? placeholders[name] : fieldsReplaced(field),
    ]),
  )
}

const isEmpty = (value: unknown): boolean =>
  !value || (typeof value === 'object' && Object.keys(value).length === 0)

const textReplaced = (text: string): string =>
  text
    .replace(/^portainer_api_key=[^;]*(.*Expires=)[^;]*/, 'portainer_api_key=<value>$1<time>')
    .replace(/(lookup \S+) on [\d.]+:53/, '$1')
