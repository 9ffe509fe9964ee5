// Who Portainer, and GitHub, may be: certificates and versions of TLS that are refused, and switches that reach no
// further than they say.
import { describe, expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import https from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { makeAuthority, makeSelfSigned, type Authority } from '../../stand-in/certificates.ts'
import { startGitHub } from '../../stand-in/github/github.ts'
import { closeAfterTest, openSetup, type Run } from '../helpers/setup.ts'

const DAY = 86_400_000
const local = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock' }
const day = (number: number): Date => new Date(Date.now() + number * DAY)

/** A server in Portainer's place, and what it was asked. */
async function serve(options: https.ServerOptions): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const server = https.createServer(options, (request, response) => {
    asked.push(request.url ?? '')
    response.end('{"Version":"2.23.0"}')
  })
  server.on('tlsClientError', (_, socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closeAfterTest({
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  })
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

const ca = await makeAuthority()

describe('a certificate that is trusted, but', () => {
  const certificates: [string, Parameters<Authority['issueServer']>[0], RegExp][] = [
    ['for another host', { names: ['portainer.example.com'] }, /not for 127\.0\.0\.1/],
    ['for a name that ends the same', { names: ['x127.0.0.1', '*.0.0.1'] }, /not for 127\.0\.0\.1/],
    ['with commands in its names', { names: ['a', '##[group]b', 'c, DNS:\n::error::d'] }, /not for 127/],
    ['expired', { notBefore: day(-9), notAfter: day(-1) }, /not valid now/],
    ['not valid yet', { notBefore: day(1), notAfter: day(9) }, /not valid now/],
    [
      'for clients only',
      { usage: 'client' },
      /unsuitable certificate purpose|unsupported certificate purpose/,
    ],
  ]
  test.each(certificates)('%s', async (_, options, says) => {
    const { url, asked } = await serve(await ca.issueServer(options))
    const setup = await openSetup({ version: '2.23.0' })
    const run = await setup.run({ ...local, url, 'ca-cert': ca.cert })
    expect([run.exitCode, asked]).toEqual([1, []])
    expect(run.errors).toEqual([expect.stringMatching(says)])
    expect(run.log).not.toMatch(/##\[|^::error::d/m)
  })
})

test('the ones that are given do not vouch for those who say they are signed by them', async () => {
  const { url, asked } = await serve(await (await makeAuthority('Test CA')).issueServer())
  const setup = await openSetup({ version: '2.23.0' })
  const run = await setup.run({ ...local, url, 'ca-cert': (await makeAuthority('Test CA')).cert })
  expect([run.exitCode, asked, run.errors.length]).toEqual([1, [], 1])
})

test.each(['TLSv1', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const)('%s', async (version) => {
  const weak = { minVersion: version, maxVersion: version, ciphers: 'DEFAULT@SECLEVEL=0' }
  const { url, asked } = await serve({ ...(await makeSelfSigned()), ...weak })
  const setup = await openSetup({ version: '2.23.0' })
  // Even where all of Node is told to take the old ones, and nothing is verified.
  const env = { NODE_OPTIONS: '--tls-min-v1.0 --tls-cipher-list=DEFAULT@SECLEVEL=0' }
  const run = await setup.run({ ...local, url, 'skip-tls-verify': true }, env)
  const old = version < 'TLSv1.2'
  expect(asked.includes('/api/status')).toBe(!old)
  expect(run.exitCode).toBe(1)
  if (old) expect(run.errors).toEqual([expect.stringMatching(/version.*only an old version of TLS/s)])
})

describe('GitHub, with a certificate that the machine does not trust, is not talked to', () => {
  async function report(
    inputs: object,
    env: NodeJS.ProcessEnv,
    trusted = false,
  ): Promise<{ run: Run; asked: number }> {
    const setup = await openSetup({ version: '2.23.0', https: true, dial: false })
    const authority = await makeAuthority('GitHub CA')
    const github = closeAfterTest(await startGitHub({ tls: await authority.issueServer() }))
    const deployment = { deployment: 'staging', 'github-token': 'ghs_0123456789abcdef' }
    const both = { 'ca-cert': `${setup.portainer.caCert}\n${authority.cert}` }
    const file = path.join(setup.job.folder, 'github.pem')
    fs.writeFileSync(file, authority.cert)
    const run = await setup.run(
      { ...local, ...deployment, ...both, ...inputs },
      {
        GITHUB_API_URL: github.apiUrl,
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_REPOSITORY: 'acme/shop',
        GITHUB_SHA: '1'.repeat(40),
        GITHUB_EVENT_NAME: 'push',
        ...(trusted ? { NODE_EXTRA_CA_CERTS: file } : {}),
        ...env,
      },
    )
    return { run, asked: github.requests.length }
  }
  const notReported = expect.stringMatching(/^The deployment could not be reported: .*certificate/)
  const skipped = expect.stringMatching(/^'skip-tls-verify' is on: /)
  const ignored = expect.stringMatching(/^NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: /)

  test.each([
    ["though it is in 'ca-cert'", {}, {}, [notReported]],
    [
      "though 'skip-tls-verify' is on",
      { 'skip-tls-verify': true, 'ca-cert': '' },
      {},
      [skipped, notReported],
    ],
    ['though Node is told not to look', {}, { NODE_TLS_REJECT_UNAUTHORIZED: '0' }, [ignored, notReported]],
    [
      'though both',
      { 'skip-tls-verify': true },
      { NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      [skipped, ignored, notReported],
    ],
  ])('%s', async (_, inputs, env, warnings) => {
    const { run, asked } = await report(inputs, env)
    expect([run.exitCode, run.outputs['result'], asked]).toEqual([0, 'created', 0])
    expect(run.warnings.filter((text) => !text.includes("'ca-cert'") || /^'skip/.test(text))).toEqual(
      warnings,
    )
  })

  test('and where the machine trusts it, it is', async () => {
    const { run, asked } = await report({}, {}, true)
    expect([run.exitCode, run.warnings]).toEqual([0, []])
    expect(asked).toBeGreaterThan(0)
  })
})
