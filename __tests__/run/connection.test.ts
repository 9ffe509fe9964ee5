// How Portainer is reached: further headers, plain HTTP, proxies, the administrator's first minutes.
import { expect, test } from '@jest/globals'
import { startConnectProxy } from '../../stand-in/http-proxy.ts'
import { withFakeDns } from '../helpers/dns.ts'
import { naming } from '../helpers/messages.ts'
import { closeAfterTest, openEngine, openSetup, PASSWORD, sentTo } from '../helpers/setup.ts'

test('further headers go with every request, masked', async () => {
  const setup = await openSetup({ version: '2.23.0' })
  const { url } = await openEngine()
  const headers = 'CF-Access-Client-Id: a-client\nCF-Access-Client-Secret:  swordfish: and more \nX-Team: abc'
  const run = await setup.run({ name: 'web', 'endpoint-url': url, headers })
  expect(run.errors).toEqual([])
  expect(run.requests.length).toBeGreaterThan(3)
  for (const request of run.requests) {
    expect(request.headers).toMatchObject({
      'cf-access-client-id': 'a-client',
      'cf-access-client-secret': 'swordfish: and more',
      'x-team': 'abc',
    })
  }
  expect(run.masks).toEqual(expect.arrayContaining(['a-client', 'swordfish: and more']))
  expect(run.masks).not.toContain('abc')
  expect(run.warnings).toEqual([naming("'headers', line 3")])
})

test('the parts of a header that are secrets by themselves are masked, common words are not', async () => {
  const setup = await openSetup({ version: '2.23.0' })
  const { url } = await openEngine()
  const headers = [
    'X-Access: Bearer bearer-swordfish',
    `Proxy-Authorization: Basic ${Buffer.from('gate-user:pass:swordfish').toString('base64')}`,
    'Cookie: _session=cookie-swordfish; lang=en; flag="quoted-swordfish"',
    'X-Signed: keyId=key-swordfish,signature=c2lnbmF0dXJl==&x=amp-swordfish',
    'X-Forwarded-Proto: https',
    'Accept: application/json',
  ]
  const run = await setup.run({
    name: 'web',
    'endpoint-url': url,
    headers: headers.join('\n'),
  })
  expect(run.errors).toEqual([])
  const secrets = ['bearer-swordfish', 'gate-user', 'pass:swordfish', 'gate-user:pass:swordfish']
  const pairs = ['cookie-swordfish', 'quoted-swordfish', 'key-swordfish', 'c2lnbmF0dXJl==', 'amp-swordfish']
  const wholes = headers.slice(0, 4).map((line) => line.slice(line.indexOf(':') + 2))
  expect(run.masks).toEqual(expect.arrayContaining([...secrets, ...pairs, ...wholes]))
  for (const word of ['https', 'application/json', 'Bearer', 'en']) expect(run.masks).not.toContain(word)
  // `lang=en` is too short, and the words of the last two lines are common.
  expect(run.warnings).toEqual([3, 5, 6].map((line) => naming(`'headers', line ${line}`)))
  expect(run.outputs['dashboard-url']).toContain(setup.portainer.url)
})

test('a secret too short to be masked is warned about', async () => {
  const { run } = await openSetup({ version: '2.23.0' })
  const { masks, warnings } = await run({ name: 'web', 'setup-token': 'abc' })
  expect(masks).not.toContain('abc')
  expect(warnings).toContain("'setup-token' is too short to be masked in the log.")
})

test('Authorization is sent beside an API key, for a proxy that strips it', async () => {
  const { portainer, run } = await openSetup({ version: '2.23.0' })
  const inputs = { name: 'web', password: '', 'api-key': portainer.createApiKey() }
  const { requests } = await run({ ...inputs, headers: 'Authorization: Basic c3dvcmRmaXNo' })
  expect(new Set(requests.map(({ headers }) => headers.authorization))).toEqual(
    new Set(['Basic c3dvcmRmaXNo']),
  )
})

test("a user's own User-Agent and Accept win, and answers stay unpacked", async () => {
  const setup = await openSetup({ version: '2.19.5' })
  const headers = 'User-Agent: gate/7\nACCEPT: */*\nAccept-Encoding: gzip'
  const run = await setup.run({
    name: 'web',
    type: 'edge-agent',
    'endpoint-url': 'https://portainer.example.com',
    headers,
  })
  expect(run.errors).toEqual([])
  for (const request of run.requests) {
    expect(request.headers).toMatchObject({
      'user-agent': 'gate/7',
      accept: '*/*',
      'accept-encoding': 'identity',
    })
  }
})

test('plain HTTP beyond this machine is warned about, and a proxy is used where one is set', async () => {
  const setup = await openSetup({ version: '2.23.0' })
  const { url } = await openEngine()
  const { port } = new URL(setup.portainer.url)
  const proxy = closeAfterTest(await startConnectProxy(`127.0.0.1:${port}`, 'me:swordfish'))
  const inputs = { name: 'web', 'endpoint-url': url, url: `http://portainer.example.com:${port}` }
  const env = {
    ...withFakeDns(setup.job),
    HTTP_PROXY: proxy.url.replace('//', '//me:swordfish@'),
  }
  const clear = naming("'url' … portainer.example.com … https")
  const direct = await setup.run(inputs, { ...env, NO_PROXY: 'portainer.example.com' })
  expect(direct.errors).toEqual([])
  expect(direct.warnings).toEqual([clear])
  expect(proxy.requests).toEqual([])

  const through = await setup.run({ ...inputs, 'if-exists': 'reuse' }, env)
  expect(through.errors).toEqual([])
  expect(through.warnings).toEqual([naming("'url' … portainer.example.com through a proxy … https")])
  expect(through.masks).toContain('swordfish')
  expect(proxy.requests).toContain(`POST http://portainer.example.com:${port}/api/auth`)
  // Even this machine's own Portainer, which Node asks through the proxy too.
  const local = { ...inputs, url: `http://localhost:${port}`, 'if-exists': 'reuse' }
  expect((await setup.run(local, env)).warnings).toEqual([
    expect.stringMatching('unencrypted to localhost through a proxy'),
  ])
  expect((await setup.run(local, { ...env, NO_PROXY: 'localhost' })).warnings).toEqual([])
})

test('the first administrator is made with the token that 2.43 and later ask for', async () => {
  const setup = await openSetup({ version: '2.44.0', fresh: true, setupToken: 'token-0123456789' })
  const { url } = await openEngine()
  const inputs = { name: 'web', 'endpoint-url': url, 'init-admin': true, 'setup-token': 'token-0123456789' }
  const run = await setup.run(inputs)
  expect(run.errors).toEqual([])
  expect(sentTo(run, 'POST', '/api/users/admin/init').headers['x-setup-token']).toBe('token-0123456789')
  expect(run.masks).toEqual(expect.arrayContaining([PASSWORD, 'token-0123456789']))
  expect(run.requests.filter(({ headers }) => 'x-setup-token' in headers)).toHaveLength(1)
})

test('a Portainer of 1.x that asks for no sign-in is used without one', async () => {
  const setup = await openSetup({ version: '1.24.2', noAuth: true })
  const { url } = await openEngine()
  const run = await setup.run({ name: 'web', 'endpoint-url': url })
  expect(run.errors).toEqual([])
  expect(run.outputs).toMatchObject({ result: 'created' })
  expect(run.requests.some(({ headers }) => 'authorization' in headers)).toBe(false)
})
