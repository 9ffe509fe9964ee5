// `cleanup: true`: the post step removes just what the run created, sends no secret anywhere else, and never fails.
import { describe, expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority } from '../../stand-in/certificates.ts'
import type { Inputs, StepResult } from '../../stand-in/runner/runner.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import { whenAsked, whenStored } from '../helpers/when.ts'
import { naming } from '../helpers/messages.ts'
import { openEngine, openSetup, PASSWORD, type Run, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const LOCAL = 'unix:///var/run/docker.sock'

const names = ({ portainer }: Setup): string[] => portainer.state.endpoints.map(({ Name }) => Name)

/** An endpoint that a run has created, to be cleaned up, beside one that was there before. */
async function openCreated(version = '2.23.0', inputs: Inputs = {}): Promise<{ setup: Setup; main: Run }> {
  const setup = await openSetup({ version })
  setup.portainer.state.endpoints.push(emptyEndpoint(1, 'before'))
  setup.portainer.state.lastEndpointId = 1
  const main = await setup.run({ name: 'job', 'endpoint-url': LOCAL, cleanup: true, ...inputs })
  expect([main.exitCode, main.outputs['id']]).toEqual([0, '2'])
  return { setup, main }
}

describe('removes what the run created', () => {
  test.each(['1.18.1', '1.24.2', '2.11.0', '2.23.0'])('on Portainer %s', async (version) => {
    const { setup, main } = await openCreated(version)
    const post = await setup.post(main, { name: 'job', 'endpoint-url': LOCAL, cleanup: true })
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], ['before']])
    expect(writesOf(post)).toEqual(['DELETE /api/endpoints/2'])
    expect(post.log).toEqual(naming("'job' (id 2)"))
  })

  test('with an API key', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const inputs = {
      name: 'job',
      'endpoint-url': LOCAL,
      cleanup: true,
      password: '',
      'api-key': setup.portainer.createApiKey(),
    }
    const main = await setup.run(inputs)
    const post = await setup.post(main, inputs)
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], []])
  })

  test('each item of a list, also those of a run that failed', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const engine = await openEngine()
    const dead = await openEngine()
    await dead.close()
    const items = Array.from({ length: 25 }, (_, index) => ({
      name: `job-${index}`,
      'endpoint-url': engine.url,
    }))
    const endpoints = JSON.stringify([...items, { name: 'dead', 'endpoint-url': dead.url }])
    const main = await setup.run({ endpoints, cleanup: true })
    expect([main.exitCode, names(setup).length]).toEqual([1, 25])
    const post = await setup.post(main, { endpoints, cleanup: true })
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], []])
  })

  test("'concurrency' at a time", async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const engine = await openEngine()
    const items = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, 'endpoint-url': engine.url }))
    const inputs = { endpoints: JSON.stringify(items), cleanup: true, concurrency: 3 }
    const main = await setup.run(inputs)
    // The first three come before any of them is answered.
    const { promise: opened, resolve: open } = Promise.withResolvers<undefined>()
    let waiting = 0
    const hold = async (): Promise<void> => {
      waiting += 1
      if (waiting === 3) open(undefined)
      await opened
    }
    setup.portainer.misbehave({ method: 'DELETE', act: { hold } })
    const post = await setup.post(main, inputs)
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], []])
  })

  test('of a run that was cancelled while it waited', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const { portainer, job } = setup
    const inputs = {
      url: portainer.url,
      password: PASSWORD,
      name: 'edge',
      type: 'edge-agent',
      'endpoint-url': 'http://portainer.example',
      cleanup: true,
      'wait-until-up': 3600,
    }
    const running = job.start(inputs)
    await whenAsked(portainer, ({ path: asked }) => asked.startsWith('/api/endpoints/1'), 1)
    running.process.kill('SIGKILL')
    const post = await job.post(await running.done, inputs)
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], []])
  })

  test('and is content when it is gone already', async () => {
    const { setup, main } = await openCreated()
    setup.portainer.state.endpoints.pop()
    const post = await setup.post(main, {})
    expect([post.exitCode, post.warnings, writesOf(post)]).toEqual([0, [], []])
  })
})

describe('leaves what the run did not create', () => {
  test.each(['SIGINT', 'SIGKILL'] as const)(
    'or can not tell: a create that %s interrupted',
    async (signal) => {
      const setup = await openSetup({ version: '2.23.0' })
      const { portainer, job } = setup
      portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: 'stall-after' })
      const inputs = {
        url: portainer.url,
        password: PASSWORD,
        name: 'job',
        'endpoint-url': LOCAL,
        cleanup: true,
      }
      const running = job.start(inputs)
      await whenAsked(portainer, ({ method, path: asked }) => method === 'POST' && asked === '/api/endpoints')
      await whenStored(portainer, 'job')
      running.process.kill(signal)
      const main = await running.done
      const post = await job.post(main, inputs)
      expect([post.exitCode, post.warnings, names(setup)]).toEqual([
        0,
        [
          "Endpoint 'job' exists with the id 1. This job got no response to its create of that name, and can't tell whether it created this one, so it was left; remove it with 'state: absent' if nobody else uses it.",
        ],
        ['job'],
      ])
    },
  )

  const url = 'unix:///var/run/docker.sock'
  test.each([
    ['reused', { 'if-exists': 'reuse' }],
    ['updated', { 'public-url': 'web.example' }],
    ['unchanged', {}],
    ['recreated', { 'if-exists': 'recreate', 'endpoint-url': url }],
  ])('%s', async (result, inputs) => {
    const setup = await openSetup({ version: '2.23.0' })
    setup.portainer.state.endpoints.push(emptyEndpoint(1, 'web'))
    setup.portainer.state.lastEndpointId = 1
    const main = await setup.run({ name: 'web', 'endpoint-url': LOCAL, cleanup: true, ...inputs })
    expect(main.outputs['result']).toBe(result)
    const post = await setup.post(main, {})
    expect([post.exitCode, post.requests, names(setup)]).toEqual([0, [], ['web']])
  })

  test('groups and tags', async () => {
    const { setup, main } = await openCreated('2.23.0', { group: 'jobs', tags: 'job' })
    await setup.post(main, {})
    const { groups, tags } = setup.portainer.state
    expect([groups.length, tags.length, names(setup)]).toEqual([2, 1, ['before']])
  })

  test('without cleanup, anything; nothing is even asked', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const main = await setup.run({ name: 'web', 'endpoint-url': LOCAL })
    const post = await setup.post(main, { name: 'web', cleanup: true })
    expect([post.exitCode, post.requests, post.log, names(setup)]).toEqual([0, [], '', ['web']])
  })
})

describe('removes only that of which id and name are still the same', () => {
  test('not one that was renamed', async () => {
    const { setup, main } = await openCreated()
    Object.assign(setup.portainer.state.endpoints[1] ?? {}, { Name: 'kept' })
    const post = await setup.post(main, {})
    expect([post.exitCode, writesOf(post), names(setup)]).toEqual([0, [], ['before', 'kept']])
    expect(post.warnings).toEqual([naming("2 … 'job'")])
  })

  test('not another one of that name', async () => {
    const { setup, main } = await openCreated()
    Object.assign(setup.portainer.state.endpoints[1] ?? {}, { Id: 3 })
    const post = await setup.post(main, {})
    expect([post.exitCode, writesOf(post), names(setup)]).toEqual([0, [], ['before', 'job']])
  })
})

const other = await makeAuthority()

describe('sends nothing when it would go elsewhere, or otherwise, than the run', () => {
  const rows: [string, (setup: Setup, elsewhere: Setup) => [Inputs, NodeJS.ProcessEnv?], RegExp][] = [
    [
      'another URL',
      (_, elsewhere) => [{ url: elsewhere.portainer.url }],
      /: 'url' changed since the step ran/,
    ],
    ['another path', ({ portainer }) => [{ url: `${portainer.url}/x` }], /: 'url' changed/],
    ['no URL', () => [{ url: '' }], /the inputs can't be used any more: 'url' is missing/],
    ['another CA', () => [{ 'ca-cert': other.cert }], /: 'ca-cert' changed/],
    ['no verification', () => [{ 'skip-tls-verify': true }], /: 'skip-tls-verify' changed/],
    ['other headers', () => [{ headers: 'X-Access: some-value' }], /: the names in 'headers' changed/],
    ['no password', () => [{ password: '' }], /Neither 'password' nor 'api-key' is given/],
    ['a proxy', (_, { portainer }) => [{}, { http_proxy: portainer.url }], /: the proxy variables changed/],
    ['no proxy any more', () => [{}, { NO_PROXY: '*' }], /: the proxy variables changed/],
    ['other roots', () => [{}, { NODE_EXTRA_CA_CERTS: '/ca.pem' }], /: the variables that say which cert/],
    [
      'several at once',
      () => [{ url: 'http://127.0.0.1:1', 'skip-tls-verify': true }],
      /: 'url', 'skip-tls-/,
    ],
  ]
  test.each(rows)('%s', async (_, change, why) => {
    const { setup, main } = await openCreated()
    const elsewhere = await openSetup({ version: '2.23.0' })
    const [inputs, env] = change(setup, elsewhere)
    const before = setup.portainer.requests.length
    const post = await setup.job.post(main, { url: setup.portainer.url, password: PASSWORD, ...inputs }, env)
    expect([post.exitCode, post.errors]).toEqual([0, []])
    expect(post.warnings).toEqual([naming("id 2 ('job')")])
    expect(post.warnings.join()).toMatch(why)
    expect([elsewhere.portainer.requests, setup.portainer.requests.slice(before)]).toEqual([[], []])
    expect(names(setup)).toEqual(['before', 'job'])
  })

  test('a later step that changes only what the endpoint is changes nothing', async () => {
    const { setup, main } = await openCreated()
    const post = await setup.post(main, { name: 'before', id: 1, state: 'absent', cleanup: false })
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], ['before']])
  })
})

describe('sends nothing when Node trusts others than in the run', () => {
  /** A run over HTTPS that trusts Portainer by what Node trusts, `roots` in the file. */
  async function openTrusting(env: (roots: string) => NodeJS.ProcessEnv): Promise<{
    setup: Setup
    main: Run
    roots: string
    post: (env: NodeJS.ProcessEnv) => Promise<StepResult>
  }> {
    const setup = await openSetup({ version: '2.23.0', https: true })
    const roots = path.join(setup.job.folder, 'roots.pem')
    fs.writeFileSync(roots, setup.portainer.caCert)
    const url = setup.portainer.url.replace('127.0.0.1', 'localhost')
    const main = await setup.run(
      { url, name: 'job', 'endpoint-url': 'unix:///var/run/docker.sock', cleanup: true },
      env(roots),
    )
    expect([main.errors, main.exitCode]).toEqual([[], 0])
    const post = (env: NodeJS.ProcessEnv): Promise<StepResult> =>
      setup.job.post(main, { url, password: PASSWORD }, env)
    return { setup, main, roots, post }
  }
  const extra = (roots: string): NodeJS.ProcessEnv => ({ NODE_EXTRA_CA_CERTS: roots })

  test('but with the same certificates it removes what the run created', async () => {
    const { setup, roots, post } = await openTrusting(extra)
    const { warnings } = await post(extra(roots))
    expect([warnings, names(setup)]).toEqual([[], []])
  })

  test('other certificates in the same file', async () => {
    const { setup, roots, post } = await openTrusting(extra)
    fs.appendFileSync(roots, other.cert)
    const requests = setup.portainer.requests.length
    const { exitCode, warnings } = await post(extra(roots))
    expect([exitCode, warnings]).toEqual([
      0,
      [
        "Left 1 endpoint that this job created, id 1 ('job'): the certificates that Node trusts changed since the step ran, so no credentials are sent.",
      ],
    ])
    expect([setup.portainer.requests.length, names(setup)]).toEqual([requests, ['job']])
  })

  test.each([
    ['an option', { NODE_OPTIONS: '--use-system-ca' }],
    ['settings of OpenSSL', { OPENSSL_CONF: '/nowhere/openssl.cnf' }],
  ])('%s', async (_, more) => {
    const { setup, roots, post } = await openTrusting(extra)
    const requests = setup.portainer.requests.length
    const { exitCode, warnings } = await post({ ...extra(roots), ...more })
    expect([exitCode, warnings]).toEqual([
      0,
      [expect.stringContaining('the variables that say which certificates are trusted')],
    ])
    expect([setup.portainer.requests.length, names(setup)]).toEqual([requests, ['job']])
  })

  test.each([
    ['--use-openssl-ca', (roots: string) => ({ NODE_OPTIONS: '--use-openssl-ca', SSL_CERT_FILE: roots })],
    ['--use_openssl_ca', (roots: string) => ({ NODE_OPTIONS: '--use_openssl_ca', SSL_CERT_FILE: roots })],
    ['OPENSSL_CONF', (roots: string) => ({ ...extra(roots), OPENSSL_CONF: '/dev/null' })],
  ])('nor under %s, of which Node can not tell', async (_, env) => {
    const { setup, roots, post } = await openTrusting(env)
    const requests = setup.portainer.requests.length
    const { exitCode, warnings } = await post(env(roots))
    expect([exitCode, warnings]).toEqual([
      0,
      [
        expect.stringMatching(
          /^Left 1 endpoint .*OPENSSL_CONF.*use 'ca-cert' instead, so no credentials are sent\.$/,
        ),
      ],
    ])
    expect([setup.portainer.requests.length, names(setup)]).toEqual([requests, ['job']])
  })
})

describe('reads nothing again that the job may have changed', () => {
  test('and so shows nothing that Portainer says', async () => {
    const setup = await openSetup({ version: '2.23.0', dial: false })
    const { cert, key } = await other.issueClient()
    const file = path.join(setup.job.workspace, 'fleet.json')
    const items = ['a', 'b'].map((name) => ({ name, 'endpoint-url': 'tcp://10.0.0.1:2376' }))
    const tls = { 'tls-ca-cert': other.cert, 'tls-cert': cert, 'tls-key': key }
    fs.writeFileSync(file, JSON.stringify(items.map((item) => ({ ...item, ...tls }))))
    const main = await setup.run({ endpoints: 'fleet.json', cleanup: true, concurrency: 1 })
    expect([main.errors, main.exitCode]).toEqual([[], 0])
    fs.writeFileSync(file, '- name: [')
    const message = `It said ${key.split('\n')[1] ?? ''}.`
    setup.portainer.misbehave({
      method: 'DELETE',
      times: 1,
      act: { status: 500, body: JSON.stringify({ message, details: message }) },
    })
    setup.portainer.misbehave({
      method: 'GET',
      path: /^\/api\/endpoints\/2/,
      act: {
        change: (good) => ({ ...good, body: String(good.body).replace('"Name":"b"', `"Name":"${message}"`) }),
      },
    })
    const post = await setup.post(main, { endpoints: 'fleet.json', concurrency: 'none' })
    expect([post.exitCode, post.warnings]).toEqual([
      0,
      [
        "Left 1 endpoint that this job created, id 1 ('a'): the response had the status 500.",
        "Left endpoint 2: this job created it as 'b', and it has another name now.",
      ],
    ])
    expect(post.log).not.toContain('It said')
  })
})

describe('believes nothing that a later step made up', () => {
  const forged = { STATE_server: '{}', 'STATE_created-0': '[{"id":1,"name":"before"}]' }

  test('where the run remembered nothing', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    setup.portainer.state.endpoints.push(emptyEndpoint(1, 'before'))
    const inputs = { url: setup.portainer.url, password: PASSWORD, name: 'before', 'endpoint-url': LOCAL }
    const main = await setup.run(inputs)
    const before = setup.portainer.requests.length
    const post = await setup.job.post(main, { ...inputs, cleanup: true }, forged)
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], ['before']])
    expect(setup.portainer.requests.length).toBe(before)
  })

  test('beyond what it remembered', async () => {
    const { setup, main } = await openCreated()
    const inputs = {
      url: setup.portainer.url,
      password: PASSWORD,
      name: 'job',
      'endpoint-url': LOCAL,
      cleanup: true,
    }
    const more = { 'STATE_created-1': '{"mark":"","list":[{"id":1,"name":"before"}]}' }
    const post = await setup.job.post(main, inputs, more)
    expect([post.exitCode, post.warnings, names(setup)]).toEqual([0, [], ['before']])
  })
})

describe('never fails the job', () => {
  test('Portainer is gone', async () => {
    const { setup, main } = await openCreated()
    await setup.portainer.stop()
    const post = await setup.post(main, {})
    expect([post.exitCode, post.errors]).toEqual([0, []])
    expect(post.warnings).toEqual([naming('id 2 … ECONNREFUSED')])
  })

  test('Portainer goes in the middle', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const engine = await openEngine()
    const endpoints = JSON.stringify(['a', 'b', 'c'].map((name) => ({ name, 'endpoint-url': engine.url })))
    const main = await setup.run({ endpoints, cleanup: true, concurrency: 1 })
    setup.portainer.misbehave({ method: 'GET', path: /^\/api\/endpoints\/2/, act: 'drop' })
    const post = await setup.post(main, { concurrency: 1 })
    expect([post.exitCode, names(setup)]).toEqual([0, ['b', 'c']])
    expect(post.warnings).toEqual([
      expect.stringMatching(
        /^Left 2 endpoints that this job created, id 2 \('b'\), 3 \('c'\): no complete response came \(/,
      ),
    ])
  })

  test('the credentials are wrong by now', async () => {
    const { setup, main } = await openCreated()
    const post = await setup.post(main, { password: 'another password' })
    expect([post.exitCode, names(setup)]).toEqual([0, ['before', 'job']])
    expect(post.warnings).toEqual([naming('id 2 … 422')])
  })

  test('one can not be removed: the others are', async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const engine = await openEngine()
    const endpoints = JSON.stringify(['a', 'b', 'c'].map((name) => ({ name, 'endpoint-url': engine.url })))
    const main = await setup.run({ endpoints, cleanup: true, concurrency: 1 })
    setup.portainer.misbehave({ method: 'DELETE', path: '/api/endpoints/2', act: { status: 500, body: '{"message":"busy"}' } }) // prettier-ignore
    const post = await setup.post(main, {})
    expect([post.exitCode, names(setup)]).toEqual([0, ['b']])
    expect(post.warnings).toEqual([naming("id 2 ('b') … 500")])
  })

  test('the state is not what the run left', async () => {
    const { setup, main } = await openCreated()
    const state = { ...main.state, 'created-0': '{' }
    const post = await setup.job.post({ state }, { url: setup.portainer.url, password: PASSWORD })
    expect([post.exitCode, post.errors, post.warnings.length]).toEqual([0, [], 1])
  })
})

describe('the folder with TLS files', () => {
  test('left by a run that was killed is removed, wherever Portainer is', async () => {
    const { portainer, job } = await openSetup({ version: '2.23.0' })
    const authority = await makeAuthority()
    const { cert, key } = await authority.issueClient()
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: 'stall' })
    const endpoints = ['a', 'b', 'c'].map((name) => ({ name, 'endpoint-url': 'tcp://127.0.0.1:2376' }))
    const inputs = {
      url: portainer.url,
      password: PASSWORD,
      endpoints: JSON.stringify(endpoints),
      'tls-ca-cert': authority.cert,
      'tls-cert': cert,
      'tls-key': key,
    }
    const running = job.start(inputs)
    await whenAsked(
      portainer,
      ({ path: asked, method }) => method === 'POST' && asked === '/api/endpoints',
      3,
    )
    running.process.kill('SIGKILL')
    const main = await running.done
    expect(main.leftFiles.filter((file) => file.endsWith('key.pem'))).toHaveLength(3)
    const post = await job.post(main, { url: '', password: '' })
    expect([post.exitCode, post.warnings, post.leftFiles]).toEqual([0, [], []])
  })

  test('is no other folder, whatever the state says', async () => {
    const { job } = await openSetup({ version: '2.23.0' })
    const kept = path.join(job.temp, 'kept')
    const link = path.join(job.temp, 'portainer-endpoint-link')
    fs.mkdirSync(kept)
    fs.symlinkSync(kept, link, 'junction')
    for (const folder of [kept, link, job.workspace, path.join(job.temp, 'portainer-endpoint-x/../kept')]) {
      const post = await job.post({ state: { folder } }, {})
      expect([post.exitCode, fs.existsSync(folder)]).toEqual([0, true])
    }
    expect(fs.readdirSync(job.temp).sort()).toEqual(['kept', 'portainer-endpoint-link'])
  })
})
