import type { Update } from '../decisions/update.ts'
import { RefusedError, addContext } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { EndpointChange } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { uploadTlsFile } from '../portainer/endpoints.ts'
import { capabilities, sendChange, withFiles, type RunContext } from './context.ts'
import { createGroupAndTags, tagFields } from './groups-and-tags.ts'
import { lookByName } from './look.ts'
import { putWithRecovery, setAccess } from './put.ts'
import { verifyUpdate } from './verify-update.ts'

/**
 * Changes an endpoint as planned: files first, then the switch. An update never tests the connection, so the engine is
 * asked through Portainer afterwards, and what can be put back is put back if it does not respond.
 * @returns the endpoint as it is then.
 */
export async function updateEndpoint(
  context: RunContext,
  existing: Endpoint,
  update: Update,
): Promise<Endpoint> {
  await checkName(context, existing, update.name)
  const { group, tags } = await createGroupAndTags(context, { group: update.group, tags: update.tags })
  await uploadFiles(context, existing, update)
  const change: EndpointChange = {
    ...update,
    groupId: group?.id,
    tags: tagFields(tags),
    tls: update.tls?.mode,
  }
  const changed = await putWithRecovery(context, existing, change).catch((error: unknown) => {
    throw withFilesSent(error, existing, update)
  })
  await setAccess(context, existing, update).catch((error: unknown) => {
    throw addContext(error, `Everything else that differed on endpoint ${existing.id} was changed.`)
  })
  if (update.url === undefined && update.tls === undefined) return changed
  return verifyUpdate(context, existing, changed, update)
}

/** Up to 2.13 Portainer lets two endpoints have one name, and then neither is found by it any more. */
async function checkName(context: RunContext, existing: Endpoint, name: string | undefined): Promise<void> {
  if (name === undefined || capabilities(context).uniqueNames) return
  const [other] = (await lookByName(context.client, name)).filter(({ id }) => id !== existing.id)
  if (other === undefined) return
  throw new RefusedError(
    `Endpoint ${existing.id} was not renamed: endpoint ${other.id} is named ${quote(name)} already.`,
  )
}

async function uploadFiles(context: RunContext, existing: Endpoint, update: Update): Promise<void> {
  if (update.tls === undefined) return
  await withFiles(context, update.tls.files, async (paths) => {
    for (const file of ['ca', 'cert', 'key'] as const) {
      const path = paths[file]
      if (path === undefined) continue
      await sendChange(context, () => uploadTlsFile(context.client, existing.id, file, path))
    }
  })
}

/** The files are stored before the update that switches them on: when that fails, they stay. */
function withFilesSent(error: unknown, existing: Endpoint, update: Update): unknown {
  const files = Object.keys(update.tls?.files ?? {})
  if (files.length === 0) return error
  return addContext(
    error,
    `The TLS files sent before it (${files.join(', ')}) are stored with endpoint ${existing.id} and stay.`,
  )
}
