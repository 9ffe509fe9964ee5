// Certificates and addresses that change: tested with a temporary endpoint, uploaded, switched on, verified, rolled back.
import { describe, expect, test } from '@jest/globals'
import type { StandInEngine } from '../../stand-in/engines/engine.ts'
import { makeAuthority, type Authority, type Issued } from '../../stand-in/certificates.ts'
import type { OtherAnswer } from '../../stand-in/portainer/fault-rules.ts'
import type { PortainerOptions } from '../../stand-in/portainer/portainer.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { openAgent, openEngine, openSetup, startThreads, type Run, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const quick = startThreads({ speed: 10 })

const authority = await makeAuthority()
const stranger = await makeAuthority('Another CA')
const server = await authority.issueServer()
const unknownServer = await stranger.issueServer()
const client = await authority.issueClient()
const wrongClient = await stranger.issueClient()

const filesOf = ({ cert, key }: Issued, ca = authority.cert): Inputs => ({
  'tls-ca-cert': ca,
  'tls-cert': cert,
  'tls-key': key,
})
const goodFiles = filesOf(client)
const wrongFiles = filesOf(wrongClient, stranger.cert)
/** Only what differs: no type and no address. */
const mustExist = { 'if-missing': 'fail' }
const bothSkipped = { 'tls-skip-verify': true, 'tls-skip-client-verify': true }

const SNAPSHOT = ['POST /api/endpoints/1/snapshot', 'GET /api/endpoints/1']
const PING = ['GET /api/endpoints/1/docker/_ping']

interface Registered {
  setup: Setup
  url: string
  /** A request through Portainer, as its pages send it: the status that comes back. */
  ping: () => Promise<number>
  /** Another engine or agent answers at the address from now on. */
  moveTo: (host: StandInEngine) => void
}

/** Endpoint `web`, id 1, for an engine or an agent, with these inputs. */
async function register(host: StandInEngine, inputs: Inputs, options: PortainerOptions): Promise<Registered> {
  const places = new Map<string, string>()
  const resolve = (address: string): string => places.get(address) ?? address
  const setup = await openSetup({ quick, resolve, ...options })
  const created = await setup.run({ name: 'web', 'endpoint-url': host.url, ...inputs })
  expect([created.errors, created.outputs['result']]).toEqual([[], 'created'])
  const key = setup.portainer.createApiKey()
  return {
    setup,
    url: host.url,
    moveTo: (other) => places.set(host.host, other.host),
    ping: async () => {
      const url = `${setup.portainer.url}/api/endpoints/1/docker/_ping`
      return (await fetch(url, { headers: { 'X-API-Key': key } })).status
    },
  }
}

/** An engine that demands a client certificate, verified both ways. */
const openSecureEngine = ({ cert, key }: Issued = server, ca = authority.cert): Promise<StandInEngine> =>
  openEngine({ tls: { ca, cert, key } })

const registerSecure = async (version: string): Promise<Registered> =>
  register(await openSecureEngine(), goodFiles, { version })

/** Everything after the look, without what came back. */
function afterLook(run: Run): string[] {
  const lines = run.requests.map(({ method, path }) => `${method} ${path.replace(/(?<=\/\d+)\?.*/, '')}`)
  const first = lines.findIndex((line) => /^(POST|PUT|DELETE) \/api\/(endpoints|upload)/.test(line))
  return first < 0 ? [] : lines.slice(first)
}

/** What Portainer has of the endpoint that an update may change; a snapshot also tells whether it is up. */
function stored({ portainer }: Setup): unknown {
  const { endpoints, tlsFiles } = portainer.state
  return structuredClone({
    endpoints: endpoints.map(({ Name, URL, PublicURL, Type, TLSConfig, TagIds }) => ({
      ...{ Name, URL, PublicURL, Type, TLSConfig, TagIds },
    })),
    files: tlsFiles.get('1') ?? {},
  })
}

/** The licence has no room for the temporary endpoint. */
const exceeded: OtherAnswer = {
  status: 500,
  body: '{"message":"You have exceeded the node allowance of your current license","details":""}',
}
const refuseTrial = (setup: Setup, answer: OtherAnswer = exceeded): (() => void) =>
  setup.portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: answer })

describe.each([
  ['1.18.1', PING],
  ['1.19.2', PING],
  ['1.20.2', SNAPSHOT],
  ['2.11.0', SNAPSHOT],
  ['2.19.5', SNAPSHOT],
  ['2.23.0', SNAPSHOT],
  ['2.45.0', SNAPSHOT],
])('Portainer %s', (version, check) => {
  test('new files are tested with a temporary endpoint, uploaded, switched on and verified', async () => {
    const { setup, url } = await registerSecure(version)
    const renewed = await authority.issueClient({ name: 'renewed' })
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...filesOf(renewed) })
    expect([run.errors, run.warnings, run.outputs['result'], run.outputs['status']]).toEqual([
      ...[[], []],
      ...['updated', 'up'],
    ])
    expect(
      afterLook(run).filter(
        (line) => !line.startsWith('GET /api/endpoints?') && line !== 'GET /api/endpoints/2',
      ),
    ).toEqual([
      'POST /api/endpoints',
      'DELETE /api/endpoints/2',
      'POST /api/upload/tls/ca',
      'POST /api/upload/tls/cert',
      'POST /api/upload/tls/key',
      'PUT /api/endpoints/1',
      ...check,
    ])
    expect(writesOf(run)).toContain(
      'PUT /api/endpoints/1 {"TLS":true,"TLSSkipVerify":false,"TLSSkipClientVerify":false}',
    )
    expect(setup.portainer.state.endpoints).toHaveLength(1)
    expect(setup.portainer.state.tlsFiles.get('1')).toMatchObject({ cert: renewed.cert, key: renewed.key })
    expect(run.leftFiles).toEqual([])
    // The log names certificates by their fingerprints.
    expect(run.log).toMatch(/tls-cert: not shown -> [0-9A-F]{2}:/)
  })

  test('an update of something else leaves TLS as it is, and tests nothing', async () => {
    const { setup, url } = await registerSecure(version)
    const before = structuredClone(setup.portainer.state.endpoints[0]?.TLSConfig)
    const run = await setup.run({ name: 'web', 'public-url': 'web.example' })
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'updated'])
    expect(afterLook(run)).toEqual(['PUT /api/endpoints/1'])
    expect(setup.portainer.state.endpoints).toMatchObject([
      { URL: url, TLSConfig: before, PublicURL: 'web.example' },
    ])
  })
})

describe.each(['2.11.0', '2.16.2', '2.19.5', '2.21.4', '2.23.0', '2.45.0'])(
  'wrong TLS on Portainer %s',
  (version) => {
    const openSkippedAgent = async (options: Partial<PortainerOptions> = {}): Promise<Registered> => {
      const agent = await openAgent({ platform: 'docker' })
      return register(agent, { type: 'agent' }, { version, ...options })
    }

    /** The same with a connection in use, and with one that Portainer makes only afterwards. */
    const connections = [
      ['in use', true],
      ['new', false],
    ] as const

    test.each(connections)('leaves an engine as it was, on a connection %s', async (_, inUse) => {
      const { setup, url, ping } = await registerSecure(version)
      if (inUse) expect(await ping()).toBe(200)
      const before = stored(setup)
      const run = await setup.run({ name: 'web', 'endpoint-url': url, 'public-url': 'a.b', ...wrongFiles })
      expect([run.exitCode, run.outputs['id'], run.outputs['changed']]).toEqual([1, '1', 'false'])
      expect(run.errors.join()).toContain("Endpoint 'web' (id 1) was not changed")
      expect([stored(setup), await ping()]).toEqual([before, 200])
      expect(afterLook(run).join()).not.toMatch(/upload|PUT|ping/)
      await setup.portainer.restart()
      expect(await ping()).toBe(200)
    })

    test.each(connections)('leaves an agent as it was, on a connection %s', async (_, inUse) => {
      const { setup, ping } = await openSkippedAgent()
      if (inUse) expect(await ping()).toBe(200)
      const before = stored(setup)
      const run = await setup.run({ name: 'web', ...mustExist, ...wrongFiles })
      expect(run.errors.join()).toContain("Endpoint 'web' (id 1) was not changed")
      expect([stored(setup), await ping()]).toEqual([before, 200])
      await setup.portainer.restart()
      expect(await ping()).toBe(200)
    })

    test.each(connections)(
      'that could not be tested first is taken back from an agent, on a connection %s',
      async (_, inUse) => {
        const { setup, ping } = await openSkippedAgent()
        if (inUse) expect(await ping()).toBe(200)
        const before = stored(setup)
        refuseTrial(setup)
        const run = await setup.run({ name: 'web', ...mustExist, 'public-url': 'a.b', ...wrongFiles })
        expect(run.errors.join()).toMatch(/after the update: .*It was rolled back and works again\.\nCheck/)
        expect([run.warnings, run.outputs['changed']]).toEqual([[], 'true'])
        // A ping with wrong settings would make Portainer keep the broken connection.
        expect(afterLook(run).join()).not.toContain('ping')
        expect([stored(setup), await ping()]).toEqual([before, 200])
        await setup.portainer.restart()
        expect(await ping()).toBe(200)
      },
    )

    test('is refused where it would delete stored files', async () => {
      const { setup, url, ping } = await registerSecure(version)
      const before = stored(setup)
      for (const inputs of [{ tls: false }, bothSkipped]) {
        const run = await setup.run({ name: 'web', 'endpoint-url': url, ...inputs })
        expect(run.errors.join()).toContain("Endpoint 'web' (id 1) was not changed")
        expect([stored(setup), await ping()]).toEqual([before, 200])
      }
    })
  },
)

describe('what can not be tested first', () => {
  test.each([
    [402, '{"message":"Licence required","details":""}'],
    [403, '{"message":"Access denied","details":""}'],
    [500, exceeded.body],
  ])('because of a licence (%s) is tested after the update', async (status, body) => {
    const { setup, url, ping } = await registerSecure('2.23.0')
    refuseTrial(setup, { status, body: String(body) })
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
    expect([run.errors, run.outputs['result'], run.outputs['status']]).toEqual([[], 'updated', 'up'])
    expect(run.lines.join()).toContain('The connection is tested after the update instead.')
    expect(afterLook(run)).toEqual(expect.arrayContaining(SNAPSHOT))
    expect(await ping()).toBe(200)
  })

  test.each([
    [502, '', 'a gateway'],
    [504, '<html></html>', 'a gateway'],
    [403, '<html></html>', 'a firewall'],
    [500, '{"message":"x509: unknown authority","details":""}', 'Portainer'],
  ])('because of %s %j from %s is not changed', async (status, body) => {
    const { setup, url } = await registerSecure('2.23.0')
    const before = stored(setup)
    refuseTrial(setup, { status, body })
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
    expect(run.errors.join()).toContain("Endpoint 'web' (id 1) was not changed")
    expect(stored(setup)).toEqual(before)
  })

  test('because it also needs a stored file is rolled back, and each file that is gone is named', async () => {
    const { setup, url, ping } = await registerSecure('2.23.0')
    const run = await setup.run({ name: 'web', 'endpoint-url': url, 'tls-ca-cert': stranger.cert })
    expect(afterLook(run).join()).not.toContain('POST /api/endpoints,')
    expect(run.errors.join()).toMatch(
      /after the update: Portainer could not connect to it\. It was rolled back, but can't be reached now: .*\. Its former 'tls-ca-cert' can't be restored: .*\n.*Provide 'tls-ca-cert' again\.$/,
    )
    const again = await setup.run({ name: 'web', 'endpoint-url': url, 'tls-ca-cert': authority.cert })
    expect([again.errors, await ping()]).toEqual([[], 200])
    expect(again.warnings).toEqual([
      expect.stringMatching(
        /'tls-ca-cert' was given without .* endpoint 1 keeps its old client certificate and key/,
      ),
    ])
  })

  test('flags that need a deleted file stay as they were sent, and each file is named', async () => {
    const { setup, url, ping } = await registerSecure('2.23.0')
    refuseTrial(setup)
    const flags = { 'tls-skip-client-verify': true, 'public-url': 'web.example' }
    const run = await setup.run({ name: 'web', ...mustExist, ...flags })
    expect(run.errors.join()).toMatch(/Its former 'tls-cert', 'tls-key' can't be restored/)
    expect(setup.portainer.state.endpoints).toMatchObject([
      { PublicURL: '', TLSConfig: { TLS: true, TLSSkipVerify: false, TLSCACert: '/data/tls/1/ca.pem' } },
    ])
    expect(setup.portainer.state.endpoints[0]?.TLSConfig.TLSCert).toBeUndefined()
    const again = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
    expect([again.errors, await ping()]).toEqual([[], 200])
  })
})

/** The engine takes the new certificates only; who still uses the old connection is refused. */
describe('new TLS that is right', () => {
  const newCa = (ca: Authority): Inputs => filesOf(wrongClient, ca.cert)
  const demanding = { ca: stranger.cert, ...unknownServer }

  test.each([
    ['2.11.0', true],
    ['2.16.2', false],
    ['2.19.5', true],
    ['2.20.2', true],
    ['2.21.4', true],
    ['2.23.0', true],
    ['2.45.0', true],
  ])('is used for an engine on %s at once: %s', async (version, atOnce) => {
    const { setup, url, ping, moveTo } = await registerSecure(version)
    expect(await ping()).toBe(200)
    moveTo(await openSecureEngine(unknownServer, stranger.cert))
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...newCa(stranger) })
    await expectUsed(setup, run, ping, atOnce)
  })

  test.each([
    ['2.11.0', true],
    ['2.16.2', false],
    ['2.19.5', false],
    ['2.20.0', true],
    ['2.21.4', true],
    ['2.23.0', true],
    ['2.45.0', true],
  ])('is used for an agent on %s at once: %s', async (version, atOnce) => {
    const agent = await openAgent({ platform: 'docker' })
    const { setup, url, ping, moveTo } = await register(agent, { type: 'agent' }, { version })
    expect(await ping()).toBe(200)
    moveTo(await openAgent({ platform: 'docker', tls: demanding }))
    const run = await setup.run({ name: 'web', ...mustExist, ...newCa(stranger) })
    await expectUsed(setup, run, ping, atOnce)
    expect(setup.portainer.state.endpoints).toMatchObject([{ URL: url }])
  })

  test.each(['2.16.2', '2.19.5', '2.23.0'])('skips both checks of an engine on %s', async (version) => {
    const plain = await openEngine({ tls: { ca: authority.cert, ...server, clientCertificate: false } })
    const { setup, url, ping, moveTo } = await register(plain, goodFiles, { version })
    expect(await ping()).toBe(200)
    moveTo(await openEngine({ tls: { ...demanding, clientCertificate: false } }))
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...bothSkipped })
    await expectUsed(setup, run, ping, version === '2.23.0')
    expect(setup.portainer.state.endpoints).toMatchObject([{ URL: url }])
  })

  async function expectUsed(
    { portainer }: Setup,
    run: Run,
    ping: () => Promise<number>,
    atOnce: boolean,
  ): Promise<void> {
    expect([run.errors, run.outputs['result'], run.outputs['status']]).toEqual([[], 'updated', 'up'])
    const warning = expect.stringMatching(
      /^Portainer can connect to endpoint 'web' .* until it is restarted\.$/,
    )
    expect(run.warnings).toEqual(atOnce ? [] : [warning])
    expect(await ping()).toBe(atOnce ? 200 : 502)
    await portainer.restart()
    expect(await ping()).toBe(200)
  }

  test('a slash that a killed run left behind the address is removed', async () => {
    const { setup, url } = await registerSecure('2.23.0')
    for (const endpoint of setup.portainer.state.endpoints) endpoint.URL = `${url}/`
    const run = await setup.run({ name: 'web', 'endpoint-url': url })
    expect([run.outputs['result'], run.outputs['endpoint-url']]).toEqual(['updated', url])
    const again = await setup.run({ name: 'web', 'endpoint-url': `${url}/` })
    expect(again.outputs['result']).toBe('unchanged')
  })
})

describe('2.20.0 and 2.20.1, which take snapshots of Docker over TLS in plain text', () => {
  test.each(['2.20.0', '2.20.1'])('%s is asked by a ping, after it has reconnected', async (version) => {
    const { setup, url, ping } = await registerPlain(version)
    const secured = await openSecureEngine()
    const on = await setup.run({ name: 'web', 'endpoint-url': secured.url, ...goodFiles })
    expect([on.errors, on.outputs['status'], await ping()]).toEqual([[], 'up', 200])
    expect(afterLook(on).slice(-1)).toEqual(PING)
    const wrong = await setup.run({ name: 'web', 'endpoint-url': secured.url, 'tls-ca-cert': stranger.cert })
    expect(wrong.errors.join()).toContain("Its former 'tls-ca-cert' can't be restored")
    const off = await setup.run({ name: 'web', 'endpoint-url': url, tls: false })
    expect([off.errors, afterLook(off).slice(-2)]).toEqual([[], SNAPSHOT])
  })

  test('agents are verified by a snapshot', async () => {
    const agent = await openAgent({ platform: 'docker', tls: server })
    const { setup } = await register(agent, { type: 'agent' }, { version: '2.20.1' })
    const run = await setup.run({ name: 'web', ...mustExist, ...goodFiles })
    expect([run.errors, afterLook(run).slice(-2)]).toEqual([[], SNAPSHOT])
  })
})

const registerPlain = async (version: string): Promise<Registered> =>
  register(await openEngine(), {}, { version })

describe.each(['1.20.2', '2.11.0', '2.16.2', '2.23.0'])('an address on Portainer %s', (version) => {
  const openGone = async (): Promise<string> => {
    const gone = await openEngine()
    await gone.close()
    return gone.url
  }

  test('is tested and rolled back, with all that was sent beside it', async () => {
    const { setup } = await registerPlain(version)
    const before = stored(setup)
    const inputs = { name: 'shop', 'public-url': 'web.example', tags: 'blue' }
    const run = await setup.run({ id: 1, 'endpoint-url': await openGone(), ...inputs })
    expect([run.exitCode, run.outputs['id'], run.warnings]).toEqual([1, '1', []])
    expect(run.errors.join()).toContain('It was rolled back and works again.\n')
    expect(stored(setup)).toEqual(before)
  })

  test.each([
    ['fails', '{"message":"no","details":""}', /failed too \(.*500: no\)/],
    [
      "fails by a gateway's answer",
      '{"message":"no"}',
      /failed too \(.*500: no\. The change may have been made anyway\.\)/,
    ],
  ])('and when even that %s, both are said', async (_, body, says) => {
    const { setup } = await registerPlain(version)
    setup.portainer.misbehave({ method: 'PUT', skip: 1, act: { status: 500, body } })
    const run = await setup.run({ name: 'web', 'endpoint-url': await openGone() })
    expect(run.errors.join()).toMatch(
      /could not be reached after the update: .*\. Rolling back failed too \(.*500: no/,
    )
    expect(run.errors.join()).toMatch(says)
  })

  test('where the engine has moved is verified', async () => {
    const { setup } = await registerPlain(version)
    const other = await openEngine()
    const run = await setup.run({ name: 'web', 'endpoint-url': other.url })
    expect([run.errors, run.outputs['endpoint-url'], run.outputs['status']]).toEqual([[], other.url, 'up'])
    expect(afterLook(run)).toEqual(['PUT /api/endpoints/1', ...SNAPSHOT])
    expect(run.warnings).toHaveLength(version === '2.16.2' ? 1 : 0)
  })
})

describe('TLS is switched', () => {
  test.each(['1.24.2', '2.23.0'])('on, and off again, on Portainer %s', async (version) => {
    const { setup, url } = await register(await openEngine(), {}, { version })
    const secure = await openSecureEngine()
    const on = await setup.run({ name: 'web', 'endpoint-url': secure.url, ...goodFiles })
    expect([on.exitCode, on.outputs['result'], on.outputs['status']]).toEqual([0, 'updated', 'up'])
    const off = await setup.run({ name: 'web', 'endpoint-url': url, tls: false })
    expect([off.exitCode, off.outputs['result'], off.outputs['status']]).toEqual([0, 'updated', 'up'])
    expect(setup.portainer.state.endpoints).toMatchObject([{ TLSConfig: { TLS: false } }])
    expect(setup.portainer.state.tlsFiles.get('1')).toBeUndefined()
  })

  test('on in vain: nothing is changed, and no file stays behind', async () => {
    const { setup, url } = await registerPlain('2.23.0')
    const before = stored(setup)
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
    expect(run.errors.join()).toContain("Endpoint 'web' (id 1) was not changed")
    expect(stored(setup)).toEqual(before)
  })

  test('on in vain, where that could not be tested first: off again, and no file stays behind', async () => {
    const { setup, url } = await registerPlain('2.23.0')
    const before = stored(setup)
    refuseTrial(setup)
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
    expect(run.errors.join()).toContain('It was rolled back and works again.\n')
    expect(stored(setup)).toEqual(before)
  })
})

test('a step that is told on-create is idempotent, and changes what is not secret', async () => {
  const { setup, url, ping } = await registerSecure('2.23.0')
  const before = stored(setup)
  const inputs = { name: 'web', 'endpoint-url': url, 'update-secrets': 'on-create' }
  const run = await setup.run({ ...inputs, ...filesOf(await authority.issueClient()) })
  expect([run.outputs['result'], run.outputs['changed'], afterLook(run)]).toEqual(['unchanged', 'false', []])
  const renamed = await setup.run({ ...inputs, ...wrongFiles, 'public-url': 'web.example' })
  expect([renamed.outputs['result'], afterLook(renamed)]).toEqual(['updated', ['PUT /api/endpoints/1']])
  const cleared = await setup.run({ ...inputs, clear: 'public-url' })
  expect([cleared.outputs['result'], stored(setup), await ping()]).toEqual(['updated', before, 200])
})

test('a connection that Portainer can not test is not verified, and the log says so', async () => {
  const setup = await openSetup({ quick, version: '2.23.0' })
  await setup.run({ name: 'web', type: 'kubernetes' })
  const run = await setup.run({ name: 'web', type: 'kubernetes', 'endpoint-url': 'https://k8s.example' })
  expect([run.errors, run.outputs['result']]).toEqual([[], 'updated'])
  expect(run.lines.join()).toContain("The connection to endpoint 'web' was not verified")
  expect(afterLook(run)).toEqual(['PUT /api/endpoints/1'])
})

test('an upload that fails for a moment is sent again, whole', async () => {
  const { setup, url } = await registerSecure('2.23.0')
  setup.portainer.misbehave({ path: '/api/upload/tls/key', act: { status: 502 }, times: 1 })
  const run = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
  expect([run.exitCode, run.errors]).toEqual([0, []])
  const uploads = run.requests.filter(({ path }) => path === '/api/upload/tls/key')
  expect(uploads.map(({ files }) => files?.map(({ content }) => content))).toEqual([
    [client.key],
    [client.key],
  ])
})

test('an upload that fails says which files are stored already', async () => {
  const { setup, url } = await registerSecure('2.23.0')
  setup.portainer.misbehave({
    path: '/api/upload/tls/key',
    act: { status: 500, body: '{"message":"disk full"}' },
  })
  const run = await setup.run({ name: 'web', 'endpoint-url': url, ...goodFiles })
  expect(run.errors.join()).toContain('The TLS files sent before it (ca, cert) are stored with endpoint 1')
})
