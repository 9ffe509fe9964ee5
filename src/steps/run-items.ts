import { createQueue, forEachConcurrent, type Queue } from '../foundation/async.ts'
import { ActionError, CancelledError } from '../foundation/errors.ts'
import type { DesiredEndpoint, EndpointToRemove } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { capabilities, type RunContext } from './context.ts'
import { completeEndpoint } from './create.ts'
import { settleAll } from './duplicates.ts'
import { act, planOnly, type Report, withoutRace } from './item.ts'
import { lookForAll } from './look.ts'
import { isTemporaryName, resumeInterrupted } from './recreate.ts'
import { waitUntilUp } from './wait.ts'

/** The items with what is there of each, from one request; of several also what interrupted runs left of them. */
export async function lookForItems(
  context: RunContext,
  items: readonly (DesiredEndpoint | EndpointToRemove)[],
): Promise<Endpoint[][]> {
  const temporaryNames = new Set<string>()
  const selector = items.map((item) => item.selector)
  const found = await lookForAll(context.client, selector, (name) => {
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
    lost: false,
  }))
}

/**
 * Plans and carries out every item, `concurrency` at a time; one that fails does not stop the others. Its report is
 * filled in as soon as something is known, also when the run is cancelled later.
 * @param onReport told of each change of a report.
 */
export async function runItems(
  context: RunContext,
  reports: readonly Report[],
  found: readonly Endpoint[][],
  options: { concurrency: number; dryRun: boolean; onReport(report: Report): void },
): Promise<void> {
  // Below 2.14 two creates at once can be given the same id, and one of the two is lost.
  const creates = createQueue(capabilities(context).uniqueNames ? options.concurrency : 1)
  const ends = new Map<Report, number>()
  const recordFailure = async (report: Report, act: () => Promise<void>): Promise<void> => {
    try {
      await act()
    } catch (error) {
      if (error instanceof CancelledError || !(error instanceof ActionError)) throw error
      report.error = error
    }
    options.onReport(report)
  }

  await forEachConcurrent(options.concurrency, reports, (report, index) =>
    recordFailure(report, async () => {
      const begin = (): unknown => ends.set(report, context.client.clock.now() + context.waitUntilUp * 1000)
      begin()
      let queued = true
      // Its time does not run while it waits for the creates of others.
      const own: Queue = (job) =>
        creates(() => {
          if (queued) begin()
          queued = false
          return job()
        })
      const seen = await withoutRace(context, report.item.selector, found[index] ?? [])
      const existing = await resumeInterrupted(context, report.item, seen, options.dryRun)
      if (existing.length === 1) report.endpoint = existing[0]
      if (options.dryRun) planOnly(context, report, existing)
      else await act(context, report, existing, own)
    }),
  )
  if (options.dryRun) return

  const fresh = reports.filter((report) => report.result === 'created' && report.error === undefined)
  if (fresh.length > 0) await settleAll(context, fresh, creates, options.concurrency, recordFailure)

  const present = reports.filter(
    (report) =>
      report.item.state === 'present' && report.endpoint !== undefined && report.error === undefined,
  )
  await forEachConcurrent(options.concurrency, present, (report) =>
    recordFailure(report, () => finish(context, report, ends.get(report) ?? 0)),
  )
}

/** What comes after the endpoint is there and settled: what a create does not take, and that it is up. */
async function finish(context: RunContext, report: Report, end: number): Promise<void> {
  const { endpoint, plan } = report
  if (endpoint === undefined || plan === undefined) return
  if (plan.do === 'create') report.endpoint = await completeEndpoint(context, endpoint, plan.creation)
  if (context.waitUntilUp > 0) {
    report.endpoint = await waitUntilUp(context, report.endpoint ?? endpoint, end)
  }
}
