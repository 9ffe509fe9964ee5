import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import { isEdge, type Endpoint } from '../portainer/endpoint.ts'
import type { Changed } from './change.ts'

/** The addresses as Portainer stores them: agents on Kubernetes lose their `tcp://`, a trailing slash does not count. */
export function isSameUrl(wanted: string, stored: string): boolean {
  const plain = (url: string): string => url.replace(/^tcp:\/\//i, '').replace(/\/$/, '')
  return isLocalSocket(wanted) ? wanted === stored : plain(wanted) === plain(stored)
}

/** The Portainer URL inside an edge key (base64 of `URL|tunnel|fingerprint|id`). */
function urlInEdgeKey(key: string): string {
  return Buffer.from(key, 'base64').toString('utf8').split('|')[0] ?? ''
}

/**
 * The new address; undefined where it stays.
 * @throws RefusedError for an edge agent's, which is part of its key.
 */
export function planUrl(url: string | undefined, there: Endpoint, changed: Changed): string | undefined {
  if (url === undefined) return undefined
  if (!isEdge(there.type)) return changed('endpoint-url', !isSameUrl(url, there.url), there.url, url, url)
  const inKey = urlInEdgeKey(there.edgeKey)
  if (there.edgeKey === '' || isSameUrl(url, inKey)) return undefined
  throw new RefusedError(
    `The edge agent of endpoint ${there.id} calls ${quote(inKey)}, which is part of its key and can't be changed.`,
    {
      hint: "'if-exists: recreate' makes a new endpoint with a new key; the agent must then be started with it.",
    },
  )
}
