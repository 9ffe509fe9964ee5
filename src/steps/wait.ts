import { poll } from '../foundation/async.ts'
import { ActionError, OutcomeError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isDocker, isEdge } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, pingThrough, takeSnapshot } from '../portainer/endpoints.ts'
import { capabilities, type RunContext } from './context.ts'

/** Seconds that one look may take: Portainer itself waits up to 120 s for an engine that hangs. */
const LOOK_SECONDS = 20

/**
 * Looks until Portainer reaches the endpoint: Docker by a ping through Portainer, an edge agent by its first check-in,
 * others by `Status` after a snapshot.
 * @param end when to give up, by the clock; it looks once in any case.
 * @returns the endpoint as it is then.
 * @throws OutcomeError with what was last seen, if it is not up by then.
 */
export async function waitUntilUp(context: RunContext, endpoint: Endpoint, end: number): Promise<Endpoint> {
  const { clock } = context.client
  let seen = ''
  const options = {
    end: () => end,
    onWait: (secondsLeft: number) => {
      context.log.info(
        `Waiting for endpoint ${quote(endpoint.name)} to be up, ${secondsLeft} s more; last seen: ${seen}.`,
      )
    },
  }
  const up = await poll(clock, options, async () => {
    const left = Math.ceil((end - clock.now()) / 1000)
    const looked = await look(context, endpoint, Math.max(1, Math.min(LOOK_SECONDS, left)))
    if (typeof looked !== 'string') return looked
    seen = looked
    return undefined
  })
  if (up !== undefined) return up
  throw new OutcomeError(
    `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) exists, but was not up within ${context.waitUntilUp} s; last seen: ${seen}.`,
    {
      hint: isEdge(endpoint.type)
        ? 'Start the edge agent with the edge key, and check that it reaches Portainer.'
        : "Check the engine, and that Portainer's host reaches it; 'wait-until-up' is how long to wait.",
    },
  )
}

/** The endpoint if it is up, otherwise what was seen. */
async function look(context: RunContext, endpoint: Endpoint, seconds: number): Promise<Endpoint | string> {
  const { client } = context
  const { id, type } = endpoint
  try {
    if (isDocker(type)) {
      const trouble = await pingEngine(context, id, seconds)
      if (trouble !== undefined) return trouble
    }
    // A ping does not change what Portainer has stored; a snapshot does, and answers 204 even when it fails.
    if (!isEdge(type) && (!isDocker(type) || endpoint.status === 'down')) await takeSnapshot(client, id)
    const now = await getEndpoint(client, id)
    if (now === undefined) return 'it is gone'
    if (isDocker(type)) return { ...now, status: 'up' }
    if (now.status === 'up') return now
    return isEdge(type) && now.status === ''
      ? 'the edge agent has not checked in yet'
      : `status '${now.status}'`
  } catch (error) {
    return withoutFullStop(error)
  }
}

/**
 * Asks the engine through Portainer, within so many seconds.
 * @returns undefined if it responds, otherwise what came back.
 */
export async function pingEngine(
  context: RunContext,
  id: number,
  seconds: number,
): Promise<string | undefined> {
  const { client } = context
  try {
    const trouble = await pingThrough(client, id, seconds)
    if (trouble === undefined || !capabilities(context).refusesDown) return trouble
    // Portainer stops contacting an engine it marked as down until a snapshot finds it up.
    await takeSnapshot(client, id)
    return await pingThrough(client, id, seconds)
  } catch (error) {
    return withoutFullStop(error)
  }
}

function withoutFullStop(error: unknown): string {
  if (!(error instanceof ActionError)) throw error
  return error.message.replace(/\.$/, '')
}
