// POST /api/endpoints: parse, hand out an id, dial, store, and only then look at group and tags.
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { badRequest, json, Refused } from './replies.ts'
import { agentPlatform, pingFirst, snapshot } from './connection-test.ts'
import { localSocketUrl, type Target } from './dialer.ts'
import {
  agent,
  azure,
  edge,
  kubeconfig,
  localKubernetes,
  readCreate,
  type CreatePayload,
} from './endpoints-create-form.ts'
import { value, type Form } from './form-body.ts'
import type { Handler, Server } from './handler.ts'
import { endpointShape } from './json-shapes.ts'
import { snapshotPlaceholder } from './snapshots.ts'
import { emptyEndpoint, store, type Endpoint } from './state.ts'

function handOutId({ state, rules }: Server): number {
  const id = state.lastEndpointId + 1
  if (!rules.idTakenWhenStored) state.lastEndpointId = id
  return id
}

function draft(server: Server, payload: CreatePayload): Endpoint {
  const endpoint = emptyEndpoint(handOutId(server), payload.name)
  return Object.assign(endpoint, {
    URL: payload.url,
    GroupId: payload.groupId,
    PublicURL: payload.publicUrl,
    Tags: payload.tags,
    TagIds: payload.tagIds,
    ContainerEngine: payload.engine,
    Gpus: payload.gpus,
    IsEdgeDevice: payload.edgeDevice,
  })
}

/** Written before the connection test: those of a failed create stay on the disk. */
function keepTlsFiles({ state }: Server, endpoint: Endpoint, payload: CreatePayload): void {
  const folder = `/data/tls/${endpoint.Id}`
  state.tlsFiles.set(String(endpoint.Id), { ...payload.files })
  endpoint.TLSConfig = {
    TLS: true,
    TLSSkipVerify: payload.skipVerify,
    ...(payload.skipVerify ? {} : { TLSCACert: `${folder}/ca.pem` }),
    ...(payload.skipClientVerify ? {} : { TLSCert: `${folder}/cert.pem`, TLSKey: `${folder}/key.pem` }),
  }
}

function edgeHost(server: Server, url: string): string {
  const { rules, words } = server
  const host = /^[a-z][a-z0-9+.-]*:\/\/(\[[^\]]*\]|[^/:?#]*)/i.exec(url)?.[1] ?? ''
  const local = host === 'localhost'
  if (rules.edgeHostStrict) {
    const message = 'Unable to parse host'
    if (host === '') throw new Refused(400, message, 'hostname cannot be empty')
    if (local) throw new Refused(400, message, `cannot use localhost as ${words.thing} URL`)
  }
  if (local)
    throw new Refused(400, `Invalid ${words.thing} URL`, `cannot use localhost as ${words.thing} URL`)
  return host
}

function createEdge(server: Server, payload: CreatePayload): Endpoint {
  const { rules, state, options } = server
  if (options.edition === 'BE' && options.edgeAddressMissing) {
    throw new Refused(500, 'Unable to create environment', 'API server URL not set in Edge Compute settings')
  }
  const endpoint = draft(server, payload)
  const host = edgeHost(server, payload.url)
  const plainKey = `${payload.url}|${host}:8000|${server.fingerprint}|${endpoint.Id}`
  endpoint.EdgeKey = Buffer.from(plainKey).toString('base64').replace(/=+$/, '')
  endpoint.URL = host
  endpoint.PublicURL = ''
  const always = options.edition === 'BE' && rules.containerEngine && payload.engine !== 'docker'
  endpoint.Type = (rules.edgeIsKubernetes ? payload.engine === '' : always) ? 7 : 4
  endpoint.EdgeCheckinInterval = payload.interval
  if (state.settings.EnforceEdgeID && rules.since('2.11.1')) endpoint.EdgeID = randomUUID()
  return endpoint
}

function createAzure(server: Server, payload: CreatePayload): Endpoint {
  if (payload.azure.AuthenticationKey === 'wrong') {
    throw new Refused(500, 'Unable to authenticate against Azure', 'Unable to authenticate against Azure')
  }
  const endpoint = draft(server, payload)
  endpoint.Type = 3
  endpoint.AzureCredentials = payload.azure
  return endpoint
}

function createLocalKubernetes(server: Server, payload: CreatePayload): Endpoint {
  const endpoint = draft(server, payload)
  endpoint.Type = 5
  if (payload.url === '') endpoint.URL = 'https://kubernetes.default.svc'
  endpoint.TLSConfig = { TLS: payload.tls, TLSSkipVerify: payload.skipVerify }
  if (!server.options.inCluster) {
    const why = 'KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT must be defined'
    throw unreachable(server, `unable to load in-cluster configuration, ${why}`)
  }
  return endpoint
}

function createFromKubeconfig(server: Server, payload: CreatePayload, form: Form): Endpoint {
  const text = Buffer.from(value(form, 'KubeConfig'), 'base64').toString('utf8')
  if (!text.includes('clusters')) throw badRequest('Invalid kubeconfig')
  const endpoint = draft(server, payload)
  endpoint.Type = 5
  endpoint.URL = /server:\s*(\S+)/.exec(text)?.[1] ?? ''
  return endpoint
}

const unreachable = (server: Server, details: string) =>
  new Refused(500, `Unable to initiate communications with ${server.words.thing}`, details)

async function takeSnapshot(server: Server, endpoint: Endpoint): Promise<void> {
  const { rules, options } = server
  if (rules.snapshot === 'none' || endpoint.Type === 3 || endpoint.Type === 5 || endpoint.Type === 4) return
  if (!options.dial) return
  try {
    await snapshot(server, endpoint)
    endpoint.snapshotBytes = snapshotPlaceholder
  } catch (error) {
    if (rules.snapshot === 'lenient') {
      endpoint.Status = 2
      return
    }
    const text = (error as Error).message
    const paired =
      text.includes('Invalid request signature') ||
      (rules.takesUnknownForPaired(endpoint.Type) && text.includes('unknown'))
    throw unreachable(server, paired ? 'agent already paired with another Portainer instance' : text)
  }
}

/** What the flags mean for a ping; the agent's ping on 2.x takes them swapped. */
function pingTls(payload: CreatePayload, swapped: boolean): NonNullable<Target['tls']> {
  const { files } = payload
  const [skipServer, skipClient] = swapped
    ? [payload.skipClientVerify, payload.skipVerify]
    : [payload.skipVerify, payload.skipClientVerify]
  return {
    verify: !skipServer,
    ...(skipServer ? {} : { ca: files.ca ?? '' }),
    ...(skipClient ? {} : { cert: files.cert ?? '', key: files.key ?? '' }),
  }
}

async function createDocker(server: Server, payload: CreatePayload): Promise<Endpoint> {
  const { rules, options } = server
  let type = 1
  let version = ''
  const local = payload.url === '' && !payload.tls
  // 1.18 takes the local socket by its URL and does not ask it anything.
  const unasked = rules.urlRequired && payload.url.startsWith('unix://')
  if (rules.pingsFirst && !local && !unasked && options.dial) {
    const target = { url: payload.url, ...(payload.tls ? { tls: pingTls(payload, false) } : {}) }
    if (await pingFirst(server, target)) type = 2
  }
  if (!rules.pingsFirst && payload.kind === agent) {
    const tls = payload.tls ? pingTls(payload, rules.agentFlagsSwapped) : { verify: true }
    const platform = await agentPlatform(server, payload.url, tls)
    type = platform.kubernetes ? 6 : 2
    version = platform.version
  }
  const endpoint = draft(server, payload)
  endpoint.Type = type
  endpoint.AgentVersion = version
  if (local && payload.kind !== agent) endpoint.URL = localSocketUrl
  if (payload.tls) keepTlsFiles(server, endpoint, payload)
  if (type === 6) endpoint.URL = endpoint.URL.replace(/^tcp:\/\//, '')
  await takeSnapshot(server, endpoint)
  return endpoint
}

function build(server: Server, payload: CreatePayload, form: Form): Endpoint | Promise<Endpoint> {
  const { rules, options } = server
  if (payload.kind === azure) return createAzure(server, payload)
  if (payload.kind === edge && rules.edgeAgents) return createEdge(server, payload)
  if (payload.kind === localKubernetes && rules.kubernetes) return createLocalKubernetes(server, payload)
  if (payload.kind === kubeconfig && options.edition === 'BE')
    return createFromKubeconfig(server, payload, form)
  // Every other number is Docker, without a word.
  return createDocker(server, payload)
}

function tie(server: Server, endpoint: Endpoint): void {
  const { rules, words, state } = server
  if (!rules.checksGroupAfterStoring) return
  const noGroup = !state.groups.some(({ Id }) => Id === endpoint.GroupId)
  if (noGroup && !rules.since('2.0.0')) throw new Refused(500, words.creating, words.noObject())
  for (const id of rules.tagField === 'TagIds' ? endpoint.TagIds : []) {
    const tag = state.tags.find(({ ID }) => ID === id)
    if (!tag) throw new Refused(500, words.creating, words.noObject('tags', id))
    tag.Endpoints.add(endpoint.Id)
  }
  if (noGroup) {
    const message = `Unable to find an ${words.thing} group inside the database`
    throw new Refused(500, message, words.noObject('endpoint_groups', endpoint.GroupId))
  }
}

export const createEndpoint: Handler = async (server, request) => {
  const { rules, state, options } = server
  const started = performance.now()
  const payload = readCreate(server, request.form)
  if (rules.uniqueNames && state.endpoints.some(({ Name }) => Name === payload.name)) {
    throw new Refused(409, 'Name is not unique')
  }
  if (options.nodeAllowance !== undefined && state.endpoints.length >= options.nodeAllowance) {
    throw new Refused(
      403,
      'Unable to add environment',
      'You have exceeded the node allowance of your current license',
    )
  }
  const endpoint = await build(server, payload, request.form)
  const left = options.createMillis() - (performance.now() - started)
  if (left > 0) await sleep(left)
  store(state.endpoints, endpoint)
  if (rules.counterFollowsStored) state.lastEndpointId = endpoint.Id
  tie(server, endpoint)
  const shape = endpointShape(server, endpoint, 'create')
  if (rules.since('1.19.0') && !rules.omitsEmpty) {
    shape['Snapshots'] =
      rules.snapshotInEndpoint && endpoint.snapshotBytes > 0 ? [{ DockerVersion: '27.3.1' }] : []
  }
  return json(shape)
}
