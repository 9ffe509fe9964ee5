import { createHash } from 'node:crypto'
import { RefusedError } from '../foundation/errors.ts'
import { plural, quote } from '../foundation/text.ts'
import { isOfType } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint, EndpointToRemove, Item } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type CreatePlan, planCreate, planRecreate, type RecreatePlan } from './create.ts'
import { type Change, findTags, hasTag, type Known } from './lookup.ts'
import { planUpdate, type Update } from './update.ts'

export interface UpdatePlan {
  do: 'update'
  desired: DesiredEndpoint
  existing: Endpoint
  update: Update
}

/** What the run will do about one endpoint. A dry run prints it, any other run carries it out. */
export type Plan = { changes: Change[]; notices: string[] } & (
  | CreatePlan
  | (UpdatePlan & { result: 'updated'; warnings: string[] })
  | RecreatePlan
  | { do: 'leave'; result: 'unchanged' | 'reused'; existing: Endpoint }
  | { do: 'remove'; result: 'deleted'; existing: Endpoint }
  | { do: 'nothing'; result: 'absent' }
)

/**
 * Decides what to do about one endpoint.
 * @param existing the endpoints with the name or id in the inputs.
 * @throws RefusedError if the inputs or the existing endpoints don't allow anything.
 */
export function planFor(item: Item, existing: readonly Endpoint[], known: Known): Plan {
  if (existing.length > 1) {
    const list = existing.map(({ id, url }) => `id ${id} (${quote(url)})`).join(', ')
    throw new RefusedError(
      `${plural(existing.length, 'endpoint')} are named ${quote(item.selector.name ?? '')}: ${list}.`,
      { hint: "Portainer before 2.14 allows that. Choose one with 'id', or remove the others." },
    )
  }
  const [found] = existing
  if (found === undefined) {
    const isWanted = item.state === 'present' && item.ifMissing !== 'skip'
    return isWanted ? planCreate(item, known) : { do: 'nothing', result: 'absent', changes: [], notices: [] }
  }
  if (item.state === 'absent') return planRemoval(item, found, known)
  switch (item.ifExists) {
    case 'fail':
      throw new RefusedError(
        `Endpoint ${quote(found.name)} exists already, with the id ${found.id}, and 'if-exists' is 'fail'.`,
      )
    case 'reuse':
      return { do: 'leave', result: 'reused', existing: found, changes: [], notices: [] }
    case 'update': {
      if (item.typeGiven && !isOfType(found.type, item.type)) {
        throw new RefusedError(
          `Endpoint ${quote(found.name)} (id ${found.id}) is stored as type ${found.type}, and 'type' is '${item.type}'; the type of an endpoint can't be changed.`,
          { hint: "'if-exists: recreate' replaces it with a new one, which gets a new id." },
        )
      }
      const { changes, notices, ...planned } = planUpdate(item, found, known)
      const same = { existing: found, changes, notices }
      if (changes.length === 0) return { do: 'leave', result: 'unchanged', ...same }
      return { do: 'update', result: 'updated', desired: item, ...same, ...planned }
    }
    case 'recreate':
      return planRecreate(item, found, known)
  }
}

function planRemoval(item: EndpointToRemove, found: Endpoint, { directory }: Known): Plan {
  const differs = (what: string): RefusedError =>
    new RefusedError(`Endpoint ${found.id} (${quote(found.name)}) was not removed: ${what}.`, {
      hint: "With 'state: absent', 'id', 'name', 'tags' and 'group' must all match if they are given.",
    })
  const { group, selector } = item
  if (selector.name !== undefined && selector.name !== found.name) {
    throw differs(`its name is not ${quote(selector.name)}`)
  }
  if (group?.by === 'id' && found.groupId !== group.id) throw differs(`it is not in the group ${group.id}`)
  if (group?.by === 'name') {
    const own = directory.groups?.find(({ id }) => id === found.groupId)
    if (own?.name !== group.name) throw differs(`it is not in the group ${quote(group.name)}`)
  }
  for (const tag of findTags(item.tags ?? [], directory)) {
    if (!hasTag(found, tag)) throw differs(`it does not have the tag ${quote(tag.name)}`)
  }
  return {
    do: 'remove',
    result: 'deleted',
    existing: found,
    changes: [{ field: 'endpoint', now: found.name, then: 'gone' }],
    notices: [],
  }
}

const purposes = { recreate: 'being recreated', trial: 'being tested' }

/** The name of an endpoint that will replace the one called `name`, or that tests a connection for it. */
export function temporaryName(name: string, purpose: keyof typeof purposes): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, 220).toWellFormed()} (${purposes[purpose]}, ${hash})`
}

export function temporaryNames(name: string): string[] {
  return [temporaryName(name, 'recreate'), temporaryName(name, 'trial')]
}
