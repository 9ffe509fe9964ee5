// A run that is killed at any moment: after the post step no key file is left, and the next run makes it so.
import { expect, test } from '@jest/globals'
import fc, { seed } from '../helpers/random.ts'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import type { Inputs, StepResult } from '../../stand-in/runner/runner.ts'
import { openEngine, openSetup, PASSWORD, type Setup } from '../helpers/setup.ts'

const MOMENTS = 50
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
  const property = fc.asyncProperty(anyKill, (kill) => killAndRunAgain(kill, engine.url))
  await fc.assert(property, { numRuns: MOMENTS, endOnFailure: true })
}, 300_000)

async function killAndRunAgain(kill: Kill, url: string): Promise<void> {
  const setup = await openSetup({ version: kill.version, limiter: false })
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
  expect([post.exitCode, post.errors, post.leftFiles.filter((file) => file.endsWith('.pem'))]).toEqual([
    0,
    [],
    [],
  ])

  const next = await setup.run(inputs)
  expect([next.exitCode, next.errors, next.leftFiles.filter((file) => file.endsWith('.pem'))]).toEqual([
    0,
    [],
    [],
  ])
  const { state } = setup.portainer
  expect(state.endpoints.map(({ Name }) => Name).sort()).toEqual([...names, 'bystander'].sort())
  for (const { Id } of state.endpoints.filter(({ Name }) => Name !== 'bystander')) {
    expect(state.tlsFiles.get(String(Id))).toMatchObject({ cert: renewed.cert, key: renewed.key })
  }
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
