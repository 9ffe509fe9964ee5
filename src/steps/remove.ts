import { forEachConcurrent } from '../foundation/async.ts'
import { ActionError, recoverFrom, RefusedError, ResponseError } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { deleteEndpoint, deleteEndpoints, getEndpoint, lookByName } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, type Report, type RunContext, sendChange, wasSent } from './context.ts'

/** How often a removal is tried if its responses are lost. */
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
      if ((await getEndpoint(client, id)) === undefined) return attempt > 1
      throw new RefusedError(`Could not remove endpoint ${id}: the response was 404, and it still exists.`, {
        hint: 'A proxy in front of Portainer probably blocks DELETE requests.',
      })
    } catch (error) {
      const isServerError = error instanceof ResponseError && error.status >= 500
      if (!isUnsure(error) && !isServerError) throw error
      const existing = await recoverFrom(error, getEndpoint(client, id), `Endpoint ${id} may be gone anyway`)
      if (existing === undefined) return true
      if (!isUnsure(error) || attempt >= MAX_ATTEMPTS) throw error
    }
  }
}

const BULK_SIZE = 100

/** Removes many in one request where Portainer can, and what that leaves one at a time, which tells why. */
export async function removeEndpoints(context: RunContext, reports: readonly Report[]): Promise<void> {
  // An endpoint may be in the list twice, by id and by name.
  const byId = Map.groupBy(reports, ({ endpoint }) => endpoint?.id ?? 0)
  const ids = [...byId.keys()]
  const done = (id: number, error?: ActionError): void => {
    for (const report of byId.get(id) ?? []) {
      report.error = error
      report.result = error === undefined ? 'deleted' : undefined
      report.changed = error === undefined || wasSent(error)
      context.onReport(report)
    }
  }
  const removeOne = async (id: number): Promise<void> => {
    try {
      await removeEndpoint(context, id)
      done(id)
    } catch (error) {
      if (!(error instanceof ActionError)) throw error
      done(id, error)
    }
  }
  for (const report of reports) report.result = undefined
  if (capabilities(context).bulkRemoval === 'none' || ids.length === 1) {
    return forEachConcurrent(context.concurrency, ids, removeOne)
  }
  for (let start = 0; start < ids.length; start += BULK_SIZE) {
    const batch = ids.slice(start, start + BULK_SIZE)
    const left = await deleteEndpoints(context.client, batch).catch((error: unknown) => {
      if (!(error instanceof ActionError)) throw error
      context.log.info(`${asSentence(error.message)} Removing them one at a time instead.`)
      return batch
    })
    for (const id of batch) if (!left.includes(id)) done(id)
    await forEachConcurrent(context.concurrency, left, removeOne)
  }
}

/** What an interrupted run left under a temporary name. Sends nothing if all names are known and this is not among them. */
export async function lookForLeftovers(
  { client, usedNames }: RunContext,
  temporaryName: string,
): Promise<Endpoint[]> {
  return usedNames?.has(temporaryName) === false ? [] : lookByName(client, temporaryName)
}

export async function removeLeftovers(context: RunContext, temporaryName: string): Promise<void> {
  for (const { id } of await lookForLeftovers(context, temporaryName)) {
    await removeEndpoint(context, id)
    context.log.info(`Removed endpoint ${id}, which an interrupted run had left as ${quote(temporaryName)}.`)
  }
}
