// A run that is killed at any moment: after the post step no key file is left, and the next run makes it so.
import { expect, test } from '@jest/globals'
import { createQueue } from '../../src/foundation/async.ts'
import fc, { seed, thorough } from '../helpers/random.ts'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import type { Inputs, StepResult } from '../../stand-in/runner/runner.ts'
import { openEngine, openSetup, PASSWORD, startThreads, type Setup } from '../helpers/setup.ts'

/** Several at once, since a run that is killed late waits most of its time. */
const AT_ONCE = 3
const MOMENTS = thorough ? 50 : 18
const quick = startThreads({ threads: AT_ONCE })
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const

/** After so many milliseconds, or at a request, which Portainer then never sees or carries out all the same. */
type Moment = { milliseconds: number } | { request: number; carriedOut: boolean }

interface Kill {
  version: string
  flow: 'create' | 'update' | 'recreate' | 'list'
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

async function killAndRunAgain(kill: Kill, url: string): Promise<void> {
  const setup = await openSetup({ quick, version: kill.version, limiter: false })
  setup.portainer.state.endpoints.push(emptyEndpoint(1, 'bystander'))
  setup.portainer.state.lastEndpointId = 1
  const names = kill.flow === 'list' ? ['a', 'b', 'c', 'd'] : ['web']
  if (kill.flow === 'update' || kill.flow === 'recreate') {
    await setup.run({ name: 'web', 'endpoint-url': url, ...filesOf(client) })
  }
  const endpoints = JSON.stringify(names.map((name) => ({ name })))
  const inputs = {
    ...(kill.flow === 'list' ? { endpoints } : { name: 'web' }),
    'endpoint-url': url,
    'if-exists': kill.flow === 'recreate' ? 'recreate' : 'update',
    cleanup: kill.cleanup,
    tags: 'one, two',
    ...filesOf(renewed),
  }

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
    renewed: state.endpoints
      .filter(({ Name }) => Name !== 'bystander')
      .map(({ Id }) => state.tlsFiles.get(String(Id)))
      .map((files) => files?.cert === renewed.cert && files.key === renewed.key),
  }).toEqual({
    kill,
    steps: Array(2).fill({ exitCode: 0, errors: [], keys: [] }),
    names: [...names, 'bystander'].sort(),
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
