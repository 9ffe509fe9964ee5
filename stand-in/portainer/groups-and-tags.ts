// Endpoint groups and tags.
import { badRequest, json, noContent, Refused } from './replies.ts'
import { key, readJson, textKey } from './json-body.ts'
import type { Handler } from './handler.ts'
import { groupShape, tagShape } from './json-shapes.ts'
import { emptyGroup, nextId, type Tag } from './state.ts'

export const listGroups: Handler = ({ rules, state }) =>
  json(state.groups.map((group) => groupShape(rules, group)))

/** Two groups may have the same name, on every version. */
export const createGroup: Handler = (server, request) => {
  const { rules, words, state } = server
  const payload = readJson(server, request)
  const name = textKey(payload, 'Name')
  if (name === '') throw badRequest(words.invalid(`${words.thing} group name`))
  const group = emptyGroup(nextId(state.groups), name, textKey(payload, 'Description'))
  if (rules.tagField === 'Tags') group.Tags = (key(payload, 'Tags') as string[] | undefined) ?? []
  else group.TagIds = (key(payload, 'TagIDs') as number[] | undefined) ?? []
  state.groups.push(group)
  for (const id of (key(payload, 'AssociatedEndpoints') as number[] | undefined) ?? []) {
    const endpoint = state.endpoints.find(({ Id }) => Id === id)
    if (endpoint) endpoint.GroupId = group.Id
  }
  return json(groupShape(rules, group))
}

/** Endpoints in it fall back to the first group. */
export const deleteGroup: Handler = ({ state, words }, _request, id = '') => {
  const index = state.groups.findIndex(({ Id }) => Id === Number(id))
  if (index === 0) throw new Refused(403, "Forbidden: Cannot remove the default 'Unassigned' group")
  if (index < 0) {
    throw new Refused(
      404,
      `Unable to find an ${words.thing} group with the specified identifier inside the database`,
      words.noObject('endpoint_groups', Number(id)),
    )
  }
  state.groups.splice(index, 1)
  for (const endpoint of state.endpoints) if (endpoint.GroupId === Number(id)) endpoint.GroupId = 1
  return noContent
}

export const listTags: Handler = ({ rules, state }) => json(state.tags.map((tag) => tagShape(rules, tag)))

export const createTag: Handler = (server, request) => {
  const { rules, words, state } = server
  const Name = textKey(readJson(server, request), 'Name')
  if (Name === '') throw badRequest(words.invalid('tag name'))
  if (state.tags.some((tag) => tag.Name === Name)) {
    throw new Refused(409, 'This name is already associated to a tag', words.tagExists)
  }
  const tag: Tag = { ID: nextId(state.tags), Name, Endpoints: new Set() }
  state.tags.push(tag)
  return json(tagShape(rules, tag))
}

export const deleteTag: Handler = ({ state, words }, _request, id = '') => {
  const index = state.tags.findIndex(({ ID }) => ID === Number(id))
  if (index < 0) {
    throw new Refused(
      404,
      'Unable to find a tag with the specified identifier inside the database',
      words.noObject('tags', Number(id)),
    )
  }
  state.tags.splice(index, 1)
  for (const endpoint of state.endpoints)
    endpoint.TagIds = endpoint.TagIds.filter((tagId) => tagId !== Number(id))
  return noContent
}
