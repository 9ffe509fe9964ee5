import type { Creation } from '../decisions/create.ts'
import type { Target } from '../decisions/lookup.ts'
import { isSameUrl } from '../decisions/update.ts'
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
import {
  type EndpointType,
  hasTls,
  isAgent,
  isAgentOnKubernetes,
  isOfType,
} from '../inputs/endpoint-types.ts'
import type { Client } from '../portainer/client.ts'
import { createForm } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listWaitingRoom, lookByName, postEndpoint } from '../portainer/endpoints.ts'
import { canPass } from '../portainer/engine-hints.ts'
import { listNamed } from '../portainer/named.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, sendChange, withFiles, type RunContext } from './context.ts'
import { createGroupAndTags, tagFields } from './groups-and-tags.ts'
import { waitForStableName } from './look.ts'
import { removeEndpoint } from './remove.ts'

/** Milliseconds before each look after a lost response: Portainer may still be connecting to the engine. */
const LOOK_PAUSES = [0, 500, 1000, 2000, 4000, 8000]

/** Seconds to wait until a name that another run took means the same endpoint twice in a row. */
const FOLLOW_SECONDS = 10

export type CreateOutcome =
  | { outcome: 'created'; existing: readonly [Endpoint] }
  /** The response was lost: one of the endpoints is this run's. */
  | { outcome: 'unconfirmed'; existing: readonly Endpoint[] }
  /** Another run was first. Its endpoint exists, unless it was removed again. */
  | { outcome: 'name-taken'; existing: readonly Endpoint[] }

type AttemptOutcome = CreateOutcome | { outcome: 'refused'; error: ActionError }

/**
 * Creates an endpoint and checks that it is what the inputs ask for. Looks for it after a lost response, and repeats the
 * create for `wait-until-up` while the engine does not respond yet.
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
    // The name that was asked for: the one in the response is foreign text, and state is written to a file.
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
    try {
      // One look is enough after Portainer's own 5xx; after a lost response the endpoint may take a moment to appear.
      const existing = await lookAfterFailure(client, name, isUnsure(error) ? LOOK_PAUSES : [0])
      if (existing.length === 0) return { outcome: 'refused', error }
      context.log.info(`${asSentence(error.message)} The endpoint exists anyway.`)
      await checkUnconfirmed(context, creation, existing)
      return { outcome: 'unconfirmed', existing }
    } catch (cause) {
      if (!(cause instanceof ActionError) || cause instanceof OutcomeError) throw cause
      throw addContext(error, `Endpoint ${quote(name)} may exist anyway: ${cause.message}`, RUN_AGAIN)
    }
  }
}

/** Refuses a name that an edge agent in the waiting room has. */
async function checkWaitingRoom({ client }: RunContext, name: string): Promise<void> {
  const [waiting] = await listWaitingRoom(client, name)
  if (waiting === undefined) return
  throw new RefusedError(
    `Could not create endpoint ${quote(name)}: an edge agent of this name (id ${waiting.id}) is in Portainer's waiting room.`,
    { hint: 'In Portainer, associate it or remove it under Edge Compute, Waiting Room.' },
  )
}

async function lookAfterFailure(client: Client, name: string, pauses: number[]): Promise<Endpoint[]> {
  for (const pause of pauses) {
    await client.clock.sleep(pause)
    const existing = await lookByName(client, name)
    if (existing.length > 0) return existing
  }
  return []
}

/** Removes what this run created if it is less than the inputs ask for, and throws. Warns if only its address differs. */
async function checkCreated(context: RunContext, creation: Creation, created: Endpoint): Promise<void> {
  const { id, name, type, url } = created
  const { what, hint } = shortfallOf(creation, created)
  if (what !== undefined) {
    await removeEndpoint(context, id).catch((error: unknown) => {
      throw addContext(error, `${what}; it may still exist with the id ${id}.`, hint)
    })
    context.creationLog.remove(id)
    throw new RefusedError(`${what}; it was removed again.`, { hint })
  }
  const { desired } = creation
  if (desired.url !== undefined && hasTls(type) && !isSameUrl(desired.url, url)) {
    context.log.warning(
      `Endpoint ${quote(name)} was created at ${quote(url)}, not at ${quote(desired.url)} as asked.`,
    )
  }
}

/** The same after a lost response. The endpoint may be another run's, so it is removed only if it breaks Portainer. */
async function checkUnconfirmed(
  context: RunContext,
  creation: Creation,
  existing: readonly Endpoint[],
): Promise<void> {
  await removeBroken(context, creation, existing)
  const [only, ...others] = existing
  if (only === undefined || others.length > 0) return
  const { what, hint } = shortfallOf(creation, only)
  if (what === undefined) return
  throw new RefusedError(
    `${what}; it was left with the id ${only.id}: the response to the create was lost, so it may be another run's.`,
    { hint },
  )
}

/**
 * Portainer looks for group and tags only after it has stored the endpoint. An endpoint whose group or tag no longer
 * exists breaks the list of every standard user, so it is removed again.
 */
async function removeBroken(
  context: RunContext,
  { name, group, tags = [] }: Creation,
  existing: readonly Endpoint[],
): Promise<void> {
  const findGone = async (kind: 'groups' | 'tags', targets: readonly Target[]): Promise<Target[]> => {
    const asked = targets.filter(({ id }) => id !== undefined)
    if (asked.length === 0) return []
    const ids = new Set<number | undefined>((await listNamed(context.client, kind)).map(({ id }) => id))
    return asked.filter(({ id }) => !ids.has(id))
  }
  const goneGroups = await findGone('groups', group ? [group] : [])
  const goneTags = await findGone('tags', tags)
  const broken = existing.filter(
    (endpoint) =>
      goneGroups.some(({ id }) => id === endpoint.groupId) ||
      goneTags.some(({ id = 0 }) => endpoint.tagIds?.includes(id)),
  )
  if (broken.length === 0) return
  for (const { id } of broken) await removeEndpoint(context, id)
  const gone = [...goneGroups, ...goneTags].map((target) => `${quote(target.name)} (id ${target.id ?? 0})`)
  throw new OutcomeError(
    `While endpoint ${quote(name)} was being created, ${gone.join(', ')} was removed from Portainer; the endpoint was removed again.`,
    { hint: RUN_AGAIN },
  )
}

/**
 * How the endpoint is less than the inputs ask for. Portainer creates a Docker endpoint for a type that it does not
 * support, and 1.x an agent if one answers.
 */
function shortfallOf({ desired, tls }: Creation, created: Endpoint): { what?: string; hint?: string } {
  const { type } = desired
  const subject = `Portainer created endpoint ${quote(created.name)}`
  if (!isOfType(created.type, type)) {
    return {
      what: `${subject} of type ${created.type}, and 'type' is '${type}'`,
      hint: hintForType(type, created.type),
    }
  }
  if (tls !== undefined && !created.tls.on && !isAgentOnKubernetes(created.type)) {
    return { what: `${subject} with TLS off, although TLS was requested` }
  }
  if (tls?.skipVerify === false && created.tls.skipVerify) {
    return { what: `${subject} without verification of the engine, although it was requested` }
  }
  return {}
}

function hintForType(type: EndpointType, created: number): string {
  if (type === 'kubeconfig') return 'Only Portainer Business Edition accepts a kubeconfig.'
  if (isAgent(created)) return "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'."
  return type === 'agent'
    ? "What answers at 'endpoint-url' is an engine without an agent: use 'type: docker'."
    : "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer supports that type."
}
