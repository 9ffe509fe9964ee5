// TLS files in every form that people have them in: what goes out is whole PEM, and opens a mutual TLS connection.
import { expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority, type Issued } from '../../stand-in/certificates.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { openEngine, openSetup, sentTo, startThreads, type Setup } from '../helpers/setup.ts'

const quick = startThreads()

const ca = await makeAuthority('Engine CA')
const client = await ca.issueClient()
const intermediate = await ca.issueIntermediate()
const nested = await intermediate.issueClient()
const day = 86_400_000

interface Form {
  /** The pair as it was issued; what goes out is this, whatever form it was given in. */
  pair?: Issued
  inputs: (pair: Issued, setup: Setup) => Inputs
  env?: (pair: Issued) => Record<string, string>
  warnings?: RegExp[]
}

const asIs = (pair: Issued): Inputs => ({ 'tls-cert': pair.cert, 'tls-key': pair.key })
const written = (change: (pem: string) => string): Form => ({
  inputs: ({ cert, key }) => ({
    'tls-cert': change(cert),
    'tls-key': change(key),
    'tls-ca-cert': change(ca.cert),
  }),
})
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const inFiles = (
  folder: (setup: Setup) => string,
  name: (file: string) => string,
  write: (text: string) => string | Buffer = (text) => text,
): Form => ({
  inputs: ({ cert, key }, setup) => {
    for (const [file, text] of Object.entries({ 'cert.pem': cert, 'key.pem': key })) {
      fs.writeFileSync(path.join(folder(setup), file), write(text))
    }
    return {
      'tls-cert': name(path.join(folder(setup), 'cert.pem')),
      'tls-key': name(path.join(folder(setup), 'key.pem')),
    }
  },
})

const forms: Record<string, Form> = {
  'a PKCS#8 key': { inputs: asIs },
  'a SEC1 key': { pair: await ca.issueClient({ keyType: 'ec-sec1' }), inputs: asIs },
  'an RSA key, PKCS#8': { pair: await ca.issueClient({ keyType: 'rsa' }), inputs: asIs },
  'an RSA key, PKCS#1': { pair: await ca.issueClient({ keyType: 'rsa-pkcs1' }), inputs: asIs },
  'an Ed25519 key': { pair: await ca.issueClient({ keyType: 'ed25519' }), inputs: asIs },
  'a chain with an intermediate': {
    pair: { ...nested, cert: nested.cert + intermediate.cert },
    inputs: asIs,
  },
  // All shapes of a text have unit tests: these are two of them, on their way through the whole run.
  '%0A for line breaks': written((pem) => pem.replaceAll('\n', '%0A')),
  'base64 of base64': written((pem) => base64(base64(pem))),
  variables: {
    inputs: () => ({ 'tls-cert': 'env:CERT', 'tls-key': 'env:KEY' }),
    env: ({ cert, key }) => ({ CERT: cert, KEY: Buffer.from(key).toString('base64') }),
  },
  'files of the workspace': inFiles(
    ({ job }) => job.workspace,
    (file) => path.basename(file),
  ),
  'files of Windows PowerShell, in UTF-16': inFiles(
    ({ job }) => job.workspace,
    (file) => path.basename(file),
    (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  ),
  'files in DER': inFiles(
    ({ job }) => job.workspace,
    (file) => path.basename(file),
    (text) => Buffer.from(text.replace(/-----.*-----|\n/g, ''), 'base64'),
  ),
  'files elsewhere, by their whole path': inFiles(
    ({ job }) => job.folder,
    (file) => file,
  ),
  'a certificate that soon ends': {
    pair: await ca.issueClient({ name: 'old', notAfter: new Date(Date.now() + 5.5 * day) }),
    inputs: asIs,
    warnings: [/^'tls-cert' contains a certificate that expires in 5 days, on .* UTC \(CN=old\)\.$/],
  },
}

test.each(Object.entries(forms))('%s', async (_, { pair = client, inputs, env, warnings = [] }) => {
  const setup = await openSetup({ quick, version: '2.23.0' })
  const engine = await openEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()) } })
  const run = await setup.run(
    { name: 'web', 'endpoint-url': engine.url, 'tls-ca-cert': ca.cert, ...inputs(pair, setup) },
    env?.(pair),
  )
  expect(run.errors).toEqual([])
  const { files = [] } = sentTo(run, 'POST', '/api/endpoints')
  expect(files.map(({ content }) => content)).toEqual([ca.cert, pair.cert, pair.key])
  expect(engine.requests.length).toBeGreaterThan(0)
  expect(run.warnings).toEqual(warnings.map((warning) => expect.stringMatching(warning)))
  expect(run.leftFiles).toEqual([])
})

test("an item of a list takes the step's files, a file of the workspace and a variable that is meant for it", async () => {
  const setup = await openSetup({ version: '2.23.0' })
  const engine = await openEngine({ tls: { ca: ca.cert, ...(await ca.issueServer()) } })
  const { job } = setup
  fs.writeFileSync(path.join(job.folder, 'ca.pem'), ca.cert)
  fs.mkdirSync(path.join(job.workspace, 'certs'))
  fs.writeFileSync(path.join(job.workspace, 'certs/cert.pem'), client.cert)
  fs.symlinkSync('certs/cert.pem', path.join(job.workspace, 'link.pem'))
  const item = { 'endpoint-url': engine.url, 'tls-key': 'env:ENDPOINT_KEY' }
  const items = [
    { ...item, name: 'relative', 'tls-cert': 'certs/cert.pem' },
    { ...item, name: 'absolute', 'tls-cert': path.join(job.workspace, 'certs/cert.pem') },
    { ...item, name: 'linked', 'tls-cert': 'link.pem' },
  ]
  // Whoever wrote the workflow may name any file; whoever wrote the list may not.
  const inputs = { endpoints: JSON.stringify(items), 'tls-ca-cert': path.join(job.folder, 'ca.pem') }
  const run = await setup.run(inputs, { ENDPOINT_KEY: client.key })
  expect(run.errors).toEqual([])
  expect(setup.portainer.state.endpoints.map(({ Name }) => Name).sort()).toEqual([
    'absolute',
    'linked',
    'relative',
  ])
})
