import { ActionError, AnswerError, CancelledError, OutcomeError, isFailure } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { Creation } from '../decisions/plan.ts'
import type { Wanted } from '../inputs/endpoint.ts'
import { createForm, type NewEndpoint } from '../portainer/create-form.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { postEndpoint } from '../portainer/endpoints.ts'
import { encodeForm } from '../portainer/form.ts'
import { isUnsure } from '../portainer/retry.ts'
import { lookByName, lookUntilSettled } from './look.ts'
import { checkLost, checkReturned, refuseBroken, RUN_AGAIN } from './created-checks.ts'
import type { Queue } from './queue.ts'
import { makeTargets } from './targets.ts'
import { abilities, withFiles, type Work } from './work.ts'

/** Milliseconds between looks for an endpoint whose create got no answer: Portainer may still be connecting. */
const LOOKS = [0, 500, 1000, 2000, 4000, 8000]

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
  work: Work,
  wanted: Wanted,
  planned: Creation,
  creates: Queue,
): Promise<Created> {
  const creation = await makeTargets(work, planned)
  const { clock } = work.client
  let end: number | undefined
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 5000)) {
    const attempt = await creates(() => attemptRemembered(work, wanted, creation))
    if ('made' in attempt) await checkReturned(work, wanted, creation, attempt.made)
    if (!('refused' in attempt)) return attempt
    const { refused, began } = attempt
    end ??= began + work.waitUntilUp * 1000
    if (!isNotYet(refused) || clock.now() + pause >= end) throw withDoubt(refused, creation.name)
    work.say.info(
      `${asSentence(refused.message)} Waiting for the engine, ${Math.ceil((end - clock.now()) / 1000)} s more.`,
    )
    await clock.sleep(pause)
  }
}

/** While a create is under way the post step knows its name: a job that is cancelled then learns no id. */
async function attemptRemembered(work: Work, wanted: Wanted, creation: Creation): Promise<Attempt> {
  const ended = work.onCreating(creation.name)
  try {
    const attempt = await attemptCreate(work, wanted, creation)
    // One that was lost is probably ours, and may be another run's: the post step tells of it, and leaves it.
    if (!('lost' in attempt) || !attempt.lost) ended()
    return attempt
  } catch (error) {
    if (!(error instanceof CancelledError)) ended()
    throw error
  }
}

async function attemptCreate(work: Work, wanted: Wanted, creation: Creation): Promise<Attempt> {
  const began = work.client.clock.now()
  try {
    const made = await post(work, wanted, creation)
    // By the name that was asked for: the answer is not ours, and state is a file.
    work.onCreated(made.id, creation.name)
    return { made }
  } catch (error) {
    if (!(error instanceof ActionError)) throw error
    if (error instanceof AnswerError && error.status === 409) {
      // Nobody was there a moment ago: other runs are at it, and who is there now may go again.
      return { found: await lookUntilSettled(work, creation.name, FOLLOW_SECONDS), lost: false }
    }
    if (!(isUnsure(error) || (error instanceof AnswerError && error.status >= 500))) throw error
    const found = await lookAfter(work, creation.name, error)
    if (found.length === 0) return { refused: error, began }
    work.say.info(`${asSentence(error.message)} All the same the endpoint is there.`)
    await refuseBroken(work, creation, found).catch((cause: unknown) => {
      throw cause instanceof OutcomeError ? cause : couldNotLook(error, cause, creation.name)
    })
    if (found.length === 1) checkLost(wanted, creation, found[0])
    return { found, lost: true }
  }
}

async function post(work: Work, wanted: Wanted, creation: Creation): Promise<Endpoint> {
  const { tls } = creation
  const endpoint: NewEndpoint = {
    name: creation.name,
    kind: wanted.kind,
    url: wanted.url,
    publicUrl: creation.publicUrl,
    groupId: creation.group?.id,
    tags: creation.tags && {
      names: creation.tags.map(({ name }) => name),
      ids: creation.tags.flatMap(({ id }) => (id === undefined ? [] : [id])),
    },
    containerEngine: wanted.containerEngine,
    tls,
    azure: wanted.azure,
    kubeconfig: wanted.kubeconfig,
    checkinInterval: wanted.checkinInterval,
    extraFields: wanted.extraFields,
  }
  return withFiles(work, tls === undefined ? {} : wanted.tls.files, async (paths) =>
    postEndpoint(work.client, creation.name, await encodeForm(createForm(endpoint, abilities(work), paths))),
  )
}

/** After a 5xx of Portainer's own one look is enough; after a lost answer the endpoint may take a moment to appear. */
async function lookAfter(work: Work, name: string, error: ActionError): Promise<Endpoint[]> {
  try {
    for (const pause of isUnsure(error) ? LOOKS : [0]) {
      await work.client.clock.sleep(pause)
      const found = await lookByName(work.client, name)
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
  if (!(error instanceof AnswerError) || error.status !== 500) return false
  const text = `${error.said.message} ${error.said.details}`
  return !/x509|tls:|already paired|invalid request signature|azure|allowance|podman|edge compute/i.test(text)
}

function withDoubt(error: ActionError, name: string): ActionError {
  if (!isUnsure(error)) return error
  return new OutcomeError(
    `${asSentence(error.message)} Endpoint ${quote(name)} was not there afterwards, but may still appear if Portainer is still connecting to the engine.`,
    { hint: error.hint ?? RUN_AGAIN, cause: error },
  )
}
