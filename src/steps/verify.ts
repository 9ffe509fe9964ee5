import { modeOf } from '../decisions/tls-mode.ts'
import type { Update } from '../decisions/update.ts'
import { CancelledError, OutcomeError, type ActionError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { EndpointChange } from '../portainer/update-fields.ts'
import { pingEngine } from './ping.ts'
import { putSettled, setAccess } from './put.ts'
import { abilities, type Work } from './work.ts'

/** Seconds for the ping after a change; a longer wait is `wait-until-up`'s. */
const PING_SECONDS = 30

/**
 * Asks the engine through Portainer after its address or TLS was changed, and puts the endpoint back when it does not
 * answer.
 * @throws OutcomeError then, which says what could not be put back.
 */
export async function verifyUpdate(
  work: Work,
  there: Endpoint,
  changed: Endpoint,
  update: Update,
): Promise<Endpoint> {
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
