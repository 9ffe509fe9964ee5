// Certificates and addresses that change: uploaded in order, switched on, tested through Portainer, put back.
import { describe, expect, test } from '@jest/globals'
import { makeAuthority, type Issued } from '../../stand-in/certificates.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { openEngine, openSetup, startThreads, type Run, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const quick = startThreads()

const authority = await makeAuthority()
const stranger = await makeAuthority('Another CA')
const server = await authority.issueServer()

/** With a client certificate made for this call, if none is given. */
async function filesOf(given?: Issued, ca = authority.cert): Promise<Inputs> {
  const { cert, key } = given ?? (await authority.issueClient())
  return { 'tls-ca-cert': ca, 'tls-cert': cert, 'tls-key': key }
}

/** An engine that demands a client certificate, and the endpoint `web` for it, id 1. */
async function openSecured(version: string): Promise<{ setup: Setup; url: string }> {
  const engine = await openEngine({ tls: { ca: authority.cert, ...server } })
  const setup = await openSetup({ quick, version })
  const created = await setup.run({ name: 'web', 'endpoint-url': engine.url, ...(await filesOf()) })
  expect([created.exitCode, created.outputs['result']]).toEqual([0, 'created'])
  return { setup, url: engine.url }
}

const MODE = '"TLS":true,"TLSSkipVerify":false,"TLSSkipClientVerify":false'
const PING = 'GET /api/endpoints/1/docker/_ping'

/** Everything from the first upload on, without what came back. */
function afterLook(run: Run): string[] {
  const lines = run.requests.map(({ method, path }) => `${method} ${path}`)
  return lines.slice(lines.findIndex((line) => line.startsWith('POST /api/upload') || line.startsWith('PUT')))
}

test('an upload that fails for a moment is sent again, whole', async () => {
  const { setup, url } = await openSecured('2.23.0')
  const renewed = await authority.issueClient({ name: 'renewed' })
  setup.portainer.misbehave({ path: '/api/upload/tls/key', act: { status: 502 }, times: 1 })
  const run = await setup.run({ name: 'web', 'endpoint-url': url, ...(await filesOf(renewed)) })
  expect([run.exitCode, run.errors]).toEqual([0, []])
  const uploads = run.requests.filter((request) => request.path === '/api/upload/tls/key')
  expect(uploads.map(({ files }) => files?.map(({ content }) => content))).toEqual([
    [renewed.key],
    [renewed.key],
  ])
})

describe.each(['1.18.1', '1.19.2', '2.11.0', '2.19.5', '2.23.0'])('Portainer %s', (version) => {
  test('files are uploaded, then switched on, then tried', async () => {
    const { setup, url } = await openSecured(version)
    const renewed = await authority.issueClient({ name: 'renewed' })
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...(await filesOf(renewed)) })
    expect([run.exitCode, run.outputs['result'], run.outputs['status'], run.errors]).toEqual([
      0,
      'updated',
      'up',
      [],
    ])
    expect(afterLook(run)).toEqual([
      'POST /api/upload/tls/ca',
      'POST /api/upload/tls/cert',
      'POST /api/upload/tls/key',
      'PUT /api/endpoints/1',
      PING,
    ])
    expect(writesOf(run).at(-1)).toBe(`PUT /api/endpoints/1 {${MODE}}`)
    expect(setup.portainer.state.tlsFiles.get('1')).toMatchObject({ cert: renewed.cert, key: renewed.key })
    expect(run.leftFiles).toEqual([])
    // The log names certificates by their fingerprints.
    expect(run.log).toMatch(/tls-cert: not shown -> [0-9A-F]{2}:/)
  })

  test('an update of something else leaves TLS as it is', async () => {
    const { setup, url } = await openSecured(version)
    const before = structuredClone(setup.portainer.state.endpoints[0]?.TLSConfig)
    const run = await setup.run({ name: 'web', 'public-url': 'web.example', 'wait-until-up': 1 })
    expect([run.exitCode, run.outputs['result'], run.outputs['status']]).toEqual([0, 'updated', 'up'])
    expect(setup.portainer.state.endpoints).toMatchObject([
      { URL: url, TLSConfig: before, PublicURL: 'web.example' },
    ])
  })

  test('what can not be reached is put back, and what can not be is said', async () => {
    const { setup, url } = await openSecured(version)
    const wrong = await stranger.issueClient()
    const run = await setup.run({
      name: 'web',
      'endpoint-url': url,
      'public-url': 'web.example',
      ...(await filesOf(wrong, stranger.cert)),
    })
    expect([run.exitCode, run.outputs['id'], run.outputs['result']]).toEqual([1, '1', ''])
    expect(run.errors).toEqual([
      expect.stringMatching(
        /^Endpoint 'web' \(id 1\) could not be reached after the update: Portainer answered 502\. It was put back as it was\. What was sent of the TLS files \(ca, cert, key\) stays: Portainer does not show what it had before\.\n/,
      ),
    ])
    expect(setup.portainer.state.endpoints).toMatchObject([{ URL: url, TLSConfig: { TLS: true } }])
    // 1.18 and 1.19 can't empty a text.
    if (!/^1\.1[89]/.test(version)) expect(setup.portainer.state.endpoints).toMatchObject([{ PublicURL: '' }])
    // Run again with the right ones, it converges.
    const again = await setup.run({
      name: 'web',
      'endpoint-url': url,
      'public-url': 'b.example',
      ...(await filesOf()),
    })
    expect([again.exitCode, again.outputs['status']]).toEqual([0, 'up'])
  })
})

describe.each(['1.20.2', '2.11.0', '2.23.0'])('an address on Portainer %s', (version) => {
  test('is tried and put back, with all that was sent beside it', async () => {
    const engine = await openEngine()
    const gone = await openEngine()
    const setup = await openSetup({ quick, version })
    await setup.run({ name: 'web', 'endpoint-url': engine.url })
    const before = structuredClone(setup.portainer.state.endpoints)
    await gone.close()
    const inputs = { 'endpoint-url': gone.url, name: 'shop', 'public-url': 'web.example', tags: 'blue' }
    const run = await setup.run({ id: 1, ...inputs })
    expect([run.exitCode, run.outputs['id']]).toEqual([1, '1'])
    expect(run.errors.join()).toContain('It was put back as it was.\n')
    expect(setup.portainer.state.endpoints).toMatchObject(
      before.map(({ Name, URL, PublicURL, TagIds }) => ({ Name, URL, PublicURL, TagIds })),
    )
  })

  test.each([
    ['fails', '{"message":"no","details":""}', /failed too \(.*500: no\)/],
    [
      "fails by a gateway's answer",
      '{"message":"no"}',
      /failed too \(.*500: no\. The change may have been made all the same\.\)/,
    ],
  ])('and when even that %s, both are said', async (_, body, says) => {
    const engine = await openEngine()
    const gone = await openEngine()
    const setup = await openSetup({ quick, version })
    await setup.run({ name: 'web', 'endpoint-url': engine.url })
    await gone.close()
    setup.portainer.misbehave({ method: 'PUT', skip: 1, act: { status: 500, body } })
    const run = await setup.run({ name: 'web', 'endpoint-url': gone.url })
    expect(run.errors.join()).toMatch(
      /could not be reached after the update: .*\. Putting it back as it was failed too \(.*500: no/,
    )
    expect(run.errors.join()).toMatch(says)
  })
})

describe('TLS is switched', () => {
  test.each(['1.24.2', '2.23.0'])('on, and off again, on Portainer %s', async (version) => {
    const plain = await openEngine()
    const secure = await openEngine({ tls: { ca: authority.cert, ...server } })
    const setup = await openSetup({ quick, version })
    await setup.run({ name: 'web', 'endpoint-url': plain.url })
    const on = await setup.run({ name: 'web', 'endpoint-url': secure.url, ...(await filesOf()) })
    expect([on.exitCode, on.outputs['result'], on.outputs['status']]).toEqual([0, 'updated', 'up'])
    const off = await setup.run({ name: 'web', 'endpoint-url': plain.url, tls: false })
    expect([off.exitCode, off.outputs['result'], off.outputs['status']]).toEqual([0, 'updated', 'up'])
    expect(setup.portainer.state.endpoints).toMatchObject([{ TLSConfig: { TLS: false } }])
    expect(setup.portainer.state.tlsFiles.get('1')).toBeUndefined()
  })

  test('on in vain: off again, and no file stays behind', async () => {
    const plain = await openEngine()
    const setup = await openSetup({ quick, version: '2.23.0' })
    await setup.run({ name: 'web', 'endpoint-url': plain.url })
    const run = await setup.run({ name: 'web', 'endpoint-url': plain.url, ...(await filesOf()) })
    expect(run.errors.join()).toContain('It was put back as it was.\n')
    expect(setup.portainer.state.endpoints).toMatchObject([{ TLSConfig: { TLS: false } }])
    expect(setup.portainer.state.tlsFiles.get('1')).toBeUndefined()
  })
})

describe('2.15-2.19 keep the old connection until they are restarted: a warning, and no test', () => {
  const warning =
    /^Portainer 2\.15-2\.19 keeps the old connection to endpoint 'web' until it is restarted: the new address or TLS could not be tested/

  test.each(['2.15.1', '2.16.2', '2.18.4', '2.19.5'])('a new address on %s', async (version) => {
    const engine = await openEngine()
    const other = await openEngine()
    const setup = await openSetup({ quick, version })
    await setup.run({ name: 'web', 'endpoint-url': engine.url })
    const run = await setup.run({ name: 'web', 'endpoint-url': other.url })
    expect([run.exitCode, run.outputs['result'], run.outputs['endpoint-url']]).toEqual([
      0,
      'updated',
      other.url,
    ])
    expect(run.warnings).toEqual([expect.stringMatching(warning)])
    expect(afterLook(run)).toEqual(['PUT /api/endpoints/1'])
  })

  test('new files on 2.16.2', async () => {
    const { setup, url } = await openSecured('2.16.2')
    const run = await setup.run({ name: 'web', 'endpoint-url': url, ...(await filesOf()) })
    expect([run.exitCode, run.warnings]).toEqual([0, [expect.stringMatching(warning)]])
  })

  test.each(['2.14.2', '2.20.2'])('not on %s', async (version) => {
    const engine = await openEngine()
    const other = await openEngine()
    const setup = await openSetup({ quick, version })
    await setup.run({ name: 'web', 'endpoint-url': engine.url })
    const run = await setup.run({ name: 'web', 'endpoint-url': other.url })
    expect([run.exitCode, run.warnings]).toEqual([0, []])
    expect(afterLook(run)).toEqual(['PUT /api/endpoints/1', PING])
  })
})
