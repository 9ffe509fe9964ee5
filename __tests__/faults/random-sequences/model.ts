// What a server has in a few words, what changes it behind a run's back, and what a run must leave.
import type { Endpoint, StandInPortainer } from '../../../stand-in/portainer/portainer.ts'
import type { Drift, Run } from './sequences.ts'

export interface Known {
  url: string
  publicUrl: string
  group: string
  tags: string[]
  users: string[]
}

/** Endpoints by name; several of one name are told apart by their number. */
export type Servers = Record<string, Known>

export function readServer({ state }: StandInPortainer): Servers {
  const nameOf = (list: { Id: number; Name: string }[], id: number): string =>
    list.find(({ Id }) => Id === id)?.Name ?? `unknown ${id}`
  const tagName = (id: number): string => state.tags.find(({ ID }) => ID === id)?.Name ?? `unknown ${id}`
  const userName = (id: number): string =>
    state.users.find(({ Id }) => Id === id)?.Username ?? `unknown ${id}`
  const all: Servers = {}
  for (const endpoint of state.endpoints) {
    const name = endpoint.Name in all ? `${endpoint.Name} #${endpoint.Id}` : endpoint.Name
    const users = new Set([
      ...endpoint.AuthorizedUsers,
      ...Object.keys(endpoint.UserAccessPolicies).map(Number),
    ])
    all[name] = {
      url: endpoint.URL,
      publicUrl: endpoint.PublicURL,
      group: nameOf(state.groups, endpoint.GroupId),
      tags: [...(endpoint.Tags ?? []), ...endpoint.TagIds.map(tagName)].sort(),
      users: [...users].map(userName).sort(),
    }
  }
  return all
}

/** Somebody changes an endpoint by hand. */
export function drift({ state }: StandInPortainer, { name, what, url }: Drift): void {
  const endpoint = state.endpoints.find(({ Name }) => Name === name)
  if (endpoint === undefined) return
  const change: Record<Drift['what'], () => void> = {
    gone: () => state.endpoints.splice(state.endpoints.indexOf(endpoint), 1),
    renamed: () => (endpoint.Name = `${name}, renamed as ${endpoint.Id}`),
    url: () => (endpoint.URL = url),
    publicUrl: () => (endpoint.PublicURL = 'drifted.example'),
    group: () => (endpoint.GroupId = 1),
    tags: () => dropTags(endpoint),
    users: () => Object.assign(endpoint, { UserAccessPolicies: {}, AuthorizedUsers: [] }),
  }
  change[what]()
}

function dropTags(endpoint: Endpoint): void {
  endpoint.TagIds = []
  if (endpoint.Tags !== null) endpoint.Tags = []
}

/** What the contract says of this run on this server. */
export function expectedAfter(
  before: Servers,
  run: Run,
): { server: Servers; exitCode: number; result: string | undefined } {
  const there = before[run.name]
  const others = Object.fromEntries(Object.entries(before).filter(([name]) => name !== run.name))
  const end = (result: string, now: Known | undefined): ReturnType<typeof expectedAfter> => ({
    server: now === undefined ? others : { ...others, [run.name]: now },
    exitCode: result === '' ? 1 : 0,
    result,
  })
  if (run.state === 'absent') return end(there === undefined ? 'absent' : 'deleted', undefined)
  if (there === undefined)
    return run['if-missing'] === 'fail' ? end('', undefined) : end('created', asked(run, fresh))
  if (run['if-exists'] === 'fail') return end('', there)
  if (run['if-exists'] === 'reuse') return end('reused', there)
  const now = asked(run, there)
  if (run['if-exists'] === 'recreate') return end('recreated', now)
  const same = JSON.stringify(now) === JSON.stringify(there)
  return end(same ? 'unchanged' : 'updated', now)
}

const fresh: Known = { url: '', publicUrl: '', group: 'Unassigned', tags: [], users: [] }

/** What is given counts, what `clear` names is emptied, the rest stays. */
function asked(run: Run, there: Known): Known {
  const list = (key: 'tags' | 'users'): string[] =>
    (run['clear'] ?? '').split(',').includes(key) ? [] : (run[key]?.split(', ').sort() ?? there[key])
  return {
    url: run['endpoint-url'] ?? there.url,
    publicUrl: run['public-url'] ?? there.publicUrl,
    group: run['group'] === '1' ? 'Unassigned' : (run['group'] ?? there.group),
    tags: list('tags'),
    users: list('users'),
  }
}
