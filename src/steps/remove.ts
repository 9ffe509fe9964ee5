import { forEachConcurrent } from '../foundation/async.ts'
import { ActionError, RUN_AGAIN, RefusedError, ResponseError, addContext } from '../foundation/errors.ts'
import { asSentence } from '../foundation/text.ts'
import type { Client } from '../portainer/client.ts'
import { deleteEndpoint, deleteEndpoints, getEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, sendChange, type RunContext } from './context.ts'

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
