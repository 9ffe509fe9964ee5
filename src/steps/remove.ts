import { deleteEndpoint, getEndpoint } from '../portainer/endpoints.ts'
import { AnswerError, ConnectionError } from '../foundation/errors.ts'
import type { Client } from '../portainer/client.ts'

/** Whether a request may have been carried out although no good answer came back. */
export function isUnsure(error: unknown): boolean {
  if (error instanceof ConnectionError) return error.sent
  return error instanceof AnswerError && ([408, 502, 503, 504].includes(error.status) || error.status < 300)
}

/**
 * Removes an endpoint. A lost answer is settled by looking; removing twice what is still there is harmless.
 * @returns false when it was gone already.
 */
export async function removeEndpoint(client: Client, id: number): Promise<boolean> {
  try {
    return await deleteEndpoint(client, id)
  } catch (error) {
    if (!isUnsure(error)) throw error
    if ((await getEndpoint(client, id)) === undefined) return true
    return deleteEndpoint(client, id)
  }
}
