// Many endpoints in one run: how a list is read, what is asked for once, what one item's failure means for the others.
import * as fs from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { stringify } from 'yaml'
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { openSetup, PASSWORD, startThreads, type Run, type Setup } from '../helpers/setup.ts'

type Item = Record<string, unknown>

const url = 'tcp://10.0.0.1:2375'
const quick = startThreads()
const openFleet = (version = '2.23.0'): Promise<Setup> => openSetup({ quick, version, dial: false })
const named = (count: number, more: Item = {}): Item[] =>
  Array.from({ length: count }, (_, index) => ({ name: `web-${index + 1}`, ...more }))
const asJson = (items: readonly Item[]): Inputs => ({ endpoints: JSON.stringify(items) })

const rowsOf = (run: Run): Record<string, string>[] =>
  JSON.parse(run.outputs['endpoints'] ?? '') as Record<string, string>[]
const resultsOf = (run: Run): (string | undefined)[] => rowsOf(run).map(({ result }) => result)

/** How many requests of each kind a run sent. */
function countKinds({ requests }: Run): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { method, path } of requests) {
    const kind = `${method} ${path.replace('/api/', '').replace(/\?.*/, '').replace(/\d+/, 'N')}`
    counts[kind] = (counts[kind] ?? 0) + 1
  }
  return counts
}

/** What the creates sent, by name. */
function sent({ state, requests }: StandInPortainer): Record<string, Record<string, string>> {
  expect(state.endpoints.length).toBeGreaterThan(0)
  const creates = requests.filter(({ method, path }) => method === 'POST' && path === '/api/endpoints')
  return Object.fromEntries(
    creates.map(({ form = [] }) => {
      const fields = Object.fromEntries(form)
      return [fields['Name'] ?? '', fields]
    }),
  )
}

describe('a list', () => {
  const items = [
    { name: 'one', 'endpoint-url': url, tags: ['a', 'b'] },
    { name: 'two', 'endpoint-url': url, 'public-url': 'host' },
  ]
  test.each([
    ['JSON in the input', JSON.stringify(items), ''],
    ['YAML in the input', stringify(items), ''],
    ['YAML on one line', JSON.stringify(items).replaceAll('"', "'"), ''],
    ['JSON in a file', 'fleet/list.json', JSON.stringify(items, null, 2)],
    ['YAML in a file', 'fleet/list.yaml', `# the fleet\n---\n${stringify(items)}`],
  ])('is %s', async (_what, endpoints, text) => {
    const { portainer, job, run } = await openFleet()
    if (text !== '') {
      fs.mkdirSync(path.join(job.workspace, 'fleet'))
      fs.writeFileSync(path.join(job.workspace, endpoints), text)
    }
    const result = await run({ endpoints, concurrency: 1 })
    expect([result.exitCode, result.errors]).toEqual([0, []])
    expect(rowsOf(result)).toMatchObject([
      { id: '1', name: 'one', 'endpoint-url': url, 'public-url': '', result: 'created', error: '' },
      { id: '2', name: 'two', 'endpoint-url': url, 'public-url': 'host', result: 'created', error: '' },
    ])
    expect(portainer.state.tags.map(({ Name }) => Name)).toEqual(['a', 'b'])
    // The outputs of a single endpoint do not apply.
    for (const name of ['id', 'name', 'result', 'endpoint', 'dashboard-url'])
      expect(result.outputs[name]).toBe('')
    expect(result.outputs['portainer-version']).toBe('2.23.0')
  })

  test("takes the step's inputs as defaults, and an empty value cancels one", async () => {
    const { portainer, run } = await openFleet()
    const items = [
      { name: 'default' },
      { name: 'own', 'public-url': 'own.example', tags: 'own' },
      { name: 'none', 'public-url': '', tags: [], 'extra-fields': '' },
    ]
    const defaults = {
      'endpoint-url': url,
      'public-url': 'host.example',
      tags: 'a, b',
      'extra-fields': 'EdgeAsyncMode=true',
    }
    expect(await run({ ...defaults, ...asJson(items), concurrency: 1 })).toMatchObject({ exitCode: 0 })
    const { default: usual, own, none } = sent(portainer)
    expect(usual).toMatchObject({ PublicURL: 'host.example', TagIds: '[1,2]', EdgeAsyncMode: 'true' })
    expect(own).toMatchObject({ PublicURL: 'own.example', TagIds: '[3]', EdgeAsyncMode: 'true' })
    expect(Object.keys(none ?? {})).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/PublicURL|TagIds|EdgeAsyncMode/)]),
    )
  })

  test.each([
    [
      'YAML',
      '- { name: 007, endpoint-url: tcp://h:1, public-url: 1.0 }\n- { name: yes, public-url: ~ }\n- name: 1e3',
    ],
    [
      'JSON',
      '[{"name":"007","public-url":1.0,"endpoint-url":"tcp://h:1"},{"name":"yes","public-url":null},{"name":1e3}]',
    ],
  ])('is text as it is written (%s)', async (_form, endpoints) => {
    const { portainer, run } = await openFleet()
    expect(await run({ endpoints, 'endpoint-url': url })).toMatchObject({ exitCode: 0 })
    expect(portainer.state.endpoints.map(({ Name, PublicURL }) => [Name, PublicURL])).toEqual([
      ['007', '1.0'],
      ['yes', ''],
      ['1e3', ''],
    ])
  })

  test('has lists and maps where they say more than text', async () => {
    const { portainer, run } = await openFleet()
    portainer.state.teams.push({ Id: 1, Name: 'ops, night' })
    const endpoints = `
- name: one
  endpoint-url: ${url}
  tags: ['a, b', c]
  users: [admin]
  teams: ['ops, night']
  extra-fields: { EdgeAsyncMode: true, Gpus: '[]' }
- name: two
  endpoint-url: ${url}
  tags: |
    c
    d
`
    expect(await run({ endpoints })).toMatchObject({ exitCode: 0, errors: [] })
    expect(portainer.state.tags.map(({ Name }) => Name).sort()).toEqual(['a, b', 'c', 'd'])
    expect(sent(portainer)['one']).toMatchObject({ EdgeAsyncMode: 'true', Gpus: '[]' })
    expect(portainer.state.endpoints[0]).toMatchObject({
      UserAccessPolicies: { 1: { RoleId: 0 } },
      TeamAccessPolicies: { 1: { RoleId: 0 } },
    })
  })

  test('too long for an input is read from a file', async () => {
    const { job, run } = await openSetup({ version: '2.23.0', dial: false })
    const items = named(3000, { state: 'absent', tags: 'x'.repeat(40) })
    const text = JSON.stringify(items)
    expect(text.length).toBeGreaterThan(128 * 1024)
    // The system starts no process with such a variable.
    if (process.platform === 'linux') await expect(run({ endpoints: text })).rejects.toThrow('E2BIG')
    fs.writeFileSync(path.join(job.workspace, 'fleet.json'), text)
    const result = await run({ endpoints: 'fleet.json' })
    expect(result.exitCode).toBe(0)
    expect(rowsOf(result)).toHaveLength(3000)
    // Nothing is cut off; that other jobs can't get it is said.
    expect(result.log).toMatch(/::notice::The output 'endpoints' has \d{6} characters\..* at most 1 MB/)
    expect(result.lines).toContain('3000 endpoints: 3000 absent.')
  })
})

describe('a fleet', () => {
  test('signs in once and asks for each list once', async () => {
    const { portainer, run } = await openFleet()
    const items = named(100).map((item, index) => ({
      ...item,
      group: `group ${index % 3}`,
      tags: [`tag ${index % 5}`, 'all'],
      'endpoint-url': url,
    }))
    const result = await run(asJson(items))
    expect([result.exitCode, new Set(resultsOf(result))]).toEqual([0, new Set(['created'])])
    const counts = new Map<string, number>()
    for (const { method, path } of portainer.requests) {
      const key = `${method} ${path}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(Object.fromEntries(counts)).toEqual({
      'GET /api/status': 1,
      'POST /api/auth': 1,
      'GET /api/endpoints?excludeSnapshots=true': 2,
      'GET /api/endpoint_groups': 1,
      'GET /api/tags': 1,
      'POST /api/endpoint_groups': 3,
      'POST /api/tags': 6,
      'POST /api/endpoints': 100,
    })
    expect(portainer.connections).toBeLessThanOrEqual(8)

    const again = await run(asJson(items))
    expect(new Set(resultsOf(again))).toEqual(new Set(['unchanged']))
    expect(again.requestLines).toHaveLength(5)
  })

  test.each(['1.24.2', '2.23.0'])('is recreated after one look, on Portainer %s', async (version) => {
    const { portainer, run } = await openFleet(version)
    const inputs = asJson(named(30, { 'endpoint-url': url, 'if-exists': 'recreate' }))
    const first = await run(inputs)
    expect(countKinds(first)).toEqual({
      'GET status': 1,
      'POST auth': 1,
      'GET endpoints': 2,
      'POST endpoints': 30,
    })
    const again = await run(inputs)
    expect(new Set(resultsOf(again))).toEqual(new Set(['recreated']))
    expect(countKinds(again)).toEqual({
      'GET status': 1,
      'POST auth': 1,
      'GET endpoints': 1,
      'POST endpoints': 30,
      'DELETE endpoints/N': 30,
      'PUT endpoints/N': 30,
      // That the new one is still there.
      ...(version === '1.24.2' ? { 'GET endpoints/N': 30 } : {}),
    })
    expect(portainer.state.endpoints).toHaveLength(30)
  })

  test('takes up and removes what an interrupted run left, by name and by id', async () => {
    const { portainer, run } = await openFleet()
    const items = named(4, { 'endpoint-url': url, 'if-exists': 'recreate' })
    const { state } = portainer
    // The first has lost its name, the others keep their old ones beside the new ones.
    const stop = portainer.misbehave({ method: 'DELETE', act: { status: 403 } })
    await run(asJson(named(4, { 'endpoint-url': url })))
    await run(asJson(items))
    stop()
    state.endpoints = state.endpoints.filter(({ Name }) => Name !== 'web-1' && !Name.startsWith('web-4 '))
    expect(state.endpoints.map(({ Name }) => Name.replace(/being .*/, '…'))).toEqual([
      'web-2', 'web-3', 'web-4', 'web-1 (…', 'web-2 (…', 'web-3 (…',
    ]) // prettier-ignore
    items[2] = { id: 3, 'endpoint-url': url, 'if-exists': 'recreate' }
    const result = await run(asJson(items))
    expect([result.exitCode, resultsOf(result)]).toEqual([0, Array<string>(4).fill('recreated')])
    expect(state.endpoints.map(({ Name }) => Name).sort()).toEqual(['web-1', 'web-2', 'web-3', 'web-4'])
  })

  test('is in its own order in the outputs, whatever is done first', async () => {
    const { portainer, run } = await openFleet()
    const others = meeting(5)
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 1, act: { hold: others } })
    portainer.misbehave({
      method: 'POST',
      path: '/api/endpoints',
      act: {
        hold: () => {
          void others()
          return Promise.resolve()
        },
      },
    })
    const items = named(5, { 'endpoint-url': url })
    const result = await run(asJson(items))
    expect(rowsOf(result).map(({ name }) => name)).toEqual(items.map(({ name }) => name))
    expect(portainer.state.endpoints[0]?.Name).not.toBe('web-1')
  })

  test('works on as many at once as it is told', async () => {
    const { portainer, run } = await openFleet()
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 12, act: { hold: meeting(12) } })
    const result = await run({ ...asJson(named(12, { 'endpoint-url': url })), concurrency: 12 })
    expect(result.exitCode).toBe(0)
  })

  const creates = [
    ['1.24.2', 1],
    ['2.11.0', 1],
    ['2.14.0', 3],
  ] as const
  test.each(creates)('creates on Portainer %s at most %d at once', async (version, most) => {
    const { portainer, run } = await openFleet(version)
    const underWay = watch(portainer, most)
    const result = await run({ ...asJson(named(20, { 'endpoint-url': url })), concurrency: 3 })
    expect([result.exitCode, underWay.most]).toEqual([0, most])
    expect(portainer.state.endpoints).toHaveLength(20)
  })

  test.each(creates)('recreates on Portainer %s at most %d at once', async (version, most) => {
    const { portainer, run } = await openFleet(version)
    const inputs = { ...asJson(named(20, { 'endpoint-url': url, 'if-exists': 'recreate' })), concurrency: 3 }
    expect(await run(inputs)).toMatchObject({ exitCode: 0 })
    const underWay = watch(portainer, most)
    const result = await run(inputs)
    expect([result.exitCode, underWay.most]).toEqual([0, most])
    expect(new Set(resultsOf(result))).toEqual(new Set(['recreated']))
    const there = portainer.state.endpoints.map(({ Id, Name }) => [Name, String(Id)])
    expect(Object.fromEntries(rowsOf(result).map(({ name, id }) => [name, id]))).toEqual(
      Object.fromEntries(there),
    )
    expect(new Set(there.map(([, id]) => id)).size).toBe(20)
  })

  test.each(['create', 'recreate'])('goes on while an engine is waited for: %s', async (what) => {
    // One create at a time.
    const { portainer, run } = await openFleet('2.11.0')
    const inputs = asJson(named(2, { 'endpoint-url': url, 'if-exists': 'recreate' }))
    if (what === 'recreate') expect(await run(inputs)).toMatchObject({ exitCode: 0 })
    const body =
      '{"message":"Unable to initiate communications with endpoint","details":"connection refused"}'
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 1, act: { status: 500, body } })
    portainer.misbehave({ path: /_ping$/, act: { status: 200, body: 'OK' } })
    const result = await run({ ...inputs, 'wait-until-up': 60 })
    expect([result.exitCode, resultsOf(result)]).toEqual([0, [`${what}d`, `${what}d`]])
    const creates = result.requests.filter(
      ({ method, path }) => `${method} ${path}` === 'POST /api/endpoints',
    )
    const names = creates.map(({ form = [] }) => Object.fromEntries(form)['Name']?.split(' ')[0])
    expect(names).toEqual(['web-1', 'web-2', 'web-1'])
  })

  test('goes on when one fails, and says which and why', async () => {
    const { portainer, run } = await openFleet()
    const body = JSON.stringify({ message: 'No', details: 'The engine is asleep' })
    portainer.misbehave({
      method: 'POST',
      path: '/api/endpoints',
      skip: 1,
      times: 1,
      act: { status: 500, body },
    })
    const result = await run({ ...asJson(named(4, { 'endpoint-url': url })), concurrency: 1 })
    expect([result.exitCode, resultsOf(result)]).toEqual([1, ['created', '', 'created', 'created']])
    expect(rowsOf(result)[1]).toMatchObject({
      name: 'web-2',
      error: expect.stringContaining('asleep') as unknown,
    })
    expect(result.errors).toEqual([
      expect.stringMatching(/^Could not create endpoint 'web-2': Portainer answered 500/),
    ])
    const group = result.lines.indexOf("::group::Failed: endpoint 'web-2'")
    expect(result.lines[group + 1]).toContain('asleep')
    expect(result.lines).toContain('4 endpoints: 3 created, 1 failed.')
    // Failed ones stand first.
    expect(result.summary.indexOf('web-2')).toBeLessThan(result.summary.indexOf('web-1'))
    expect(result.summary).toContain(`<td>web-2</td><td> </td><td>Docker</td><td>${url}</td><td>failed: `)
  })

  test('has nine annotations and one that counts the rest; the log has all', async () => {
    const { run } = await openFleet()
    const result = await run({ ...asJson(named(14)), 'if-missing': 'fail' })
    expect(result.exitCode).toBe(1)
    expect(result.errors).toHaveLength(10)
    expect(result.errors.at(-1)).toBe('5 more endpoints failed; the log has all of them.')
    for (const { name } of named(14)) expect(result.log).toContain(`'${String(name)}'`)
    expect(result.lines).toContain('14 endpoints: 14 failed.')
  })

  test('names the endpoint in an error that does not', async () => {
    const { run } = await openFleet()
    const result = await run(asJson(named(2, { group: '77', 'endpoint-url': url })))
    expect(result.errors.map((error) => error.split('\n')[0])).toEqual([
      "Endpoint 'web-1': There is no endpoint group with the id 77.",
      "Endpoint 'web-2': There is no endpoint group with the id 77.",
    ])
  })

  test('has at most 500 rows in the summary', async () => {
    const { run } = await openFleet()
    const { summary } = await run(asJson(named(612, { state: 'absent' })))
    expect(summary.match(/<tr>/g)).toHaveLength(501)
    expect(summary).toContain('… and 112 more.')
  })

  test('keeps the summary below what GitHub takes', async () => {
    const { job, run } = await openFleet()
    const items = named(500).map(({ name }) => ({
      name: `${String(name)} ${'<&*_'.repeat(60)}`,
      teams: '`'.repeat(400),
    }))
    fs.writeFileSync(path.join(job.workspace, 'fleet.json'), JSON.stringify(items))
    const result = await run({ endpoints: 'fleet.json', 'endpoint-url': url })
    expect(result.exitCode).toBe(1)
    expect(Buffer.byteLength(result.summary)).toBeLessThan(1024 * 1024)
    expect(result.summary).toMatch(/… and \d+ more\.\n$/)
  })

  test('changes nothing in a dry run, and says what it would do', async () => {
    const { portainer, run } = await openFleet()
    await run({ ...asJson(named(2, { 'endpoint-url': url })) })
    const before = JSON.stringify(portainer.state.endpoints)
    const items = [
      { name: 'web-1' },
      { name: 'web-2', 'public-url': 'host' },
      { name: 'web-3', group: 'new', tags: 'new' },
      { name: 'web-4', state: 'absent' },
      { name: 'web-1b', state: 'absent' },
    ]
    const result = await run({ ...asJson(items), 'endpoint-url': url, 'dry-run': true })
    expect([result.exitCode, resultsOf(result)]).toEqual([
      0,
      ['unchanged', 'updated', 'created', 'absent', 'absent'],
    ])
    expect(result.requests.filter(({ method, path }) => method !== 'GET' && path !== '/api/auth')).toEqual([])
    expect(JSON.stringify(portainer.state.endpoints)).toBe(before)
    expect(result.lines).toContain("Endpoint 'web-3' would be created.")
  })

  test('removes and makes in one list', async () => {
    const { portainer, run } = await openFleet()
    await run(asJson(named(4, { 'endpoint-url': url })))
    const items = [
      { name: 'web-1', state: 'absent' },
      { name: 'web-2', 'public-url': 'host', 'endpoint-url': url },
      { name: 'web-3', state: 'absent', tags: 'other' },
      { name: 'web-4', 'if-exists': 'reuse', 'endpoint-url': 'tcp://other:1' },
      { name: 'web-5', 'endpoint-url': url },
      { name: 'web-6', state: 'absent' },
    ]
    const result = await run(asJson(items))
    expect([result.exitCode, resultsOf(result)]).toEqual([
      1,
      ['deleted', 'updated', '', 'reused', 'created', 'absent'],
    ])
    expect(portainer.state.endpoints.map(({ Name }) => Name)).toEqual(['web-2', 'web-3', 'web-4', 'web-5'])
  })

  test('removes as a whole with state: absent', async () => {
    const { portainer, run } = await openFleet()
    await run(asJson(named(30, { 'endpoint-url': url })))
    const result = await run({ ...asJson(named(31)), state: 'absent' })
    expect(resultsOf(result)).toEqual([...Array<string>(30).fill('deleted'), 'absent'])
    expect(portainer.state.endpoints).toEqual([])
    const reads = result.requests.filter(({ method }) => method === 'GET')
    expect(reads.map(({ path }) => path).sort()).toEqual([
      '/api/endpoints?excludeSnapshots=true',
      '/api/status',
    ])
  })

  test('hands out the keys of edge agents apart from the rest', async () => {
    const { portainer, run } = await openFleet()
    const items = named(3, { type: 'edge-agent', 'endpoint-url': 'https://portainer.example:9443' })
    const result = await run(asJson(items))
    const keys = JSON.parse(result.outputs['edge-keys'] ?? '') as Record<string, string>
    expect(Object.entries(keys)).toEqual(
      portainer.state.endpoints.map(({ Name, EdgeKey }) => [Name, EdgeKey]),
    )
    expect(result.masks).toEqual(expect.arrayContaining(Object.values(keys)))
    for (const key of Object.values(keys)) expect(result.outputs['endpoints']).not.toContain(key)
  })

  test('says what was done when it is cancelled in the middle', async () => {
    const { portainer, job } = await openFleet()
    const inputs = {
      url: portainer.url,
      password: PASSWORD,
      concurrency: 1,
      ...asJson(named(4, { 'endpoint-url': url })),
    }
    const running = job.start(inputs)
    const hold = (): Promise<void> => {
      running.process.kill('SIGINT')
      return new Promise(() => undefined)
    }
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', skip: 2, act: { hold } })
    const result = await running.done
    expect(result.exitCode).toBe(1)
    const rows = JSON.parse(result.outputs['endpoints'] ?? '') as Record<string, string>[]
    expect(rows.map(({ id, name, result }) => [id, name, result])).toEqual([
      ['1', 'web-1', 'created'],
      ['2', 'web-2', 'created'],
      ['', 'web-3', ''],
      ['', 'web-4', ''],
    ])
    expect(result.log).toContain('4 endpoints: 2 created, 2 not reached.')
    expect(result.summary).toContain('web-2')
  })
})

/** Lets go of all when the last of so many has come. */
function meeting(count: number): () => Promise<void> {
  let missing = count
  let open: () => void
  const all = new Promise<void>((resolve) => (open = resolve))
  return () => {
    missing -= 1
    if (missing === 0) open()
    return all
  }
}

/** How many creates are carried out at the same time at most; the first so many wait for each other. */
function watch(portainer: StandInPortainer, together: number): { most: number } {
  const watched = { most: 0 }
  const meet = meeting(together)
  let first = together
  let now = 0
  const hold = async (): Promise<void> => {
    now += 1
    watched.most = Math.max(watched.most, now)
    first -= 1
    if (first >= 0) await meet()
    // Long enough for every other request that was sent meanwhile to arrive.
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    now -= 1
  }
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: { hold } })
  return watched
}
