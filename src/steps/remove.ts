import { ActionError, RUN_AGAIN, RefusedError, ResponseError, addContext } from '../foundation/errors.ts'
import type { Client } from '../portainer/client.ts'
import { deleteEndpoint, getEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { sendChange, type RunContext } from './context.ts'

/** A removal whose responses are lost again and again is given up after so many. */
const MAX_ATTEMPTS = 3

/**
 * Removes an endpoint. After a lost response it looks whether the endpoint is gone; removing twice is harmless.
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
