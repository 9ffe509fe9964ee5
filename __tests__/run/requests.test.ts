// What each flow asks of Portainer, request by request: nothing twice, nothing one after the other that can go together.
import { describe, expect, test } from '@jest/globals'
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { openEngine, openSetup, PASSWORD, startThreads, type Run } from '../helpers/setup.ts'

const quick = startThreads()

const local = { 'endpoint-url': 'unix:///var/run/docker.sock' }
const status = 'GET /api/status 200'
const look = 'GET /api/endpoints?name=web&excludeSnapshots=true 200'
/** What an interrupted run left under the temporary name of `web`. */
const lookForLeft = look.replace('web', 'web%20%28being%20recreated%2C%204b5e57f6%29')
const create = 'POST /api/endpoints 200'
const signIn = 'POST /api/auth 200'

interface Flow {
  what: string
  inputs: Inputs
  /** Runs that come before, with the same inputs unless they say otherwise. */
  before?: Inputs[]
  result: string
  requestLines: string[]
}

const lists = ['groups', 'tags', 'users', 'teams'] as const
const listed = {
  groups: 'GET /api/endpoint_groups 200',
  tags: 'GET /api/tags 200',
  users: 'GET /api/users 200',
  teams: 'GET /api/teams 200',
}
const all = { group: 'Unassigned', tags: 'one', users: 'admin', teams: 'ops' }

const flows: Flow[] = [
  { what: 'a create', inputs: {}, result: 'created', requestLines: [status, look, create, look] },
  {
    what: 'a create in a group with tags that are there',
    inputs: { group: 'Unassigned', tags: 'one' },
    result: 'created',
    requestLines: [status, look, listed.groups, listed.tags, create, look],
  },
  {
    what: 'a create in a group with a tag that are not',
    inputs: { group: 'new', tags: 'new' },
    result: 'created',
    requestLines: [
      status,
      look,
      listed.groups,
      listed.tags,
      'POST /api/endpoint_groups 200',
      'POST /api/tags 200',
      create,
      look,
    ],
  },
  {
    what: 'a create for users and teams',
    inputs: { users: 'admin', teams: 'ops' },
    result: 'created',
    requestLines: [status, look, listed.users, listed.teams, create, look, 'PUT /api/endpoints/1 200'],
  },
  {
    what: 'a create that waits until the endpoint is up',
    inputs: { 'wait-until-up': 60 },
    result: 'created',
    requestLines: [
      status,
      look,
      create,
      look,
      'POST /api/endpoints/1/snapshot 204',
      'GET /api/endpoints/1?excludeSnapshot=true 200',
    ],
  },
  { what: 'nothing to change', inputs: {}, before: [{}], result: 'unchanged', requestLines: [status, look] },
  ...lists.map((kind): Flow => {
    const name = kind === 'groups' ? 'group' : kind
    const inputs = { [name]: all[name] }
    return {
      what: `nothing to change, with ${name}`,
      inputs,
      before: [inputs],
      result: 'unchanged',
      requestLines: [status, look, listed[kind]],
    }
  }),
  {
    what: 'nothing to change, with all of them',
    inputs: all,
    before: [all],
    result: 'unchanged',
    requestLines: [status, look, ...lists.map((kind) => listed[kind])],
  },
  {
    what: 'a reuse, whatever is given',
    inputs: { ...all, 'if-exists': 'reuse' },
    before: [{}],
    result: 'reused',
    requestLines: [status, look],
  },
  {
    what: 'an update',
    inputs: { 'public-url': 'host' },
    before: [{}],
    result: 'updated',
    requestLines: [status, look, 'PUT /api/endpoints/1 200'],
  },
  {
    what: 'a rename by id',
    inputs: { id: 1, name: 'web' },
    before: [{ name: 'old' }],
    result: 'updated',
    requestLines: [status, 'GET /api/endpoints/1?excludeSnapshot=true 200', 'PUT /api/endpoints/1 200'],
  },
  {
    what: 'a recreate of what is not there',
    inputs: { 'if-exists': 'recreate' },
    result: 'created',
    requestLines: [status, look, lookForLeft, create, look],
  },
  {
    what: 'a recreate',
    inputs: { 'if-exists': 'recreate' },
    before: [{}],
    result: 'recreated',
    requestLines: [
      status,
      look,
      lookForLeft,
      create,
      'DELETE /api/endpoints/1 204',
      'PUT /api/endpoints/2 200',
    ],
  },
  {
    what: 'a recreate for users',
    inputs: { 'if-exists': 'recreate', users: 'admin' },
    before: [{}],
    result: 'recreated',
    requestLines: [
      status,
      look,
      listed.users,
      lookForLeft,
      create,
      'PUT /api/endpoints/2 200',
      'DELETE /api/endpoints/1 204',
      'PUT /api/endpoints/2 200',
    ],
  },
  {
    what: 'a removal',
    inputs: { state: 'absent' },
    before: [{}],
    result: 'deleted',
    requestLines: [status, look, 'DELETE /api/endpoints/1 204'],
  },
  { what: 'nothing to remove', inputs: { state: 'absent' }, result: 'absent', requestLines: [status, look] },
  {
    what: 'a dry run of a create',
    inputs: { 'dry-run': true, ...all },
    result: 'created',
    requestLines: [status, look, ...lists.map((kind) => listed[kind])],
  },
]

/** What is asked together may arrive in any order: neighbours of that kind are sorted. */
function inOrder(requestLines: readonly string[]): string[] {
  const together = Object.values(listed)
  const sorted: string[] = []
  let neighbours: string[] = []
  for (const line of [...requestLines, '']) {
    if (together.includes(line)) neighbours.push(line)
    else {
      sorted.push(...neighbours.sort((a, b) => together.indexOf(a) - together.indexOf(b)), line)
      neighbours = []
    }
  }
  return sorted.slice(0, -1)
}

function fill({ state }: StandInPortainer): void {
  state.tags.push({ ID: 1, Name: 'one', Endpoints: new Set() })
  state.teams.push({ Id: 1, Name: 'ops' })
}

describe.each(['api key', 'password'])('with %s', (credentials) => {
  test.each(flows)('$what', async ({ inputs, before = [], result, requestLines }) => {
    const engine = await openEngine()
    const { portainer, run } = await openSetup({ quick, version: '2.23.0' })
    fill(portainer)
    const access =
      credentials === 'password' ? { password: PASSWORD } : { 'api-key': portainer.createApiKey() }
    const main = (more: Inputs): Promise<Run> =>
      run({
        password: '',
        ...access,
        name: 'web',
        ...(more['state'] === 'absent' ? {} : { 'endpoint-url': engine.url }),
        ...more,
      })
    for (const earlier of before) expect(await main(earlier)).toMatchObject({ exitCode: 0 })
    const sent = portainer.requests.length
    const connected = portainer.connections

    const { exitCode, outputs } = await main(inputs)
    expect([exitCode, outputs['result']]).toEqual([0, result])
    const lines = portainer.requests
      .slice(sent)
      .map(({ method, path, status }) => `${method} ${path} ${status}`)
    const early = credentials === 'password' ? [status, signIn] : [status]
    // The status stands first however it arrived.
    expect(inOrder([status, ...lines.filter((line) => line !== status)])).toEqual([
      ...early,
      ...requestLines.slice(1),
    ])
    // Two connections are enough, and kept alive: more only where more is asked for at once.
    const atOnce = Math.max(2, requestLines.filter((line) => Object.values(listed).includes(line)).length)
    expect(portainer.connections - connected).toBeLessThanOrEqual(atOnce)
  })
})

/** Holds the first requests that fit until all of them are there: what waits for an answer first would never end. */
function meet(portainer: StandInPortainer, requests: [method: string, path: string | RegExp][]): void {
  let missing = requests.length
  let open: () => void
  const all = new Promise<void>((resolve) => (open = resolve))
  const hold = (): Promise<void> => {
    missing -= 1
    if (missing === 0) open()
    return all
  }
  for (const [method, path] of requests) portainer.misbehave({ method, path, times: 1, act: { hold } })
}

test('with an API key the status is asked beside the first look', async () => {
  const { portainer, run } = await openSetup({ quick, version: '2.23.0' })
  meet(portainer, [
    ['GET', '/api/status'],
    ['GET', /^\/api\/endpoints\?/],
  ])
  const { exitCode } = await run({ 'api-key': portainer.createApiKey(), password: '', name: 'web', ...local })
  expect(exitCode).toBe(0)
})

test('with a password the status is asked beside the sign-in', async () => {
  const { portainer, run } = await openSetup({ quick, version: '2.23.0' })
  meet(portainer, [
    ['GET', '/api/status'],
    ['POST', '/api/auth'],
  ])
  expect(await run({ name: 'web', ...local })).toMatchObject({ exitCode: 0 })
})

test('groups, tags, users and teams are asked for at once', async () => {
  const { portainer, run } = await openSetup({ quick, version: '2.23.0' })
  fill(portainer)
  meet(portainer, [
    ['GET', '/api/endpoint_groups'],
    ['GET', '/api/tags'],
    ['GET', '/api/users'],
    ['GET', '/api/teams'],
  ])
  const inputs = { name: 'web', ...local, ...all }
  expect(await run(inputs)).toMatchObject({ exitCode: 0 })
})

test.each([false, true])('a run ends by itself and uses its connections again (https: %s)', async (https) => {
  const { portainer, run } = await openSetup({ version: '2.23.0', https })
  // The stand-in never closes one that is kept alive; that the run does is in portainer/transport.test.ts.
  const { exitCode } = await run({ name: 'web', ...local, ...(https ? { 'ca-cert': portainer.caCert } : {}) })
  expect(exitCode).toBe(0)
  expect(portainer.requests.map(({ headers }) => headers['connection'])).toEqual(
    portainer.requests.map(() => 'keep-alive'),
  )
  expect(portainer.connections).toBeLessThanOrEqual(2)
})

test('the post step asks for the status, signs in, looks, removes and looks again', async () => {
  const { run, post } = await openSetup({ quick, version: '2.23.0' })
  const main = await run({ name: 'web', ...local, cleanup: true })
  const { requestLines } = await post(main, { name: 'web', cleanup: true })
  expect(requestLines).toEqual([
    status,
    signIn,
    'GET /api/endpoints/1?excludeSnapshot=true 200',
    'DELETE /api/endpoints/1 204',
  ])
})

test('a post step with nothing to do asks nothing', async () => {
  const { run, post } = await openSetup({ quick, version: '2.23.0' })
  const main = await run({ name: 'web', ...local })
  expect((await post(main, { name: 'web' })).requestLines).toEqual([])
})
