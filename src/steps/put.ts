import type { AccessPlan } from '../decisions/access.ts'
import { inDoubt } from '../foundation/doubt.ts'
import { isFailure } from '../foundation/errors.ts'
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
    if (!isUnsure(error)) throw error
    const mayBe = 'The change may have been made'
    const there = await getEndpoint(work.client, id).catch((cause: unknown) => {
      throw isFailure(cause) ? inDoubt(error, mayBe, cause) : cause
    })
    if (there === undefined) throw error
    return await send().catch((cause: unknown) => {
      throw isFailure(cause) ? inDoubt(cause, mayBe) : cause
    })
  }
}
