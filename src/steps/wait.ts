import { poll } from '../foundation/async.ts'
import { OutcomeError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isDocker } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { RunContext } from './context.ts'
import { explainByPing, MARKED_AS_DOWN, tryToReach, type Trouble } from './reach.ts'

/** Seconds that one request may take: the snapshot of a large host takes a while. */
const MAX_REQUEST_SECONDS = 60

const CHECK_ENGINE =
  "Check the engine, and that Portainer's host reaches it; 'wait-until-up' is how long to wait."

/**
 * Tries until Portainer reaches the endpoint, or an edge agent checks in. Stops at once where waiting can't help.
 * @param end when to give up, by the clock; it tries once in any case.
 * @returns the endpoint as it is then.
 * @throws OutcomeError with what was last seen, if it is not up by then.
 */
export async function waitUntilUp(context: RunContext, endpoint: Endpoint, end: number): Promise<Endpoint> {
  const { clock } = context.client
  const name = `Endpoint ${quote(endpoint.name)} (id ${endpoint.id})`
  let last: Trouble = MARKED_AS_DOWN
  const options = {
    end: () => end,
    onWait: (secondsLeft: number) => {
      context.log.info(
        `Waiting for endpoint ${quote(endpoint.name)} to be up, ${secondsLeft} s more; last seen: ${last.what}.`,
      )
    },
  }
  const up = await poll(clock, options, async () => {
    // Half of what is left, so that one request that hangs does not use it up.
    const half = (end - clock.now()) / 2000
    const seen = await look(context, endpoint, Math.max(1, Math.min(MAX_REQUEST_SECONDS, half)))
    if ('id' in seen) return seen
    if (!seen.canPass)
      throw new OutcomeError(`${name} exists, but Portainer can't reach it: ${seen.what}.`, {
        hint: seen.hint,
      })
    last = seen
    return undefined
  })
  if (up !== undefined) return up
  throw new OutcomeError(
    `${name} exists, but was not up within ${context.waitUntilUp} s; last seen: ${last.what}.`,
    { hint: last.hint ?? CHECK_ENGINE },
  )
}

async function look(context: RunContext, endpoint: Endpoint, seconds: number): Promise<Endpoint | Trouble> {
  const seen = await tryToReach(context, endpoint, seconds)
  if (seen !== MARKED_AS_DOWN || !isDocker(endpoint.type)) return seen
  // What is stored stays, so that a ping can't do harm, and it tells the reason.
  return (await explainByPing(context, endpoint.id, seconds)) ?? seen
}
