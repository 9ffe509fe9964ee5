import type { Creation } from '../decisions/plan.ts'
import type { Queue } from '../foundation/async.ts'
import {
  ActionError,
  CancelledError,
  OutcomeError,
  RefusedError,
  ResponseError,
  isFailure,
} from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import { createForm, encodeForm, type NewEndpoint } from '../portainer/endpoint-forms.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import { postEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, type RunContext, withFiles } from './context.ts'
import { makeTargets } from './groups-and-tags.ts'
import { checkLost, checkReturned, refuseBroken, RUN_AGAIN } from './check-created.ts'
import { lookByName, waitForStableName } from './look.ts'
import { putWithRecovery, setAccess } from './update.ts'

/** Milliseconds between looks for an endpoint whose create got no answer: Portainer may still be connecting. */
const LOOK_PAUSES = [0, 500, 1000, 2000, 4000, 8000]

/** Seconds that a name which is taken has to mean the same endpoint twice in a row. */
const FOLLOW_SECONDS = 10

/** `made`: by this run. `found`: the name was taken meanwhile; with `lost`, this run's own create left it, without a good answer. */
export type Created = { made: Endpoint } | { found: Endpoint[]; lost: boolean }

/** `refused`: nothing is there, for this reason. */
type Attempt = Created | { refused: ActionError; began: number }

/**
 * Creates an endpoint and checks that it is what was asked for. A create without a good answer is settled by looking.
 * @param creates holds each attempt, but not the pauses between them: others are created while an engine is waited for.
 * @throws what Portainer refused; OutcomeError when something else came of it, which is removed again.
 */
export async function createEndpoint(
  context: RunContext,
  desired: DesiredEndpoint,
  planned: Creation,
  creates: Queue,
): Promise<Created> {
  const creation = await makeTargets(context, planned)
  const { clock } = context.client
  let end: number | undefined
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 5000)) {
    const attempt = await creates(() => attemptRemembered(context, desired, creation))
    if ('made' in attempt) await checkReturned(context, desired, creation, attempt.made)
    if (!('refused' in attempt)) return attempt
    const { refused, began } = attempt
    end ??= began + context.waitUntilUp * 1000
    if (!isNotYet(refused) || clock.now() + pause >= end) throw withDoubt(refused, creation.name)
    context.log.info(
      `${asSentence(refused.message)} Waiting for the engine, ${Math.ceil((end - clock.now()) / 1000)} s more.`,
    )
    await clock.sleep(pause)
  }
}

/** While a create is under way the post step knows its name: a job that is cancelled then learns no id. */
async function attemptRemembered(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
): Promise<Attempt> {
  const ended = context.onCreating(creation.name)
  try {
    const attempt = await attemptCreate(context, desired, creation)
    // One that was lost is probably ours, and may be another run's: the post step tells of it, and leaves it.
    if (!('lost' in attempt) || !attempt.lost) ended()
    return attempt
  } catch (error) {
    if (!(error instanceof CancelledError)) ended()
    throw error
  }
}

async function attemptCreate(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
): Promise<Attempt> {
  const began = context.client.clock.now()
  try {
    const made = await post(context, desired, creation)
    // By the name that was asked for: the answer is not ours, and state is a file.
    context.onCreated(made.id, creation.name)
    return { made }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    if (error instanceof ResponseError && error.status === 409) {
      // Nobody was there a moment ago: other runs are at it, and who is there now may go again.
      return { found: await waitForStableName(context, creation.name, FOLLOW_SECONDS), lost: false }
    }
    if (!(isUnsure(error) || (error instanceof ResponseError && error.status >= 500))) throw error
    const found = await lookAfter(context, creation.name, error)
    if (found.length === 0) return { refused: error, began }
    context.log.info(`${asSentence(error.message)} All the same the endpoint is there.`)
    await refuseBroken(context, creation, found).catch((cause: unknown) => {
      throw cause instanceof OutcomeError ? cause : couldNotLook(error, cause, creation.name)
    })
    if (found.length === 1) checkLost(desired, creation, found[0])
    return { found, lost: true }
  }
}

async function post(context: RunContext, desired: DesiredEndpoint, creation: Creation): Promise<Endpoint> {
  const { tls } = creation
  const endpoint: NewEndpoint = {
    name: creation.name,
    kind: desired.kind,
    url: desired.url,
    publicUrl: creation.publicUrl,
    groupId: creation.group?.id,
    tags: creation.tags && {
      names: creation.tags.map(({ name }) => name),
      ids: creation.tags.flatMap(({ id }) => (id === undefined ? [] : [id])),
    },
    containerEngine: desired.containerEngine,
    tls,
    azure: desired.azure,
    kubeconfig: desired.kubeconfig,
    checkinInterval: desired.checkinInterval,
    extraFields: desired.extraFields,
  }
  return withFiles(context, tls === undefined ? {} : desired.tls.files, async (paths) =>
    postEndpoint(
      context.client,
      creation.name,
      await encodeForm(createForm(endpoint, capabilities(context), paths)),
    ),
  )
}

/** After a 5xx of Portainer's own one look is enough; after a lost answer the endpoint may take a moment to appear. */
async function lookAfter(context: RunContext, name: string, error: ActionError): Promise<Endpoint[]> {
  try {
    for (const pause of isUnsure(error) ? LOOK_PAUSES : [0]) {
      await context.client.clock.sleep(pause)
      const found = await lookByName(context.client, name)
      if (found.length > 0) return found
    }
    return []
  } catch (cause) {
    throw couldNotLook(error, cause, name)
  }
}

/** The create may have been carried out, and looking failed as well. */
function couldNotLook(error: ActionError, cause: unknown, name: string): unknown {
  if (!isFailure(cause)) return cause
  return new OutcomeError(
    `${asSentence(error.message)} Endpoint ${quote(name)} may be there all the same: ${cause.message}`,
    {
      hint: RUN_AGAIN,
      cause,
    },
  )
}

/** Whether a refused create may succeed when the engine is up: not what only other inputs can mend. */
function isNotYet(error: ActionError): boolean {
  if (!(error instanceof ResponseError) || error.status !== 500) return false
  const text = `${error.errorBody.message} ${error.errorBody.details}`
  return !/x509|tls:|already paired|invalid request signature|azure|allowance|podman|edge compute/i.test(text)
}

function withDoubt(error: ActionError, name: string): ActionError {
  if (!isUnsure(error)) return error
  return new OutcomeError(
    `${asSentence(error.message)} Endpoint ${quote(name)} was not there afterwards, but may still appear if Portainer is still connecting to the engine.`,
    { hint: error.hint ?? RUN_AGAIN, cause: error },
  )
}

/**
 * Sets what a create does not take: users and teams on every version, and the public URL of edge agents and Azure.
 * Sends nothing where that is nothing.
 */
export async function completeEndpoint(
  context: RunContext,
  made: Endpoint,
  creation: Creation,
): Promise<Endpoint> {
  const some = (access: Access | undefined): Access | undefined => (access?.size ? access : undefined)
  const users = some(creation.users)
  const teams = some(creation.teams)
  const publicUrl = creation.publicUrl === made.publicUrl ? undefined : creation.publicUrl
  const access = users !== undefined || teams !== undefined
  try {
    const { accessPolicies } = capabilities(context)
    const put = publicUrl !== undefined || (access && accessPolicies)
    const changed = put ? await putWithRecovery(context, made, { publicUrl, users, teams }) : made
    if (!access || accessPolicies) return changed
    await setAccess(context, changed, { users, teams })
    return { ...changed, users: users ?? changed.users, teams: teams ?? changed.teams }
  } catch (cause) {
    if (!isFailure(cause)) throw cause
    const what = access ? 'its users and teams' : 'its public URL'
    throw new RefusedError(
      `Endpoint ${quote(made.name)} (id ${made.id}) is there, but ${what} could not be set: ${cause.message}`,
      { hint: cause.hint ?? 'Running the step again sets them.', cause },
    )
  }
}
