import type { AccessPlan } from '../decisions/access.ts'
import { ActionError, CancelledError } from '../foundation/errors.ts'
import { asSentence } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, putAccess, putEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { updateFields, type EndpointChange } from '../portainer/update-fields.ts'
import { abilities, type Work } from './work.ts'

/** Changes an endpoint; see {@link sendSettled}. */
export function putSettled(work: Work, there: Endpoint, change: EndpointChange): Promise<Endpoint> {
  const fields = updateFields(change, there, abilities(work))
  return sendSettled(work, there.id, () => putEndpoint(work.client, there.id, fields))
}

/** Who may use an endpoint, where that is a request of its own (1.18-1.20). */
export async function setAccess(work: Work, there: Endpoint, access: AccessPlan): Promise<void> {
  if (access.users === undefined && access.teams === undefined) return
  if (abilities(work).accessPolicies) return
  const ids = (map: ReadonlyMap<number, number>): number[] => [...map.keys()]
  const [users, teams] = [ids(access.users ?? there.users), ids(access.teams ?? there.teams)]
  await sendSettled(work, there.id, () => putAccess(work.client, there.id, users, teams))
}

/**
 * A lost answer is settled by looking whether the endpoint is still there: naming the same values again changes
 * nothing more. What can't be settled so is said.
 */
async function sendSettled<T>(work: Work, id: number, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof ActionError) || !isUnsure(error)) throw error
    const there = await getEndpoint(work.client, id).catch((cause: unknown) => {
      throw withDoubt(error, cause, cause instanceof Error ? `: ${cause.message}` : '.')
    })
    if (there === undefined) throw error
    return await send().catch((cause: unknown) => {
      throw withDoubt(cause, cause, '.')
    })
  }
}

/** The change was sent, and what became of it is not known. */
function withDoubt(error: unknown, cause: unknown, rest: string): unknown {
  if (!(error instanceof ActionError)) return error
  if (!(cause instanceof ActionError) || cause instanceof CancelledError) return cause
  return new ActionError(`${asSentence(error.message)} The change may have been made all the same${rest}`, {
    hint: error.hint ?? 'Running the step again is safe: it looks first.',
    cause,
  })
}
