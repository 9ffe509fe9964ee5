// What an engine answers, and the containers and networks that it remembers: created and removed through its API.
import { randomBytes } from 'node:crypto'

export interface EngineReply {
  status: number
  headers?: Record<string, string>
  body?: string
}

export interface Container {
  id: string
  /** Without the slash that the API puts in front. */
  name: string
  image: string
  env: string[]
  labels: Record<string, string>
  running: boolean
}

export interface Network {
  id: string
  name: string
  labels: Record<string, string>
}

export interface DockerApi {
  containers: Container[]
  networks: Network[]
  /** A call with or without an API version in front of its path. */
  answer: (method: string, path: string, body: string) => EngineReply
}

export const asJson = (value: unknown, status = 200): EngineReply => ({
  status,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
})

const noContent: EngineReply = { status: 204 }
const refuse = (status: number, message: string): EngineReply => asJson({ message }, status)
const makeId = (): string => randomBytes(32).toString('hex')

interface CreateBody {
  Image?: string
  Env?: string[]
  Labels?: Record<string, string>
  Name?: string
}

export function makeDockerApi(podman = false): DockerApi {
  const containers: Container[] = []
  const networks: Network[] = []

  function createContainer(name: string, { Image = '', Env = [], Labels = {} }: CreateBody): EngineReply {
    if (containers.some((other) => other.name === name)) {
      return refuse(409, `Conflict. The container name "/${name}" is already in use`)
    }
    const container = { id: makeId(), name, image: Image, env: Env, labels: Labels, running: false }
    containers.push(container)
    return asJson({ Id: container.id, Warnings: [] }, 201)
  }

  function createNetwork({ Name = '', Labels = {} }: CreateBody): EngineReply {
    if (networks.some(({ name }) => name === Name))
      return refuse(409, `network with name ${Name} already exists`)
    const network = { id: makeId(), name: Name, labels: Labels }
    networks.push(network)
    return asJson({ Id: network.id, Warning: '' }, 201)
  }

  function changeContainer(method: string, reference: string, action: string | undefined): EngineReply {
    const container = containers.find(({ id, name }) => id === reference || name === reference)
    if (!container) return refuse(404, `No such container: ${reference}`)
    if (method === 'DELETE') containers.splice(containers.indexOf(container), 1)
    else if (action === 'json') return asJson(inspected(container))
    else container.running = action === 'start'
    return noContent
  }

  function removeNetwork(reference: string): EngineReply {
    const index = networks.findIndex(({ id, name }) => id === reference || name === reference)
    if (index < 0) return refuse(404, `network ${reference} not found`)
    networks.splice(index, 1)
    return noContent
  }

  return {
    containers,
    networks,
    answer(method, path, body) {
      const [call = '', query = ''] = path.replace(/^\/v\d+\.\d+(?=\/)/, '').split('?')
      const parameters = new URLSearchParams(query)
      if (call === '/_ping') {
        return { status: 200, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: 'OK' }
      }
      if (call === '/info') return asJson(info(containers.length, podman))
      if (call === '/version') return asJson(version(podman))
      if (call === '/images/json') return asJson([])
      if (call === '/volumes') return asJson({ Volumes: [], Warnings: null })
      if (call === '/containers/json') {
        const all = parameters.get('all') === '1' || parameters.get('all') === 'true'
        const fits = labelFilter(parameters.get('filters'))
        const found = containers.filter((container) => (all || container.running) && fits(container.labels))
        return asJson(found.map(listed))
      }
      const payload = readPayload(body)
      if (!payload) return refuse(400, 'invalid JSON')
      if (method === 'POST' && call === '/containers/create')
        return createContainer(parameters.get('name') ?? '', payload)
      if (method === 'POST' && call === '/networks/create') return createNetwork(payload)
      if (call === '/networks') {
        const fits = labelFilter(parameters.get('filters'))
        const found = networks.filter(({ labels }) => fits(labels))
        return asJson(found.map(({ id, name, labels }) => ({ Id: id, Name: name, Labels: labels })))
      }
      const [, kind, reference, action] = call.split('/')
      if (kind === 'containers' && reference !== undefined) return changeContainer(method, reference, action)
      if (kind === 'networks' && reference !== undefined && method === 'DELETE')
        return removeNetwork(reference)
      return refuse(404, 'page not found')
    },
  }
}

function readPayload(body: string): CreateBody | undefined {
  if (body === '') return {}
  try {
    return JSON.parse(body) as CreateBody
  } catch {
    return undefined
  }
}

/** `{"label":["name=value"]}`: all of them. */
function labelFilter(filters: string | null): (labels: Record<string, string>) => boolean {
  const wanted = filters === null ? [] : ((JSON.parse(filters) as { label?: string[] }).label ?? [])
  return (labels) =>
    wanted.every((label) => labels[label.replace(/=.*/, '')] === label.replace(/^[^=]*=/, ''))
}

const listed = ({ id, name, image, labels, running }: Container): object => ({
  Id: id,
  Names: [`/${name}`],
  Image: image,
  Labels: labels,
  State: running ? 'running' : 'created',
  Status: running ? 'Up 1 second' : 'Created',
})

const inspected = ({ id, name, image, env, labels, running }: Container): object => ({
  Id: id,
  Name: `/${name}`,
  Config: { Image: image, Env: env, Labels: labels },
  State: { Status: running ? 'running' : 'created', Running: running },
})

const info = (containers: number, podman: boolean): object => ({
  ID: 'STAN:DIN0',
  Name: 'stand-in',
  ServerVersion: '27.3.1',
  OperatingSystem: podman ? 'fedora' : 'Alpine Linux',
  NCPU: 2,
  MemTotal: 2147483648,
  Containers: containers,
  Images: 0,
  Swarm: { LocalNodeState: 'inactive', ControlAvailable: false },
})

const version = (podman: boolean): object => ({
  Version: '27.3.1',
  ApiVersion: '1.47',
  MinAPIVersion: '1.24',
  Os: 'linux',
  Components: [{ Name: podman ? 'Podman Engine' : 'Engine', Version: podman ? '5.2.5' : '27.3.1' }],
})
