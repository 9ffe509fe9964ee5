import * as core from '@actions/core'
import type { Change } from '../decisions/lookup.ts'
import type { Plan } from '../decisions/plan.ts'
import type { Clock } from '../foundation/async.ts'
import { plural, printable, quote, safe } from '../foundation/text.ts'
import type { Log, Report } from '../steps/context.ts'
import { describeFailure } from './failures.ts'

/** The log of a run. What is true of several endpoints is said once. */
export function createLog(): Log {
  const said = new Set<string>()
  const once = (print: (text: string) => void, text: string): void => {
    if (!said.has(text)) print(printable(text))
    said.add(text)
  }
  return { info: (text) => once(core.info, text), warning: (text) => once(core.warning, text) }
}

const done: Record<Plan['result'], string> = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Left unchanged',
  reused: 'Reused',
  recreated: 'Recreated',
  deleted: 'Removed',
  absent: 'Already absent:',
}

function describeReport({ endpoint, item, result, error }: Report): string {
  const { id = 0, name = `id ${id}` } = endpoint ?? item.selector
  const url = endpoint?.url ? `, ${safe(endpoint.url)}` : ''
  const what = `endpoint ${quote(name)}${endpoint ? ` (id ${id}${url})` : ''}`
  return error === undefined ? `${done[result ?? 'unchanged']} ${what}.` : `Failed: ${what}`
}

export function describeChanges(changes: readonly Change[]): string[] {
  return changes.map(({ field, now, then }) => `  ${field}: ${safe(now, 200)} -> ${safe(then, 200)}`)
}

const would: Record<Plan['do'], string> = {
  create: 'would be created',
  update: 'would be updated',
  recreate: 'would be recreated',
  remove: 'would be removed',
  nothing: 'is already absent',
  leave: 'would be left as it is',
}

/** Logs what a dry run would do to an endpoint. Certificates are shown by fingerprint, secrets not at all. */
export function logPlan({ plan, item }: Report, log: Log): void {
  if (plan === undefined) return
  const name = 'existing' in plan ? plan.existing.name : (item.selector.name ?? '')
  core.info(`Endpoint ${quote(name)} ${would[plan.do]}.`)
  if (plan.changes.length > 0) {
    const rows = plan.changes.map(({ field, now, then }) => [field, safe(now, 120), safe(then, 120)] as const)
    const table = [['field', 'now', 'then'] as const, ...rows]
    const width = (column: 0 | 1): number => Math.max(...table.map((row) => row[column].length))
    const [first, second] = [width(0), width(1)]
    for (const [field, now, then] of table)
      core.info(`  ${field.padEnd(first)}  ${now.padEnd(second)}  ${then}`)
  }
  for (const notice of plan.notices) log.info(notice)
  if ('warnings' in plan) for (const warning of plan.warnings) log.warning(warning)
}

const EVERY_MILLISECONDS = 3000
/** Up to this many endpoints each get their own lines in the log; more get a line every few seconds. */
const MAX_DETAILED = 20

/** Logs how far a run is. A `total` of 0 endpoints logs nothing. */
export function createProgress(
  total: number,
  clock: Clock,
): { tell(report: Report): void; end(reports: readonly Report[]): void } {
  const finished = new Set<Report>()
  const failed = new Set<Report>()
  const lines = new Map<Report, string>()
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
  if (total > MAX_DETAILED) sayHowFar().catch(() => undefined)
  return {
    tell(report) {
      if (total === 0) return
      finished.add(report)
      const { error, plan } = report
      if (error !== undefined) {
        if (failed.has(report)) return
        failed.add(report)
        if (total === 1) return
        core.startGroup(describeReport(report))
        core.info(describeFailure(error))
        core.endGroup()
      } else if (total <= MAX_DETAILED) {
        const line = describeReport(report)
        if (lines.get(report) === line) return
        lines.set(report, line)
        core.info(line)
        if (plan?.do === 'update') for (const change of describeChanges(plan.changes)) core.info(change)
      }
    },
    end(reports) {
      ended = true
      if (total <= 1) return
      const totals = Map.groupBy(reports, ({ error, result }) =>
        error ? 'failed' : (result ?? 'not reached'),
      )
      const parts = [...totals].map(([result, { length }]) => `${length} ${result}`)
      core.info(`${plural(reports.length, 'endpoint')}: ${parts.join(', ')}.`)
    },
  }
}
