import { RefusedError } from '../foundation/errors.ts'
import { count, quote } from '../foundation/text.ts'
import type { Unwanted, Wanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { Abilities, Version } from '../portainer/versions.ts'
import { planAbsent } from './absent.ts'
import type { AccessPlan } from './access.ts'
import type { Change } from './change.ts'
import { planCreate, planRecreate } from './creation.ts'
import type { Directory, Target } from './directory.ts'
import { isOfKind } from './kinds.ts'
import type { TlsMode } from './tls-mode.ts'
import { planUpdate, type Update } from './update.ts'

/** What a new endpoint gets, with group and tags that may still have to be made. */
export interface Creation extends AccessPlan {
  name: string
  group: Target | undefined
  tags: Target[] | undefined
  tls: TlsMode | undefined
  publicUrl: string | undefined
}

/** What the run will do about one endpoint. The dry run words it, a real run carries it out. */
export type Plan = { changes: Change[]; notices: string[] } & (
  | { do: 'create'; wanted: Wanted; creation: Creation }
  | { do: 'update'; wanted: Wanted; there: Endpoint; update: Update }
  | { do: 'recreate'; wanted: Wanted; there: Endpoint; creation: Creation }
  | { do: 'leave'; there: Endpoint; result: 'unchanged' | 'reused' }
  | { do: 'remove'; there: Endpoint }
  | { do: 'nothing' }
)

/** What the decision is made of. */
export interface Known {
  /** The endpoints of the name or id sought. */
  there: readonly Endpoint[]
  directory: Directory
  version: Version | undefined
  abilities: Abilities
}

/**
 * Wanted and there, to what to do.
 * @throws RefusedError when the inputs, or what is there, forbid all of it.
 */
export function planFor(item: Wanted | Unwanted, known: Known): Plan {
  const { there } = known
  if (there.length > 1) {
    const list = there.map(({ id, url }) => `id ${id} (${quote(url)})`).join(', ')
    throw new RefusedError(
      `${count(there.length, 'endpoint')} are named ${quote(item.sought.name ?? '')}: ${list}.`,
      {
        hint: "Portainer before 2.14 allows that. Say with 'id' which one is meant, or remove the others.",
      },
    )
  }
  const [found] = there
  if (item.state === 'absent') return planAbsent(item, found, known)
  if (found === undefined) return planCreate(item, known)
  switch (item.ifExists) {
    case 'fail':
      throw new RefusedError(
        `Endpoint ${quote(found.name)} exists already, with the id ${found.id}, and 'if-exists' is 'fail'.`,
      )
    case 'reuse':
      return { do: 'leave', there: found, result: 'reused', changes: [], notices: [] }
    case 'update': {
      if (item.kindGiven && !isOfKind(found.type, item.kind)) {
        throw new RefusedError(
          `Endpoint ${quote(found.name)} (id ${found.id}) is stored as type ${found.type}, and 'type' says '${item.kind}'; a kind can't be changed.`,
          { hint: "'if-exists: recreate' removes it and makes a new one, with a new id." },
        )
      }
      const { update, changes, notices } = planUpdate(item, found, known.directory, known.abilities)
      if (changes.length === 0) return { do: 'leave', there: found, result: 'unchanged', changes, notices }
      return { do: 'update', wanted: item, there: found, update, changes, notices }
    }
    case 'recreate':
      return planRecreate(item, found, known)
  }
}
