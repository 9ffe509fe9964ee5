import { planPrune } from '../decisions/prune.ts'
import { quote } from '../foundation/text.ts'
import type { PruneScope } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listEndpoints } from '../portainer/endpoints.ts'
import { openReport, type Report, type RunContext } from './context.ts'
import { removeEndpoints } from './remove.ts'

/** The report on an endpoint that the list no longer names, as a dry run shows it. */
export function openPruneReport(endpoint: Endpoint): Report {
  const { id, name } = endpoint
  const changes = [{ field: 'endpoint', now: name, then: 'gone, since the list no longer names it' }]
  return {
    ...openReport({ state: 'absent', selector: { id, name }, tags: undefined, group: undefined }, endpoint),
    plan: { do: 'remove', result: 'deleted', existing: endpoint, changes, notices: [] },
    result: 'deleted',
  }
}

/**
 * Removes what the list no longer names, after everything else: not at all if an item failed, and nothing that has
 * changed since it was planned.
 * @param reports of the items; those of what is removed are added.
 */
export async function prune(
  context: RunContext,
  scope: PruneScope,
  planned: readonly Endpoint[],
  reports: Report[],
): Promise<void> {
  if (planned.length === 0) return
  if (reports.some(({ error }) => error !== undefined)) {
    context.log.warning("Nothing was pruned, because an item of 'endpoints' failed.")
    return
  }
  const items = reports.map(({ item }) => item)
  const results = new Set(reports.flatMap(({ endpoint }) => endpoint?.id ?? []))
  const names = new Map(planned.map(({ id, name }) => [id, name]))
  const seen = await listEndpoints(context.client, ({ id }) => names.has(id))
  const left = planPrune(scope, seen, items, context.directory, results).filter(
    ({ id, name }) => names.get(id) === name,
  )
  const leftIds = new Set(left.map(({ id }) => id))
  for (const { id, name } of planned) {
    if (leftIds.has(id)) continue
    context.log.info(`Endpoint ${quote(name)} (id ${id}) was not pruned: it has changed or is gone.`)
  }
  const pruned = left.map(openPruneReport)
  reports.push(...pruned)
  await removeEndpoints(context, pruned)
}
