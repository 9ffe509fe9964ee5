import { ActionError, recoverFrom, ResponseError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { callJson, callList, type Client } from './client.ts'
import { idOf, isObject, textOf } from './json.ts'
import { isUnsure } from './retry.ts'

/** A group, tag, user or team: what endpoints point at by id. */
export interface Named {
  id: number
  name: string
}

export type NamedKind = 'groups' | 'tags' | 'users' | 'teams'

/** Where each is listed, and what its fields are called: endpoints and groups have `Id`, tags `ID`. */
const routes = {
  groups: { path: '/api/endpoint_groups', id: 'Id', name: 'Name', one: 'group' },
  tags: { path: '/api/tags', id: 'ID', name: 'Name', one: 'tag' },
  users: { path: '/api/users', id: 'Id', name: 'Username', one: 'user' },
  teams: { path: '/api/teams', id: 'Id', name: 'Name', one: 'team' },
} as const

export async function listNamed(client: Client, kind: NamedKind): Promise<Named[]> {
  const { path } = routes[kind]
  // There is always a group and a user.
  const mayBeNull = kind === 'tags' || kind === 'teams'
  const call = { purpose: `list the ${kind}`, method: 'GET', path, step: 'read', mayBeNull } as const
  const { list } = await callList(client, call, (element) => {
    const named = readNamed(element, kind)
    if (named === undefined) throw new ActionError('an element of the list has no usable id')
    return named
  })
  return list.sort((a, b) => a.id - b.id)
}

/** After a lost response, 409 or 5xx it looks: names of groups are not unique, so another POST could create a second one. */
export async function createNamed(client: Client, kind: 'groups' | 'tags', name: string): Promise<Named> {
  const { path, one } = routes[kind]
  const purpose = `create the ${one} ${quote(name)}`
  const fields = kind === 'groups' ? { Name: name, Description: '', AssociatedEndpoints: [] } : { Name: name }
  try {
    const json = await callJson(client, { purpose, method: 'POST', path, json: fields, step: 'write' })
    const named = readNamed(json, kind)
    if (named !== undefined) return named
    throw new ResponseError(`Could not ${purpose}: the response has no usable id.`, { status: 200 })
  } catch (error) {
    const mayExist =
      isUnsure(error) || (error instanceof ResponseError && (error.status === 409 || error.status >= 500))
    if (!mayExist) throw error
    const all = await recoverFrom(error, listNamed(client, kind), `The ${one} may exist anyway`)
    const existing = all.find((named) => named.name === name)
    if (existing === undefined) throw error
    return existing
  }
}

function readNamed(json: unknown, kind: NamedKind): Named | undefined {
  const id = isObject(json) ? idOf(json, routes[kind].id) : undefined
  return isObject(json) && id !== undefined ? { id, name: textOf(json, routes[kind].name) } : undefined
}

/** Removes a group; endpoints in it would fall back to Unassigned. It is not an error if it is gone already. */
export async function deleteGroup(client: Client, id: number): Promise<void> {
  await client.call({
    purpose: `remove the group ${id}`,
    method: 'DELETE',
    path: `/api/endpoint_groups/${id}`,
    step: 'write',
    repeatable: 'repeatable',
    accept: [404],
  })
}
