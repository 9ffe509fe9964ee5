/**
 * Everything that is known about Portainer's type numbers. A create asks for one number; what Portainer stores can be
 * another one, which depends on what answers at the address.
 */

/** What users write in `type`, and the number that goes out as `EndpointType` (1.x) and `EndpointCreationType` (2.x). */
export const creationTypes = {
  docker: 1,
  agent: 2,
  azure: 3,
  'edge-agent': 4,
  kubernetes: 5,
  kubeconfig: 6,
} as const

export type EndpointType = keyof typeof creationTypes

export const endpointTypes = Object.keys(creationTypes) as EndpointType[]

/** The numbers that Portainer stores, by what was asked for. */
const storedTypes: Record<EndpointType, readonly number[]> = {
  docker: [1],
  agent: [2, 6],
  azure: [3],
  'edge-agent': [4, 7],
  kubernetes: [5],
  kubeconfig: [5, 6, 7],
}

/** Whether a stored number is what `type` asks for. */
export const isOfType = (stored: number, type: EndpointType): boolean => storedTypes[type].includes(stored)

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
export function dashboardOf(stored: number): 'docker' | 'azure' | 'kubernetes' {
  if (isAzure(stored)) return 'azure'
  return stored >= 5 ? 'kubernetes' : 'docker'
}

/** What a person calls it. */
export function typeLabel(stored: number): string {
  const labels = [
    'Docker',
    'agent',
    'Azure',
    'edge agent',
    'Kubernetes',
    'Kubernetes agent',
    'Kubernetes edge agent',
  ]
  return labels[stored - 1] ?? `type ${stored}`
}

/** The same for what was asked for. */
export const labelOfType = (type: EndpointType): string => typeLabel(storedTypes[type][0] ?? 0)
