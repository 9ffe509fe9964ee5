import { planPrune, type PruneScope } from '../decisions/prune.ts'
import { forEachConcurrent } from '../foundation/async.ts'
import { ActionError, addContext, RefusedError, ResponseError, RUN_AGAIN } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { Client } from '../portainer/client.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { deleteEndpoint, deleteEndpoints, getEndpoint, listEndpoints } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, finishRemoval, type Report, type RunContext, sendChange } from './context.ts'
import { lookByName } from './look.ts'

/** How often a removal is tried whose responses are lost. */
const MAX_ATTEMPTS = 3

/**
 * Removes an endpoint. After a lost response, looks whether the endpoint is gone; removing it twice is harmless.
 * @returns false when it was gone already.
 * @throws OutcomeError when nobody knows whether it is gone; any other error means that it still exists.
 */
export async function removeEndpoint(
  context: Pick<RunContext, 'client' | 'onChangeSent'>,
  id: number,
): Promise<boolean> {
  const { client } = context
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await sendChange(context, () => deleteEndpoint(client, id))) return true
      await checkGone(client, id)
      return attempt > 1
    } catch (error) {
      const failed = error instanceof ResponseError && error.status >= 500
      if (!isUnsure(error) && !failed) throw error
      if (!(await exists(client, id, error))) return true
      if (!isUnsure(error) || attempt >= MAX_ATTEMPTS) throw error
    }
  }
}

/** How many endpoints one request removes. */
const BULK_SIZE = 100

/**
 * Removes many endpoints, a hundred in one request where Portainer can (2.21 and later). What a bulk removal leaves, and
 * everything after a lost response, is removed one at a time, which tells why.
 * @param onDone told of each, with the error that kept it.
 */
export async function removeEndpoints(
  context: RunContext,
  ids: readonly number[],
  concurrency: number,
  onDone: (id: number, error: ActionError | undefined) => void,
): Promise<void> {
  const removeOne = async (id: number): Promise<void> => {
    try {
      await removeEndpoint(context, id)
      onDone(id, undefined)
    } catch (error) {
      if (!(error instanceof ActionError)) throw error
      onDone(id, error)
    }
  }
  if (capabilities(context).bulkRemoval === 'none' || ids.length === 1) {
    return forEachConcurrent(concurrency, ids, removeOne)
  }
  for (let start = 0; start < ids.length; start += BULK_SIZE) {
    const batch = ids.slice(start, start + BULK_SIZE)
    const left = await deleteEndpoints(context.client, batch).catch((error: unknown) => {
      if (!(error instanceof ActionError)) throw error
      context.log.info(`${asSentence(error.message)} Removing them one at a time instead.`)
      return batch
    })
    for (const id of batch) if (!left.includes(id)) onDone(id, undefined)
    await forEachConcurrent(concurrency, left, removeOne)
  }
}

/** A gateway that does not let DELETE pass may answer 404 as well, with the endpoint still there. */
async function checkGone(client: Client, id: number): Promise<void> {
  if ((await getEndpoint(client, id)) === undefined) return
  throw new RefusedError(`Could not remove endpoint ${id}: the response was 404, and it still exists.`, {
    hint: 'A proxy in front of Portainer probably does not let DELETE requests pass.',
  })
}

async function exists(client: Client, id: number, error: ActionError): Promise<boolean> {
  try {
    return (await getEndpoint(client, id)) !== undefined
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    throw addContext(error, `Endpoint ${id} may be gone all the same: ${cause.message}`, RUN_AGAIN)
  }
}

/** What an interrupted run left under a temporary name. Sends nothing if all names are known and this is not among them. */
export async function lookForLeftovers(
  { client, temporaryNames }: RunContext,
  temporaryName: string,
): Promise<Endpoint[]> {
  return temporaryNames?.has(temporaryName) === false ? [] : lookByName(client, temporaryName)
}

/** Removes what an interrupted run left under a temporary name. */
export async function removeLeftovers(context: RunContext, temporaryName: string): Promise<void> {
  for (const { id } of await lookForLeftovers(context, temporaryName)) {
    await removeEndpoint(context, id)
    context.log.info(`Removed endpoint ${id}, which an interrupted run had left as ${quote(temporaryName)}.`)
  }
}

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
