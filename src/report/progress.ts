import * as core from '@actions/core'
import type { Clock } from '../foundation/clock.ts'
import type { Report } from '../steps/item.ts'
import { describeFailure } from './failures.ts'
import { describeChanges, describeReport } from './words.ts'

const EVERY_MILLISECONDS = 3000
/** Up to so many endpoints, each has its own lines in the log; a fleet has a line every few seconds. */
const FEW = 20

/** Tells the log how far a run is. */
export function createProgress(total: number, clock: Clock): { tell(report: Report): void } {
  const finished = new Set<Report>()
  const failed = new Set<Report>()
  const told = new Map<Report, string>()
  let last = clock.now()
  return {
    tell(report) {
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
      if (total > FEW && clock.now() - last >= EVERY_MILLISECONDS) {
        last = clock.now()
        const left = total - finished.size
        core.info(`${finished.size - failed.size} done, ${failed.size} failed, ${left} left.`)
      }
    },
  }
}
