// A run that is killed at any moment: after the post step no key file is left, and the next run makes it so.
import { expect, test } from '@jest/globals'
import { createQueue } from '../../src/foundation/async.ts'
import fc, { seed, thorough } from '../helpers/random.ts'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import type { Inputs, StepResult } from '../../stand-in/runner/runner.ts'
import { openAgent, openEngine, openSetup, PASSWORD, startThreads, type Setup } from '../helpers/setup.ts'

/** Several at once, since a run that is killed late waits most of its time. */
const AT_ONCE = 3
const MOMENTS = thorough ? 50 : 18
const quick = startThreads({ threads: AT_ONCE })
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const

/** After so many milliseconds, or at a request, which Portainer then never sees or carries out all the same. */
type Moment = { milliseconds: number } | { request: number; carriedOut: boolean }

interface Kill {
  version: string
  flow: 'create' | 'update' | 'update-agent' | 'recreate' | 'list'
  cleanup: boolean
  signal: (typeof signals)[number]
  moment: Moment
}

const anyKill: fc.Arbitrary<Kill> = fc.record({
  version: fc.constantFrom('1.24.2', '2.11.0', '2.23.0'),
  flow: fc.constantFrom('create', 'update', 'recreate', 'list'),
  cleanup: fc.boolean(),
  signal: fc.constantFrom(...signals),
  moment: fc.oneof(
    { weight: 1, arbitrary: fc.record({ milliseconds: fc.integer({ min: 1, max: 250 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        request: fc.integer({ min: 1, max: 12 }),
        carriedOut: fc.boolean(),
      }),
    },
  ),
})

const authority = await makeAuthority()
const server = await authority.issueServer()
const client = await authority.issueClient()
const renewed = await authority.issueClient()
const filesOf = ({ cert, key }: typeof client): Inputs => ({
  'tls-ca-cert': authority.cert,
  'tls-cert': cert,
  'tls-key': key,
})

test(`at ${MOMENTS} random moments (SEED=${seed})`, async () => {
  const engine = await openEngine({ tls: { ca: authority.cert, ...server } })
  const queue = createQueue(AT_ONCE)
  const ended = await Promise.allSettled(
    fc.sample(anyKill, MOMENTS).map((kill) => queue(() => killAndRunAgain(kill, engine.url))),
  )
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}, 300_000)

test.each([
  ['2.11.0', 'update'],
  ['2.23.0', 'update-agent'],
] as const)(
  'at each write of a certificate rotation: %s, %s',
  async (version, flow) => {
    const { url } =
      flow === 'update-agent'
        ? await openAgent({ platform: 'docker', tls: server })
        : await openEngine({ tls: { ca: authority.cert, ...server } })
    const ofRequest = (request: number): Kill => ({
      version,
      flow,
      cleanup: request % 2 === 0,
      signal: 'SIGKILL',
      moment: { request, carriedOut: true },
    })
    const { setup, inputs } = await prepare(ofRequest(0), url)
    const { requests } = await setup.run(inputs)
    const writes = requests.flatMap(({ method, path }, index) =>
      method === 'GET' || path === '/api/auth' ? [] : [index + 1],
    )
    expect(writes.length).toBeGreaterThan(7)
    const queue = createQueue(AT_ONCE)
    const kills = writes.map((request) => queue(() => killAndRunAgain(ofRequest(request), url)))
    for (const one of await Promise.allSettled(kills)) if (one.status === 'rejected') throw one.reason
  },
  120_000,
)

/** What there is before the run, and what it is asked for. */
async function prepare(
  { version, flow, cleanup }: Kill,
  url: string,
): Promise<{ setup: Setup; names: string[]; inputs: Inputs }> {
  const setup = await openSetup({ quick, version, limiter: false })
  setup.portainer.state.endpoints.push(emptyEndpoint(1, 'bystander'))
  setup.portainer.state.lastEndpointId = 1
  const names = flow === 'list' ? ['a', 'b', 'c', 'd'] : ['web']
  const type = flow === 'update-agent' ? 'agent' : 'docker'
  const before = { update: filesOf(client), recreate: filesOf(client), 'update-agent': {} }
  if (flow !== 'create' && flow !== 'list')
    await setup.run({ name: 'web', type, 'endpoint-url': url, ...before[flow] })
  const endpoints = JSON.stringify(names.map((name) => ({ name })))
  const inputs = {
    ...(flow === 'list' ? { endpoints } : { name: 'web' }),
    type,
    'endpoint-url': url,
    'if-exists': flow === 'recreate' ? 'recreate' : 'update',
    cleanup,
    tags: 'one, two',
    ...filesOf(renewed),
  }
  return { setup, names, inputs }
}

async function killAndRunAgain(kill: Kill, url: string): Promise<void> {
  const { setup, names, inputs } = await prepare(kill, url)
  const main = await runAndKill(setup, inputs, kill)
  const post = await setup.post({ ...main, lines: [], requestLines: [], requests: [] }, inputs)
  const next = await setup.run(inputs)
  const { state } = setup.portainer
  expect({
    kill,
    steps: [post, next].map(({ exitCode, errors, leftFiles }) => ({
      exitCode,
      errors,
      keys: leftFiles.filter((file) => file.endsWith('.pem')),
    })),
    names: state.endpoints.map(({ Name }) => Name).sort(),
    urls: state.endpoints.filter(({ Name }) => Name !== 'bystander').map(({ URL }) => URL),
    renewed: state.endpoints
      .filter(({ Name }) => Name !== 'bystander')
      .map(({ Id }) => state.tlsFiles.get(String(Id)))
      .map((files) => files?.cert === renewed.cert && files.key === renewed.key),
  }).toEqual({
    kill,
    steps: Array(2).fill({ exitCode: 0, errors: [], keys: [] }),
    names: [...names, 'bystander'].sort(),
    urls: names.map(() => url),
    renewed: names.map(() => true),
  })
}

async function runAndKill(
  { portainer, job }: Setup,
  inputs: Inputs,
  { signal, moment }: Kill,
): Promise<StepResult> {
  const running = job.start({ url: portainer.url, password: PASSWORD, ...inputs })
  const kill = (): boolean => running.process.kill(signal)
  if ('milliseconds' in moment) {
    const timer = setTimeout(kill, moment.milliseconds)
    const result = await running.done
    clearTimeout(timer)
    return result
  }
  const { request, carriedOut } = moment
  const ended = running.done.then(() => undefined)
  const hold = (): Promise<void> => {
    kill()
    return carriedOut ? ended : new Promise(() => undefined)
  }
  const first = portainer.requests.length
  const release = portainer.misbehave({ skip: request - 1, times: 1, act: { hold } })
  const result = await running.done
  release()
  // Carried out before anybody looks again.
  const held = portainer.requests[first + request - 1]
  while (carriedOut && held?.status === 'dropped') await new Promise((resolve) => setImmediate(resolve))
  return result
}
