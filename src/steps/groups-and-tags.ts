import type { Creation } from '../decisions/create.ts'
import { findNamed, type Target } from '../decisions/lookup.ts'
import { createQueue } from '../foundation/async.ts'
import { quote } from '../foundation/text.ts'
import type { Client } from '../portainer/client.ts'
import { createNamed, deleteGroup, listNamed, type Named } from '../portainer/named.ts'
import { isUnsure } from '../portainer/retry.ts'
import { sendChange, type RunContext } from './context.ts'

type Kind = 'groups' | 'tags'

/** Creates the groups and tags that do not exist yet, each once however many endpoints want it, and fills in their ids. */
export async function createGroupAndTags<T extends Partial<Pick<Creation, 'group' | 'tags'>>>(
  context: RunContext,
  wanted: T,
): Promise<T> {
  const group = wanted.group && (await createIfMissing(context, 'groups', wanted.group))
  const tags: Target[] = []
  for (const tag of wanted.tags ?? []) tags.push(await createIfMissing(context, 'tags', tag))
  return { ...wanted, group, tags: wanted.tags && tags }
}

/** Tags as requests take them: names up to 1.23, ids after. */
export function tagFields(tags: Target[] | undefined): { names: string[]; ids: number[] } | undefined {
  return tags && { names: tags.map(({ name }) => name), ids: tags.flatMap(({ id }) => id ?? []) }
}

/** By name, for each list of groups or tags. */
const pendingCreates = new WeakMap<Named[], Map<string, Promise<Target>>>()

/** One group at a time, so that an id in between must come from another run. */
const queueGroup = createQueue(1)

async function createIfMissing(context: RunContext, kind: Kind, target: Target): Promise<Target> {
  const { name, id } = target
  const all = context.directory[kind]
  // Names of tags kept from 1.23 and before have no id and need none.
  if (id !== undefined || all === undefined) return target
  const [existing] = findNamed(all, name)
  if (existing !== undefined) return existing
  const pending = pendingCreates.get(all) ?? new Map<string, Promise<Target>>()
  pendingCreates.set(all, pending)
  const create = (): Promise<Target> => createOne(context, kind, all, name)
  const created = pending.get(name) ?? (kind === 'groups' ? queueGroup(create) : create())
  pending.set(name, created)
  return created
}

async function createOne(context: RunContext, kind: Kind, all: Named[], name: string): Promise<Target> {
  const { client, log } = context
  const what = `the ${kind === 'groups' ? 'group' : 'tag'} ${quote(name)}`
  const created = await sendChange(context, () => createNamed(client, kind, name))
  // With the very next id, no group was created since they were listed.
  const mayBeSecond = kind === 'groups' && created.id !== (all.at(-1)?.id ?? 0) + 1
  const kept = mayBeSecond ? await keepLowestGroup(client, created) : created
  all.push(kept)
  log.info(
    kept.id === created.id
      ? `Created ${what} (id ${kept.id}).`
      : `Another run created ${what} at the same time; using that one (id ${kept.id}).`,
  )
  return kept
}

/**
 * Names of groups are not unique, so jobs of a matrix may each create one. Ids are given out in the order in which groups
 * appear, so everybody who looks sees the lowest: that one stays, and nobody uses the others yet.
 */
async function keepLowestGroup(client: Client, ours: Named): Promise<Named> {
  const [first] = (await listNamed(client, 'groups')).filter(({ name }) => name === ours.name)
  if (first === undefined || first.id === ours.id) return ours
  await deleteGroup(client, ours.id).catch(async (error: unknown) => {
    if (!isUnsure(error)) throw error
    const all = await listNamed(client, 'groups').catch(() => {
      throw error
    })
    if (all.some(({ id }) => id === ours.id)) throw error
  })
  return first
}
