import { reconnectsWhen } from '../decisions/safeguards.ts'
import type { AccessPlan } from '../decisions/lookup.ts'
import { ActionError, addContext, RUN_AGAIN } from '../foundation/errors.ts'
import { isEdge } from '../inputs/endpoint-types.ts'
import { updateFields, type EndpointChange } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, putAccess, putEndpoint } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, sendChange, type RunContext } from './context.ts'

/** Changes an endpoint. A lost response is handled by {@link sendWithRecovery}. */
export async function putWithRecovery(
  context: RunContext,
  existing: Endpoint,
  change: EndpointChange,
): Promise<Endpoint> {
  const fields = updateFields(change, existing, capabilities(context))
  const send = (): Promise<Endpoint> => putEndpoint(context.client, existing.id, fields)
  const changed = await sendWithRecovery(context, existing.id, send)
  // The response does not say whether an edge agent checks in.
  return isEdge(changed.type) ? { ...changed, status: existing.status } : changed
}

/**
 * Changes an endpoint, and makes Portainer use the new address and TLS at once where it can. If the update alone would
 * keep the old connection, the address is sent with a trailing slash and then as it was. A run that is killed in between
 * leaves the slash, which works as well; the next one removes it.
 */
export async function putAndReconnect(
  context: RunContext,
  existing: Endpoint,
  change: EndpointChange,
): Promise<Endpoint> {
  switch (reconnectsWhen(existing, change, capabilities(context))) {
    case 'at-once':
    case 'restarted':
      return putWithRecovery(context, existing, change)
    case 'url-differs': {
      const url = existing.url.replace(/\/$/, '')
      if (url !== existing.url) return putWithRecovery(context, existing, { ...change, url })
      const changed = await putWithRecovery(context, existing, { ...change, url: `${url}/` })
      return putWithRecovery(context, changed, { url })
    }
  }
}

/** Sets who may use an endpoint, which is a separate request on 1.18-1.20. */
export async function setAccess(
  context: RunContext,
  existing: Endpoint,
  access: Partial<AccessPlan>,
): Promise<void> {
  if (access.users === undefined && access.teams === undefined) return
  if (capabilities(context).accessPolicies) return
  const ids = (map: ReadonlyMap<number, number>): number[] => [...map.keys()]
  const [users, teams] = [ids(access.users ?? existing.users), ids(access.teams ?? existing.teams)]
  await sendWithRecovery(context, existing.id, () => putAccess(context.client, existing.id, users, teams))
}

/**
 * Sends a change again after a lost response, if the endpoint still exists: the same values twice change nothing more.
 * If that fails, the error says that the change may have been made.
 */
async function sendWithRecovery<T>(context: RunContext, id: number, request: () => Promise<T>): Promise<T> {
  const send = (): Promise<T> => sendChange(context, request)
  const doubtful = (error: unknown, why: string): unknown =>
    addContext(error, `The change may have been made all the same${why}`, RUN_AGAIN)
  try {
    return await send()
  } catch (error) {
    if (!isUnsure(error)) throw error
    const existing = await getEndpoint(context.client, id).catch((cause: unknown) => {
      throw cause instanceof ActionError ? doubtful(error, `: ${cause.message}`) : cause
    })
    if (existing === undefined) throw error
    return await send().catch((cause: unknown) => {
      throw doubtful(cause, '.')
    })
  }
}
