import type { RecreatePlan } from '../decisions/create.ts'
import { temporaryName } from '../decisions/plan.ts'
import { addContext, CancelledError, recoverFrom, OutcomeError, RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Item } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint } from '../portainer/endpoints.ts'
import { capabilities, NO_CREATION_LOG, type RunContext } from './context.ts'
import { createEndpoint } from './create.ts'
import { completeEndpoint, putWithRecovery } from './put.ts'
import { lookForLeftovers, removeEndpoint, removeLeftovers } from './remove.ts'

/**
 * Replaces an endpoint: creates the new one under a temporary name, removes the old one, and renames the new one. If
 * anything fails before the old one is gone, the new one is removed and the old one stays as it was.
 * @param onReplaced called with the new one as soon as the old one is gone.
 */
export async function recreateEndpoint(
  runContext: RunContext,
  { existing: old, creation }: RecreatePlan,
  onReplaced: (created: Endpoint) => void,
): Promise<Endpoint> {
  const { name } = creation
  // What is recreated existed before this run: the post step must not remove it.
  const context: RunContext = { ...runContext, creationLog: NO_CREATION_LOG }
  const temporary = temporaryName(name, 'recreate')
  await removeLeftovers(context, temporary)

  const { outcome, existing } = await createEndpoint(context, { ...creation, name: temporary })
  const fresh = existing.at(0)
  if (fresh === undefined || existing.length > 1 || outcome === 'name-taken') {
    throw new RefusedError(`Endpoint ${quote(name)} is being recreated by another run.`, {
      hint: "Keep runs for one name apart with GitHub's 'concurrency'.",
    })
  }

  const exists = `The new one still exists as ${quote(temporary)} (id ${fresh.id})`
  const rollBack = async (error: unknown): Promise<never> => {
    if (error instanceof CancelledError) throw error
    await recoverFrom(
      error,
      removeEndpoint(context, fresh.id),
      exists,
      'Running the step again removes it first.',
    )
    throw error
  }
  const checkStillOurs = (seen: Endpoint | undefined): void => {
    if (seen?.name === temporary) return
    // Another job's create at the same time may be given the same id: its endpoint then takes the place of ours.
    throw new OutcomeError(
      `Endpoint ${quote(name)} was not recreated: the new one (id ${fresh.id}) is gone, because another run was given the same id or removed it. The old one (id ${old.id}) is as it was.`,
      { hint: "Keep runs that create endpoints apart with GitHub's 'concurrency', and run the step again." },
    )
  }
  if (!capabilities(context).uniqueNames) {
    checkStillOurs(await getEndpoint(context.client, fresh.id).catch(rollBack))
  }
  const created = await completeEndpoint(context, fresh, creation).catch(rollBack)
  checkStillOurs(created)
  await removeEndpoint(context, old.id).catch((error: unknown) => {
    // The old one may be gone: then the new one is all that is left.
    if (!(error instanceof OutcomeError)) return rollBack(error)
    throw addContext(error, `${exists}.`, 'Running the step again finishes it.')
  })
  onReplaced(created)
  return putWithRecovery(context, created, { name }).catch((error: unknown) => {
    throw addContext(
      error,
      `Endpoint ${quote(name)} was recreated with the id ${created.id}, but is still named ${quote(temporary)}.`,
      'Running the step again gives it its name.',
    )
  })
}

/** Finds the new endpoint that an interrupted run left under its temporary name, and gives it its name. */
export async function resumeInterrupted(
  context: RunContext,
  item: Item,
  existing: readonly Endpoint[],
): Promise<readonly Endpoint[]> {
  const { selector } = item
  const mayBe = item.state === 'present' && item.ifExists === 'recreate' && selector.id === undefined
  if (!mayBe || existing.length > 0) return existing
  const left = await lookForLeftovers(context, temporaryName(selector.name, 'recreate'))
  const [only, ...others] = left
  if (only === undefined || others.length > 0 || context.dryRun) return left
  context.log.info(
    `Continuing with endpoint ${only.id}, which an interrupted run had left as ${quote(only.name)}.`,
  )
  return [await putWithRecovery(context, only, { name: selector.name })]
}
