import { ActionError, CancelledError, OutcomeError, RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { AccessPlan } from '../decisions/access.ts'
import type { Creation } from '../decisions/plan.ts'
import { modeOf } from '../decisions/tls-mode.ts'
import type { Update } from '../decisions/update.ts'
import type { Access, Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, putAccess, putEndpoint, uploadTlsFile } from '../portainer/endpoints.ts'
import { encodeForm } from '../portainer/form.ts'
import { updateFields, type EndpointChange } from '../portainer/update-fields.ts'
import { lookByName } from './look.ts'
import { pingEngine } from './ping.ts'
import { isUnsure } from './remove.ts'
import { abilities, makeTargets, withFiles, type Work } from './work.ts'

/** Seconds for the ping after a change; a longer wait is `wait-until-up`'s. */
const PING_SECONDS = 30

/**
 * Changes an endpoint as planned: files first, then the switch. An update never tests the connection, so the engine is
 * asked through Portainer afterwards, and what can be put back is put back when it does not answer.
 * @returns the endpoint as it is then.
 */
export async function updateEndpoint(work: Work, there: Endpoint, update: Update): Promise<Endpoint> {
  await checkName(work, there, update.name)
  const { group, tags } = await makeTargets(work, { group: update.group, tags: update.tags })
  await uploadFiles(work, there, update)
  const change: EndpointChange = {
    name: update.name,
    url: update.url,
    publicUrl: update.publicUrl,
    groupId: group?.id,
    tags: tags && {
      names: tags.map(({ name }) => name),
      ids: tags.flatMap(({ id }) => (id === undefined ? [] : [id])),
    },
    tls: update.tls?.mode,
    azure: update.azure,
    kubeconfig: update.kubeconfig,
    checkinInterval: update.checkinInterval,
    users: update.users,
    teams: update.teams,
  }
  const changed = await putSettled(work, there, change)
  await setAccess(work, there, update)
  if (update.url === undefined && update.tls === undefined) return changed
  return verify(work, there, changed, update)
}

/** Up to 2.13 Portainer lets two endpoints have one name, and then neither is found by it any more. */
async function checkName(work: Work, there: Endpoint, name: string | undefined): Promise<void> {
  if (name === undefined || abilities(work).uniqueNames) return
  const others = (await lookByName(work.client, name)).filter(({ id }) => id !== there.id)
  const [other] = others
  if (other === undefined) return
  throw new RefusedError(
    `Endpoint ${there.id} was not renamed: another one, ${other.id}, is named ${quote(name)} already.`,
  )
}

/** Who may use an endpoint, where that is a request of its own (1.18-1.20). */
async function setAccess(work: Work, there: Endpoint, access: AccessPlan): Promise<void> {
  if (access.users === undefined && access.teams === undefined) return
  if (abilities(work).accessPolicies) return
  const ids = (map: ReadonlyMap<number, number>): number[] => [...map.keys()]
  await putAccess(work.client, there.id, ids(access.users ?? there.users), ids(access.teams ?? there.teams))
}

async function uploadFiles(work: Work, there: Endpoint, update: Update): Promise<void> {
  if (update.tls === undefined) return
  await withFiles(work, update.tls.files, async (paths) => {
    for (const file of ['ca', 'cert', 'key'] as const) {
      const path = paths[file]
      if (path === undefined) continue
      await uploadTlsFile(
        work.client,
        there.id,
        file,
        await encodeForm({ fields: [['folder', String(there.id)]], files: [['file', path]] }),
      )
    }
  })
}

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

async function verify(work: Work, there: Endpoint, changed: Endpoint, update: Update): Promise<Endpoint> {
  const { keepsOldConnection } = abilities(work)
  const urlOrOff = update.url !== undefined || update.tls?.mode.on === false
  if (keepsOldConnection === 'always' || (keepsOldConnection === 'url-or-tls-off' && urlOrOff)) {
    work.say.warning(
      `Portainer 2.15-2.19 keeps the old connection to endpoint ${quote(changed.name)} until it is restarted: the new address or TLS could not be tested, and is used from then on.`,
    )
    return changed
  }
  if (changed.type !== 1 && changed.type !== 2) return changed
  const { clock } = work.client
  const end = clock.now() + work.waitUntilUp * 1000
  let trouble: string | undefined
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5000)) {
    trouble = await pingEngine(work, changed.id, PING_SECONDS)
    if (trouble === undefined) return { ...changed, status: 'up' }
    if (clock.now() + pause >= end) break
    await clock.sleep(pause)
  }
  throw await putBack(work, there, changed, update, trouble)
}

/** Puts back what Portainer shows, and says what it does not show: certificates, which can't be read back. */
async function putBack(
  work: Work,
  there: Endpoint,
  changed: Endpoint,
  update: Update,
  trouble: string,
): Promise<ActionError> {
  const what = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble}.`
  // Where TLS was off there were no files before, and switching it off deletes them.
  const files = there.tls.on ? Object.keys(update.tls?.files ?? {}) : []
  const kept = [
    ...(files.length > 0 ? [`the TLS files (${files.join(', ')})`] : []),
    ...(update.kubeconfig === undefined ? [] : ['the kubeconfig']),
    ...(Object.keys(update.azure).length === 0 ? [] : ['the Azure credentials']),
  ].join(', ')
  const lost = kept === '' ? '' : ` What was sent of ${kept} stays: Portainer does not show what was there.`
  const hint = "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine."
  try {
    await putSettled(work, changed, changeBack(there, update))
    await setAccess(work, there, {
      users: update.users && there.users,
      teams: update.teams && there.teams,
    })
    return new OutcomeError(`${what} It was put back as it was.${lost}`, { hint })
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause
    const why = cause instanceof Error ? ` (${cause.message})` : ''
    return new OutcomeError(`${what} Putting it back as it was failed too${why}.${lost}`, { hint, cause })
  }
}

/** The same fields as they were. */
function changeBack(there: Endpoint, update: Update): EndpointChange {
  return {
    name: update.name && there.name,
    url: update.url && there.url,
    publicUrl: update.publicUrl === undefined ? undefined : there.publicUrl,
    groupId: update.group && there.groupId,
    tags: update.tags && { names: there.tags ?? [], ids: there.tagIds ?? [] },
    tls: update.tls && modeOf(there),
    users: update.users && there.users,
    teams: update.teams && there.teams,
  }
}

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
    if (!(cause instanceof ActionError) || cause instanceof CancelledError) throw cause
    const what = access ? 'its users and teams' : 'its public URL'
    throw new RefusedError(
      `Endpoint ${quote(made.name)} (id ${made.id}) is there, but ${what} could not be set: ${cause.message}`,
      { hint: cause.hint ?? 'Running the step again sets them.', cause },
    )
  }
}
