// Whose certificate `ca-cert` makes a run trust. Who is not trusted gets no request.
import { describe, expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority, makeSelfSigned, type Issued } from '../../stand-in/certificates.ts'
import { startConnectProxy } from '../../stand-in/http-proxy.ts'
import { makeListener } from '../../stand-in/listener.ts'
import { closeAfterTest, openSetup, startThreads } from '../helpers/setup.ts'

const threads = startThreads()
const local = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock' }
const DAY = 86_400_000
const past = { notBefore: new Date(Date.now() - 9 * DAY), notAfter: new Date(Date.now() - DAY) }

/** The address of something with this certificate in Portainer's place, and what it was asked. */
async function serve(certificate: Issued): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = []
  const listener = makeListener((request, response) => {
    asked.push(request.url ?? '')
    response.end('{"Version":"2.23.0"}')
  }, certificate)
  const port = await listener.listen({ port: 0 })
  closeAfterTest({ close: () => listener.stop() })
  return { url: `https://127.0.0.1:${port}`, asked }
}

/** What a run says, and whether it sent anything, when a server with one certificate is met with `ca-cert`. */
async function meet(certificate: Issued, caCert: string, env: NodeJS.ProcessEnv = {}) {
  const { url, asked } = await serve(certificate)
  const quick = Object.keys(env).length === 0 ? { quick: threads } : {}
  const setup = await openSetup({ version: '2.23.0', ...quick })
  const run = await setup.run({ ...local, url, 'ca-cert': caCert }, env)
  return { isTrusted: asked.length > 0, errors: run.errors.join('\n') }
}

const root = await makeAuthority('Root')
const intermediate = await root.issueIntermediate({ name: 'Intermediate' })
const server = await root.issueServer()
const own = await makeSelfSigned(['localhost', '0.0.0.0'])

describe("Portainer's own certificate, which names localhost and 0.0.0.0", () => {
  test.each(['localhost', '127.0.0.1'])('is accepted at %s, by the post step too', async (host) => {
    const setup = await openSetup({ version: '2.23.0', https: true })
    const url = setup.portainer.url.replace('localhost', host)
    const inputs = { ...local, url, 'ca-cert': setup.portainer.caCert, cleanup: true }
    const main = await setup.run(inputs)
    expect([main.exitCode, main.errors, main.outputs['result']]).toEqual([0, [], 'created'])
    const post = await setup.post(main, inputs)
    expect([post.exitCode, post.warnings, setup.portainer.state.endpoints]).toEqual([0, [], []])
  })

  test('is accepted beside others', async () => {
    expect(await meet(own, `${root.cert}${own.cert}`)).toMatchObject({ isTrusted: true })
  })

  test('does not vouch for another one with the same names', async () => {
    const { isTrusted, errors } = await meet(await makeSelfSigned(['localhost', '0.0.0.0']), own.cert)
    expect(isTrusted).toBe(false)
    expect(errors).toContain("is self-signed, and it is not in 'ca-cert'")
  })

  test('is not accepted past its end', async () => {
    const expired = await root.issueServer(past)
    const selfSigned = await makeAuthority('Expired', past)
    for (const certificate of [expired, selfSigned]) {
      // Beside a valid one, since all being expired is a mistake in the input.
      const { isTrusted, errors } = await meet(certificate, `${root.cert}${selfSigned.cert}`)
      expect(isTrusted).toBe(false)
      expect(errors).toContain('certificate has expired')
    }
  })

  test('is accepted through a proxy that is reached by https, whose own certificate is another matter', async () => {
    const setup = await openSetup({ version: '2.23.0', https: true })
    const proxy = closeAfterTest(
      await startConnectProxy(new URL(setup.portainer.url).host, undefined, undefined, server),
    )
    const inputs = { ...local, url: 'https://portainer.example.com' }
    const env = { HTTPS_PROXY: proxy.url }
    const both = `${setup.portainer.caCert}${root.cert}`
    const refused = await setup.run({ ...inputs, 'ca-cert': both }, env)
    expect([refused.exitCode, proxy.requests]).toEqual([1, []])
    expect(refused.errors.join()).toMatch(/If it is the proxy's: .*NODE_EXTRA_CA_CERTS/)

    const file = path.join(setup.job.folder, 'proxy.pem')
    fs.writeFileSync(file, root.cert)
    const run = await setup.run(
      { ...inputs, 'ca-cert': setup.portainer.caCert },
      { ...env, NODE_EXTRA_CA_CERTS: file },
    )
    expect([run.exitCode, run.errors, run.outputs['result']]).toEqual([0, [], 'created'])
  })
})

describe('any other certificate', () => {
  test('passes when the CA that issued it is given', async () => {
    expect(await meet(server, root.cert)).toMatchObject({ isTrusted: true })
  })

  test('passes with a chain that leads to the root', async () => {
    const { cert, key } = await intermediate.issueServer()
    const chain = { cert: `${cert}${intermediate.cert}`, key }
    expect(await meet(chain, root.cert)).toMatchObject({ isTrusted: true })
  })

  test('passes with the intermediate CA alone, which the server leaves out', async () => {
    const leaf = await intermediate.issueServer()
    expect(await meet(leaf, intermediate.cert)).toMatchObject({ isTrusted: true })
    const { isTrusted, errors } = await meet(leaf, root.cert)
    expect(isTrusted).toBe(false)
    expect(errors).toContain("give the certificate of its issuer, 'CN=Intermediate', in 'ca-cert'")
  })

  test('must be for the host, which is said before the CA is asked for', async () => {
    const elsewhere = await root.issueServer({ names: ['portainer.example.com'] })
    const trusted = await meet(elsewhere, root.cert)
    expect(trusted.isTrusted).toBe(false)
    expect(trusted.errors).toMatch(/not for 127\.0\.0\.1: it names 'DNS:portainer\.example\.com'/)
    expect(trusted.errors).not.toContain('private CA')

    const untrusted = await meet(elsewhere, own.cert)
    expect(untrusted.isTrusted).toBe(false)
    expect(untrusted.errors).toMatch(/not for 127\.0\.0\.1: .*\n.*private CA, which is not in 'ca-cert'/)
  })

  test("does not pass by the machine's own roots, which 'ca-cert' replaces", async () => {
    const setup = await openSetup({ version: '2.23.0' })
    const file = path.join(setup.job.folder, 'root.pem')
    fs.writeFileSync(file, root.cert)
    const env = { NODE_EXTRA_CA_CERTS: file }
    expect(await meet(server, '', env)).toMatchObject({ isTrusted: true })
    expect(await meet(server, own.cert, env)).toMatchObject({ isTrusted: false })
  })
})
