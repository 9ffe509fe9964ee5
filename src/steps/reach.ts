import { poll } from '../foundation/async.ts'
import { ActionError, OutcomeError, ResponseError } from '../foundation/errors.ts'
import { quote, safe } from '../foundation/text.ts'
import { isAzure, isDocker, isEdge, isEngine } from '../inputs/endpoint-types.ts'
import { type Endpoint, urlInEdgeKey } from '../portainer/endpoint.ts'
import { type EngineFailure, getEndpoint, pingThrough, takeSnapshot } from '../portainer/endpoints.ts'
import { canPass, hintForEngine, wordsOf } from '../portainer/engine-hints.ts'
import { capabilities, type RunContext } from './context.ts'

/** Why Portainer does not reach an endpoint. */
export interface Trouble {
  /** The end of a sentence, without a full stop. */
  what: string
  hint?: string | undefined
  canPass: boolean
}

/** After a failed snapshot, which gives no reason. */
export const MARKED_AS_DOWN: Trouble = { what: 'Portainer could not connect to it', canPass: true }

/**
 * Makes Portainer connect to an endpoint with what it has stored. A snapshot does; a ping may be answered over an old
 * connection, so it is used only where there are no snapshots (1.18, 1.19), or only in plain text (2.20.0, 2.20.1 for
 * Docker over TLS). Edge agents connect by themselves: for them it reads whether they check in.
 * @param seconds for each request.
 */
export async function tryToReach(
  context: RunContext,
  endpoint: Endpoint,
  seconds: number,
): Promise<Endpoint | Trouble> {
  const { client } = context
  const { snapshots, dockerTlsBroken } = capabilities(context)
  const { id, type } = endpoint
  try {
    const isConnecting = !isEdge(type) && !isAzure(type)
    if (isConnecting && (!snapshots || (dockerTlsBroken && isEngine(type) && endpoint.tls.on)))
      return (await explainByPing(context, id, seconds)) ?? { ...endpoint, status: 'up' }
    const refused = isConnecting ? await takeSnapshot(client, id, seconds) : undefined
    if (refused !== undefined) return troubleOf(context, refused, ' to a snapshot')
    const now = await getEndpoint(client, id)
    if (now === undefined) return { what: 'it no longer exists', canPass: false }
    if (now.status === 'up') return now
    return isEdge(type) ? edgeTrouble(now) : MARKED_AS_DOWN
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    const isRefused = error instanceof ResponseError && error.fromPortainer && error.status < 500
    return { what: error.message.replace(/\.$/, ''), hint: error.hint, canPass: !isRefused }
  }
}

/** Asks a Docker engine through Portainer, which tells more than {@link MARKED_AS_DOWN}. Undefined if it answers. */
async function explainByPing(context: RunContext, id: number, seconds: number): Promise<Trouble | undefined> {
  const failure = await pingThrough(context.client, id, seconds)
  return failure && troubleOf(context, failure)
}

function troubleOf(context: RunContext, failure: EngineFailure, to = ''): Trouble {
  const { status, message, details } = failure
  const more = details === '' ? '' : ` (details: ${safe(details)})`
  return {
    what: `Portainer answered ${status}${to}${message === '' ? '' : `: ${quote(message)}${more}`}`,
    hint: hintForEngine(wordsOf(message, details), undefined, capabilities(context)),
    canPass: status !== 403 && canPass(failure),
  }
}

function edgeTrouble({ status, edgeId, edgeKey }: Endpoint): Trouble {
  const hint = 'Start the edge agent with the edge key, and check that it reaches Portainer.'
  if (status === 'down') return { what: 'the edge agent has stopped checking in', hint, canPass: true }
  const what = 'the edge agent has not checked in yet'
  if (urlInEdgeKey(edgeKey).endsWith('/')) {
    return {
      what,
      hint: "It never will: the URL in its edge key ends with a slash, so that it asks for a path that Portainer does not have. 'if-exists: recreate' makes a new key; restart the agent with it.",
      canPass: false,
    }
  }
  // Portainer gives out an id before the first check-in only if it enforces ids.
  if (edgeId === '') return { what, hint, canPass: true }
  const edgeIdHint =
    "This Portainer enforces edge ids: start the agent with EDGE_ID set to the output 'edge-id'; with another one its log says 'invalid Edge identifier'."
  return { what, hint: `${hint} ${edgeIdHint}`, canPass: true }
}

/** Seconds that one request may take: the snapshot of a large host takes a while. */
const MAX_REQUEST_SECONDS = 60

const CHECK_ENGINE =
  "Check the engine, and that Portainer's host reaches it; 'wait-until-up' is how long to wait."

/**
 * Tries until Portainer reaches the endpoint, or an edge agent checks in. Stops at once where waiting can't help.
 * @param end when to give up, by the clock; it tries once in any case.
 */
export async function waitUntilUp(context: RunContext, endpoint: Endpoint, end: number): Promise<Endpoint> {
  const { clock } = context.client
  const name = quote(endpoint.name)
  const exists = `Endpoint ${name} (id ${endpoint.id}) exists, but`
  let last = MARKED_AS_DOWN
  const onWait = (secondsLeft: number): void => {
    context.log.info(`Waiting for endpoint ${name} to be up, ${secondsLeft} s more; last seen: ${last.what}.`)
  }
  const attempt = async (): Promise<Endpoint | undefined> => {
    // Half of what is left, so that one request that hangs does not use it up.
    const half = (end - clock.now()) / 2000
    const seconds = Math.max(1, Math.min(MAX_REQUEST_SECONDS, half))
    const seen = await tryToReach(context, endpoint, seconds)
    if ('id' in seen) return seen
    // What is stored stays, so that a ping can't do harm, and it tells the reason.
    const isUnexplained = seen === MARKED_AS_DOWN && isDocker(endpoint.type)
    const reason = isUnexplained ? await explainByPing(context, endpoint.id, seconds) : undefined
    last = reason ?? seen
    if (!last.canPass)
      throw new OutcomeError(`${exists} Portainer can't reach it: ${last.what}.`, { hint: last.hint })
    return undefined
  }
  const up = await poll(clock, end, attempt, onWait)
  if (up !== undefined) return up
  const { what, hint = CHECK_ENGINE } = last
  throw new OutcomeError(`${exists} was not up within ${context.waitUntilUp} s; last seen: ${what}.`, {
    hint,
  })
}
