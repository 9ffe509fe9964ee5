import { ActionError, CancelledError, OutcomeError } from '../foundation/errors.ts'
import { count, quote } from '../foundation/text.ts'
import { planFor, type Creation, type Plan } from '../decisions/plan.ts'
import type { Sought, Unwanted, Wanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { completeEndpoint } from './complete.ts'
import { createEndpoint, type Created } from './create.ts'
import { lookByName, lookForAll, lookUntilSettled } from './look.ts'
import { createQueue, forEachAtOnce, type Queue } from './queue.ts'
import { recreateEndpoint, takeUpInterrupted } from './recreate.ts'
import { removeEndpoint } from './remove.ts'
import { settle } from './settle.ts'
import { updateEndpoint } from './update.ts'
import { waitUntilUp } from './wait.ts'
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
}

/** How often a create whose endpoint was lost to a race is done again. */
const TRIES = 3
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

/** The items with what is there of each, from one request. */
export function lookForItems(work: Work, items: readonly (Wanted | Unwanted)[]): Promise<Endpoint[][]> {
  return lookForAll(
    work.client,
    items.map(({ sought }) => sought),
  )
}

/**
 * Plans and carries out every item, `concurrency` at a time; one that fails does not stop the others.
 * @param onReport told of each change of a report, as soon as it is known.
 */
export async function runItems(
  work: Work,
  items: readonly (Wanted | Unwanted)[],
  found: readonly Endpoint[][],
  options: { concurrency: number; dryRun: boolean; onReport(report: Report): void },
): Promise<Report[]> {
  // Below 2.14 two creates at once can be given the same id, and one of the two is lost.
  const creates = createQueue(abilities(work).uniqueNames ? options.concurrency : 1)
  const reports = items.map((item): Report => ({
    item,
    plan: undefined,
    endpoint: undefined,
    result: undefined,
    error: undefined,
  }))
  const ends = new Map<Report, number>()
  const guarded = async (report: Report, act: () => Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (error) {
      if (error instanceof CancelledError || !(error instanceof ActionError)) throw error
      report.error = error
    }
    options.onReport(report)
  }

  await forEachAtOnce(options.concurrency, reports, (report, index) =>
    guarded(report, async () => {
      ends.set(report, work.client.clock.now() + work.waitUntilUp * 1000)
      const seen = await withoutRace(work, report.item.sought, found[index] ?? [])
      const there = await takeUpInterrupted(work, report.item, seen, options.dryRun)
      if (there.length === 1) report.endpoint = there[0]
      if (options.dryRun) planOnly(work, report, there)
      else await act(work, report, there, creates)
    }),
  )
  if (options.dryRun) return reports

  const fresh = reports.filter((report) => report.result === 'created' && report.error === undefined)
  if (fresh.length > 0) await settleAll(work, fresh, creates, options.concurrency, guarded)

  const present = reports.filter(
    (report) =>
      report.item.state === 'present' && report.endpoint !== undefined && report.error === undefined,
  )
  await forEachAtOnce(options.concurrency, present, (report) =>
    guarded(report, () => finish(work, report, ends.get(report) ?? 0)),
  )
  return reports
}

/** Several of one name may be two creates that race: they get a moment to become one. */
async function withoutRace(work: Work, sought: Sought, there: Endpoint[]): Promise<Endpoint[]> {
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

function planOnly(work: Work, report: Report, there: readonly Endpoint[]): void {
  const plan = decide(work, report.item, there)
  report.plan = plan
  report.result = resultOf(plan)
}

/** Plans one item and carries the plan out. A create that finds its name taken meanwhile is planned anew. */
async function act(
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
        const created = await creates(() => createRemembered(work, wanted, creation))
        if ('made' in created) {
          report.endpoint = created.made
          report.result = 'created'
          return
        }
        if (attempt >= TRIES) throw neverSettles(creation.name)
        since = created.lost && created.found.length === 1 ? 'ours' : 'taken'
        there = await withoutRace(work, item.sought, created.found)
        if (there.length === 1) report.endpoint = there[0]
        continue
      }
      case 'update':
        report.endpoint = await updateEndpoint(work, plan.there, plan.update).catch((error: unknown) => {
          throw since === 'ours' ? notFinished(plan.there, error) : error
        })
        break
      case 'recreate':
        report.endpoint = await recreateEndpoint(work, plan.wanted, plan.there, plan.creation, (made) => {
          report.endpoint = made
        })
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

/** While a create is under way the post step knows its name: a job that is cancelled then learns no id. */
async function createRemembered(work: Work, wanted: Wanted, creation: Creation): Promise<Created> {
  const ended = work.onCreating(creation.name)
  try {
    const created = await createEndpoint(work, wanted, creation)
    // One that was lost is probably ours, and may be another run's: the post step tells of it, and leaves it.
    if ('made' in created || !created.lost) ended()
    return created
  } catch (error) {
    if (!(error instanceof CancelledError)) ended()
    throw error
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

/** Looks again after the creates, in one request, and sees to it that one endpoint of each name is left. */
async function settleAll(
  work: Work,
  fresh: readonly Report[],
  creates: Queue,
  concurrency: number,
  guarded: (report: Report, act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const names = fresh.map((report): Sought => ({ id: undefined, name: report.endpoint?.name ?? '' }))
  const again = await lookForAll(work.client, names).catch((error: unknown) => error)
  await forEachAtOnce(concurrency, fresh, (report, index) =>
    guarded(report, async () => {
      if (!Array.isArray(again)) throw notSettled(report, again)
      let there = (again[index] ?? []) as Endpoint[]
      for (let attempt = 1; ; attempt += 1) {
        const made = report.endpoint
        if (made === undefined || report.result !== 'created') return
        const settled = await settle(work, made, there).catch((error: unknown) => {
          throw notSettled(report, error)
        })
        if (settled !== 'none' && 'mine' in settled) {
          report.endpoint = settled.mine
          return
        }
        if (attempt >= TRIES) throw neverSettles(made.name)
        report.endpoint = undefined
        report.result = undefined
        await act(work, report, settled === 'none' ? [] : [settled.theirs], creates, 'taken')
        there = await lookByName(work.client, made.name)
      }
    }),
  )
}

/** The endpoint is made, but its answer was lost, and finishing it failed. */
function notFinished({ name, id }: Endpoint, cause: unknown): unknown {
  if (!(cause instanceof ActionError) || cause instanceof CancelledError) return cause
  return new OutcomeError(`Endpoint ${quote(name)} (id ${id}) is there, but not finished: ${cause.message}`, {
    hint: cause.hint ?? 'Running the step again finishes it.',
    cause,
  })
}

/** The endpoint is made, and something else went wrong before all was done. */
function notSettled({ endpoint }: Report, cause: unknown): unknown {
  if (!(cause instanceof ActionError) || cause instanceof CancelledError || endpoint === undefined)
    return cause
  return new OutcomeError(
    `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) was created, but whether it is the only one of its name could not be seen: ${cause.message}`,
    { hint: 'Running the step again finishes it.', cause },
  )
}

function neverSettles(name: string): ActionError {
  return new OutcomeError(
    `Could not create endpoint ${quote(name)}: other runs create and remove one of this name all the time.`,
    { hint: "Keep runs for one name apart with GitHub's 'concurrency'." },
  )
}

/** What comes after the endpoint is there and settled: what a create does not take, and that it is up. */
async function finish(work: Work, report: Report, end: number): Promise<void> {
  const { endpoint, plan } = report
  if (endpoint === undefined || plan === undefined) return
  if (plan.do === 'create') report.endpoint = await completeEndpoint(work, endpoint, plan.creation)
  if (work.waitUntilUp > 0) {
    report.endpoint = await waitUntilUp(work, report.endpoint ?? endpoint, end)
  }
}
