// Whatever the inputs are: reading them never crashes, a refused one never leads to a connection, and no text that a
// run prints holds a secret. Values are good ones, wrong ones and noise, for every input and in lists.
import { afterAll, afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import fc from '../../helpers/random.ts'
import net from 'node:net'
import { makeAuthority } from '../../../stand-in/certificates.ts'
import { actionFile } from '../../../stand-in/runner/runner.ts'
import { InputError, InputErrors } from '../../../src/foundation/errors.ts'
import { secretInputs, type InputName } from '../../../src/inputs/names.ts'
import { readInputs } from '../../../src/inputs/step.ts'
import { describeFailure } from '../../../src/report/failures.ts'
import { run } from '../../../src/run.ts'

const names = Object.keys(actionFile.inputs) as InputName[]
const before = { ...process.env }
let printed = ''
let connections = 0

beforeEach(() => {
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text)
    return true
  })
  jest.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket) {
    connections += 1
    const error = Object.assign(new Error('nothing is dialled in this test'), { code: 'EPROTO' })
    process.nextTick(() => this.destroy(error))
    return this
  })
})
afterEach(() => {
  jest.restoreAllMocks()
})
afterAll(() => {
  process.exitCode = undefined
  process.env = before
})

const ca = await makeAuthority()
const client = await ca.issueClient()
/** A secret is told from all other text by this word, which is in each of them. */
const secret = fc.nat(9).map((digit) => `hush-hush-${digit}`)
const noise = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.base64String({ maxLength: 60 }),
)
const known = fc.constantFrom(
  ...['true', 'false', 'yes', '0', '1', '-1', '7', '3600', '99999999999', '1e3'],
  ...['docker', 'agent', 'azure', 'edge-agent', 'kubernetes', 'kubeconfig', 'podman', '4', '6'],
  ...['update', 'reuse', 'recreate', 'fail', 'create', 'present', 'absent', 'tags', 'public-url, users'],
  ...['tcp://10.0.7.10:2375', '10.0.7.10:2376', 'unix:///var/run/docker.sock', 'https://portainer:9443'],
  ...['env:PATH', 'env:', 'env:NOBODY', '..', '../x', '/dev/null', 'package.json', 'src', '~', 'null'],
  ...['Gpus=[]', 'Name=x', '=', 'X-Team: web', 'Host: x', ':', '::error::x', '##[group]x', '[]', '- a', '{'],
  ...['[a, b]', '["a",\n "b"]', '- a\n- b', '[a', '[EU] web', '{a: b}', "['[EU]']", '- [', '[{"name": "a"}]'],
  ...['swarm', 'Edge Agent', 'k8s', 'local', 'updat', 'skip', 'on-create', 'https://h/#!/home', 'https:/h'],
  ...['ptr_0123456789abcdef', 'Bearer x', '"x"', '$NAME', '${NAME}', 'a=b; c=d', '[::1]:80', 'fleet.yml'],
  ...[ca.cert, client.cert, client.cert.replaceAll('\n', ' '), client.cert.slice(0, 200)],
  Buffer.from(ca.cert).toString('base64'),
)
const text = fc.oneof({ weight: 3, arbitrary: known }, noise)
const secretText = fc.oneof(
  secret,
  fc.tuple(known, secret, known).map((parts) => parts.join('')),
  fc.tuple(secret, known).map((parts) => parts.join('\n')),
  fc.tuple(known, secret).map((parts) => parts.join('\n')),
  secret.map((word) => `env:${word}`),
  secret.map((word) => `../${word}`),
  secret.map((word) => `X-Proxy: ${word}`),
  secret.map((word) => `Authorization: Bearer ${word}`),
  secret.map((word) => `Authorization: Basic ${Buffer.from(`me:${word}`).toString('base64')}`),
  secret.map((word) => `Cookie: a=${word}; b=c`),
  secret.map((word) => `Bearer ${word}`),
  secret.map((word) => `"${word}"`),
  secret.map((word) => `ptr_${word}`),
  secret.map((word) => `$${word.replaceAll('-', '_')}`),
  secret.map((word) => `X Proxy: ${word}\nY`),
  secret.map((word) => `apiVersion: v1\nusers: [{user: {token: ${word}}}]`),
  secret.map((word) => `-----BEGIN PRIVATE KEY-----\n${word}\n-----END PRIVATE KEY-----`),
  secret.map((word) => `${client.key}${word}`),
)
const valueOf = (name: InputName): fc.Arbitrary<string> => {
  if (secretInputs.has(name)) return secretText
  if (name === 'url' || name === 'endpoint-url') {
    const hidden = fc
      .tuple(
        secret,
        fc.constantFrom('https://me:WORD@portainer', 'https:/me:WORD@p', 'https://p?token=WORD', 'WORD@'),
      )
      .map(([word, url]) => url.replace('WORD', word))
    return fc.oneof(
      text,
      hidden,
      secret.map((word) => `me:${word}/x@portainer:1`),
    )
  }
  return text
}

const either = ['true', 'false']
const pem = { authority: ca.cert, packed: Buffer.from(client.cert).toString('base64') }
/** What is right for an input, so that reading gets to those that are read later. */
const right: Partial<Record<InputName, readonly string[]>> = {
  url: ['https://portainer:9443/x', 'http://portainer/api'],
  headers: ['X-Proxy: hush-hush-1'],
  'wait-for-portainer': ['0'],
  timeout: ['1'],
  'init-admin': either,
  'skip-tls-verify': either,
  'ca-cert': [ca.cert, pem.packed],
  type: ['docker', 'agent', 'azure', 'edge-agent', 'kubernetes', 'kubeconfig', '1', '2', '4'],
  id: ['1', '7'],
  'endpoint-url': ['tcp://10.0.7.10:2375', 'agent:9001', 'unix:///var/run/docker.sock', 'https://portainer'],
  'container-engine': ['docker', 'Podman'],
  tls: either,
  'tls-ca-cert': [pem.authority, 'env:CA'],
  'tls-cert': [client.cert, pem.packed],
  'tls-key': [client.key],
  'tls-skip-verify': either,
  'tls-skip-client-verify': either,
  'edge-checkin-interval': ['5', '60'],
  'extra-fields': ['Gpus=[]'],
  state: ['present', 'absent'],
  'if-exists': ['update', 'reuse', 'recreate', 'fail'],
  'if-missing': ['create', 'fail'],
  clear: ['tags', 'public-url, users'],
  cleanup: either,
  'wait-until-up': ['0', '60'],
  'dry-run': either,
  concurrency: ['1', '64'],
}

/** One in so many of these inputs, mostly with a value that may be right for it. */
const some = (all: readonly InputName[], oneIn: number): fc.Arbitrary<Record<string, string>> =>
  fc
    .tuple(
      ...all.map((name) =>
        fc.oneof(
          { weight: (oneIn - 1) * 5, arbitrary: fc.constant(undefined) },
          { weight: 4, arbitrary: fc.constantFrom(...(right[name] ?? ['web'])) },
          { weight: 1, arbitrary: valueOf(name) },
        ),
      ),
    )
    .map((values) =>
      Object.fromEntries(
        all.flatMap((name, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
      ),
    )

const good = { url: 'http://127.0.0.1:9', password: 'hush-hush-x', name: 'web', timeout: '1' }
const connectionInputs = names.slice(0, names.indexOf('name'))
const otherInputs = names.slice(names.indexOf('name')).filter((name) => name !== 'endpoints')
const itemInputs = otherInputs.slice(0, otherInputs.indexOf('cleanup'))

/** Reads and runs with these inputs, and says what is wrong with what came of it. */
async function faultsOf({ ...inputs }: Record<string, string>): Promise<string[]> {
  if (Number(inputs['wait-for-portainer']) > 0) inputs['wait-for-portainer'] = '0' // nobody is going to answer
  for (const name of names) process.env[`INPUT_${name.toUpperCase()}`] = inputs[name] ?? ''
  process.env['RUNNER_TEMP'] = '/nonexistent'
  delete process.env['GITHUB_STEP_SUMMARY']
  printed = ''
  connections = 0
  const refusal = await readInputs().then(
    () => undefined,
    (error: unknown) => error,
  )
  const faults: string[] = []
  if (refusal !== undefined && !(refusal instanceof InputError || refusal instanceof InputErrors))
    faults.push(`crash: ${describeFailure(refusal)}`)
  if (refusal !== undefined && describeFailure(refusal).includes('hush'))
    faults.push('a secret in the refusal')
  if (connections > 0) faults.push('reading made a connection')
  await run()
  if (refusal !== undefined && connections > 0) faults.push('a connection in spite of the refusal')
  if (refusal === undefined && connections === 0) faults.push('no refusal, and no connection')
  const shown = printed.replaceAll(/^::add-mask::.*$/gm, '').replaceAll(/%0[AD]/g, '')
  if (shown.includes('hush')) faults.push(`a secret in the log: ${shown}`)
  if (/An error of the action itself/.test(shown)) faults.push(`a crash of the run: ${shown}`)
  return faults
}

const check = (inputs: fc.Arbitrary<Record<string, string>>, numRuns: number): Promise<void> =>
  fc.assert(
    fc.asyncProperty(inputs, async (source) => {
      expect(await faultsOf(source)).toEqual([])
    }),
    { numRuns },
  )

test('any inputs of the connection', async () => {
  await check(
    some(connectionInputs, 3).map((inputs) => ({ ...good, ...inputs })),
    400,
  )
})

test('any inputs of the endpoint and the run', async () => {
  await check(
    some(otherInputs, 5).map((inputs) => ({ ...good, ...inputs })),
    600,
  )
})

test('any inputs at all', async () => {
  await check(some(names, 2), 100)
})

/** JSON is YAML, and a piece cut out or put in somewhere makes all kinds of broken YAML of it. */
const list = fc
  .tuple(
    fc.array(some(itemInputs, 5), { maxLength: 3 }),
    fc.constantFrom('', '[', '}', '"', ': ', '\n', '\n- ', '- &a ', '*a', '#', '|', '%', '\t', ', ', '<<: '),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.nat(12),
    fc.boolean(),
    fc.boolean(),
  )
  .map(([items, piece, where, length, pretty, whole]) => {
    const named = items.map((item, index) => ({ name: `web-${index}`, ...item }))
    const json = JSON.stringify(named, undefined, pretty ? 2 : 0)
    const at = Math.floor(where * json.length)
    return whole ? json : json.slice(0, at) + piece + json.slice(at + length)
  })

test('any list of endpoints', async () => {
  await check(
    fc
      .tuple(fc.oneof({ weight: 4, arbitrary: list }, text), some(itemInputs, 12))
      .map(([endpoints, inputs]) => ({ ...good, ...inputs, name: '', id: '', endpoints })),
    400,
  )
})
