import { temporaryName } from '../decisions/plan.ts'
import { createQueue, forEachConcurrent, type Queue } from '../foundation/async.ts'
import { ActionError } from '../foundation/errors.ts'
import type { DesiredEndpoint, EndpointToRemove, Selector } from '../inputs/endpoint.ts'
import type { Client } from '../portainer/client.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { capabilities, finishRemoval, type Report, type RunContext } from './context.ts'
import { completeEndpoint } from './create.ts'
import { applyItem, confirmCreated, notConfirmed, planItem, waitForRace } from './item.ts'
import { lookForAll } from './look.ts'
import { removeEndpoints } from './remove.ts'
import { resumeInterrupted } from './recreate.ts'
import { waitUntilUp } from './reach.ts'

/** What the first look at the list of endpoints found. */
export interface Found {
  /** Of each item, in their order. */
  ofItems: Endpoint[][]
  /** All endpoints, for `prune`; otherwise none. */
  all: Endpoint[]
  /** Which temporary names of the items are in use; undefined if that is not known. */
  temporaryNames: ReadonlySet<string> | undefined
}

/** What exists of each item, from one request; for a list also what interrupted runs left of its items. */
export async function lookForItems(
  client: Client,
  items: readonly (DesiredEndpoint | EndpointToRemove)[],
  keepAll: boolean,
): Promise<Found> {
  const selectors = items.map(({ selector }) => selector)
  if (items.length === 1 && !keepAll) {
    const { ofSelectors } = await lookForAll(client, selectors)
    return { ofItems: ofSelectors, all: [], temporaryNames: undefined }
  }
  const possibleNames = new Set(
    selectors.flatMap(({ name }) =>
      name === undefined ? [] : [temporaryName(name, 'recreate'), temporaryName(name, 'trial')],
    ),
  )
  // Kept here and not collected by the way: a list that is asked for again would be in it twice.
  const { ofSelectors, all } = await lookForAll(
    client,
    selectors,
    ({ name }) => keepAll || possibleNames.has(name),
  )
  const names = new Set(all.map(({ name }) => name).filter((name) => possibleNames.has(name)))
  // An item found by id is tried under the name that it has, which is not known before.
  const temporaryNames = selectors.every(({ id }) => id === undefined) ? names : undefined
  return { ofItems: ofSelectors, all: keepAll ? all : [], temporaryNames }
}

/**
 * Plans and carries out every item, `concurrency` at a time; one that fails does not stop the others. Its report is
 * filled in as soon as something is known, also when the run is cancelled later.
 * @param onReport called after each change of a report.
 */
export async function runItems(
  runContext: RunContext,
  reports: readonly Report[],
  found: readonly Endpoint[][],
  options: { concurrency: number; dryRun: boolean; onReport(report: Report): void },
): Promise<void> {
  const { client, waitUntilUp } = runContext
  const { clock } = client
  // Below 2.14 two creates at once can be given the same id, and one of the two is lost.
  const creates = createQueue(capabilities(runContext).uniqueNames ? options.concurrency : 1)
  const ends = new Map<Report, number>()
  const forEach = (
    some: readonly Report[],
    job: (report: Report, context: RunContext, index: number) => Promise<void>,
  ): Promise<void> =>
    forEachConcurrent(options.concurrency, some, async (report, index) => {
      try {
        const onChangeSent = (): void => void (report.changed = true)
        await job(report, { ...runContext, onChangeSent }, index)
      } catch (error) {
        if (!(error instanceof ActionError)) throw error
        report.error = error
      }
      options.onReport(report)
    })

  const removals = reports.length > 1 ? reports.filter(({ item }) => item.state === 'absent') : []
  await forEach(reports, async (report, context, index) => {
    const startTime = (): unknown => ends.set(report, clock.now() + waitUntilUp * 1000)
    startTime()
    let waited = false
    // The time of `wait-until-up` does not run while the item waits for the creates of others.
    const ownCreates: Queue = (job) =>
      creates(() => {
        if (!waited) startTime()
        waited = true
        return job()
      })
    const seen = await waitForRace(context, report.item.selector, found[index] ?? [])
    const existing = await resumeInterrupted(context, report.item, seen, options.dryRun)
    if (existing.length === 1) report.endpoint = existing[0]
    if (options.dryRun || removals.includes(report)) planItem(context, report, existing)
    else await applyItem(context, report, existing, ownCreates)
  })
  if (options.dryRun) return
  await removeItems(runContext, removals, options)

  // Other runs may have created the same names at the same time: one more look at all of them tells.
  const created = reports.filter((report) => report.result === 'created' && report.error === undefined)
  if (created.length > 0) {
    const selectors = created.map((report): Selector => ({
      id: undefined,
      name: report.endpoint?.name ?? '',
    }))
    const seen = await lookForAll(client, selectors).catch((error: unknown) => ({ error }))
    await forEach(created, async (report, context, index) => {
      if ('error' in seen) throw report.endpoint ? notConfirmed(report.endpoint, seen.error) : seen.error
      await confirmCreated(context, report, seen.ofSelectors[index] ?? [], creates)
    })
  }

  const present = reports.filter(
    ({ item, endpoint, error }) => item.state === 'present' && endpoint !== undefined && error === undefined,
  )
  await forEach(present, (report, context) => finish(context, report, ends.get(report) ?? 0))
}

/** Removes the endpoints of a list that are to be absent, many in one request where Portainer can. */
async function removeItems(
  context: RunContext,
  removals: readonly Report[],
  options: { concurrency: number; onReport(report: Report): void },
): Promise<void> {
  const byId = new Map<number, Report>()
  for (const report of removals) {
    if (report.plan?.do !== 'remove') continue
    report.endpoint = report.plan.existing
    report.result = undefined
    byId.set(report.endpoint.id, report)
  }
  await removeEndpoints(context, [...byId.keys()], options.concurrency, (id, error) => {
    const report = byId.get(id)
    if (report === undefined) return
    finishRemoval(report, error)
    options.onReport(report)
  })
}

/** What follows once the endpoint exists and is the only one: what a create does not take, and that it is up. */
async function finish(context: RunContext, report: Report, end: number): Promise<void> {
  const { endpoint, plan } = report
  if (endpoint === undefined || plan === undefined) return
  if (plan.do === 'create') report.endpoint = await completeEndpoint(context, endpoint, plan.creation)
  if (context.waitUntilUp > 0) {
    report.endpoint = await waitUntilUp(context, report.endpoint ?? endpoint, end)
  }
}
