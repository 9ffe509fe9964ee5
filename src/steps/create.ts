import { ActionError, AnswerError, CancelledError, OutcomeError, RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isOfKind } from '../decisions/kinds.ts'
import type { Creation } from '../decisions/plan.ts'
import type { Target } from '../decisions/directory.ts'
import { isSameUrl } from '../decisions/address.ts'
import type { Wanted } from '../inputs/endpoint.ts'
import { listBelongings } from '../portainer/belongings.ts'
import { createForm, type NewEndpoint } from '../portainer/create-form.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { postEndpoint } from '../portainer/endpoints.ts'
import { encodeForm } from '../portainer/form.ts'
import { lookByName, lookUntilSettled } from './look.ts'
import { isUnsure, removeEndpoint } from './remove.ts'
import { makeTargets } from './targets.ts'
import { abilities, withFiles, type Work } from './work.ts'

/** Milliseconds between looks for an endpoint whose create got no answer: Portainer may still be connecting. */
const LOOKS = [0, 500, 1000, 2000, 4000, 8000]

const RUN_AGAIN = 'Running the step again is safe: it looks by name first.'

/** Seconds that a name which is taken has to mean the same endpoint twice in a row. */
const FOLLOW_SECONDS = 10

/** `made`: by this run. `found`: the name was taken meanwhile; with `lost`, this run's own create left it, without a good answer. */
export type Created = { made: Endpoint } | { found: Endpoint[]; lost: boolean }

/**
 * Creates an endpoint and checks that it is what was asked for. A create without a good answer is settled by looking.
 * @throws what Portainer refused; OutcomeError when something else came of it, which is removed again.
 */
export async function createEndpoint(work: Work, wanted: Wanted, planned: Creation): Promise<Created> {
  const creation = await makeTargets(work, planned)
  const { clock } = work.client
  const end = clock.now() + work.waitUntilUp * 1000
  const look = (): Promise<Endpoint[]> => lookByName(work.client, creation.name)
  for (let pause = 1000; ; pause = Math.min(pause * 1.5, 5000)) {
    let made: Endpoint | undefined
    try {
      made = await post(work, wanted, creation)
    } catch (error) {
      if (!(error instanceof ActionError)) throw error
      if (error instanceof AnswerError && error.status === 409) {
        // Nobody was there a moment ago: other runs are at it, and who is there now may go again.
        return { found: await lookUntilSettled(work, creation.name, FOLLOW_SECONDS), lost: false }
      }
      if (!(isUnsure(error) || (error instanceof AnswerError && error.status >= 500))) throw error
      const found = await lookAfter(work, error, look).catch((cause: unknown) => {
        throw couldNotLook(error, cause, creation.name)
      })
      if (found.length > 0) {
        work.say.info(`${error.message} All the same the endpoint is there.`)
        await refuseBroken(work, creation, found).catch((cause: unknown) => {
          throw cause instanceof OutcomeError ? cause : couldNotLook(error, cause, creation.name)
        })
        if (found.length === 1) checkLost(wanted, creation, found[0])
        return { found, lost: true }
      }
      if (!isNotYet(error) || clock.now() + pause >= end) throw withDoubt(error, creation.name)
      work.say.info(
        `${error.message} Waiting for the engine, ${Math.ceil((end - clock.now()) / 1000)} s more.`,
      )
      await clock.sleep(pause)
    }
    if (made === undefined) continue
    // By the name that was asked for: the answer is not ours, and state is a file.
    work.onCreated(made.id, creation.name)
    await checkReturned(work, wanted, creation, made)
    return { made }
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
async function lookAfter(
  work: Work,
  error: ActionError,
  look: () => Promise<Endpoint[]>,
): Promise<Endpoint[]> {
  for (const pause of isUnsure(error) ? LOOKS : [0]) {
    await work.client.clock.sleep(pause)
    const found = await look()
    if (found.length > 0) return found
  }
  return []
}

/**
 * Portainer looks for group and tags only after it has stored the endpoint. One that names a group or tag which is
 * gone breaks the list of every standard user: it is removed again.
 */
async function refuseBroken(work: Work, creation: Creation, found: readonly Endpoint[]): Promise<void> {
  const named = async (kind: 'groups' | 'tags', targets: readonly Target[]): Promise<Target[]> => {
    const asked = targets.filter(({ id }) => id !== undefined)
    if (asked.length === 0) return []
    const there = new Set((await listBelongings(work.client, kind)).map(({ id }) => id))
    return asked.filter(({ id = 0 }) => !there.has(id))
  }
  const groups = await named('groups', creation.group ? [creation.group] : [])
  const tags = await named('tags', creation.tags ?? [])
  const broken = found.filter(
    ({ groupId, tagIds = [] }) =>
      groups.some(({ id }) => id === groupId) || tags.some(({ id = 0 }) => tagIds.includes(id)),
  )
  if (broken.length === 0) return
  for (const { id } of broken) await removeEndpoint(work.client, id)
  const what = [...groups, ...tags].map(({ id = 0, name }) => `${quote(name)} (id ${id})`).join(', ')
  throw new OutcomeError(
    `While endpoint ${quote(creation.name)} was being created, ${what} was removed from Portainer; the endpoint was removed again.`,
    { hint: RUN_AGAIN },
  )
}

/** The create may have been carried out, and looking failed as well. */
function couldNotLook(error: ActionError, cause: unknown, name: string): unknown {
  if (!(cause instanceof ActionError) || cause instanceof CancelledError) return cause
  return new OutcomeError(
    `${error.message} Endpoint ${quote(name)} may be there all the same: ${cause.message}`,
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
    `${error.message} Endpoint ${quote(name)} was not there afterwards, but may still appear if Portainer is still connecting to the engine.`,
    { hint: error.hint ?? RUN_AGAIN, cause: error },
  )
}

/** What is less than was asked for: Portainer makes a Docker endpoint of what it does not know, and 1.x an agent of what answers as one. */
function shortfallOf(
  wanted: Wanted,
  creation: Creation,
  made: Endpoint,
): { what: string; hint?: string } | undefined {
  const portainerMade = `Portainer made endpoint ${quote(made.name)}`
  if (!isOfKind(made.type, wanted.kind)) {
    return {
      what: `${portainerMade} of type ${made.type}, and 'type' is '${wanted.kind}'`,
      hint:
        wanted.kind === 'kubeconfig'
          ? 'Only Portainer Business Edition takes a kubeconfig.'
          : made.type === 2
            ? "What answers at 'endpoint-url' is a Portainer agent: use 'type: agent'."
            : "Check that 'type' fits what answers at 'endpoint-url', and that this Portainer knows that kind.",
    }
  }
  if (creation.tls === undefined) return undefined
  const tlsLost = !made.tls.on && made.type !== 6
  const lessVerified = !creation.tls.skipVerify && made.tls.skipVerify
  if (!tlsLost && !lessVerified) return undefined
  const how = tlsLost ? 'with TLS off' : "with the engine's certificate not verified"
  return { what: `${portainerMade} ${how}, which is less than was asked for` }
}

/** Removes what is less than was asked for. */
async function checkReturned(work: Work, wanted: Wanted, creation: Creation, made: Endpoint): Promise<void> {
  const shortfall = shortfallOf(wanted, creation, made)
  if (shortfall !== undefined) {
    const { what, ...hint } = shortfall
    try {
      await removeEndpoint(work.client, made.id)
    } catch (cause) {
      if (!(cause instanceof ActionError) || cause instanceof CancelledError) throw cause
      throw new OutcomeError(`${what}; it may be there still, with the id ${made.id}: ${cause.message}`, {
        ...hint,
        cause,
      })
    }
    work.onRemoved(made.id)
    throw new RefusedError(`${what}; it was removed again.`, hint)
  }
  if (wanted.url !== undefined && [1, 2, 6].includes(made.type) && !isSameUrl(wanted.url, made.url)) {
    work.say.warning(
      `Endpoint ${quote(made.name)} was created at ${quote(made.url)}, not at ${quote(wanted.url)} as asked.`,
    )
  }
}

/** The same where the answer was lost. It is left, since it may be another run's. */
function checkLost(wanted: Wanted, creation: Creation, found: Endpoint | undefined): void {
  if (found === undefined) return
  const shortfall = shortfallOf(wanted, creation, found)
  if (shortfall === undefined) return
  const { what, ...hint } = shortfall
  throw new RefusedError(
    `${what}; it was left with the id ${found.id}: the answer to the create was lost, and it may be another run's.`,
    hint,
  )
}
