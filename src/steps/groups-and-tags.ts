import { findNamed, type Directory, type Target } from '../decisions/lookup.ts'
import type { Creation } from '../decisions/plan.ts'
import { createQueue, type Queue } from '../foundation/async.ts'
import { quote } from '../foundation/text.ts'
import type { Client } from '../portainer/client.ts'
import { createNamed, deleteGroup, listNamed, type Named } from '../portainer/named.ts'
import { isUnsure } from '../portainer/retry.ts'
import type { RunContext } from './context.ts'

/** Makes the groups and tags that do not exist yet, each once however many endpoints want it, and fills in their ids. */
export async function makeTargets<T extends Pick<Creation, 'group' | 'tags'>>(
  context: RunContext,
  wants: T,
): Promise<T> {
  const group = wants.group && (await makeTarget(context, 'groups', wants.group))
  const tags: Target[] = []
  for (const tag of wants.tags ?? []) tags.push(await makeTarget(context, 'tags', tag))
  return { ...wants, group, tags: wants.tags && tags }
}

interface Making {
  pending: Map<string, Promise<Target>>
  /** One group after the other, so that the ids in between are known to be somebody else's. */
  groups: Queue
}

const makings = new WeakMap<Directory, Making>()

function makeTarget(context: RunContext, kind: 'groups' | 'tags', target: Target): Target | Promise<Target> {
  const { directory } = context
  const all = directory[kind]
  // Names of tags kept from 1.23 and before have no id and need none.
  if (target.id !== undefined || all === undefined) return target
  const [existing] = findNamed(all, target.name)
  if (existing !== undefined) return existing
  const making = makings.get(directory) ?? {
    pending: new Map<string, Promise<Target>>(),
    groups: createQueue(1),
  }
  makings.set(directory, making)
  const key = `${kind} ${target.name}`
  const make = (): Promise<Target> =>
    kind === 'groups'
      ? making.groups(() => makeGroup(context, all, target.name))
      : makeTag(context, all, target.name)
  const made = making.pending.get(key) ?? make()
  making.pending.set(key, made)
  return made
}

async function makeTag(context: RunContext, all: Named[], name: string): Promise<Target> {
  const made = await createNamed(context.client, 'tags', name)
  all.push(made)
  context.log.info(`Created the tag ${quote(made.name)} (id ${made.id}).`)
  return made
}

async function makeGroup(context: RunContext, all: Named[], name: string): Promise<Target> {
  const highest = all.reduce((most, { id }) => Math.max(most, id), 0)
  const made = await createNamed(context.client, 'groups', name)
  // The very next id: nobody has made a group since they were listed.
  const settled = made.id === highest + 1 ? made : await settleGroup(context.client, made)
  all.push(settled)
  context.log.info(
    settled.id === made.id
      ? `Created the group ${quote(made.name)} (id ${made.id}).`
      : `Another run created the group ${quote(made.name)} at the same time; its one (id ${settled.id}) is taken.`,
  )
  return settled
}

/**
 * Names of groups are not unique, so jobs of a matrix may each make one. Ids are given out in the order in which groups
 * appear, so everybody who looks sees the lowest: that one stays, and nobody uses the others yet.
 */
async function settleGroup(client: Client, mine: Named): Promise<Named> {
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
