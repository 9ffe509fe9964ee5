import { planPutBack } from '../decisions/put-back.ts'
import type { UpdatePlan } from '../decisions/plan.ts'
import { reconnectsWhen } from '../decisions/reconnect.ts'
import { poll } from '../foundation/async.ts'
import { ActionError, OutcomeError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { hasTls } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { capabilities, type RunContext } from './context.ts'
import { putAndReconnect } from './put.ts'
import { MARKED_AS_DOWN, tryToReach, type Trouble } from './reach.ts'

/** For one request: Portainer itself waits up to 120 s for an engine that hangs. */
const SECONDS = 150

/**
 * Makes Portainer connect with what an update stored, and puts the endpoint back if it can't. Sends nothing if the update
 * does not concern the connection, or if Portainer can't test one of this type.
 * @returns the endpoint as it is then.
 * @throws OutcomeError if it was put back, which names what could not be.
 */
export async function verifyUpdate(
  context: RunContext,
  plan: UpdatePlan,
  changed: Endpoint,
): Promise<Endpoint> {
  const { existing, update } = plan
  const { url, tls, kubeconfig, azure } = update
  const isConnectionChanged = [url, tls, kubeconfig, ...Object.values(azure)].some(
    (value) => value !== undefined,
  )
  if (!isConnectionChanged) return changed
  if (!hasTls(changed.type)) {
    context.log.info(
      `The connection to endpoint ${quote(changed.name)} was not verified: Portainer only tests those to Docker engines and agents.`,
    )
    return changed
  }
  const { clock } = context.client
  const end = clock.now() + context.waitUntilUp * 1000
  let trouble = MARKED_AS_DOWN
  const attempt = await poll(clock, { end: () => end }, async () => {
    const reached = await tryToReach(context, changed, SECONDS)
    // What waiting can't cure is put back at once.
    if ('id' in reached || !reached.canPass) return reached
    trouble = reached
    return undefined
  })
  const reached = attempt ?? trouble
  if (!('id' in reached)) throw await putBack(context, plan, changed, reached)
  if (reconnectsWhen(existing, { url, tls: tls?.mode }, capabilities(context)) === 'restarted') {
    context.log.warning(
      `Portainer can connect to endpoint ${quote(changed.name)} as updated, but Portainer 2.15-2.19 keeps using the old connection until it is restarted.`,
    )
  }
  // The response to the update has all fields, which later steps need; a read on 1.x has not.
  return { ...changed, status: 'up' }
}

async function putBack(
  context: RunContext,
  { existing, update }: UpdatePlan,
  changed: Endpoint,
  trouble: Trouble,
): Promise<ActionError> {
  const { change, lost } = planPutBack(existing, update)
  const failed = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble.what}.`
  const inputs = lost.map((input) => `'${input}'`).join(', ')
  const gone =
    lost.length === 0
      ? ''
      : ` Its former ${inputs} can't be restored: Portainer never shows what it has stored.`
  const hint = [
    trouble.hint ?? "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine.",
    ...(lost.length === 0 ? [] : [`Provide ${inputs} again.`]),
  ].join(' ')
  try {
    const restored = await putAndReconnect(context, changed, change)
    const reached = await tryToReach(context, restored, SECONDS)
    const outcome = 'id' in reached ? ' and works again' : `, but can't be reached now: ${reached.what}`
    return new OutcomeError(`${failed} It was put back${outcome}.${gone}`, { hint })
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    return new OutcomeError(`${failed} Putting it back failed too (${cause.message}).${gone}`, {
      hint,
      cause,
    })
  }
}
