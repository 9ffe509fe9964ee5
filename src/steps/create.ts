import type { Creation } from '../decisions/create.ts'
import type { Queue } from '../foundation/async.ts'
import {
  ActionError,
  CancelledError,
  OutcomeError,
  RUN_AGAIN,
  RefusedError,
  ResponseError,
  addContext,
} from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import { createForm, type NewEndpoint } from '../portainer/endpoint-forms.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import { listWaitingRoom, postEndpoint } from '../portainer/endpoints.ts'
import { canPass } from '../portainer/engine-hints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { checkCreated, checkUnconfirmed } from './check-created.ts'
import { capabilities, sendChange, withFiles, type RunContext } from './context.ts'
import { createGroupAndTags, tagFields } from './groups-and-tags.ts'
import { lookByName, waitForStableName } from './look.ts'
import { putWithRecovery, setAccess } from './put.ts'

/** Milliseconds before each look after a create without a response: Portainer may still be connecting to the engine. */
const LOOK_PAUSES = [0, 500, 1000, 2000, 4000, 8000]

/** Seconds to wait until a name that another run took means the same endpoint twice in a row. */
const FOLLOW_SECONDS = 10

/** How a create ended. */
export type CreateOutcome =
  /** Portainer answered with the new endpoint. */
  | { outcome: 'created'; endpoint: Endpoint }
  /** The response was lost, and endpoints of that name exist now: one of them is this run's. */
  | { outcome: 'unconfirmed'; existing: readonly Endpoint[] }
  /** Another run was first. Its endpoint exists, unless it was removed again. */
  | { outcome: 'name-taken'; existing: readonly Endpoint[] }

/** Nothing was created, for this reason. */
interface Refusal {
  outcome: 'refused'
  error: ActionError
}

/**
 * Creates an endpoint and checks that it is what the inputs ask for. After a response that does not tell, looks for the
 * endpoint before it tries again. While the engine does not respond yet, repeats the create for `wait-until-up`.
 * @param creates runs each attempt, but not the pauses in between, so that others can create meanwhile.
 * @throws what Portainer refused; OutcomeError when something else came of it, which is removed again.
 */
export async function createEndpoint(
  context: RunContext,
  desired: DesiredEndpoint,
  planned: Creation,
  creates: Queue,
): Promise<CreateOutcome> {
  const { clock } = context.client
  const creation = await createGroupAndTags(context, planned)
  let end: number | undefined
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 5000)) {
    const attempt = await creates(() => {
      // The time starts when it is our turn.
      end ??= clock.now() + context.waitUntilUp * 1000
      return attemptCreate(context, desired, creation)
    })
    if (attempt.outcome !== 'refused') return attempt
    const { error } = attempt
    const left = (end ?? 0) - clock.now()
    if (!mayPass(error) || pause >= left) throw isUnsure(error) ? mayStillAppear(error, creation.name) : error
    context.log.info(`${asSentence(error.message)} Waiting for the engine, ${Math.ceil(left / 1000)} s more.`)
    await clock.sleep(pause)
  }
}

async function attemptCreate(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
): Promise<CreateOutcome | Refusal> {
  const { name } = creation
  // If the job is cancelled during the create, the post step only knows the name.
  const forgetName = context.onCreating(name)
  let outcome: CreateOutcome | Refusal
  try {
    outcome = await sendCreate(context, desired, creation)
  } catch (error) {
    if (!(error instanceof CancelledError)) forgetName()
    throw error
  }
  // An unconfirmed one is probably ours and may be another run's: the post step reports it and leaves it.
  if (outcome.outcome !== 'unconfirmed') forgetName()
  if (outcome.outcome === 'created') await checkCreated(context, desired, creation, outcome.endpoint)
  return outcome
}

/** One POST, and what came of it. */
async function sendCreate(
  context: RunContext,
  desired: DesiredEndpoint,
  creation: Creation,
): Promise<CreateOutcome | Refusal> {
  const { name } = creation
  try {
    const endpoint = await post(context, desired, creation)
    // Under the name asked for: the response is not ours, and the post step's state is a file.
    context.onCreated(endpoint.id, name)
    return { outcome: 'created', endpoint }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    if (error instanceof ResponseError && error.status === 409) {
      // The name was free a moment ago: other runs are at work, and their endpoint may disappear again.
      const existing = await waitForStableName(context, name, FOLLOW_SECONDS)
      if (existing.length === 0) await checkWaitingRoom(context, name)
      return { outcome: 'name-taken', existing }
    }
    if (!isUnsure(error) && !(error instanceof ResponseError && error.status >= 500)) throw error
    const existing = await lookAfterFailure(context, name, error)
    if (existing.length === 0) return { outcome: 'refused', error }
    context.log.info(`${asSentence(error.message)} The endpoint exists all the same.`)
    await checkUnconfirmed(context, desired, creation, existing).catch((cause: unknown) => {
      throw cause instanceof OutcomeError ? cause : mayExist(error, cause, name)
    })
    return { outcome: 'unconfirmed', existing }
  }
}

/** Throws RefusedError if the name is that of an edge agent that nobody has let in yet. */
async function checkWaitingRoom({ client }: RunContext, name: string): Promise<void> {
  const [waiting] = await listWaitingRoom(client, name)
  if (waiting === undefined) return
  throw new RefusedError(
    `Could not create endpoint ${quote(name)}: an edge agent of this name (id ${waiting.id}) is in Portainer's waiting room.`,
    { hint: 'In Portainer, associate it or remove it under Edge Compute, Waiting Room.' },
  )
}

function post(context: RunContext, desired: DesiredEndpoint, creation: Creation): Promise<Endpoint> {
  const endpoint: NewEndpoint = {
    ...desired,
    name: creation.name,
    publicUrl: creation.publicUrl,
    groupId: creation.group?.id,
    tags: tagFields(creation.tags),
    tls: creation.tls,
  }
  const files = creation.tls === undefined ? {} : desired.tls.files
  const { type, url } = endpoint
  const asked = { type, url, hasTlsFiles: Object.keys(files).length > 0 }
  return withFiles(context, files, (paths) => {
    const form = createForm(endpoint, capabilities(context), paths)
    return sendChange(context, () => postEndpoint(context.client, creation.name, form, asked))
  })
}

/** One look is enough after Portainer's own 5xx; after a lost response the endpoint may take a moment to appear. */
async function lookAfterFailure(context: RunContext, name: string, error: ActionError): Promise<Endpoint[]> {
  try {
    for (const pause of isUnsure(error) ? LOOK_PAUSES : [0]) {
      await context.client.clock.sleep(pause)
      const existing = await lookByName(context.client, name)
      if (existing.length > 0) return existing
    }
    return []
  } catch (cause) {
    throw mayExist(error, cause, name)
  }
}

const mayExist = (error: ActionError, cause: unknown, name: string): unknown =>
  cause instanceof ActionError
    ? addContext(error, `Endpoint ${quote(name)} may exist all the same: ${cause.message}`, RUN_AGAIN)
    : cause

const mayStillAppear = (error: ActionError, name: string): unknown =>
  addContext(
    error,
    `Endpoint ${quote(name)} did not exist afterwards, but may still appear if Portainer is connecting to the engine.`,
    RUN_AGAIN,
  )

/** Whether a refused create may succeed once the engine is up. */
const mayPass = (error: ActionError): boolean =>
  error instanceof ResponseError && error.status === 500 && canPass(error.errorBody)

/**
 * Sets what a create ignores: users and teams on every version, and the public URL of edge agents and Azure.
 * Sends nothing if there is nothing to set.
 */
export async function completeEndpoint(
  context: RunContext,
  created: Endpoint,
  creation: Creation,
): Promise<Endpoint> {
  const unlessEmpty = (access: Access | undefined): Access | undefined => (access?.size ? access : undefined)
  const users = unlessEmpty(creation.users)
  const teams = unlessEmpty(creation.teams)
  const publicUrl = creation.publicUrl === created.publicUrl ? undefined : creation.publicUrl
  const hasAccess = users !== undefined || teams !== undefined
  const { accessPolicies } = capabilities(context)
  try {
    const needsPut = publicUrl !== undefined || (hasAccess && accessPolicies)
    const changed = needsPut ? await putWithRecovery(context, created, { publicUrl, users, teams }) : created
    if (!hasAccess || accessPolicies) return changed
    await setAccess(context, changed, { users, teams })
    return { ...changed, users: users ?? changed.users, teams: teams ?? changed.teams }
  } catch (error) {
    const what = hasAccess ? 'its users and teams' : 'its public URL'
    const sentence = `Endpoint ${quote(created.name)} (id ${created.id}) exists, but ${what} could not be set.`
    throw addContext(error, sentence, 'Running the step again sets them.')
  }
}
