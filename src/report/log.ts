import * as core from '@actions/core'
import type { Plan } from '../decisions/plan.ts'
import type { Clock } from '../foundation/async.ts'
import { plural, printable, quote, safe } from '../foundation/text.ts'
import type { Log, Report, Result } from '../steps/context.ts'
import { describeFailure } from './failures.ts'
import type { Change } from '../decisions/lookup.ts'

/** The log of a run. What is true of several endpoints is said once. */
export function createLog(): Log {
  const said = new Set<string>()
  const once =
    (print: (text: string) => void) =>
    (text: string): void => {
      if (said.has(text)) return
      said.add(text)
      print(printable(text))
    }
  return { info: once(core.info), warning: once((text) => core.warning(text)) }
}

const done: Record<Result, string> = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Left unchanged',
  reused: 'Reused',
  recreated: 'Recreated',
  deleted: 'Removed',
  absent: 'Already absent:',
}

/** One line for the log about what became of an endpoint. */
export function describeReport(report: Report): string {
  const { endpoint, item, result } = report
  const name = quote(endpoint?.name ?? item.selector.name ?? `id ${item.selector.id ?? 0}`)
  const where =
    endpoint === undefined
      ? ''
      : ` (id ${endpoint.id}${endpoint.url === '' ? '' : `, ${safe(endpoint.url)}`})`
  if (report.error !== undefined) return `Failed: endpoint ${name}${where}`
  return `${done[result ?? 'unchanged']} endpoint ${name}${where}.`
}

/** The changes of a plan as lines: field, now, then. */
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

/** Logs what a dry run would do to an endpoint, and what there is to say about it. */
export function logPlan({ plan, item }: Report, log: Log): void {
  if (plan === undefined) return
  for (const line of describePlan(plan, item)) core.info(line)
  for (const notice of plan.notices) log.info(notice)
  if ('warnings' in plan) for (const warning of plan.warnings) log.warning(warning)
}

/** A plan as a table of field, now, then. Certificates are shown by fingerprint, secrets not at all. */
function describePlan(plan: Plan, item: Report['item']): string[] {
  const name = 'existing' in plan ? plan.existing.name : (item.selector.name ?? '')
  const title = `Endpoint ${quote(name)} ${would[plan.do]}.`
  const rows = plan.changes.map(({ field, now, then }) => [field, safe(now, 120), safe(then, 120)] as const)
  if (rows.length === 0) return [title]
  const all = [['field', 'now', 'then'] as const, ...rows]
  const width = (column: 0 | 1): number => Math.max(...all.map((row) => row[column].length))
  const lines = all.map(
    ([field, now, then]) => `  ${field.padEnd(width(0))}  ${now.padEnd(width(1))}  ${then}`,
  )
  return [title, ...lines]
}

/** The last line of a list: how many of each result. */
export function describeTotals(reports: readonly Report[]): string {
  const totals = new Map<string, number>()
  for (const { error, result } of reports) {
    const key = error === undefined ? (result ?? 'not reached') : 'failed'
    totals.set(key, (totals.get(key) ?? 0) + 1)
  }
  const parts = [...totals].map(([key, number]) => `${number} ${key}`)
  return `${plural(reports.length, 'endpoint')}: ${parts.join(', ')}.`
}

const EVERY_MILLISECONDS = 3000
/** Up to so many endpoints, each has its own lines in the log; a fleet has a line every few seconds. */
const MAX_DETAILED = 20

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
  if (total > MAX_DETAILED) sayHowFar().catch(() => undefined)
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
      } else if (total <= MAX_DETAILED && report.error === undefined) {
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
