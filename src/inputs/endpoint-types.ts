import { allOf, oneOf } from '../foundation/text.ts'
import type { InputName } from './names.ts'
import { type InputSource, suggest } from './source.ts'

/** For each `type`: the number that a create sends, and those that Portainer may store for it. */
const TYPES = {
  docker: { asked: 1, stored: [1] },
  agent: { asked: 2, stored: [2, 6] },
  azure: { asked: 3, stored: [3] },
  'edge-agent': { asked: 4, stored: [4, 7] },
  kubernetes: { asked: 5, stored: [5] },
  kubeconfig: { asked: 6, stored: [5, 6, 7] },
} satisfies Record<string, { asked: number; stored: number[] }>

export type EndpointType = keyof typeof TYPES

const endpointTypes = Object.keys(TYPES) as EndpointType[]

export const creationType = (type: EndpointType): number => TYPES[type].asked

export const isOfType = (stored: number, type: EndpointType): boolean => TYPES[type].stored.includes(stored)

/** The agent calls Portainer, not the other way round. */
export const isEdge = (stored: number): boolean => stored === 4 || stored === 7
/** A Docker engine that Portainer connects to without an agent. */
export const isEngine = (stored: number): boolean => stored === 1
export const isAgent = (stored: number): boolean => stored === 2 || stored === 6
export const isAgentOnKubernetes = (stored: number): boolean => stored === 6
export const isAzure = (stored: number): boolean => stored === 3
/** Portainer passes requests through to a Docker API: `/docker/_ping` works. */
export const isDocker = (stored: number): boolean => stored === 1 || stored === 2
/** Portainer connects to it with the endpoint's own TLS settings. */
export const hasTls = (stored: number): boolean => isDocker(stored) || stored === 6

/** The part of Portainer's UI (2.x) in which an endpoint has its dashboard. */
export const dashboardOf = (stored: number): 'docker' | 'azure' | 'kubernetes' =>
  isAzure(stored) ? 'azure' : stored >= 5 ? 'kubernetes' : 'docker'

const LABELS: Record<number, string> = {
  1: 'Docker',
  2: 'agent',
  3: 'Azure',
  4: 'edge agent',
  5: 'Kubernetes',
  6: 'Kubernetes agent',
  7: 'Kubernetes edge agent',
}

export const typeLabel = (stored: number): string => LABELS[stored] ?? `type ${stored}`

export const labelOfType = (type: EndpointType): string => typeLabel(TYPES[type].stored[0] ?? 0)

/** What people write for a type, in lower case and without separators, and what to write instead. The first match counts. */
const OTHER_WORDS: readonly [words: RegExp, instead: string][] = [
  [/^7$/, "Portainer stores 7 for an edge agent on Kubernetes; use 'edge-agent'"],
  [/edge/, "for an edge agent, use 'edge-agent'"],
  [/kubeconfig|import/, "to import a kubeconfig, use 'kubeconfig'"],
  [
    /^(k8s|k3s|kube|minikube|microk8s|gke|eks|aks|openshift)|kubernetes/,
    "for the cluster Portainer runs in, use 'kubernetes'; for another one, 'agent', 'edge-agent' or 'kubeconfig'",
  ],
  [/swarm/, "for a Swarm, use 'agent', or 'docker' with the address of a manager's API"],
  [
    /podman/,
    "for Podman, use 'docker', 'agent' or 'edge-agent' with 'container-engine: podman' (Portainer 2.22 and later)",
  ],
  [
    /^(local|socket|unix|npipe|localsocket|dockersocket|dockersock|localdocker|dockerlocal)$/,
    "for the engine on Portainer's own host, use 'docker' with 'endpoint-url: unix:///var/run/docker.sock'",
  ],
  [/azure|^aci$|containerinstance/, "for Azure Container Instances, use 'azure'"],
  [/agent/, "for a Portainer agent, use 'agent'"],
  [/docker|standalone|engine|^(api|tcp|remote|host)$/, "for a Docker engine, use 'docker'"],
]

/** Inputs that go with some types only. With another type they are refused: they would have no effect. */
const belongsTo: readonly [readonly InputName[], readonly EndpointType[]][] = [
  [
    ['tls', 'tls-ca-cert', 'tls-cert', 'tls-key', 'tls-skip-verify', 'tls-skip-client-verify'],
    ['docker', 'agent'],
  ],
  [['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'], ['azure']],
  [['kubeconfig'], ['kubeconfig']],
  [['edge-checkin-interval'], ['edge-agent']],
  [['container-engine'], ['docker', 'agent', 'edge-agent']],
  [['endpoint-url'], ['docker', 'agent', 'edge-agent', 'kubernetes']],
]

/** The type, by word or number. Anything else is refused: Portainer would silently create a Docker endpoint for it. */
export function readType(source: InputSource): EndpointType | undefined {
  const text = source.text('type')
  if (text === undefined) return undefined
  const type = endpointTypes.find((word) => word === text.toLowerCase() || String(TYPES[word].asked) === text)
  if (type !== undefined) return type
  const allowed = `${oneOf(endpointTypes)}, or the numbers 1 to 6 in that order`
  throw source.invalid('type', text, allowed, whatWasMeant(text))
}

function whatWasMeant(text: string): string {
  const folded = text
    .toLowerCase()
    .slice(0, 100)
    .replace(/[^a-z0-9]/g, '')
  const instead = OTHER_WORDS.find(([words]) => words.test(folded))?.[1]
  if (instead !== undefined) return instead
  const typo = suggest(text, endpointTypes)
  if (typo !== undefined) return `did you mean '${typo}'?`
  return 'Portainer would silently create a Docker endpoint for it'
}

/** Refuses inputs that go with another type only, those that go together with one error, and returns their names. */
export function refuseMisplaced(
  source: InputSource,
  type: EndpointType,
  refuse: (message: string) => void,
): InputName[] {
  const found =
    source.text('type') === undefined ? "'type' is not given, which means 'docker'" : `'type' is '${type}'`
  return belongsTo.flatMap(([names, types]) => {
    const given = types.includes(type) ? [] : names.filter((name) => source.text(name) !== undefined)
    if (given.length === 0) return []
    const allowed = oneOf(types.map((one) => `type: ${one}`))
    refuse(`${allOf(given)} can only be used with ${allowed}, but ${found}.`)
    return names
  })
}
