import type { Creation } from '../decisions/plan.ts'
import { RefusedError, isFailure } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import { putSettled, setAccess } from './put.ts'
import { abilities, type Work } from './work.ts'

/**
 * Sets what a create does not take: users and teams on every version, and the public URL of edge agents and Azure.
 * Sends nothing where that is nothing.
 */
export async function completeEndpoint(work: Work, made: Endpoint, creation: Creation): Promise<Endpoint> {
  const some = (access: Access | undefined): Access | undefined => (access?.size ? access : undefined)
  const users = some(creation.users)
  const teams = some(creation.teams)
  const publicUrl = creation.publicUrl === made.publicUrl ? undefined : creation.publicUrl
  const access = users !== undefined || teams !== undefined
  try {
    const { accessPolicies } = abilities(work)
    const put = publicUrl !== undefined || (access && accessPolicies)
    const changed = put ? await putSettled(work, made, { publicUrl, users, teams }) : made
    if (!access || accessPolicies) return changed
    await setAccess(work, changed, { users, teams })
    return { ...changed, users: users ?? changed.users, teams: teams ?? changed.teams }
  } catch (cause) {
    if (!isFailure(cause)) throw cause
    const what = access ? 'its users and teams' : 'its public URL'
    throw new RefusedError(
      `Endpoint ${quote(made.name)} (id ${made.id}) is there, but ${what} could not be set: ${cause.message}`,
      { hint: cause.hint ?? 'Running the step again sets them.', cause },
    )
  }
}
