import { ActionError, OutcomeError, RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { modeOf } from '../decisions/tls-mode.ts'
import type { Update } from '../decisions/update.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, pingThrough, putAccess, putEndpoint, uploadTlsFile } from '../portainer/endpoints.ts'
import { encodeForm } from '../portainer/form.ts'
import { updateFields, type EndpointChange } from '../portainer/update-fields.ts'
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

/** Who may use an endpoint, where that is a request of its own (1.18-1.20). */
export async function setAccess(
  work: Work,
  there: Endpoint,
  access: Pick<Update, 'users' | 'teams'>,
): Promise<void> {
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
        encodeForm({ fields: [['folder', String(there.id)]], files: [['file', path]] }),
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
    trouble = await ping(work, changed.id)
    if (trouble === undefined) return { ...changed, status: 'up' }
    if (clock.now() + pause >= end) break
    await clock.sleep(pause)
  }
  throw await putBack(work, there, changed, update, trouble)
}

async function ping(work: Work, id: number): Promise<string | undefined> {
  try {
    return await pingThrough(work.client, id, PING_SECONDS)
  } catch (error) {
    if (error instanceof ActionError && error.name !== 'CancelledError') return error.message
    throw error
  }
}

/** Puts address and TLS mode back, and says what could not be: certificates can't be read back from Portainer. */
async function putBack(
  work: Work,
  there: Endpoint,
  changed: Endpoint,
  update: Update,
  trouble: string,
): Promise<ActionError> {
  const files = Object.keys(update.tls?.files ?? {})
  const kept =
    files.length > 0
      ? ` The TLS files sent (${files.join(', ')}) could not be taken back: Portainer does not show the old ones.`
      : ''
  const what = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble}.`
  const now = modeOf(there)
  const hint = "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine."
  try {
    await putSettled(work, changed, { url: update.url && there.url, tls: update.tls && now })
    return new OutcomeError(`${what} Address and TLS mode were put back.${kept}`, { hint })
  } catch (cause) {
    const why = cause instanceof Error ? ` (${cause.message})` : ''
    return new OutcomeError(`${what} Putting the old address and TLS mode back failed too${why}.${kept}`, {
      hint,
      cause,
    })
  }
}

/** Gives a new endpoint to its users and teams: a second request on every version. */
export async function grantAccess(
  work: Work,
  endpoint: Endpoint,
  access: Pick<Update, 'users' | 'teams'>,
): Promise<Endpoint> {
  if (access.users === undefined && access.teams === undefined) return endpoint
  try {
    if (!abilities(work).accessPolicies) {
      await setAccess(work, endpoint, access)
      return { ...endpoint, users: access.users ?? endpoint.users, teams: access.teams ?? endpoint.teams }
    }
    return await putSettled(work, endpoint, access)
  } catch (cause) {
    if (!(cause instanceof ActionError) || cause.name === 'CancelledError') throw cause
    throw new RefusedError(
      `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) is there, but its users and teams could not be set: ${cause.message}`,
      { hint: cause.hint ?? 'Running the step again sets them.', cause },
    )
  }
}
