import type { Creation } from '../decisions/plan.ts'
import { findNamed, type Directory, type Target } from '../decisions/directory.ts'
import { quote } from '../foundation/text.ts'
import { createBelonging, listBelongings, type Named } from '../portainer/belongings.ts'
import { deleteGroup } from '../portainer/groups.ts'
import type { Client } from '../portainer/client.ts'
import { isUnsure } from '../portainer/retry.ts'
import { createQueue, type Queue } from './queue.ts'
import type { Work } from './work.ts'

/** Makes the groups and tags that do not exist yet, each once however many endpoints want it, and fills in their ids. */
export async function makeTargets<T extends Pick<Creation, 'group' | 'tags'>>(
  work: Work,
  wants: T,
): Promise<T> {
  const group = wants.group && (await makeTarget(work, 'groups', wants.group))
  const tags: Target[] = []
  for (const tag of wants.tags ?? []) tags.push(await makeTarget(work, 'tags', tag))
  return { ...wants, group, tags: wants.tags && tags }
}

interface Making {
  pending: Map<string, Promise<Target>>
  /** One group after the other, so that the ids in between are known to be somebody else's. */
  groups: Queue
}

const makings = new WeakMap<Directory, Making>()

function makeTarget(work: Work, kind: 'groups' | 'tags', target: Target): Target | Promise<Target> {
  const { directory } = work
  const all = directory[kind]
  // Names of tags kept from 1.23 and before have no id and need none.
  if (target.id !== undefined || all === undefined) return target
  const [there] = findNamed(all, target.name)
  if (there !== undefined) return there
  const making = makings.get(directory) ?? {
    pending: new Map<string, Promise<Target>>(),
    groups: createQueue(1),
  }
  makings.set(directory, making)
  const key = `${kind} ${target.name}`
  const make = (): Promise<Target> =>
    kind === 'groups'
      ? making.groups(() => makeGroup(work, all, target.name))
      : makeTag(work, all, target.name)
  const made = making.pending.get(key) ?? make()
  making.pending.set(key, made)
  return made
}

async function makeTag(work: Work, all: Named[], name: string): Promise<Target> {
  const made = await createBelonging(work.client, 'tags', name)
  all.push(made)
  work.say.info(`Created the tag ${quote(made.name)} (id ${made.id}).`)
  return made
}

async function makeGroup(work: Work, all: Named[], name: string): Promise<Target> {
  const highest = all.reduce((most, { id }) => Math.max(most, id), 0)
  const made = await createBelonging(work.client, 'groups', name)
  // The very next id: nobody has made a group since they were listed.
  const settled = made.id === highest + 1 ? made : await settleGroup(work.client, made)
  all.push(settled)
  work.say.info(
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
  const [first] = (await listBelongings(client, 'groups')).filter(({ name }) => name === mine.name)
  if (first === undefined || first.id === mine.id) return mine
  await deleteGroup(client, mine.id).catch(async (error: unknown) => {
    if (!isUnsure(error)) throw error
    const all = await listBelongings(client, 'groups').catch(() => {
      throw error
    })
    if (all.some(({ id }) => id === mine.id)) throw error
  })
  return first
}
