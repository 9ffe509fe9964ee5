// The flows that Portainer's documentation shows with an HTTP client, by the built file, on a Portainer of each
// generation: exit code, outputs, log, requests, form fields and the job summary.
import { describe, expect, test } from '@jest/globals'
import { makeAuthority } from '../../stand-in/certificates.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { expectOutputs } from '../helpers/outputs.ts'
import { naming } from '../helpers/messages.ts'
import {
  createFields,
  openEngine,
  openSetup,
  PASSWORD,
  sentTo,
  startThreads,
  type Run,
  type Setup,
} from '../helpers/setup.ts'

const versions = ['1.18.1', '1.24.2', '2.0.0', '2.6.3', '2.11.0', '2.16.2', '2.19.5', '2.23.0']
/** Processes, as on GitHub, for the oldest and the newest; threads for those in between. */
const threads = startThreads()
const LOCAL = 'unix:///var/run/docker.sock'
const LOOK = 'GET /api/endpoints?name=web&excludeSnapshots=true 200'
const SIGN_IN = ['GET /api/status 200', 'POST /api/auth 200']
const CREATE = [...SIGN_IN, LOOK, 'POST /api/endpoints 200', LOOK]

describe.each(versions)('Portainer %s', (version) => {
  const quick = version === versions[0] || version === versions.at(-1) ? undefined : threads
  const from = (least: string): boolean => version.localeCompare(least, 'en', { numeric: true }) >= 0
  /** All went well, and the log says of which endpoint; below 2.14 also that names are not unique. */
  const expectCreated = (run: Run, url: string): void => {
    expect([run.exitCode, run.errors]).toEqual([0, []])
    expect(run.lines.at(-1)).toContain(`'web' (id 1, ${url})`)
    expect(run.lines.some((line) => line.includes('not unique'))).toBe(!from('2.14'))
  }
  /** What an endpoint at this address is stored as. */
  const fields = (url: string): Record<string, string> => ({
    Name: 'web',
    EndpointType: '1',
    EndpointCreationType: '1',
    ...(url === '' ? {} : { URL: url }),
  })
  const outputs = (setup: Setup, url: string, result: string): Record<string, string> => {
    const dashboard = from('2.0') ? '/#!/1/docker/dashboard' : '/#/endpoints/1'
    return {
      id: '1',
      name: 'web',
      type: '1',
      'endpoint-url': url,
      'public-url': '',
      'group-id': '1',
      status: from('1.19') ? 'up' : '',
      result,
      'edge-id': '',
      'dashboard-url': setup.portainer.url + dashboard,
      'portainer-version': version,
    }
  }
  /** The post step finds nothing to do, and asks Portainer nothing. */
  const expectQuietPost = async (setup: Setup, run: Run, inputs: Inputs): Promise<void> => {
    if (quick !== undefined) return
    const post = await setup.post(run, inputs)
    expect(post).toMatchObject({
      exitCode: 0,
      lines: [],
      requestLines: [],
      outputs: {},
      summary: '',
      leftFiles: [],
    })
  }

  test('creates the administrator, signs in, and creates an endpoint of the local socket', async () => {
    const setup = await openSetup({ quick, version, fresh: true })
    const inputs = { 'init-admin': true, name: 'web', type: 'docker' }
    const run = await setup.run(inputs)
    expectCreated(run, LOCAL)
    expect(run.warnings).toEqual([
      naming("'endpoint-url' … 'web' … local socket … unix:///var/run/docker.sock"),
    ])
    expect(run.requestLines).toEqual([
      'GET /api/status 200',
      'POST /api/users/admin/init 200',
      'POST /api/auth 200',
      ...CREATE.slice(2),
    ])
    expect(sentTo(run, 'POST', '/api/users/admin/init').json).toEqual({
      Username: 'admin',
      Password: PASSWORD,
    })
    expect(createFields(run)).toEqual(fields(from('1.19') ? '' : LOCAL))
    expectOutputs(run, outputs(setup, LOCAL, 'created'))
    expect(run.summary).toContain(version)
    expect(run.summary).toContain(`<a href="${run.outputs['dashboard-url'] ?? ''}">web</a>`)
    for (const cell of ['1', LOCAL, 'created']) expect(run.summary).toContain(`<td>${cell}</td>`)
    await expectQuietPost(setup, run, inputs)

    const again = await setup.run(inputs)
    expect([again.exitCode, again.lines.length]).toEqual([0, 1])
    expect(again.requestLines).toEqual([
      'GET /api/status 200',
      'POST /api/users/admin/init 409',
      'POST /api/auth 200',
      LOOK,
    ])
    expectOutputs(again, outputs(setup, LOCAL, 'unchanged'))
  })

  test('creates an endpoint of a remote engine once, and does with an existing one as it is told', async () => {
    const setup = await openSetup({ quick, version })
    const { url, host, requests } = await openEngine()
    const inputs = { name: 'web', 'endpoint-url': url }
    const run = await setup.run({ ...inputs, 'endpoint-url': host, 'public-url': '10.0.7.10' })
    expectCreated(run, url)
    expect(run.requestLines).toEqual(CREATE)
    expect(sentTo(run, 'POST', '/api/endpoints').headers.authorization).toMatch(/^Bearer [\w.-]+$/)
    expect(createFields(run)).toEqual({ ...fields(url), PublicURL: '10.0.7.10' })
    const created = { ...outputs(setup, url, 'created'), 'public-url': '10.0.7.10' }
    expectOutputs(run, created)
    expect(requests.map(({ path }) => path)).toContain('/_ping')
    await expectQuietPost(setup, run, inputs)

    const unchanged = await setup.run(inputs)
    expect([unchanged.exitCode, unchanged.lines.length]).toEqual([0, 1])
    expect(unchanged.requestLines).toEqual([...SIGN_IN, LOOK])
    expectOutputs(unchanged, { ...created, result: 'unchanged' })
    await expectQuietPost(setup, unchanged, inputs)

    const reused = await setup.run({
      name: 'web',
      'endpoint-url': 'tcp://10.0.7.99:2375',
      'if-exists': 'reuse',
    })
    expect([reused.exitCode, reused.lines.length]).toEqual([0, 1])
    expect(reused.requestLines).toEqual([...SIGN_IN, LOOK])
    expectOutputs(reused, { ...created, result: 'reused' })

    const refused = await setup.run({ ...inputs, 'if-exists': 'fail' })
    expect(refused.exitCode).toBe(1)
    expect(refused.errors).toEqual([expect.stringMatching(/'web'.* 1.*'if-exists'/)])
    expect(refused.requestLines).toEqual([...SIGN_IN, LOOK])
    expect(refused.outputs).toMatchObject({ 'portainer-version': version, result: '' })
    expect(refused.summary).toContain('if-exists')

    const missing = await setup.run({ ...inputs, name: 'db', 'if-missing': 'fail' })
    expect(missing.exitCode).toBe(1)
    expect(missing.errors).toEqual([expect.stringMatching(/'db'.*'if-missing'/)])
    expect(missing.requestLines).toEqual([...SIGN_IN, LOOK.replace('web', 'db')])
    expect(setup.portainer.state.endpoints).toHaveLength(1)
    await expectQuietPost(setup, missing, inputs)
  })

  test('creates an endpoint of a remote engine with TLS, each side verifying the other', async () => {
    const setup = await openSetup({ quick, version })
    const ca = await makeAuthority()
    const engine = await openEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()) } })
    const client = await ca.issueClient()
    const inputs = {
      name: 'web',
      'endpoint-url': engine.url,
      'tls-ca-cert': ca.cert,
      'tls-cert': client.cert,
      'tls-key': client.key,
    }
    const run = await setup.run(inputs)
    expectCreated(run, engine.url)
    expect(run.requestLines).toEqual(CREATE)
    expect(createFields(run)).toEqual({
      ...fields(engine.url),
      TLS: 'true',
      TLSSkipVerify: 'false',
      TLSSkipClientVerify: 'false',
    })
    expect(
      sentTo(run, 'POST', '/api/endpoints').files?.map(({ field, filename, content }) => [
        field,
        filename,
        content,
      ]),
    ).toEqual([
      ['TLSCACertFile', 'TLSCACertFile.pem', ca.cert],
      ['TLSCertFile', 'TLSCertFile.pem', client.cert],
      ['TLSKeyFile', 'TLSKeyFile.pem', client.key],
    ])
    expect(engine.requests.length).toBeGreaterThan(0)
    expectOutputs(run, outputs(setup, engine.url, 'created'))
    expect(JSON.parse(run.outputs['endpoint'] ?? '')).toMatchObject({ Id: 1, URL: engine.url, TLS: true })
    for (const line of client.key.split('\n').filter((line) => line !== '' && !line.startsWith('-----'))) {
      expect(run.masks).toContain(line)
    }
    expect(run.leftFiles).toEqual([])
    await expectQuietPost(setup, run, inputs)

    // What Portainer stores of TLS can't be read back, so the files go out again.
    const again = await setup.run({ ...inputs, 'if-exists': 'reuse' })
    expect(again.requestLines).toEqual([...SIGN_IN, LOOK])
  })

  test('uses an API key, or says which version knows one', async () => {
    const setup = await openSetup({ quick, version })
    const engine = await openEngine()
    const apiKey = from('2.11') ? setup.portainer.createApiKey() : 'ptr_0123456789abcdef'
    const inputs = { password: '', 'api-key': apiKey, name: 'web', 'endpoint-url': engine.url }
    const run = await setup.run(inputs)
    if (from('2.11')) {
      expectCreated(run, engine.url)
      expect(run.requestLines).toEqual(CREATE.filter((line) => !line.includes('auth')))
      const { headers } = sentTo(run, 'POST', '/api/endpoints')
      expect(headers).toMatchObject({ 'x-api-key': apiKey })
      expect(headers.authorization).toBeUndefined()
      expectOutputs(run, outputs(setup, engine.url, 'created'))
    } else {
      expect(run.exitCode).toBe(1)
      expect(run.errors).toEqual([expect.stringContaining('2.11')])
      expect(run.requests.filter(({ method }) => method !== 'GET')).toEqual([])
    }
    await expectQuietPost(setup, run, inputs)
  })

  test('talks to Portainer over HTTPS, below a sub-path, through a proxy that strips it', async () => {
    const setup = await openSetup({ quick, version, https: true, basePath: '/tools/portainer' })
    expect(setup.portainer.url).toMatch(/^https:.*\/tools\/portainer$/)
    const engine = await openEngine()
    const inputs = { name: 'web', 'endpoint-url': engine.url, 'ca-cert': setup.portainer.caCert }
    const run = await setup.run({ ...inputs, url: `${setup.portainer.url}/api/` })
    expectCreated(run, engine.url)
    expect(run.requestLines).toEqual(CREATE)
    expectOutputs(run, outputs(setup, engine.url, 'created'))

    const unverified = await setup.run({ ...inputs, 'ca-cert': '', 'skip-tls-verify': true })
    expect(unverified.exitCode).toBe(0)
    expect(unverified.warnings).toEqual([expect.stringContaining("'skip-tls-verify'")])

    const untrusted = await setup.run({ ...inputs, 'ca-cert': '' }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(untrusted.exitCode).toBe(1)
    expect(untrusted.warnings).toEqual([expect.stringContaining('NODE_TLS_REJECT_UNAUTHORIZED')])
    expect(untrusted.requestLines).toEqual([])
  })
})
