// A stand-in Portainer of any version from 1.18 to 2.45, up to 2.23 faithful to recordings of real ones
// (__tests__/stand-in/recordings.test.ts), and later to what the sources of 2.39.3, 2.41.1 and 2.45.0 say. It dials
// engines and agents for real.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { answer } from './dispatcher.ts'
import { noteCheckIn } from './edge-check-in.ts'
import { makeSelfSigned } from '../certificates.ts'
import { makeDialer } from './dialer.ts'
import { once, startEngine } from '../engines/engine.ts'
import { makeLimiter } from './sign-in-limiter.ts'
import { makeListener } from '../listener.ts'
import { makeRulebook, type Misbehaviour } from './fault-rules.ts'
import { routesOf } from './routes.ts'
import { isAdministrator, type Server } from './handler.ts'
import { makeState } from './initial-state.ts'
import type { PortainerOptions } from './options.ts'
import { emptyEndpoint, store, type Endpoint, type State } from './state.ts'
import { makeApiKey } from './users.ts'
import { rulesOf } from './versions.ts'
import { wordsOf } from './error-messages.ts'
import type { RecordedRequest } from './request-log.ts'

export type { Misbehaviour } from './fault-rules.ts'
export type { PortainerOptions } from './options.ts'
export type { RecordedRequest } from './request-log.ts'
export type { Endpoint, Group, State, Tag, Team, User } from './state.ts'

export interface StandInPortainer {
  /** With the base path, without a trailing slash; under https by the one name of its certificate that can be reached. */
  url: string
  /** PEM of its own certificate; empty without https. */
  caCert: string
  /** In the order in which they came. */
  requests: RecordedRequest[]
  /** Accepted so far. */
  readonly connections: number
  state: State
  createApiKey: (username?: string) => string
  misbehave: (rule: Misbehaviour) => () => void
  /** An edge agent checks in, without a request; engines/edge-agent.ts does it over the wire. */
  checkIn: (endpointId: number, platform?: 'docker' | 'kubernetes') => void
  /** An edge agent that nobody has let in yet (2.15+): hidden from lists, its name taken all the same. */
  addToWaitingRoom: (name: string) => Endpoint
  stop: () => Promise<void>
  start: () => Promise<void>
  restart: () => Promise<void>
  close: () => Promise<void>
}

/** MD5 with colons up to 2.18; from 2.19 on SHA-256 in base64. */
function fingerprint(newer: boolean): string {
  if (newer) return createHash('sha256').update(randomBytes(32)).digest('base64')
  return createHash('md5')
    .update(randomBytes(32))
    .digest('hex')
    .replace(/..(?!$)/g, '$&:')
}

/** What Portainer's own certificate names: itself, and the address it listens on, which is no address to connect to. */
const certificateNames = ['localhost', '0.0.0.0']

/** Where the local engine listens; on Windows that is a named pipe, which lies in no folder. */
function socketIn(folder: string): string {
  return process.platform === 'win32'
    ? `\\\\.\\pipe\\${path.basename(folder)}`
    : path.join(folder, 'docker.sock')
}

export async function startPortainer(options: PortainerOptions): Promise<StandInPortainer> {
  const rules = rulesOf(options.version)
  const words = wordsOf(rules)
  const state = makeState(options)
  const now = options.now ?? Date.now
  const { createMillis = 0 } = options
  const folder =
    options.localSocket === undefined ? await mkdtemp(path.join(tmpdir(), 'portainer-')) : undefined
  const localSocket = options.localSocket ?? socketIn(folder ?? '')
  const localEngine = folder === undefined ? undefined : await startEngine({ unixSocket: localSocket })
  const basePath = options.basePath?.replace(/\/+$/, '') ?? ''
  const certificate = options.https ? await makeSelfSigned(certificateNames) : undefined

  const server: Server = {
    rules,
    words,
    state,
    dialer: makeDialer({
      resolve: options.resolve ?? ((hostPort) => hostPort),
      localSocket,
      ...(options.allowList && rules.outboundAllowList ? { allowList: options.allowList } : {}),
    }),
    patience: { ping: 3000, engine: 60_000, ...options.patience },
    options: {
      edition: options.edition ?? 'CE',
      noAuth: (options.noAuth ?? false) && !rules.since('2.0.0'),
      edgeAddressMissing: options.edgeAddressMissing ?? false,
      ...(options.nodeAllowance === undefined ? {} : { nodeAllowance: options.nodeAllowance }),
      createMillis: typeof createMillis === 'number' ? () => createMillis : createMillis,
      inCluster: options.inCluster ?? true,
      dial: options.dial ?? true,
    },
    now,
    setupToken: undefined,
    signingKey: randomBytes(32),
    limiter: makeLimiter(now, options.limiter ?? true),
    proxies: new Map(),
    fingerprint: fingerprint(rules.since('2.19.0')),
  }
  const readSetupToken = (): string | undefined =>
    rules.setupToken && !state.users.some(isAdministrator) ? options.setupToken : undefined
  server.setupToken = readSetupToken()
  const requests: RecordedRequest[] = []
  const rulebook = makeRulebook()
  const setting = { server, routes: routesOf(rules, options), rulebook, requests, basePath }
  let timedOut = options.adminTimedOut ?? false
  const handle = (request: http.IncomingMessage, response: http.ServerResponse) => {
    void answer({ ...setting, timedOut: timedOut && rules.timeoutMode }, request, response)
  }
  const listener = makeListener(handle, certificate)
  let port = await listener.listen({ port: options.port ?? 0 })
  const life = { running: true, closed: false }
  const isClosed = (): boolean => life.closed

  async function stop(): Promise<void> {
    if (life.running) await listener.stop()
    life.running = false
  }

  async function start(): Promise<void> {
    if (life.running || life.closed) return
    // What a process keeps in memory is gone: sessions, bans, connections, and the administrator's time-out.
    server.signingKey = randomBytes(32)
    server.limiter = makeLimiter(now, options.limiter ?? true)
    server.proxies.clear()
    server.setupToken = readSetupToken()
    timedOut = false
    port = await listener.listen({ port })
    life.running = true
    if (isClosed()) await stop()
  }

  return {
    url: `${options.https ? 'https://localhost' : 'http://127.0.0.1'}:${port}${basePath}`,
    caCert: certificate?.cert ?? '',
    requests,
    get connections() {
      return listener.connections
    },
    state,
    createApiKey(username) {
      const named = state.users.find((user) =>
        username === undefined ? user.Role === 1 : user.Username === username,
      )
      if (!named) throw new Error(`No such user: ${username ?? 'an administrator'}`)
      return makeApiKey(server, named, 'made by a test').raw
    },
    misbehave: (rule) => rulebook.add(rule),
    checkIn(endpointId, platform = 'docker') {
      const endpoint = state.endpoints.find(({ Id }) => Id === endpointId)
      if (!endpoint) throw new Error(`No endpoint ${endpointId} to check in`)
      noteCheckIn(server, endpoint, randomUUID(), platform === 'kubernetes' ? 7 : 4)
    },
    addToWaitingRoom(name) {
      state.lastEndpointId += 1
      const waiting: Endpoint = {
        ...emptyEndpoint(state.lastEndpointId, name),
        Type: 4,
        UserTrusted: false,
        URL: '',
      }
      store(state.endpoints, waiting)
      return waiting
    },
    stop,
    start,
    async restart() {
      await stop()
      await start()
    },
    close: once(async () => {
      life.closed = true
      await stop()
      server.dialer.close()
      await localEngine?.close()
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    }),
  }
}
