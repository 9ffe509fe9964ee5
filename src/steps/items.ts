import { ActionError, CancelledError } from '../foundation/errors.ts'
import type { Unwanted, Wanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { completeEndpoint } from './complete.ts'
import { act, planOnly, withoutRace, type Report } from './item.ts'
import { lookForAll } from './look.ts'
import { createQueue, forEachAtOnce, type Queue } from './queue.ts'
import { isTemporaryName, takeUpInterrupted } from './recreate.ts'
import { settleAll } from './settle-all.ts'
import { waitUntilUp } from './wait.ts'
import { abilities, type Work } from './work.ts'

/** The items with what is there of each, from one request; of several also what interrupted runs left of them. */
export async function lookForItems(work: Work, items: readonly (Wanted | Unwanted)[]): Promise<Endpoint[][]> {
  const temporaryNames = new Set<string>()
  const sought = items.map((item) => item.sought)
  const found = await lookForAll(work.client, sought, (name) => {
    if (isTemporaryName(name)) temporaryNames.add(name)
  })
  if (items.length > 1) work.temporaryNames = temporaryNames
  return found
}

/** Reports of which nothing is known yet. */
export function openReports(items: readonly (Wanted | Unwanted)[]): Report[] {
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
  work: Work,
  reports: readonly Report[],
  found: readonly Endpoint[][],
  options: { concurrency: number; dryRun: boolean; onReport(report: Report): void },
): Promise<void> {
  // Below 2.14 two creates at once can be given the same id, and one of the two is lost.
  const creates = createQueue(abilities(work).uniqueNames ? options.concurrency : 1)
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
      const begin = (): unknown => ends.set(report, work.client.clock.now() + work.waitUntilUp * 1000)
      begin()
      let queued = true
      // Its time does not run while it waits for the creates of others.
      const own: Queue = (job) =>
        creates(() => {
          if (queued) begin()
          queued = false
          return job()
        })
      const seen = await withoutRace(work, report.item.sought, found[index] ?? [])
      const there = await takeUpInterrupted(work, report.item, seen, options.dryRun)
      if (there.length === 1) report.endpoint = there[0]
      if (options.dryRun) planOnly(work, report, there)
      else await act(work, report, there, own)
    }),
  )
  if (options.dryRun) return

  const fresh = reports.filter((report) => report.result === 'created' && report.error === undefined)
  if (fresh.length > 0) await settleAll(work, fresh, creates, options.concurrency, guarded)

  const present = reports.filter(
    (report) =>
      report.item.state === 'present' && report.endpoint !== undefined && report.error === undefined,
  )
  await forEachAtOnce(options.concurrency, present, (report) =>
    guarded(report, () => finish(work, report, ends.get(report) ?? 0)),
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
