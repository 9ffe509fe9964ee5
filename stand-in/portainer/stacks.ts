// Stacks of standalone engines: compose files that Portainer keeps and deploys. They outlive their endpoint, as what
// runs on its engine does.
import { engineTarget } from './docker-proxy.ts'
import { containersOf, down, up, type Engine, type Pair } from './compose.ts'
import { findEndpoint, mayUse } from './endpoints-list.ts'
import { isAdministrator, type Handler, type Request, type Server } from './handler.ts'
import { stackShape } from './json-shapes.ts'
import { key, readJson, textKey } from './json-body.ts'
import { badRequest, json, noContent, Refused, type Answer } from './replies.ts'
import type { Endpoint, Stack } from './state.ts'

const engineOf = (server: Server, endpoint: Endpoint): Engine => ({
  dialer: server.dialer,
  target: engineTarget(server, endpoint),
  timeout: server.patience.engine,
})

function findStack({ state, words }: Server, id: string): Stack {
  if (!/^\d+$/.test(id)) throw new Refused(400, 'Invalid stack identifier route variable')
  const stack = state.stacks.find(({ Id }) => Id === Number(id))
  if (stack) return stack
  const message = 'Unable to find a stack with the specified identifier inside the database'
  throw new Refused(404, message, words.noObject('stacks', Number(id)))
}

const mayChange = ({ user }: Request, { ownerId }: Stack): boolean =>
  isAdministrator(user) || user.Id === ownerId

function refuseStrangers(server: Server, request: Request, endpoint: Endpoint, stack?: Stack): void {
  if (!mayUse(server, request.user, endpoint))
    throw new Refused(403, `Permission denied to access ${server.words.thing}`, 'Unauthorized')
  if (stack && !mayChange(request, stack)) throw new Refused(403, 'Access denied to resource')
}

/** The endpoint that the query names; needed for a create and an update. */
function endpointOfQuery(server: Server, { query }: Request): Endpoint {
  const id = query.get('endpointId') ?? ''
  if (id === '') throw new Refused(400, 'Invalid query parameter: endpointId', 'Missing query parameter')
  return findEndpoint(server, id)
}

/** Lower case, and nothing but what compose allows in the name of a project. */
const normalize = (name: string): string => name.toLowerCase().replace(/[^-_a-z0-9]/g, '')

/**
 * From 2.5 on a name is taken by a stack of the same endpoint, or by what runs on its engine: from 2.11 on only when
 * there is a stack of that name too, if of another endpoint. Before, a name is taken everywhere.
 */
async function refuseTakenName(server: Server, endpoint: Endpoint, name: string): Promise<void> {
  const { rules, state } = server
  const same = state.stacks.filter((stack) => stack.Name.toLowerCase() === name.toLowerCase())
  if (!rules.since('2.5.0')) {
    if (same.length === 0) return
    throw new Refused(409, 'A stack with this name already exists', 'A stack already exists with this name')
  }
  let running
  try {
    running = await containersOf(engineOf(server, endpoint), name)
  } catch (error) {
    throw new Refused(500, 'Unable to check for name collision', (error as Error).message)
  }
  const normalized = rules.since('2.11.0')
  const taken = running.length > 0 && (same.length > 0 || !normalized)
  if (!taken && same.every(({ EndpointId }) => EndpointId !== endpoint.Id)) return
  throw new Refused(409, `A stack with the ${normalized ? 'normalized ' : ''}name '${name}' already exists`)
}

async function deploy(server: Server, endpoint: Endpoint, stack: Stack): Promise<void> {
  const { rules } = server
  try {
    await up(engineOf(server, endpoint), {
      name: normalize(stack.Name),
      file: stack.file,
      env: stack.Env ?? [],
      separator: rules.since('2.13.0') ? '-' : '_',
    })
  } catch (error) {
    if (error instanceof Refused) throw error
    const prefix = rules.since('2.0.0') ? 'failed to deploy a stack: ' : ''
    throw new Refused(500, prefix + (error as Error).message)
  }
}

function readStack(server: Server, request: Request): { name: string; file: string; env: Pair[] | null } {
  const payload = readJson(server, request)
  const file = textKey(payload, 'StackFileContent')
  return {
    name: textKey(payload, 'Name'),
    file,
    env: (key(payload, 'Env') as Pair[] | undefined) ?? null,
  }
}

/** Only a compose stack from text: other types need a swarm or Kubernetes, other methods a repository or a file. */
async function create(server: Server, request: Request, type: string, method: string): Promise<Answer> {
  const { state, rules } = server
  const endpoint = endpointOfQuery(server, request)
  refuseStrangers(server, request, endpoint)
  if (type !== 'standalone' || method !== 'string') {
    throw new Refused(501, 'The stand-in deploys standalone stacks from text only')
  }
  const { name: given, file, env } = readStack(server, request)
  if (given === '') throw badRequest('Invalid stack name')
  if (file === '') throw badRequest('Invalid stack file content')
  const name = rules.since('2.5.0') ? normalize(given) : given
  await refuseTakenName(server, endpoint, name)
  const stack: Stack = {
    Id: (state.lastStackId += 1),
    Name: name,
    EndpointId: endpoint.Id,
    Env: env,
    file,
    ownerId: request.user.Id,
    createdBy: request.user.Username,
    created: Math.floor(server.now() / 1000),
    updatedBy: '',
    updated: 0,
  }
  await deploy(server, endpoint, stack)
  state.stacks.push(stack)
  return json(stackShape(server, stack))
}

/** POST /api/stacks/create/{type}/{method}, from 2.19 on. */
export const createStack: Handler = (server, request, type = '', method = '') =>
  create(server, request, type, method)

/** POST /api/stacks?type=2&method=string: the only way before 2.19, still there after. */
export const createStackByQuery: Handler = (server, request) => {
  const types: Record<string, string> = { '1': 'swarm', '2': 'standalone', '3': 'kubernetes' }
  const method = request.query.get('method') ?? ''
  const type = types[request.query.get('type') ?? '']
  if (type === undefined) throw new Refused(400, 'Invalid query parameter: type')
  if (method === '') throw new Refused(400, 'Invalid query parameter: method')
  return create(server, request, type, method)
}

/** PUT /api/stacks/{id}: the file and its variables, deployed at once; the query may move it to another endpoint. */
export const updateStack: Handler = async (server, request, id = '') => {
  const stack = findStack(server, id)
  const endpoint = endpointOfQuery(server, request)
  refuseStrangers(server, request, endpoint, stack)
  const { file, env } = readStack(server, request)
  if (file === '') throw badRequest('Invalid stack file content')
  const changed: Stack = { ...stack, EndpointId: endpoint.Id, Env: env, file }
  await deploy(server, endpoint, changed)
  const updated = Math.floor(server.now() / 1000)
  Object.assign(stack, changed, { updatedBy: request.user.Username, updated })
  return json(stackShape(server, stack))
}

/** DELETE /api/stacks/{id}: removes what runs, so it needs an endpoint; from 2.9 on the query has to name it. */
export const deleteStack: Handler = async (server, request, id = '') => {
  const { state, words, rules } = server
  const stack = findStack(server, id)
  const asked = Number(request.query.get('endpointId') ?? 0)
  const endpointId = asked === 0 && !rules.since('2.9.0') ? stack.EndpointId : asked
  const endpoint = state.endpoints.find(({ Id }) => Id === endpointId)
  if (!endpoint) {
    const message = 'Unable to find the endpoint associated to the stack inside the database'
    throw new Refused(404, message, words.noObject('endpoints', endpointId))
  }
  refuseStrangers(server, request, endpoint, stack)
  try {
    await down(engineOf(server, endpoint), normalize(stack.Name))
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(500, `failed to remove a stack: ${(error as Error).message}`)
  }
  state.stacks.splice(state.stacks.indexOf(stack), 1)
  return noContent
}

/** GET /api/stacks?filters={"EndpointID":1}; `IncludeOrphanedStacks` adds those whose endpoint is gone. */
export const listStacks: Handler = (server, request) => {
  const { state } = server
  const { EndpointID = 0, IncludeOrphanedStacks = false } = readFilters(request)
  const there = new Set(state.endpoints.map(({ Id }) => Id))
  const wanted = state.stacks.filter(
    ({ EndpointId }) =>
      EndpointID === 0 || EndpointId === EndpointID || (IncludeOrphanedStacks && !there.has(EndpointId)),
  )
  const seen = wanted.filter((stack) => mayChange(request, stack))
  return json(seen.map((stack) => stackShape(server, stack)))
}

function readFilters({ query }: Request): { EndpointID?: number; IncludeOrphanedStacks?: boolean } {
  const filters = query.get('filters')
  if (filters === null) return {}
  try {
    return JSON.parse(filters) as object
  } catch (error) {
    throw new Refused(400, 'Invalid query parameter: filters', (error as Error).message)
  }
}

export const getStack: Handler = (server, request, id = '') => {
  const stack = findStack(server, id)
  if (!mayChange(request, stack)) throw new Refused(403, 'Access denied to resource')
  return json(stackShape(server, stack))
}

export const getStackFile: Handler = (server, request, id = '') => {
  const stack = findStack(server, id)
  if (!mayChange(request, stack)) throw new Refused(403, 'Access denied to resource')
  return json({ StackFileContent: stack.file })
}
