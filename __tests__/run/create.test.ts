// The flows that Portainer's documentation shows with an HTTP client, by the built file, on a Portainer of each
// generation: exit code, outputs, log, requests, form fields and the job summary.
import { describe, expect, test } from '@jest/globals'
import { makeAuthority } from '../../stand-in/certificates.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
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
  const noticed = from('2.14')
    ? []
    : [
        "Names are not unique before Portainer 2.14: keep runs for one name apart with GitHub's 'concurrency'.",
      ]
  const localNotice =
    "'endpoint-url' is left out: this is Portainer's local socket, which is root on its host."
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
      changed: String(result !== 'unchanged' && result !== 'reused'),
      'edge-id': '',
      'dashboard-url': setup.portainer.url + dashboard,
      'portainer-version': version,
    }
  }
  /** All outputs are there, and agree with each other. */
  const expectOutputs = (run: Run, wanted: Record<string, string>, tls = false): void => {
    const { endpoint = '', endpoints = '', ...rest } = run.outputs
    expect(rest).toEqual({ ...wanted, 'edge-key': '', 'edge-keys': '{}' })
    expect(JSON.parse(endpoints)).toEqual([
      { ...wanted, endpoint: JSON.parse(endpoint) as unknown, error: '' },
    ])
    expect(JSON.parse(endpoint)).toMatchObject({
      Id: 1,
      Name: 'web',
      Type: 1,
      URL: wanted['endpoint-url'],
      TLS: tls,
    })
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
    const inputs = { 'init-admin': true, name: 'web' }
    const run = await setup.run(inputs)
    expect(run.lines).toEqual([
      'Created the administrator.',
      localNotice,
      ...noticed,
      `Created endpoint 'web' (id 1, ${LOCAL}).`,
    ])
    expect(run.exitCode).toBe(0)
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
    expect(run.summary).toBe(
      `<h3>Portainer ${version}</h3>\n` +
        '<table><tr><th>Endpoint</th><th>Id</th><th>Type</th><th>URL</th><th>Result</th></tr>' +
        `<tr><td><a href="${run.outputs['dashboard-url'] ?? ''}">web</a></td><td>1</td><td>1</td>` +
        `<td>${LOCAL}</td><td>created</td></tr></table>\n`,
    )
    await expectQuietPost(setup, run, inputs)

    const again = await setup.run(inputs)
    expect(again.lines).toEqual([`Left unchanged endpoint 'web' (id 1, ${LOCAL}).`])
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
    expect(run.lines).toEqual([...noticed, `Created endpoint 'web' (id 1, ${url}).`])
    expect(run.requestLines).toEqual(CREATE)
    expect(sentTo(run, 'POST', '/api/endpoints').headers.authorization).toMatch(/^Bearer [\w.-]+$/)
    expect(createFields(run)).toEqual({ ...fields(url), PublicURL: '10.0.7.10' })
    const created = { ...outputs(setup, url, 'created'), 'public-url': '10.0.7.10' }
    expectOutputs(run, created)
    expect(requests.map(({ path }) => path)).toContain('/_ping')
    await expectQuietPost(setup, run, inputs)

    const unchanged = await setup.run(inputs)
    expect(unchanged.lines).toEqual([`Left unchanged endpoint 'web' (id 1, ${url}).`])
    expect(unchanged.requestLines).toEqual([...SIGN_IN, LOOK])
    expectOutputs(unchanged, { ...created, result: 'unchanged', changed: 'false' })
    await expectQuietPost(setup, unchanged, inputs)

    const reused = await setup.run({
      name: 'web',
      'endpoint-url': 'tcp://10.0.7.99:2375',
      'if-exists': 'reuse',
    })
    expect(reused.lines).toEqual([`Reused endpoint 'web' (id 1, ${url}).`])
    expect(reused.requestLines).toEqual([...SIGN_IN, LOOK])
    expectOutputs(reused, { ...created, result: 'reused', changed: 'false' })

    const refused = await setup.run({ ...inputs, 'if-exists': 'fail' })
    expect(refused.exitCode).toBe(1)
    expect(refused.lines).toEqual([
      "error: Endpoint 'web' exists already, with the id 1, and 'if-exists' is 'fail'.",
    ])
    expect(refused.requestLines).toEqual([...SIGN_IN, LOOK])
    expect(refused.outputs).toMatchObject({ 'portainer-version': version, result: '' })
    expect(refused.summary).toContain('failed: Endpoint &#39;web&#39; exists already')

    const missing = await setup.run({ ...inputs, name: 'db', 'if-missing': 'fail' })
    expect(missing.exitCode).toBe(1)
    expect(missing.lines).toEqual(["error: There is no endpoint named 'db', and 'if-missing' is 'fail'."])
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
    expect(run.lines).toEqual([...noticed, `Created endpoint 'web' (id 1, ${engine.url}).`])
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
    expectOutputs(run, outputs(setup, engine.url, 'created'), true)
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
      expect(run.lines).toEqual([...noticed, `Created endpoint 'web' (id 1, ${engine.url}).`])
      expect(run.requestLines).toEqual(CREATE.filter((line) => !line.includes('auth')))
      const { headers } = sentTo(run, 'POST', '/api/endpoints')
      expect(headers).toMatchObject({ 'x-api-key': apiKey })
      expect(headers.authorization).toBeUndefined()
      expectOutputs(run, outputs(setup, engine.url, 'created'))
    } else {
      expect(run.exitCode).toBe(1)
      expect(run.lines).toEqual([
        `error: Portainer ${version} knows no API keys (2.11 and later do).\nUse 'username' and 'password'.`,
      ])
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
    expect(run.lines).toEqual([...noticed, `Created endpoint 'web' (id 1, ${engine.url}).`])
    expect(run.requestLines).toEqual(CREATE)
    expectOutputs(run, outputs(setup, engine.url, 'created'))

    const unverified = await setup.run({ ...inputs, 'ca-cert': '', 'skip-tls-verify': true })
    expect(unverified.exitCode).toBe(0)
    expect(unverified.warnings).toEqual([
      "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead.",
    ])

    const untrusted = await setup.run({ ...inputs, 'ca-cert': '' }, { NODE_TLS_REJECT_UNAUTHORIZED: '0' })
    expect(untrusted.exitCode).toBe(1)
    expect(untrusted.warnings).toEqual([
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is verified all the same.",
    ])
    expect(untrusted.requestLines).toEqual([])
  })
})
