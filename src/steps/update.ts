import type { Update } from '../decisions/update.ts'
import { OutcomeError, RefusedError, isFailure } from '../foundation/errors.ts'
import { asSentence, quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { uploadTlsFile } from '../portainer/endpoints.ts'
import { encodeForm } from '../portainer/form.ts'
import type { EndpointChange } from '../portainer/update-fields.ts'
import { lookByName } from './look.ts'
import { putSettled, setAccess } from './put.ts'
import { verifyUpdate } from './verify.ts'
import { makeTargets } from './targets.ts'
import { abilities, withFiles, type Work } from './work.ts'

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
  const changed = await putSettled(work, there, change).catch((error: unknown) => {
    throw withMore(error, filesSent(there, update))
  })
  await setAccess(work, there, update).catch((error: unknown) => {
    throw withMore(error, `What else was to be changed of endpoint ${there.id} is changed.`)
  })
  if (update.url === undefined && update.tls === undefined) return changed
  return verifyUpdate(work, there, changed, update)
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

/** The same failure, and what was done all the same. */
function withMore(error: unknown, more: string): unknown {
  if (more === '' || !isFailure(error)) return error
  return new OutcomeError(`${asSentence(error.message)} ${more}`, { hint: error.hint, cause: error })
}

/** Files are in place before the update that switches them on: where it fails, they stay. */
function filesSent(there: Endpoint, update: Update): string {
  const files = Object.keys(update.tls?.files ?? {})
  if (files.length === 0) return ''
  return `The TLS files sent before it (${files.join(', ')}) are stored with endpoint ${there.id} and stay.`
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
