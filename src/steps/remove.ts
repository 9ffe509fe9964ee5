import { ResponseError, CancelledError, OutcomeError, RefusedError } from '../foundation/errors.ts'
import { asSentence } from '../foundation/text.ts'
import type { Client } from '../portainer/client.ts'
import { deleteEndpoint, getEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'

/** A removal whose answers are lost again and again is given up after so many. */
const MAX_ATTEMPTS = 3

/**
 * Removes an endpoint. A lost answer is settled by looking; removing twice what is still there is harmless.
 * @returns false when it was gone already.
 * @throws OutcomeError when nobody knows whether it is gone; any other error means that it is still there.
 */
export async function removeEndpoint(client: Client, id: number): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (await deleteEndpoint(client, id)) return true
      await checkGone(client, id)
      return attempt > 1
    } catch (error) {
      const failed = error instanceof ResponseError && error.status >= 500
      if (!isUnsure(error) && !failed) throw error
      if (!(await isThere(client, id, error))) return true
      if (!isUnsure(error) || attempt >= MAX_ATTEMPTS) throw error
    }
  }
}

/** A gateway that does not let DELETE pass may answer 404 as well, with the endpoint still there. */
async function checkGone(client: Client, id: number): Promise<void> {
  if ((await getEndpoint(client, id)) === undefined) return
  throw new RefusedError(`Could not remove endpoint ${id}: the answer was 404, and it is still there.`, {
    hint: 'A proxy in front of Portainer probably does not let DELETE requests pass.',
  })
}

async function isThere(client: Client, id: number, error: Error): Promise<boolean> {
  try {
    return (await getEndpoint(client, id)) !== undefined
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause
    const why = cause instanceof Error ? cause.message : ''
    throw new OutcomeError(`${asSentence(error.message)} Endpoint ${id} may be gone all the same: ${why}`, {
      hint: 'Running the step again is safe: it looks first.',
      cause,
    })
  }
}
