// A stand-in Portainer of any version from 1.18 to 2.44, faithful to recordings of real ones
// (__tests__/stand-in/recordings.test.ts). It dials engines and agents for real.
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import type http from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { answer } from './answering.ts'
import { makeSelfSigned } from './certificates.ts'
import type { Patience } from './connection.ts'
import { makeDialer } from './dial.ts'
import { once, startEngine } from './engine.ts'
import { makeLimiter } from './limiter.ts'
import { makeListener } from './listener.ts'
import { makeRulebook, type Misbehaviour } from './misbehaviour.ts'
import { routesOf } from './routes.ts'
import type { Server } from './server.ts'
import { emptyEndpoint, emptyGroup, type State } from './state.ts'
import { makeApiKey } from './users.ts'
import { rulesOf } from './versions.ts'
import { wordsOf } from './words.ts'
import type { RecordedRequest } from './recorder.ts'

export type { Misbehaviour } from './misbehaviour.ts'
export type { RecordedRequest } from './recorder.ts'
export type { Endpoint, Group, State, Tag, Team, User } from './state.ts'

export interface PortainerOptions {
  /** Behaves as this version does, '1.18.0' to '2.44.0'. */
  version: string
  /** With a self-signed certificate like the one that 2.9+ makes. */
  https?: boolean
  /** As behind a reverse proxy that strips this prefix; everything else is 404. */
  basePath?: string
  /** This administrator exists already. */
  admin?: { username: string; password: string }
  /** 2.43+: wanted in X-Setup-Token by admin/init. */
  setupToken?: string
  /** Started more than five minutes ago without an administrator: 303 on 2.13+. */
  adminTimedOut?: boolean
  /** 1.x --no-auth. */
  noAuth?: boolean
  edition?: 'CE' | 'BE'
  /** Business Edition: the Edge settings hold no address yet. */
  edgeAddressMissing?: boolean
  /** Business Edition: more endpoints than this are refused. */
  nodeAllowance?: number
  requiredPasswordLength?: number
  /** The unix socket behind `unix:///var/run/docker.sock`; default: a stand-in engine of its own. */
  localSocket?: string
  /** Each create takes at least this long, between its id and its being stored. */
  createMillis?: number
  /** The sign-in limit; default on. */
  limiter?: boolean
  /** Where the engine that a client wrote as `host:port` really listens, for dialling only. */
  resolve?: (hostPort: string) => string
  port?: number
  /** Endpoints that are there already; each list carries so many bytes of snapshot for each of them. */
  seed?: { endpoints?: number; snapshotBytes?: number; namePrefix?: string }
  /** Portainer runs in a Kubernetes cluster, so that type 5 works; default true. */
  inCluster?: boolean
  /** false: every engine is taken to be up, and none is dialled (for benchmarks). */
  dial?: boolean
  /** How long a ping and a call of an engine are waited for, in milliseconds; default 3 s and 60 s, as Portainer. */
  patience?: Partial<Patience>
  /** The clock of tokens and the sign-in limit. */
  now?: () => number
}

export interface StandInPortainer {
  /** With the base path, without a trailing slash. */
  url: string
  /** PEM of its own certificate; empty without https. */
  caCert: string
  /** In the order in which they came. */
  requests: RecordedRequest[]
  state: State
  createApiKey: (username?: string) => string
  misbehave: (rule: Misbehaviour) => () => void
  /** An edge agent calls in. */
  checkIn: (endpointId: number, platform?: 'docker' | 'kubernetes') => void
  stop: () => Promise<void>
  start: () => Promise<void>
  restart: () => Promise<void>
  close: () => Promise<void>
}

function makeState(options: PortainerOptions): State {
  const word = rulesOf(options.version).since('2.9.0') ? 'environments' : 'endpoints'
  const { endpoints = 0, snapshotBytes = 0, namePrefix = 'seeded-' } = options.seed ?? {}
  const admin = options.admin
  return {
    endpoints: Array.from({ length: endpoints }, (_, index) => ({
      ...emptyEndpoint(index + 1, `${namePrefix}${index + 1}`),
      snapshotBytes,
    })),
    groups: [emptyGroup(1, 'Unassigned', `Unassigned ${word}`)],
    tags: [],
    users: admin ? [{ Id: 1, Username: admin.username, password: admin.password, Role: 1 }] : [],
    teams: [],
    memberships: [],
    apiKeys: [],
    settings: {
      RequiredPasswordLength: options.requiredPasswordLength ?? 12,
      EnforceEdgeID: false,
      EdgeAgentCheckinInterval: 5,
      EdgePortainerUrl: '',
    },
    tlsFiles: new Map(),
    lastEndpointId: endpoints,
    instanceId: randomUUID(),
  }
}

/** MD5 with colons up to 2.18; from 2.19 on SHA-256 in base64. */
function fingerprint(newer: boolean): string {
  if (newer) return createHash('sha256').update(randomBytes(32)).digest('base64')
  return createHash('md5')
    .update(randomBytes(32))
    .digest('hex')
    .replace(/..(?!$)/g, '$&:')
}

export async function startPortainer(options: PortainerOptions): Promise<StandInPortainer> {
  const rules = rulesOf(options.version)
  const words = wordsOf(rules)
  const state = makeState(options)
  const now = options.now ?? Date.now
  const folder =
    options.localSocket === undefined ? await mkdtemp(path.join(tmpdir(), 'portainer-')) : undefined
  const localSocket = options.localSocket ?? path.join(folder ?? '', 'docker.sock')
  const localEngine = folder === undefined ? undefined : await startEngine({ unixSocket: localSocket })
  const basePath = options.basePath?.replace(/\/+$/, '') ?? ''
  const certificate = options.https ? makeSelfSigned() : undefined

  const server: Server = {
    rules,
    words,
    state,
    dialer: makeDialer({ resolve: options.resolve ?? ((hostPort) => hostPort), localSocket }),
    patience: { ping: 3000, engine: 60_000, ...options.patience },
    options: {
      edition: options.edition ?? 'CE',
      ...(options.setupToken === undefined || !rules.setupToken ? {} : { setupToken: options.setupToken }),
      noAuth: (options.noAuth ?? false) && !rules.since('2.0.0'),
      edgeAddressMissing: options.edgeAddressMissing ?? false,
      ...(options.nodeAllowance === undefined ? {} : { nodeAllowance: options.nodeAllowance }),
      createMillis: options.createMillis ?? 0,
      inCluster: options.inCluster ?? true,
      dial: options.dial ?? true,
    },
    now,
    signingKey: randomBytes(32),
    limiter: makeLimiter(now, options.limiter ?? true),
    proxies: new Map(),
    fingerprint: fingerprint(rules.since('2.19.0')),
  }
  const requests: RecordedRequest[] = []
  const rulebook = makeRulebook()
  const setting = { server, routes: routesOf(rules), rulebook, requests, basePath }
  let timedOut = options.adminTimedOut ?? false
  const handle = (request: http.IncomingMessage, response: http.ServerResponse) => {
    void answer({ ...setting, timedOut: timedOut && rules.timeoutMode }, request, response)
  }
  const listener = makeListener(handle, certificate)
  let port = await listener.listen({ port: options.port ?? 0 })
  let running = true

  async function stop(): Promise<void> {
    if (running) await listener.stop()
    running = false
  }

  async function start(): Promise<void> {
    if (running) return
    // What a process keeps in memory is gone: sessions, bans, connections, and the administrator's time-out.
    server.signingKey = randomBytes(32)
    server.limiter = makeLimiter(now, options.limiter ?? true)
    server.proxies.clear()
    timedOut = false
    port = await listener.listen({ port })
    running = true
  }

  return {
    url: `${options.https ? 'https' : 'http'}://127.0.0.1:${port}${basePath}`,
    caCert: certificate?.cert ?? '',
    requests,
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
      endpoint.LastCheckInDate = Math.floor(now() / 1000)
      endpoint.EdgeID ??= randomUUID()
      endpoint.Type = platform === 'kubernetes' ? 7 : 4
    },
    stop,
    start,
    async restart() {
      await stop()
      await start()
    },
    close: once(async () => {
      await stop()
      server.dialer.close()
      await localEngine?.close()
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    }),
  }
}
