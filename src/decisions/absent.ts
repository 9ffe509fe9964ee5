import { RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Unwanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { findTags } from './directory.ts'
import type { Known, Plan } from './plan.ts'

/**
 * Removes what is there, if all conditions match.
 * @throws RefusedError where one does not.
 */
export function planAbsent(item: Unwanted, found: Endpoint | undefined, known: Known): Plan {
  if (found === undefined) return { do: 'nothing', changes: [], notices: [] }
  const differs = (what: string): RefusedError =>
    new RefusedError(`Endpoint ${found.id} (${quote(found.name)}) was not removed: ${what}.`, {
      hint: "With 'state: absent', 'id', 'name', 'tags' and 'group' must all match where they are given.",
    })
  if (item.sought.name !== undefined && item.sought.name !== found.name) {
    throw differs(`its name is not ${quote(item.sought.name)}`)
  }
  if (item.group !== undefined) {
    const group = item.group
    const matches =
      group.by === 'id'
        ? found.groupId === group.id
        : (known.directory.groups ?? []).some(({ id, name }) => id === found.groupId && name === group.name)
    if (!matches) throw differs(`it is not in the group ${group.by === 'id' ? group.id : quote(group.name)}`)
  }
  for (const tag of findTags(item.tags ?? [], known.directory)) {
    const has =
      found.tagIds === undefined
        ? found.tags?.includes(tag.name)
        : tag.id !== undefined && found.tagIds.includes(tag.id)
    if (!has) throw differs(`it does not have the tag ${quote(tag.name)}`)
  }
  return {
    do: 'remove',
    there: found,
    changes: [{ field: 'endpoint', now: found.name, then: 'gone' }],
    notices: [],
  }
}
