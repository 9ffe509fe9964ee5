import type { AccessPlan } from '../decisions/access.ts'
import { modeOf } from '../decisions/tls-mode.ts'
import type { Update } from '../decisions/update.ts'
import { inDoubt } from '../foundation/doubt.ts'
import {
  CancelledError,
  OutcomeError,
  RefusedError,
  isFailure,
  type ActionError,
} from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import { encodeForm, type EndpointChange, updateFields } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { getEndpoint, putAccess, putEndpoint, uploadTlsFile } from '../portainer/endpoints.ts'
import { isUnsure } from '../portainer/retry.ts'
import { capabilities, type RunContext, withFiles } from './context.ts'
import { makeTargets } from './groups-and-tags.ts'
import { lookByName } from './look.ts'
import { pingEngine } from './wait.ts'

/**
 * Changes an endpoint as planned: files first, then the switch. An update never tests the connection, so the engine is
 * asked through Portainer afterwards, and what can be put back is put back when it does not answer.
 * @returns the endpoint as it is then.
 */
export async function updateEndpoint(
  context: RunContext,
  existing: Endpoint,
  update: Update,
): Promise<Endpoint> {
  await checkName(context, existing, update.name)
  const { group, tags } = await makeTargets(context, { group: update.group, tags: update.tags })
  await uploadFiles(context, existing, update)
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
  const changed = await putWithRecovery(context, existing, change).catch((error: unknown) => {
    throw withMore(error, filesSent(existing, update))
  })
  await setAccess(context, existing, update).catch((error: unknown) => {
    throw withMore(error, `What else was to be changed of endpoint ${existing.id} is changed.`)
  })
  if (update.url === undefined && update.tls === undefined) return changed
  return verifyUpdate(context, existing, changed, update)
}

/** Up to 2.13 Portainer lets two endpoints have one name, and then neither is found by it any more. */
async function checkName(context: RunContext, existing: Endpoint, name: string | undefined): Promise<void> {
  if (name === undefined || capabilities(context).uniqueNames) return
  const others = (await lookByName(context.client, name)).filter(({ id }) => id !== existing.id)
  const [other] = others
  if (other === undefined) return
  throw new RefusedError(
    `Endpoint ${existing.id} was not renamed: another one, ${other.id}, is named ${quote(name)} already.`,
  )
}

/** The same failure, and what was done all the same. */
function withMore(error: unknown, more: string): unknown {
  if (more === '' || !isFailure(error)) return error
  return new OutcomeError(`${asSentence(error.message)} ${more}`, { hint: error.hint, cause: error })
}

/** Files are in place before the update that switches them on: where it fails, they stay. */
function filesSent(existing: Endpoint, update: Update): string {
  const files = Object.keys(update.tls?.files ?? {})
  if (files.length === 0) return ''
  return `The TLS files sent before it (${files.join(', ')}) are stored with endpoint ${existing.id} and stay.`
}

async function uploadFiles(context: RunContext, existing: Endpoint, update: Update): Promise<void> {
  if (update.tls === undefined) return
  await withFiles(context, update.tls.files, async (paths) => {
    for (const file of ['ca', 'cert', 'key'] as const) {
      const path = paths[file]
      if (path === undefined) continue
      await uploadTlsFile(
        context.client,
        existing.id,
        file,
        await encodeForm({ fields: [['folder', String(existing.id)]], files: [['file', path]] }),
      )
    }
  })
}

/** Changes an endpoint; see {@link sendWithRecovery}. */
export function putWithRecovery(
  context: RunContext,
  existing: Endpoint,
  change: EndpointChange,
): Promise<Endpoint> {
  const fields = updateFields(change, existing, capabilities(context))
  return sendWithRecovery(context, existing.id, () => putEndpoint(context.client, existing.id, fields))
}

/** Who may use an endpoint, where that is a request of its own (1.18-1.20). */
export async function setAccess(context: RunContext, existing: Endpoint, access: AccessPlan): Promise<void> {
  if (access.users === undefined && access.teams === undefined) return
  if (capabilities(context).accessPolicies) return
  const ids = (map: ReadonlyMap<number, number>): number[] => [...map.keys()]
  const [users, teams] = [ids(access.users ?? existing.users), ids(access.teams ?? existing.teams)]
  await sendWithRecovery(context, existing.id, () => putAccess(context.client, existing.id, users, teams))
}

/**
 * A lost answer is settled by looking whether the endpoint is still there: naming the same values again changes
 * nothing more. What can't be settled so is said.
 */
async function sendWithRecovery<T>(context: RunContext, id: number, send: () => Promise<T>): Promise<T> {
  try {
    return await send()
  } catch (error) {
    if (!isUnsure(error)) throw error
    const mayBe = 'The change may have been made'
    const existing = await getEndpoint(context.client, id).catch((cause: unknown) => {
      throw isFailure(cause) ? inDoubt(error, mayBe, cause) : cause
    })
    if (existing === undefined) throw error
    return await send().catch((cause: unknown) => {
      throw isFailure(cause) ? inDoubt(cause, mayBe) : cause
    })
  }
}

/** Seconds for the ping after a change; a longer wait is `wait-until-up`'s. */
const PING_SECONDS = 30

/**
 * Asks the engine through Portainer after its address or TLS was changed, and puts the endpoint back when it does not
 * answer.
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
  if (changed.type !== 1 && changed.type !== 2) return changed
  const { clock } = context.client
  const end = clock.now() + context.waitUntilUp * 1000
  let trouble: string | undefined
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 5000)) {
    trouble = await pingEngine(context, changed.id, PING_SECONDS)
    if (trouble === undefined) return { ...changed, status: 'up' }
    if (clock.now() + pause >= end) break
    await clock.sleep(pause)
  }
  throw await putBack(context, existing, changed, update, trouble)
}

/** Puts back what Portainer shows, and says what it does not show: certificates, which can't be read back. */
async function putBack(
  context: RunContext,
  existing: Endpoint,
  changed: Endpoint,
  update: Update,
  trouble: string,
): Promise<ActionError> {
  const what = `Endpoint ${quote(changed.name)} (id ${changed.id}) could not be reached after the update: ${trouble}.`
  // Where TLS was off there were no files before, and switching it off deletes them.
  const files = existing.tls.on ? Object.keys(update.tls?.files ?? {}) : []
  const kept = [
    ...(files.length > 0 ? [`the TLS files (${files.join(', ')})`] : []),
    ...(update.kubeconfig === undefined ? [] : ['the kubeconfig']),
    ...(Object.keys(update.azure).length === 0 ? [] : ['the Azure credentials']),
  ].join(', ')
  const lost = kept === '' ? '' : ` What was sent of ${kept} stays: Portainer does not show what was there.`
  const hint = "Check 'endpoint-url' and the TLS inputs; Portainer's host must reach the engine."
  try {
    await putWithRecovery(context, changed, changeBack(existing, update))
    await setAccess(context, existing, {
      users: update.users && existing.users,
      teams: update.teams && existing.teams,
    })
    return new OutcomeError(`${what} It was put back as it was.${lost}`, { hint })
  } catch (cause) {
    if (cause instanceof CancelledError) throw cause
    const why = cause instanceof Error ? ` (${cause.message})` : ''
    return new OutcomeError(`${what} Putting it back as it was failed too${why}.${lost}`, { hint, cause })
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
