import type { AccessPlan } from '../decisions/access.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, putAccess, putEndpoint } from '../portainer/endpoints.ts'
import { updateFields, type EndpointChange } from '../portainer/update-fields.ts'
import { isUnsure } from './remove.ts'
import { abilities, type Work } from './work.ts'

/** A lost answer is settled by looking whether the endpoint is still there: naming the same values again changes nothing more. */
export async function putSettled(work: Work, there: Endpoint, change: EndpointChange): Promise<Endpoint> {
  const fields = updateFields(change, there, abilities(work))
  try {
    return await putEndpoint(work.client, there.id, fields)
  } catch (error) {
    if (!isUnsure(error) || (await getEndpoint(work.client, there.id)) === undefined) throw error
    return putEndpoint(work.client, there.id, fields)
  }
}

/** Who may use an endpoint, where that is a request of its own (1.18-1.20). */
export async function setAccess(work: Work, there: Endpoint, access: AccessPlan): Promise<void> {
  if (access.users === undefined && access.teams === undefined) return
  if (abilities(work).accessPolicies) return
  const ids = (map: ReadonlyMap<number, number>): number[] => [...map.keys()]
  await putAccess(work.client, there.id, ids(access.users ?? there.users), ids(access.teams ?? there.teams))
}
