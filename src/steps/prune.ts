import { planPrune, type PruneScope } from '../decisions/prune.ts'
import { quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listEndpoints } from '../portainer/endpoints.ts'
import type { RunContext } from './context.ts'
import { removeEndpoints } from './remove.ts'
import { type Report, finishRemoval } from './report.ts'

/** A report for an endpoint that the list no longer names. */
export function openPruneReport(endpoint: Endpoint): Report {
  const { id, name } = endpoint
  return {
    item: { state: 'absent', selector: { id, name }, tags: undefined, group: undefined },
    plan: {
      do: 'remove',
      existing: endpoint,
      changes: [{ field: 'endpoint', now: name, then: 'gone, since the list no longer names it' }],
      notices: [],
    },
    endpoint,
    result: 'deleted',
    error: undefined,
    changed: false,
    unconfirmed: false,
  }
}

/**
 * Removes what the list no longer names, after everything else: not at all if an item failed, and nothing that has
 * changed since it was planned.
 * @param planned what was within the limit before the first change.
 * @param reports of the items; those of what is removed are added, and told to `onReport`.
 */
export async function prune(
  context: RunContext,
  scope: PruneScope,
  planned: readonly Endpoint[],
  reports: Report[],
  options: { concurrency: number; onReport(report: Report): void },
): Promise<void> {
  if (planned.length === 0) return
  if (reports.some(({ error }) => error !== undefined)) {
    context.log.warning("Nothing was pruned, because an item of 'endpoints' failed.")
    return
  }
  const items = reports.map(({ item }) => item)
  const results = new Set(reports.flatMap(({ endpoint }) => endpoint?.id ?? []))
  const before = new Map(planned.map((endpoint) => [endpoint.id, endpoint]))
  const seen = await listEndpoints(context.client, undefined, ({ id }) => before.has(id))
  const left = planPrune(scope, seen, items, context.directory, results).filter(
    ({ id, name }) => before.get(id)?.name === name,
  )
  for (const { id, name } of planned) {
    if (left.some((endpoint) => endpoint.id === id)) continue
    context.log.info(`Endpoint ${quote(name)} (id ${id}) was not pruned: it has changed or is gone.`)
  }
  const pruned = new Map(left.map((endpoint) => [endpoint.id, openPruneReport(endpoint)]))
  reports.push(...pruned.values())
  for (const report of pruned.values()) report.result = undefined
  await removeEndpoints(context, [...pruned.keys()], options.concurrency, (id, error) => {
    const report = pruned.get(id)
    if (report === undefined) return
    finishRemoval(report, error)
    options.onReport(report)
  })
}
