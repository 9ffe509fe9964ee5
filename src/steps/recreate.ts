import { createHash } from 'node:crypto'
import { CancelledError, OutcomeError, RefusedError } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { Creation } from '../decisions/plan.ts'
import type { EndpointToRemove, DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint } from '../portainer/endpoints.ts'
import { completeEndpoint } from './create.ts'
import { createEndpoint } from './create.ts'
import { lookByName } from './look.ts'
import { putWithRecovery } from './update.ts'
import type { Queue } from '../foundation/async.ts'
import { removeEndpoint } from './remove.ts'
import { capabilities, type RunContext } from './context.ts'

/** The name of the new endpoint while the old one still has its own. */
function temporaryName(name: string): string {
  // Two long names may begin alike, and somebody may use such a name for good.
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, 220).toWellFormed()} (being recreated, ${hash})`
}

export const isTemporaryName = (name: string): boolean => / \(being recreated, [0-9a-f]{8}\)$/.test(name)

/** What an interrupted run left. Does not look where it is known that there is nothing. */
async function lookForLeftovers({ client, temporaryNames }: RunContext, name: string): Promise<Endpoint[]> {
  return temporaryNames?.has(name) === false ? [] : lookByName(client, name)
}

/**
 * Makes a new endpoint in place of an old one: under a temporary name first, since a create tests the connection and a
 * name may be taken once only; then the old one is removed and the new one gets its name. When anything fails before
 * the old one is gone, the new one is removed again and the old one is left as it was.
 * @param onReplaced told of the new one as soon as the old one is gone.
 */
export async function recreateEndpoint(
  run: RunContext,
  desired: DesiredEndpoint,
  existing: Endpoint,
  creation: Creation,
  creates: Queue,
  onReplaced: (made: Endpoint) => void,
): Promise<Endpoint> {
  // What is recreated was there before this run: the post step must not remove it.
  const forgotten = (): undefined => undefined
  const context: RunContext = {
    ...run,
    onCreating: () => forgotten,
    onCreated: forgotten,
    onRemoved: forgotten,
  }
  const name = temporaryName(creation.name)
  await removeLeftover(context, name)
  const created = await createEndpoint(context, desired, { ...creation, name }, creates)
  const fresh = 'made' in created ? created.made : created.found[0]
  if (fresh === undefined || ('found' in created && (created.found.length > 1 || !created.lost))) {
    throw new RefusedError(`Endpoint ${quote(creation.name)} is being recreated by another run.`, {
      hint: "Keep runs for one name apart with GitHub's 'concurrency'.",
    })
  }
  const rollBackOnError = <T>(act: () => Promise<T>): Promise<T> =>
    act().catch((error: unknown) => rollBack(context, fresh, error))
  const checkIsOurs = (seen: Endpoint | undefined): void => {
    if (seen?.name !== name) throw isLost(creation.name, fresh, existing)
  }
  if (!capabilities(context).uniqueNames)
    checkIsOurs(await rollBackOnError(() => getEndpoint(context.client, fresh.id)))
  const made = await rollBackOnError(() => completeEndpoint(context, fresh, creation))
  checkIsOurs(made)
  await rollBackOnError(() => removeEndpoint(context.client, existing.id))
  onReplaced(made)
  try {
    return await putWithRecovery(context, made, { name: creation.name })
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause
    throw new OutcomeError(
      `Endpoint ${quote(creation.name)} was recreated with the id ${made.id}, but is still called ${quote(name)}: ${cause instanceof Error ? cause.message : ''}`,
      { hint: 'Running the step again gives it its name.', cause },
    )
  }
}

/** Another job's create, at the same time, may be given the same id: its endpoint then takes the place of ours. */
function isLost(name: string, { id }: Endpoint, existing: Endpoint): OutcomeError {
  return new OutcomeError(
    `Endpoint ${quote(name)} was not recreated: the new one (id ${id}) is gone, since another run was given the same id or removed it. The old one (id ${existing.id}) is as it was.`,
    { hint: "Keep runs that create endpoints apart with GitHub's 'concurrency', and run the step again." },
  )
}

/** After an error the new one is removed, unless nobody knows whether the old one is gone. */
async function rollBack(context: RunContext, made: Endpoint, error: unknown): Promise<never> {
  // Where the old one may be gone, the new one is all that is left.
  if (error instanceof OutcomeError) throw keepsBoth(error, made)
  if (!(error instanceof CancelledError)) await removeAgain(context, made, error)
  throw error
}

function keepsBoth(error: OutcomeError, made: Endpoint): OutcomeError {
  return new OutcomeError(
    `${asSentence(error.message)} The new one is there as ${quote(made.name)} (id ${made.id}).`,
    {
      hint: 'Running the step again finishes it.',
      cause: error,
    },
  )
}

/** Removes the new one because of an error, which is not forgotten when that fails too. */
async function removeAgain(context: RunContext, made: Endpoint, error: unknown): Promise<void> {
  try {
    await removeEndpoint(context.client, made.id)
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause
    const [first, second] = [error, cause].map((one) => (one instanceof Error ? one.message : String(one)))
    throw new OutcomeError(
      `${asSentence(first ?? '')} The new one is there too, as ${quote(made.name)} (id ${made.id}): ${second ?? ''}`,
      { hint: 'Running the step again removes it first.', cause },
    )
  }
}

/** What an earlier run that was stopped in the middle left behind, while the old one was still there. */
async function removeLeftover(context: RunContext, name: string): Promise<void> {
  for (const leftover of await lookForLeftovers(context, name)) {
    await removeEndpoint(context.client, leftover.id)
    context.log.info(`Removed endpoint ${leftover.id}, which an interrupted run had left as ${quote(name)}.`)
  }
}

/**
 * A run that was stopped after the old one was gone left the new one under its temporary name. It is found here, and
 * gets its name first unless this is a dry run.
 */
export async function resumeInterrupted(
  context: RunContext,
  item: DesiredEndpoint | EndpointToRemove,
  existing: readonly Endpoint[],
  dryRun: boolean,
): Promise<readonly Endpoint[]> {
  const { selector } = item
  const mayBe = item.state === 'present' && item.ifExists === 'recreate' && selector.id === undefined
  if (!mayBe || existing.length > 0) return existing
  const left = await lookForLeftovers(context, temporaryName(selector.name))
  const [only] = left
  if (only === undefined || left.length > 1 || dryRun) return left
  context.log.info(`Endpoint ${only.id} is taken up: an interrupted run had left it as ${quote(only.name)}.`)
  return [await putWithRecovery(context, only, { name: selector.name })]
}
