import type { Creation } from '../decisions/create.ts'
import {
  ActionError,
  addContext,
  CancelledError,
  OutcomeError,
  RefusedError,
  ResponseError,
  RUN_AGAIN,
} from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import { createForm } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listWaitingRoom, postEndpoint } from '../portainer/endpoints.ts'
import { canPass } from '../portainer/engine-hints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { checkCreated, checkUnconfirmed } from './check-created.ts'
import { capabilities, sendChange, withFiles, type RunContext } from './context.ts'
import { createGroupAndTags, tagFields } from './groups-and-tags.ts'
import { lookByName, waitForStableName } from './look.ts'

/** Milliseconds before each look after a create without a response: Portainer may still be connecting to the engine. */
const LOOK_PAUSES = [0, 500, 1000, 2000, 4000, 8000]

/** Seconds to wait until a name that another run took means the same endpoint twice in a row. */
const FOLLOW_SECONDS = 10

/** How a create ended, and which endpoints of that name exist now. */
export type CreateOutcome =
  | { outcome: 'created'; existing: readonly [Endpoint] }
  /** The response was lost: one of the endpoints is this run's. */
  | { outcome: 'unconfirmed'; existing: readonly Endpoint[] }
  /** Another run was first. Its endpoint exists, unless it was removed again. */
  | { outcome: 'name-taken'; existing: readonly Endpoint[] }

type AttemptOutcome = CreateOutcome | { outcome: 'refused'; error: ActionError }

/**
 * Creates an endpoint and checks that it is what the inputs ask for. After a response that does not tell, looks for the
 * endpoint before it tries again. While the engine does not respond yet, repeats the create for `wait-until-up`.
 */
export async function createEndpoint(context: RunContext, planned: Creation): Promise<CreateOutcome> {
  const { clock } = context.client
  const creation = await createGroupAndTags(context, planned)
  let end: number | undefined
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 5000)) {
    const attempt = await context.creates(() => {
      // The time starts when it is our turn.
      end ??= clock.now() + context.waitUntilUp * 1000
      return attemptCreate(context, creation)
    })
    if (attempt.outcome !== 'refused') return attempt
    const { error } = attempt
    const left = (end ?? 0) - clock.now()
    const isEngineDown = error instanceof ResponseError && error.status === 500 && canPass(error.errorBody)
    if (!isEngineDown || pause >= left) {
      if (!isUnsure(error)) throw error
      throw addContext(
        error,
        `Endpoint ${quote(creation.name)} did not exist afterwards, but may still appear if Portainer is connecting to the engine.`,
        RUN_AGAIN,
      )
    }
    context.log.info(`${asSentence(error.message)} Waiting for the engine, ${Math.ceil(left / 1000)} s more.`)
    await clock.sleep(pause)
  }
}

async function attemptCreate(context: RunContext, creation: Creation): Promise<AttemptOutcome> {
  // If the job is cancelled during the create, the post step only knows the name.
  const forgetName = context.creationLog.start(creation.name)
  const outcome = await sendCreate(context, creation).catch((error: unknown) => {
    if (!(error instanceof CancelledError)) forgetName()
    throw error
  })
  // An unconfirmed one is probably ours and may be another run's: the post step reports it and leaves it.
  if (outcome.outcome !== 'unconfirmed') forgetName()
  if (outcome.outcome === 'created') await checkCreated(context, creation, outcome.existing[0])
  return outcome
}

/** One POST, and what came of it. */
async function sendCreate(context: RunContext, creation: Creation): Promise<AttemptOutcome> {
  const { client } = context
  const { desired, name, publicUrl, group, tls } = creation
  const files = tls === undefined ? {} : desired.tls.files
  const { type, url } = desired
  try {
    const endpoint = await withFiles(context, files, (paths) => {
      const fields = { ...desired, name, publicUrl, groupId: group?.id, tags: tagFields(creation.tags), tls }
      const form = createForm(fields, capabilities(context), paths)
      const asked = { type, url, hasTlsFiles: Object.keys(files).length > 0 }
      return sendChange(context, () => postEndpoint(client, name, form, asked))
    })
    // Under the name asked for: the response is not ours, and the post step's state is a file.
    context.creationLog.add({ id: endpoint.id, name })
    return { outcome: 'created', existing: [endpoint] }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    const status = error instanceof ResponseError ? error.status : 0
    if (status === 409) {
      // The name was free a moment ago: other runs are at work, and their endpoint may disappear again.
      const existing = await waitForStableName(client, name, FOLLOW_SECONDS)
      if (existing.length === 0) await checkWaitingRoom(context, name)
      return { outcome: 'name-taken', existing }
    }
    if (!isUnsure(error) && status < 500) throw error
    const mayExist = (cause: unknown): unknown =>
      cause instanceof ActionError
        ? addContext(error, `Endpoint ${quote(name)} may exist all the same: ${cause.message}`, RUN_AGAIN)
        : cause
    const existing = await lookAfterFailure(context, name, error).catch((cause: unknown) => {
      throw mayExist(cause)
    })
    if (existing.length === 0) return { outcome: 'refused', error }
    context.log.info(`${asSentence(error.message)} The endpoint exists all the same.`)
    await checkUnconfirmed(context, creation, existing).catch((cause: unknown) => {
      throw cause instanceof OutcomeError ? cause : mayExist(cause)
    })
    return { outcome: 'unconfirmed', existing }
  }
}

/** Refuses the name of an edge agent that nobody has let in yet. */
async function checkWaitingRoom({ client }: RunContext, name: string): Promise<void> {
  const [waiting] = await listWaitingRoom(client, name)
  if (waiting === undefined) return
  throw new RefusedError(
    `Could not create endpoint ${quote(name)}: an edge agent of this name (id ${waiting.id}) is in Portainer's waiting room.`,
    { hint: 'In Portainer, associate it or remove it under Edge Compute, Waiting Room.' },
  )
}

/** One look is enough after Portainer's own 5xx; after a lost response the endpoint may take a moment to appear. */
async function lookAfterFailure(
  { client }: RunContext,
  name: string,
  error: ActionError,
): Promise<Endpoint[]> {
  for (const pause of isUnsure(error) ? LOOK_PAUSES : [0]) {
    await client.clock.sleep(pause)
    const existing = await lookByName(client, name)
    if (existing.length > 0) return existing
  }
  return []
}
