// A certificate of Portainer that nobody vouches for is shown, to be compared and pasted into `ca-cert`.
import { expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { startConnectProxy } from '../../stand-in/http-proxy.ts'
import { closeAfterTest, openEngine, openSetup } from '../helpers/setup.ts'

const PEM = /-----BEGIN CERTIFICATE-----[^]*-----END CERTIFICATE-----/

test('what is shown is the certificate, which makes the next run work; nothing was sent to see it', async () => {
  const setup = await openSetup({ version: '2.23.0', https: true })
  const { url } = await openEngine()
  const inputs = { name: 'web', 'endpoint-url': url }
  const untrusted = await setup.run(inputs)
  expect(untrusted.exitCode).toBe(1)
  expect(untrusted.requestLines).toEqual([])
  const [error = ''] = untrusted.errors
  const shown = PEM.exec(error)?.[0] ?? ''
  expect(shown).toBe(setup.portainer.caCert.trim())
  expect(error).toContain(`SHA-256 ${new X509Certificate(shown).fingerprint256}`)

  const trusting = await setup.run({ ...inputs, 'ca-cert': shown })
  expect(trusting.errors).toEqual([])
  expect(trusting.outputs).toMatchObject({ result: 'created' })
})

test('behind a proxy nobody looks past it', async () => {
  const setup = await openSetup({ version: '2.23.0', https: true })
  const proxy = closeAfterTest(await startConnectProxy(new URL(setup.portainer.url).host))
  const env = { HTTPS_PROXY: proxy.url }

  const run = await setup.run({ name: 'web', url: 'https://portainer.example.com' }, env)
  expect(run.errors).toEqual([
    "Could not read the status of Portainer at https://portainer.example.com: self-signed certificate.\nPortainer's certificate is self-signed or from a private CA: give the certificate itself in 'ca-cert', or that of the CA.",
  ])
  expect(new Set(proxy.requests)).toEqual(new Set(['CONNECT portainer.example.com:443']))
})
