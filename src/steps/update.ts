import type { UpdatePlan } from '../decisions/plan.ts'
import type { TlsFiles } from '../certificates/tls-files.ts'
import type { Queue } from '../foundation/async.ts'
import { RefusedError, addContext } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { uploadTlsFile } from '../portainer/endpoints.ts'
import { capabilities, sendChange, withFiles, type RunContext } from './context.ts'
import { createGroupAndTags, tagFields } from './groups-and-tags.ts'
import { lookByName } from './look.ts'
import { putAndReconnect, setAccess } from './put.ts'
import { tryConnection, verifyUpdate } from './verify-update.ts'

/**
 * Changes an endpoint as planned. New TLS settings are tested first, if they replace files that can't be read back; then
 * the files are stored, and one request switches them on along with everything else. Portainer does not test the
 * connection of an update, so it is verified afterwards, and the endpoint is put back if that fails.
 * @returns the endpoint as it is then.
 */
export async function updateEndpoint(
  context: RunContext,
  plan: UpdatePlan,
  creates: Queue,
): Promise<Endpoint> {
  const { existing, update } = plan
  await checkName(context, existing, update.name)
  await tryConnection(context, plan, creates)
  const { group, tags } = await createGroupAndTags(context, { group: update.group, tags: update.tags })
  const change = { ...update, groupId: group?.id, tags: tagFields(tags), tls: update.tls?.mode }
  const changed = await uploadThen(context, existing, update.tls?.files ?? {}, () =>
    putAndReconnect(context, existing, change),
  )
  const verified = await verifyUpdate(context, plan, changed)
  await setAccess(context, existing, update).catch((error: unknown) => {
    throw addContext(error, `Everything else that differed on endpoint ${existing.id} was changed.`)
  })
  return verified
}

/** Up to 2.13 Portainer allows two endpoints with one name, and then neither is found by it any more. */
async function checkName(context: RunContext, existing: Endpoint, name: string | undefined): Promise<void> {
  if (name === undefined || capabilities(context).uniqueNames) return
  const [other] = (await lookByName(context.client, name)).filter(({ id }) => id !== existing.id)
  if (other === undefined) return
  throw new RefusedError(
    `Endpoint ${existing.id} was not renamed: endpoint ${other.id} is named ${quote(name)} already.`,
  )
}

/** Stores TLS files, then sends the update that switches them on. If one of these fails, the error names the files stored. */
async function uploadThen(
  context: RunContext,
  { id }: Endpoint,
  files: TlsFiles,
  update: () => Promise<Endpoint>,
): Promise<Endpoint> {
  const stored: string[] = []
  try {
    await withFiles(context, files, async (paths) => {
      for (const file of ['ca', 'cert', 'key'] as const) {
        const path = paths[file]
        if (path === undefined) continue
        await sendChange(context, () => uploadTlsFile(context.client, id, file, path))
        stored.push(file)
      }
    })
    return await update()
  } catch (error) {
    if (stored.length === 0) throw error
    throw addContext(
      error,
      `The TLS files sent before it (${stored.join(', ')}) are stored with endpoint ${id} and stay.`,
    )
  }
}
