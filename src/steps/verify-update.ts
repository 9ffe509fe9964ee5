import type { UpdatePlan } from '../decisions/plan.ts'
import { planPutBack, planTrial, reconnectsWhen } from '../decisions/safeguards.ts'
import { poll, type Queue } from '../foundation/async.ts'
import { ActionError, addContext, OutcomeError, ResponseError } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import { hasTls } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, type RunContext } from './context.ts'
import { createEndpoint } from './create.ts'
import { removeEndpoint, removeLeftovers } from './remove.ts'
import { putAndReconnect } from './put.ts'
import { MARKED_AS_DOWN, type Trouble, tryToReach } from './reach.ts'

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
  const { url, tls, kubeconfig, azure = {} } = update
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

/**
 * Tests new TLS settings before an update overwrites or deletes stored files, which can't be read back: creates a
 * temporary endpoint with them, since only a create tests a connection, and removes it again.
 * @throws ActionError if Portainer could not connect; the endpoint is as it was. If Portainer refuses the temporary
 *   endpoint for another reason, such as its licence, this returns, and only the check after the update is left.
 */
export async function tryConnection(runContext: RunContext, plan: UpdatePlan, creates: Queue): Promise<void> {
  const trial = planTrial(plan, capabilities(runContext))
  if (trial === undefined) return
  const { name } = trial.creation
  // The temporary endpoint comes and goes: that is not a change.
  const context: RunContext = { ...runContext, onChangeSent: () => undefined }
  await removeLeftovers(context, name)
  try {
    const created = await createEndpoint(context, trial.desired, trial.creation, creates)
    switch (created.outcome) {
      case 'created':
        await removeTrial(context, created.endpoint)
        return
      case 'unconfirmed':
        for (const endpoint of created.existing) await removeTrial(context, endpoint)
        return
      case 'name-taken':
        context.log.info(`Another run is testing ${quote(plan.existing.name)}. ${TESTED_AFTERWARDS}`)
    }
  } catch (error) {
    if (error instanceof ActionError && isRefusedForAnotherReason(error)) {
      context.log.info(`${asSentence(error.message)} ${TESTED_AFTERWARDS}`)
      return
    }
    const { name: unchanged, id } = plan.existing
    throw addContext(
      error,
      `Endpoint ${quote(unchanged)} (id ${id}) was not changed: new TLS settings are tested on a temporary endpoint first.`,
    )
  }
}

const TESTED_AFTERWARDS = 'The connection is tested after the update instead.'

/** Portainer answers 500 if it can't connect, and also if its licence has no room, which the text says. */
function isRefusedForAnotherReason(error: ActionError): boolean {
  const response = findResponse(error)
  if (response === undefined) return false
  const { status, errorBody, fromPortainer } = response
  if (!fromPortainer || isUnsure(response)) return false
  return status !== 500 || /allowance|licen[cs]e/i.test(`${errorBody.message} ${errorBody.details}`)
}

function findResponse(error: unknown): ResponseError | undefined {
  if (error instanceof ResponseError) return error
  return error instanceof Error ? findResponse(error.cause) : undefined
}

async function removeTrial(context: RunContext, { id, name }: Endpoint): Promise<void> {
  try {
    // Up to 2.11 another run's endpoint may have been given the same id.
    const isOurs = capabilities(context).uniqueNames || (await getEndpoint(context.client, id))?.name === name
    if (isOurs) await removeEndpoint(context, id)
  } catch (error) {
    throw addContext(
      error,
      `The temporary endpoint ${quote(name)} (id ${id}) may still exist.`,
      'Running the step again removes it.',
    )
  }
  context.onRemoved(id)
}
