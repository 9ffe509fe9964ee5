import { createFolder, removeFolder, writeSecretFile } from '../certificates/folder.ts'
import type { Creation } from '../decisions/plan.ts'
import type { Directory, Target } from '../decisions/directory.ts'
import { quote } from '../foundation/text.ts'
import { createBelonging, listBelongings, type Named } from '../portainer/belongings.ts'
import type { Client } from '../portainer/client.ts'
import { deleteGroup } from '../portainer/groups.ts'
import { abilitiesOf, type Abilities } from '../portainer/versions.ts'

/** Where progress goes. */
export interface Say {
  info(text: string): void
  warning(text: string): void
}

/** What every step works with. */
export interface Work {
  client: Client
  say: Say
  /** Seconds to wait until Portainer reaches an endpoint; 0 does not wait. */
  waitUntilUp: number
  /** The groups, tags, users and teams that are there, and those this run made. */
  directory: Directory
  /** Told before a create is sent; what it returns is to be called when the create has ended, well or not. */
  onCreating(name: string): () => void
  /** Told of an endpoint as soon as this run has made it, so that the post step can find it. */
  onCreated(id: number, name: string): void
  /** Told that this run's endpoint is gone again. */
  onRemoved(id: number): void
  /** The run's own folder for secret files, made when it is first asked for; the post step knows of it by then. */
  folder(): string
}

export const abilities = (work: Work): Abilities => abilitiesOf(work.client.version)

type Files = { ca?: string; cert?: string; key?: string }

/**
 * Writes TLS files into a folder that only this user can enter, hands over their paths, and removes the folder
 * whatever happens. If the process is killed meanwhile, the post step does it.
 */
export async function withFiles<T>(work: Work, files: Files, use: (paths: Files) => Promise<T>): Promise<T> {
  const given = Object.entries(files) as ['ca' | 'cert' | 'key', string][]
  if (given.length === 0) return use({})
  const folder = createFolder(work.folder())
  try {
    return await use(
      Object.fromEntries(given.map(([file, text]) => [file, writeSecretFile(folder, `${file}.pem`, text)])),
    )
  } finally {
    if (!removeFolder(folder)) work.say.warning(`The folder ${folder} with TLS files could not be removed.`)
  }
}

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

const making = new WeakMap<Directory, Map<string, Promise<Target>>>()

async function makeTarget(work: Work, kind: 'groups' | 'tags', target: Target): Promise<Target> {
  const { directory } = work
  const there = target.id === undefined ? directory[kind]?.find(({ name }) => name === target.name) : target
  if (there !== undefined) return there
  // Names of tags kept from 1.23 and before have no id and need none.
  if (directory[kind] === undefined) return target
  const pending = making.get(directory) ?? new Map<string, Promise<Target>>()
  making.set(directory, pending)
  const key = `${kind} ${target.name}`
  const made = pending.get(key) ?? make(work, kind, target.name)
  pending.set(key, made)
  return made
}

async function make(work: Work, kind: 'groups' | 'tags', name: string): Promise<Target> {
  const made = await createBelonging(work.client, kind, name)
  const settled = kind === 'groups' ? await settleGroup(work.client, made) : made
  work.directory[kind]?.push(settled)
  const one = kind === 'groups' ? 'group' : 'tag'
  work.say.info(
    settled.id === made.id
      ? `Created the ${one} ${quote(made.name)} (id ${made.id}).`
      : `Another run created the ${one} ${quote(made.name)} at the same time; its one (id ${settled.id}) is taken.`,
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
  await deleteGroup(client, mine.id)
  return first
}
