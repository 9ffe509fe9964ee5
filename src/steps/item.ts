import { planFor, type Plan } from '../decisions/plan.ts'
import { ActionError, OutcomeError, isFailure } from '../foundation/errors.ts'
import { count, quote } from '../foundation/text.ts'
import type { Sought, Unwanted, Wanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { createEndpoint } from './create.ts'
import { lookUntilSettled } from './look.ts'
import type { Queue } from './queue.ts'
import { recreateEndpoint } from './recreate.ts'
import { removeEndpoint } from './remove.ts'
import { settleLost } from './settle.ts'
import { updateEndpoint } from './update.ts'
import { abilities, type Work } from './work.ts'

export type Result = 'created' | 'updated' | 'unchanged' | 'reused' | 'recreated' | 'deleted' | 'absent'

/** What became of one item. */
export interface Report {
  item: Wanted | Unwanted
  plan: Plan | undefined
  /** As Portainer has it now, or had it before it was removed. */
  endpoint: Endpoint | undefined
  result: Result | undefined
  error: ActionError | undefined
  /** The answer to its create was lost: the endpoint may be another run's. */
  lost: boolean
}

/** How often a create whose endpoint was lost to a race is done again. */
export const TRIES = 3
/** Seconds that several of one name, seen at the first look, have to become one: the moment of a race. */
const RACE_SECONDS = 10

const results: Record<Plan['do'], Result | undefined> = {
  create: 'created',
  update: 'updated',
  recreate: 'recreated',
  remove: 'deleted',
  nothing: 'absent',
  leave: undefined,
}

/** What a plan will have made of the endpoint. */
export function resultOf(plan: Plan): Result {
  return plan.do === 'leave' ? plan.result : (results[plan.do] ?? 'unchanged')
}

/** Several of one name may be two creates that race: they get a moment to become one. */
export async function withoutRace(work: Work, sought: Sought, there: Endpoint[]): Promise<Endpoint[]> {
  if (there.length < 2 || sought.id !== undefined) return there
  work.say.info(
    `${count(there.length, 'endpoint')} are named ${quote(sought.name)}; looking whether one of them goes.`,
  )
  return lookUntilSettled(work, sought.name, RACE_SECONDS)
}

function decide(work: Work, item: Wanted | Unwanted, there: readonly Endpoint[]): Plan {
  const { directory, client } = work
  return planFor(item, { there, directory, version: client.version, abilities: abilities(work) })
}

/** Decides, and leaves it at that. */
export function planOnly(work: Work, report: Report, there: readonly Endpoint[]): void {
  const plan = decide(work, report.item, there)
  report.plan = plan
  report.result = resultOf(plan)
}

/** Plans one item and carries the plan out. A create that finds its name taken meanwhile is planned anew. */
export async function act(
  work: Work,
  report: Report,
  first: readonly Endpoint[],
  creates: Queue,
  start: 'first look' | 'taken' = 'first look',
): Promise<void> {
  let there = first
  let since: 'first look' | 'taken' | 'ours' = start
  for (let attempt = 1; ; attempt += 1) {
    const item = since === 'first look' ? report.item : afterwards(report.item, since)
    const plan = decide(work, item, there)
    report.plan = plan
    for (const notice of plan.notices) work.say.info(notice)
    switch (plan.do) {
      case 'create': {
        const { wanted, creation } = plan
        const created = await createEndpoint(work, wanted, creation, creates)
        if ('made' in created) {
          report.endpoint = created.made
          report.result = 'created'
          return
        }
        if (attempt >= TRIES) throw neverSettles(creation.name)
        since = created.lost && created.found.length === 1 ? 'ours' : 'taken'
        there = created.lost
          ? await settleLost(work, creation.name, created.found)
          : await withoutRace(work, item.sought, created.found)
        report.lost = since === 'ours'
        if (there.length === 1) report.endpoint = there[0]
        continue
      }
      case 'update':
        report.endpoint = await updateEndpoint(work, plan.there, plan.update).catch((error: unknown) => {
          throw since === 'ours' ? notFinished(plan.there, error) : error
        })
        break
      case 'recreate':
        report.endpoint = await recreateEndpoint(
          work,
          plan.wanted,
          plan.there,
          plan.creation,
          creates,
          (made) => {
            report.endpoint = made
          },
        )
        break
      case 'leave':
        report.endpoint = plan.there
        break
      case 'remove':
        report.endpoint = plan.there
        report.result = (await removeEndpoint(work.client, plan.there.id)) ? 'deleted' : 'absent'
        return
      case 'nothing':
        break
    }
    report.result = since === 'ours' ? 'created' : resultOf(plan)
    return
  }
}

/** What an item asks of an endpoint that appeared only after the first look. */
function afterwards(item: Wanted | Unwanted, since: 'taken' | 'ours'): Wanted | Unwanted {
  if (item.state === 'absent') return item
  // Recreating what another run made a moment ago would start a war.
  if (since === 'taken') return item.ifExists === 'recreate' ? { ...item, ifExists: 'update' } : item
  // Ours, though its answer was lost: what can't be read back was sent with it; the rest is compared and finished.
  const tls = { ...item.tls, given: false, files: {}, fingerprints: {} }
  return {
    ...item,
    ifExists: 'update',
    tls,
    azure: {},
    kubeconfig: undefined,
    containerEngine: undefined,
    extraFields: [],
  }
}

/** The endpoint is made, but its answer was lost, and finishing it failed. */
function notFinished({ name, id }: Endpoint, cause: unknown): unknown {
  if (!isFailure(cause)) return cause
  return new OutcomeError(`Endpoint ${quote(name)} (id ${id}) is there, but not finished: ${cause.message}`, {
    hint: cause.hint ?? 'Running the step again finishes it.',
    cause,
  })
}

export function neverSettles(name: string): ActionError {
  return new OutcomeError(
    `Could not create endpoint ${quote(name)}: other runs create and remove one of this name all the time.`,
    { hint: "Keep runs for one name apart with GitHub's 'concurrency'." },
  )
}
