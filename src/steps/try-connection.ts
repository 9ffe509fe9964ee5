import type { UpdatePlan } from '../decisions/plan.ts'
import { planTrial } from '../decisions/trial.ts'
import type { Queue } from '../foundation/async.ts'
import { ActionError, ResponseError, addContext } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, type RunContext } from './context.ts'
import { createEndpoint } from './create.ts'
import { removeLeftovers } from './leftovers.ts'
import { removeEndpoint } from './remove.ts'

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
