import * as core from '@actions/core'
import { holdsSecret, mask } from '../foundation/secrets.ts'
import { count } from '../foundation/text.ts'
import { isEdge, type Endpoint } from '../portainer/endpoint.ts'

/** Base64, as Portainer makes it. Anything else would be a server that chooses what the runner masks. */
const KEY = /^[A-Za-z0-9+/=_-]{16,4096}$/

const keyOf = ({ type, edgeKey }: Endpoint): string => (isEdge(type) && KEY.test(edgeKey) ? edgeKey : '')

/**
 * The edge key as an output; empty where there is none. It is the one output that secrets are not taken out of, so one
 * into which the server wrote a secret of the run is none.
 */
export function edgeKeyOutput(endpoint: Endpoint): string {
  const key = keyOf(endpoint)
  return holdsSecret(key) ? '' : key
}

/** An edge key lets its holder pose as the agent. */
export function maskEdgeKey(endpoint: Endpoint): void {
  const key = keyOf(endpoint)
  if (key !== '') mask(key, 'as written')
}

/** Says why edge keys are missing among the outputs. */
export function warnOfLeftOutKeys(endpoints: readonly Endpoint[]): void {
  const { length } = endpoints.filter((endpoint) => holdsSecret(keyOf(endpoint)))
  if (length === 0) return
  core.warning(
    `The edge key of ${count(length, 'endpoint')} holds a secret that this run was given, so it is no output. Perhaps a password or a header's value is part of 'endpoint-url'.`,
  )
}
