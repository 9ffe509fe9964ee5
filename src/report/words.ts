import { count, quote, safe } from '../foundation/text.ts'
import type { Plan } from '../decisions/plan.ts'
import type { Change } from '../decisions/change.ts'
import type { Report, Result } from '../steps/item.ts'

const done: Record<Result, string> = {
  created: 'Created',
  updated: 'Updated',
  unchanged: 'Left unchanged',
  reused: 'Reused',
  recreated: 'Recreated',
  deleted: 'Removed',
  absent: 'Not there, as wanted:',
}

/** One line for the log about what became of an endpoint. */
export function describeReport(report: Report): string {
  const { endpoint, item, result } = report
  const name = quote(endpoint?.name ?? item.sought.name ?? `id ${item.sought.id ?? 0}`)
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
  nothing: 'is not there, as wanted',
  leave: 'would be left as it is',
}

/** A plan as a table of field, now, then. Certificates are shown by fingerprint, secrets not at all. */
export function describePlan(report: Report): string[] {
  const { plan, item } = report
  if (plan === undefined) return []
  const name = 'there' in plan ? plan.there.name : (item.sought.name ?? '')
  const title = `Endpoint ${quote(name)} ${would[plan.do]}.`
  const rows = plan.changes.map(({ field, now, then }) => [field, safe(now, 120), safe(then, 120)] as const)
  if (rows.length === 0) return [title, ...plan.notices]
  const all = [['field', 'now', 'then'] as const, ...rows]
  const width = (column: 0 | 1): number => Math.max(...all.map((row) => row[column].length))
  const lines = all.map(
    ([field, now, then]) => `  ${field.padEnd(width(0))}  ${now.padEnd(width(1))}  ${then}`,
  )
  return [title, ...lines, ...plan.notices]
}

/** The last line of a list: how many of each result. */
export function describeTotals(reports: readonly Report[]): string {
  const totals = new Map<string, number>()
  for (const { error, result } of reports) {
    const key = error === undefined ? (result ?? 'not reached') : 'failed'
    totals.set(key, (totals.get(key) ?? 0) + 1)
  }
  const parts = [...totals].map(([key, number]) => `${number} ${key}`)
  return `${count(reports.length, 'endpoint')}: ${parts.join(', ')}.`
}
