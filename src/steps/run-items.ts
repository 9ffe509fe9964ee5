import { isTemporaryName } from '../decisions/temporary-names.ts'
import { createQueue, forEachConcurrent, type Queue } from '../foundation/async.ts'
import { ActionError } from '../foundation/errors.ts'
import type { DesiredEndpoint, EndpointToRemove, Selector } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { capabilities, type RunContext } from './context.ts'
import { completeEndpoint } from './create.ts'
import { applyItem, confirmCreated, notConfirmed, planItem, waitForRace, type Report } from './item.ts'
import { lookForAll } from './look.ts'
import { resumeInterrupted } from './recreate.ts'
import { waitUntilUp } from './wait.ts'

/** What exists of each item, from one request; for several items also what interrupted runs left of them. */
export async function lookForItems(
  context: RunContext,
  items: readonly (DesiredEndpoint | EndpointToRemove)[],
): Promise<Endpoint[][]> {
  const temporaryNames = new Set<string>()
  const selectors = items.map(({ selector }) => selector)
  const found = await lookForAll(context.client, selectors, (name) => {
    if (isTemporaryName(name)) temporaryNames.add(name)
  })
  if (items.length > 1) context.temporaryNames = temporaryNames
  return found
}

/** Reports of which nothing is known yet. */
export function openReports(items: readonly (DesiredEndpoint | EndpointToRemove)[]): Report[] {
  return items.map((item) => ({
    item,
    plan: undefined,
    endpoint: undefined,
    result: undefined,
    error: undefined,
    changed: false,
    unconfirmed: false,
  }))
}

/**
 * Plans and carries out every item, `concurrency` at a time; one that fails does not stop the others. Its report is
 * filled in as soon as something is known, also when the run is cancelled later.
 * @param onReport told of each change of a report.
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
    if (options.dryRun) planItem(context, report, existing)
    else await applyItem(context, report, existing, ownCreates)
  })
  if (options.dryRun) return

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
      await confirmCreated(context, report, seen[index] ?? [], creates)
    })
  }

  const present = reports.filter(
    ({ item, endpoint, error }) => item.state === 'present' && endpoint !== undefined && error === undefined,
  )
  await forEach(present, (report, context) => finish(context, report, ends.get(report) ?? 0))
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
