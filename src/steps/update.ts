import { tlsFileNames } from '../certificates/tls-files.ts'
import type { UpdatePlan } from '../decisions/plan.ts'
import { planRollBack, planTrial, reconnectsWhen } from '../decisions/safeguards.ts'
import { poll } from '../foundation/async.ts'
import { ActionError, addContext, OutcomeError, RefusedError, ResponseError } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import { hasTls } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, lookByName, uploadTlsFile } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, sendChange, withFiles, type RunContext } from './context.ts'
import { createEndpoint } from './create.ts'
import { createGroupAndTags, tagFields } from './groups-and-tags.ts'
import { putAndReconnect, setAccess } from './put.ts'
import { MARKED_AS_DOWN, tryToReach, type Trouble } from './reach.ts'
import { removeEndpoint, removeLeftovers } from './remove.ts'

/**
 * Changes an endpoint as planned. New TLS files are tested first, then stored, and one request switches them on along
 * with everything else. Portainer does not test the connection of an update, so it is verified afterwards.
 */
export async function updateEndpoint(context: RunContext, plan: UpdatePlan): Promise<Endpoint> {
  const { existing, update } = plan
  await checkName(context, existing, update.name)
  await tryConnection(context, plan)
  const { group, tags } = await createGroupAndTags(context, update)
  const change = { ...update, groupId: group?.id, tags: tagFields(tags), tls: update.tls?.mode }
  const stored: string[] = []
  let changed: Endpoint
  try {
    await withFiles(context, update.tls?.files ?? {}, async (paths) => {
      for (const file of tlsFileNames) {
        const path = paths[file]
        if (path === undefined) continue
        await sendChange(context, () => uploadTlsFile(context.client, existing.id, file, path))
        stored.push(file)
      }
    })
    changed = await putAndReconnect(context, existing, change)
  } catch (error) {
    if (stored.length === 0) throw error
    throw addContext(
      error,
      `The TLS files sent before it (${stored.join(', ')}) are stored with endpoint ${existing.id} and stay.`,
    )
  }
  const verified = await verifyUpdate(context, plan, changed)
  await setAccess(context, existing, update).catch((error: unknown) => {
    throw addContext(error, `Everything else that differed on endpoint ${existing.id} was changed.`)
  })
  return verified
}

/** Up to 2.13 Portainer allows two endpoints with one name, and then neither is found by it any more. */
async function checkName(context: RunContext, existing: Endpoint, name: string | undefined): Promise<void> {
  if (name === undefined || capabilities(context).uniqueNames) return
  const other = (await lookByName(context.client, name)).find(({ id }) => id !== existing.id)
  if (other === undefined) return
  throw new RefusedError(
    `Endpoint ${existing.id} was not renamed: endpoint ${other.id} is named ${quote(name)} already.`,
  )
}

/**
 * Tests new TLS settings on a temporary endpoint, before an update overwrites stored files, which can't be read back. If
 * Portainer refuses that endpoint for another reason, such as its licence, only the check after the update is left.
 */
async function tryConnection(runContext: RunContext, plan: UpdatePlan): Promise<void> {
  const trial = planTrial(plan, capabilities(runContext))
  if (trial === undefined) return
  const { name, id } = plan.existing
  // The temporary endpoint comes and goes: that is not a change.
  const context: RunContext = { ...runContext, onChangeSent: () => undefined }
  await removeLeftovers(context, trial.name)
  try {
    const { outcome, existing } = await createEndpoint(context, trial)
    if (outcome === 'name-taken')
      context.log.info(`Another run is testing ${quote(name)}. ${TESTED_AFTERWARDS}`)
    else for (const endpoint of existing) await removeTrial(context, endpoint)
  } catch (error) {
    if (!(error instanceof ActionError) || !isRefusedForAnotherReason(error)) {
      throw addContext(
        error,
        `Endpoint ${quote(name)} (id ${id}) was not changed: new TLS settings are tested on a temporary endpoint first.`,
      )
    }
    context.log.info(`${asSentence(error.message)} ${TESTED_AFTERWARDS}`)
  }
}

const TESTED_AFTERWARDS = 'The connection is tested after the update instead.'

/** Portainer responds with 500 if it can't connect, and also if its licence has no room, which the text says. */
function isRefusedForAnotherReason(error: Error): boolean {
  if (!(error instanceof ResponseError))
    return error.cause instanceof Error && isRefusedForAnotherReason(error.cause)
  const { status, errorBody, fromPortainer } = error
  if (!fromPortainer || isUnsure(error)) return false
  return status !== 500 || /allowance|licen[cs]e/i.test(`${errorBody.message} ${errorBody.details}`)
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
  context.creationLog.remove(id)
}

/** Seconds for one request: Portainer itself waits up to 120 s for an engine that hangs. */
const REQUEST_SECONDS = 150

async function verifyUpdate(context: RunContext, plan: UpdatePlan, changed: Endpoint): Promise<Endpoint> {
  const { url, tls, kubeconfig, azure = {} } = plan.update
  const connection = [url, tls, kubeconfig, ...Object.values(azure)]
  if (connection.every((value) => value === undefined)) return changed
  if (!hasTls(changed.type)) {
    context.log.info(
      `The connection to endpoint ${quote(changed.name)} was not verified: Portainer only tests those to Docker engines and agents.`,
    )
    return changed
  }
  const { clock } = context.client
  const end = clock.now() + context.waitUntilUp * 1000
  let trouble = MARKED_AS_DOWN
  const ended = await poll(clock, end, async () => {
    const seen = await tryToReach(context, changed, REQUEST_SECONDS)
    // If waiting can't help, roll back at once.
    if ('id' in seen || !seen.canPass) return seen
    trouble = seen
    return undefined
  })
  const reached = ended ?? trouble
  if (!('id' in reached)) throw await rollBack(context, plan, changed, reached)
  if (reconnectsWhen(plan.existing, { url, tls: tls?.mode }, capabilities(context)) === 'restarted') {
    context.log.warning(
      `Portainer can connect to endpoint ${quote(changed.name)} as updated, but Portainer 2.15-2.19 keeps using the old connection until it is restarted.`,
    )
  }
  // The response to the update has all fields, which later steps need; a read on 1.x has not.
  return { ...changed, status: 'up' }
}

/** @returns the error that says what was rolled back, and what could not be. */
async function rollBack(
  context: RunContext,
  { existing, update }: UpdatePlan,
  changed: Endpoint,
  trouble: Trouble,
): Promise<ActionError> {
  const { change, lost } = planRollBack(existing, update)
  const inputs = lost.map((input) => `'${input}'`).join(', ')
  const failed = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble.what}.`
  let gone = ''
  let hint =
    trouble.hint ?? "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine."
  if (lost.length > 0) {
    gone = ` Its former ${inputs} can't be restored: Portainer never shows what it has stored.`
    hint += ` Provide ${inputs} again.`
  }
  try {
    const restored = await putAndReconnect(context, changed, change)
    const reached = await tryToReach(context, restored, REQUEST_SECONDS)
    const outcome = 'id' in reached ? ' and works again' : `, but can't be reached now: ${reached.what}`
    return new OutcomeError(`${failed} It was rolled back${outcome}.${gone}`, { hint })
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    const message = `${failed} Rolling back failed too (${cause.message}).${gone}`
    return new OutcomeError(message, { hint, cause })
  }
}
