import type { Creation } from '../decisions/create.ts'
import { reconnectsWhen } from '../decisions/safeguards.ts'
import { addContext, recoverFrom, RUN_AGAIN } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
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
  const { id, status } = existing
  const fields = updateFields(change, existing, capabilities(context))
  const changed = await sendWithRecovery(context, id, () => putEndpoint(context.client, id, fields))
  // The response does not say whether an edge agent checks in.
  return isEdge(changed.type) ? { ...changed, status } : changed
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
  if (reconnectsWhen(existing, change, capabilities(context)) !== 'url-differs')
    return putWithRecovery(context, existing, change)
  const url = existing.url.replace(/\/$/, '')
  if (url !== existing.url) return putWithRecovery(context, existing, { ...change, url })
  const changed = await putWithRecovery(context, existing, { ...change, url: `${url}/` })
  return putWithRecovery(context, changed, { url })
}

/** Sets who may use an endpoint where that is a separate request: on 1.18-1.20. */
export async function setAccess(
  context: RunContext,
  existing: Endpoint,
  { users, teams }: Pick<EndpointChange, 'users' | 'teams'>,
): Promise<void> {
  if (capabilities(context).accessPolicies || (users === undefined && teams === undefined)) return
  const userIds = [...(users ?? existing.users).keys()]
  const teamIds = [...(teams ?? existing.teams).keys()]
  await sendWithRecovery(context, existing.id, () => putAccess(context.client, existing.id, userIds, teamIds))
}

/** Sets what a create ignores: users and teams on every version, and the public URL of edge agents and Azure. */
export async function completeEndpoint(
  context: RunContext,
  created: Endpoint,
  creation: Creation,
): Promise<Endpoint> {
  const users = creation.users?.size ? creation.users : undefined
  const teams = creation.teams?.size ? creation.teams : undefined
  const publicUrl = creation.publicUrl === created.publicUrl ? undefined : creation.publicUrl
  const hasAccess = users !== undefined || teams !== undefined
  const { accessPolicies } = capabilities(context)
  try {
    const needsPut = publicUrl !== undefined || (hasAccess && accessPolicies)
    const changed = needsPut ? await putWithRecovery(context, created, { publicUrl, users, teams }) : created
    await setAccess(context, changed, { users, teams })
    return accessPolicies
      ? changed
      : { ...changed, users: users ?? changed.users, teams: teams ?? changed.teams }
  } catch (error) {
    const what = hasAccess ? 'its users and teams' : 'its public URL'
    const sentence = `Endpoint ${quote(created.name)} (id ${created.id}) exists, but ${what} could not be set.`
    throw addContext(error, sentence, 'Running the step again sets them.')
  }
}

/**
 * Sends a change again after a lost response, if the endpoint still exists: the same values twice change nothing more.
 * If that fails, the error says that the change may have been made.
 */
async function sendWithRecovery<T>(context: RunContext, id: number, request: () => Promise<T>): Promise<T> {
  const send = (): Promise<T> => sendChange(context, request)
  const doubt = 'The change may have been made anyway'
  try {
    return await send()
  } catch (error) {
    if (!isUnsure(error)) throw error
    const existing = await recoverFrom(error, getEndpoint(context.client, id), doubt)
    if (existing === undefined) throw error
    return await send().catch((cause: unknown) => {
      throw addContext(cause, `${doubt}.`, RUN_AGAIN)
    })
  }
}
