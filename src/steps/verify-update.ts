import { modeOf } from '../decisions/tls-mode.ts'
import type { Update } from '../decisions/update.ts'
import { poll } from '../foundation/async.ts'
import { ActionError, OutcomeError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { isDocker } from '../inputs/endpoint-types.ts'
import type { EndpointChange } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { capabilities, type RunContext } from './context.ts'
import { putWithRecovery, setAccess } from './put.ts'
import { pingEngine } from './wait.ts'

/** Seconds for the ping after a change; to wait longer is what `wait-until-up` is for. */
const PING_SECONDS = 30

/**
 * Asks the engine through Portainer after its address or TLS was changed, and puts the endpoint back if it does not
 * respond.
 * @throws OutcomeError then, which says what could not be put back.
 */
export async function verifyUpdate(
  context: RunContext,
  existing: Endpoint,
  changed: Endpoint,
  update: Update,
): Promise<Endpoint> {
  const { keepsOldConnection } = capabilities(context)
  const urlOrOff = update.url !== undefined || update.tls?.mode.on === false
  if (keepsOldConnection === 'always' || (keepsOldConnection === 'url-or-tls-off' && urlOrOff)) {
    context.log.warning(
      `Portainer 2.15-2.19 keeps the old connection to endpoint ${quote(changed.name)} until it is restarted: the new address or TLS could not be tested, and is used from then on.`,
    )
    return changed
  }
  if (!isDocker(changed.type)) return changed
  const { clock } = context.client
  const end = clock.now() + context.waitUntilUp * 1000
  let trouble = ''
  const up = await poll(clock, { end: () => end }, async () => {
    const seen = await pingEngine(context, changed.id, PING_SECONDS)
    trouble = seen ?? ''
    return seen === undefined ? true : undefined
  })
  if (up) return { ...changed, status: 'up' }
  throw await putBack(context, existing, changed, update, trouble)
}

/** Puts back what Portainer shows, and names what it does not show: certificates can't be read back. */
async function putBack(
  context: RunContext,
  existing: Endpoint,
  changed: Endpoint,
  update: Update,
  trouble: string,
): Promise<ActionError> {
  const what = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble}.`
  // If TLS was off there were no files before, and switching it off deletes them.
  const files = existing.tls.on ? Object.keys(update.tls?.files ?? {}) : []
  const kept = [
    ...(files.length > 0 ? [`the TLS files (${files.join(', ')})`] : []),
    ...(update.kubeconfig === undefined ? [] : ['the kubeconfig']),
    ...(Object.keys(update.azure).length === 0 ? [] : ['the Azure credentials']),
  ].join(', ')
  const lost =
    kept === '' ? '' : ` What was sent of ${kept} stays: Portainer does not show what it had before.`
  const hint = "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine."
  try {
    await putWithRecovery(context, changed, changeBack(existing, update))
    await setAccess(context, existing, {
      users: update.users && existing.users,
      teams: update.teams && existing.teams,
    })
    return new OutcomeError(`${what} It was put back as it was.${lost}`, { hint })
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    return new OutcomeError(`${what} Putting it back as it was failed too (${cause.message}).${lost}`, {
      hint,
      cause,
    })
  }
}

/** The same fields as they were. */
function changeBack(existing: Endpoint, update: Update): EndpointChange {
  return {
    name: update.name && existing.name,
    url: update.url && existing.url,
    publicUrl: update.publicUrl === undefined ? undefined : existing.publicUrl,
    groupId: update.group && existing.groupId,
    tags: update.tags && { names: existing.tags ?? [], ids: existing.tagIds ?? [] },
    tls: update.tls && modeOf(existing),
    users: update.users && existing.users,
    teams: update.teams && existing.teams,
  }
}
