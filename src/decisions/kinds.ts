import type { Kind } from '../inputs/types.ts'

/** The number that Portainer stores for each kind asked for. */
const storedTypes: Record<Kind, readonly number[]> = {
  docker: [1],
  agent: [2, 6],
  azure: [3],
  'edge-agent': [4, 7],
  kubernetes: [5],
  kubeconfig: [5, 6, 7],
}

/** Whether a stored type is what was asked for. */
export function isOfKind(type: number, kind: Kind): boolean {
  return storedTypes[kind].includes(type)
}
