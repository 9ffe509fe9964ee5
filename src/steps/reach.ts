import { ActionError } from '../foundation/errors.ts'
import { isEngine } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, pingThrough, takeSnapshot } from '../portainer/endpoints.ts'
import { capabilities, type RunContext } from './context.ts'

/** Seconds for one ping: Portainer itself waits up to 120 s for an engine that hangs. */
const PING_SECONDS = 20

/**
 * Makes Portainer connect to a Docker engine or an agent with what it has stored. A snapshot does, whereas a ping may be
 * answered over an old connection, and makes Portainer keep a broken one. So a ping is only used where there are no
 * snapshots (1.18 and 1.19), and for Docker over TLS on 2.20.0 and 2.20.1, which take snapshots in plain text.
 * @returns the endpoint if it is up, otherwise what was seen, without a full stop.
 */
export async function tryToReach(context: RunContext, endpoint: Endpoint): Promise<Endpoint | string> {
  const { client } = context
  const { snapshots, dockerTlsBroken } = capabilities(context)
  try {
    if (!snapshots || (dockerTlsBroken && isEngine(endpoint.type) && endpoint.tls.on)) {
      return (await pingThrough(client, endpoint.id, PING_SECONDS)) ?? { ...endpoint, status: 'up' }
    }
    const refused = await takeSnapshot(client, endpoint.id)
    if (refused !== undefined) return refused
    const now = await getEndpoint(client, endpoint.id)
    if (now === undefined) return 'it no longer exists'
    return now.status === 'up' ? now : 'Portainer could not connect to it'
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    return error.message.replace(/\.$/, '')
  }
}
