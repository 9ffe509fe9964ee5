import { OutcomeError, isFailure } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isEdge, type Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, pingThrough, takeSnapshot } from '../portainer/endpoints.ts'
import { capabilities, type RunContext } from './context.ts'

/** Seconds that one look may take: Portainer itself waits up to 120 s for an engine that hangs. */
const LOOK_SECONDS = 20
const PROGRESS_MILLISECONDS = 5000

/**
 * Looks until Portainer reaches the endpoint: Docker by a ping through Portainer, an edge agent by its first check-in,
 * the others by `Status` after a snapshot.
 * @returns the endpoint as it is then.
 * @param end when to give up, by the clock; one look is taken in any case.
 * @throws OutcomeError with what was last seen, when it is not up by then.
 */
export async function waitUntilUp(context: RunContext, endpoint: Endpoint, end: number): Promise<Endpoint> {
  const { clock } = context.client
  let lastSaid = -Infinity
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5000)) {
    const left = (): number => Math.ceil((end - clock.now()) / 1000)
    let seen: string
    try {
      const looked = await look(context, endpoint, Math.max(1, Math.min(LOOK_SECONDS, left())))
      if (typeof looked !== 'string') return looked
      seen = looked
    } catch (error) {
      if (!isFailure(error)) throw error
      seen = error.message.replace(/\.$/, '')
    }
    if (clock.now() + pause >= end) {
      throw new OutcomeError(
        `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) is there, but was not up within ${context.waitUntilUp} s; last seen: ${seen}.`,
        {
          hint: isEdge(endpoint.type)
            ? 'Start the edge agent with the edge key, and check that it reaches Portainer.'
            : "Check the engine, and that Portainer's host reaches it; 'wait-until-up' is how long to wait.",
        },
      )
    }
    if (clock.now() - lastSaid >= PROGRESS_MILLISECONDS) {
      lastSaid = clock.now()
      context.log.info(
        `Waiting for endpoint ${quote(endpoint.name)} to be up, ${left()} s more; last seen: ${seen}.`,
      )
    }
    await clock.sleep(pause)
  }
}

/** The endpoint when it is up, else what was seen. */
async function look(context: RunContext, endpoint: Endpoint, seconds: number): Promise<Endpoint | string> {
  const { client } = context
  const { id } = endpoint
  const docker = endpoint.type === 1 || endpoint.type === 2
  if (docker) {
    const trouble = await pingEngine(context, id, seconds)
    if (trouble !== undefined) return trouble
  }
  // A ping does not change what Portainer has stored; a snapshot does, and answers 204 even when it fails.
  if (!isEdge(endpoint.type) && (!docker || endpoint.status === 'down')) await takeSnapshot(client, id)
  const now = await getEndpoint(client, id)
  if (now === undefined) return 'it is gone'
  if (docker) return { ...now, status: 'up' }
  if (now.status === 'up') return now
  return isEdge(endpoint.type) && now.status === ''
    ? 'the edge agent has not checked in yet'
    : `status '${now.status}'`
}

/**
 * Asks the engine through Portainer, within so many seconds.
 * @returns undefined when it answers, else what came back.
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
    // Held for down it stays so, until a snapshot makes Portainer look again.
    await takeSnapshot(client, id)
    return await pingThrough(client, id, seconds)
  } catch (error) {
    if (isFailure(error)) return error.message.replace(/\.$/, '')
    throw error
  }
}
