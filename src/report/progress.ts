import * as core from '@actions/core'
import type { Clock } from '../foundation/clock.ts'
import type { Report } from '../steps/item.ts'
import { describeFailure } from './failures.ts'
import { describeChanges, describeReport, describeTotals } from './words.ts'

const EVERY_MILLISECONDS = 3000
/** Up to so many endpoints, each has its own lines in the log; a fleet has a line every few seconds. */
const FEW = 20

/** Tells the log how far a run is. */
export interface Progress {
  /** Of an endpoint that something new is known of. */
  tell(report: Report): void
  /** To be called when nothing more comes. */
  end(reports: readonly Report[]): void
}

/** @param total how many endpoints there are; 0 says nothing at all. */
export function createProgress(total: number, clock: Clock): Progress {
  const finished = new Set<Report>()
  const failed = new Set<Report>()
  const told = new Map<Report, string>()
  let ended = false
  const sayHowFar = async (): Promise<void> => {
    for (;;) {
      await clock.sleep(EVERY_MILLISECONDS)
      if (ended) return
      const done = finished.size - failed.size
      core.info(`${done} done, ${failed.size} failed, ${total - finished.size} left.`)
    }
  }
  // Stops waiting when the run is over.
  if (total > FEW) sayHowFar().catch(() => undefined)
  return {
    tell(report) {
      if (total === 0) return
      finished.add(report)
      if (report.error !== undefined && !failed.has(report)) {
        failed.add(report)
        if (total > 1) {
          core.startGroup(describeReport(report))
          core.info(describeFailure(report.error))
          core.endGroup()
        }
      } else if (total <= FEW && report.error === undefined) {
        const line = describeReport(report)
        if (told.get(report) !== line) {
          told.set(report, line)
          core.info(line)
          for (const change of report.plan?.do === 'update' ? describeChanges(report.plan.changes) : [])
            core.info(change)
        }
      }
    },
    end(reports) {
      ended = true
      if (total > 1) core.info(describeTotals(reports))
    },
  }
}
