import type { Creation } from '../decisions/create.ts'
import { findNamed, type Directory, type Target } from '../decisions/lookup.ts'
import { createQueue, type Queue } from '../foundation/async.ts'
import { quote } from '../foundation/text.ts'
import type { Client } from '../portainer/client.ts'
import { createNamed, deleteGroup, listNamed, type Named } from '../portainer/named.ts'
import { isUnsure } from '../portainer/retry.ts'
import { sendChange, type RunContext } from './context.ts'

/** Creates the groups and tags that do not exist yet, each once however many endpoints want it, and fills in their ids. */
export async function createGroupAndTags<T extends Pick<Creation, 'group' | 'tags'>>(
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
  return (
    tags && {
      names: tags.map(({ name }) => name),
      ids: tags.flatMap(({ id }) => (id === undefined ? [] : [id])),
    }
  )
}

interface Pending {
  targets: Map<string, Promise<Target>>
  /** One group at a time, so that an id in between is known to be somebody else's. */
  groups: Queue
}

const pendingCreates = new WeakMap<Directory, Pending>()

function createIfMissing(
  context: RunContext,
  kind: 'groups' | 'tags',
  target: Target,
): Target | Promise<Target> {
  const { directory } = context
  const all = directory[kind]
  // Names of tags kept from 1.23 and before have no id and need none.
  if (target.id !== undefined || all === undefined) return target
  const [existing] = findNamed(all, target.name)
  if (existing !== undefined) return existing
  const pending = pendingCreates.get(directory) ?? {
    targets: new Map<string, Promise<Target>>(),
    groups: createQueue(1),
  }
  pendingCreates.set(directory, pending)
  const key = `${kind} ${target.name}`
  const make = (): Promise<Target> =>
    kind === 'groups'
      ? pending.groups(() => createGroup(context, all, target.name))
      : createTag(context, all, target.name)
  const created = pending.targets.get(key) ?? make()
  pending.targets.set(key, created)
  return created
}

async function createTag(context: RunContext, all: Named[], name: string): Promise<Target> {
  const created = await sendChange(context, () => createNamed(context.client, 'tags', name))
  all.push(created)
  context.log.info(`Created the tag ${quote(created.name)} (id ${created.id}).`)
  return created
}

async function createGroup(context: RunContext, all: Named[], name: string): Promise<Target> {
  const highest = all.reduce((most, { id }) => Math.max(most, id), 0)
  const created = await sendChange(context, () => createNamed(context.client, 'groups', name))
  // The very next id: no group was created since they were listed.
  const settled = created.id === highest + 1 ? created : await keepLowestGroup(context.client, created)
  all.push(settled)
  context.log.info(
    settled.id === created.id
      ? `Created the group ${quote(created.name)} (id ${created.id}).`
      : `Another run created the group ${quote(created.name)} at the same time; using that one (id ${settled.id}).`,
  )
  return settled
}

/**
 * Names of groups are not unique, so jobs of a matrix may each create one. Ids are given out in the order in which groups
 * appear, so everybody who looks sees the lowest: that one stays, and nobody uses the others yet.
 */
async function keepLowestGroup(client: Client, mine: Named): Promise<Named> {
  const [first] = (await listNamed(client, 'groups')).filter(({ name }) => name === mine.name)
  if (first === undefined || first.id === mine.id) return mine
  await deleteGroup(client, mine.id).catch(async (error: unknown) => {
    if (!isUnsure(error)) throw error
    const all = await listNamed(client, 'groups').catch(() => {
      throw error
    })
    if (all.some(({ id }) => id === mine.id)) throw error
  })
  return first
}
