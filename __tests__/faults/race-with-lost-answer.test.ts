// Another run creates an endpoint of the same name while the answer to this run's create is lost. Below 2.14 Portainer
// stores both, and nobody can tell by an endpoint whose it is.
import { afterAll, expect, test } from '@jest/globals'
import type { OtherAnswer } from '../../stand-in/portainer/fault-rules.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import type { StepResult } from '../../stand-in/runner/runner.ts'
import { openEngine, openSetup, PASSWORD, type Setup } from '../helpers/setup.ts'

// Ten seconds of waiting are a moment.
const runner = startQuickRunner({ threads: 1, speed: 100 })
afterAll(() => runner.close())

const LIST = /^\/api\/endpoints\?/
const LOST = { status: 502, headers: { 'content-type': 'text/html' }, body: '<html>Bad Gateway</html>' }

/** Stores an endpoint as another run's create does. */
function createElsewhere({ state }: StandInPortainer, Id: number, URL: string): void {
  state.endpoints.push({ ...emptyEndpoint(Id, 'web'), URL })
}

/** Runs a create of which the answer is `act`; what other runs store meanwhile appears at the looks that follow. */
async function race(
  setup: Setup,
  act: OtherAnswer | { after: OtherAnswer },
  others: number[],
): Promise<StepResult> {
  const { portainer } = setup
  const engine = await openEngine()
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', times: 1, act })
  for (const id of others) {
    const hold = (): Promise<void> => {
      createElsewhere(portainer, id, engine.url)
      return Promise.resolve()
    }
    portainer.misbehave({ path: LIST, skip: 1, times: 1, act: { hold } })
  }
  return runner.main({ url: portainer.url, password: PASSWORD, name: 'web', 'endpoint-url': engine.url })
}

const open = (): Promise<Setup> => openSetup({ version: '2.13.1' })
const ids = ({ portainer }: Setup): number[] => portainer.state.endpoints.map(({ Id }) => Id)

test('of two that stay, the one with the higher id is removed', async () => {
  const setup = await open()
  setup.portainer.state.lastEndpointId = 1
  const run = await race(setup, { after: LOST }, [1])
  expect(run.errors).toEqual([])
  expect(ids(setup)).toEqual([1])
  expect(run.outputs).toMatchObject({ id: '1', result: 'unchanged' })
  expect(run.log).toContain("Another run created 'web' at the same time. Removed endpoint 2")
})

test.each([
  [1, 2],
  [2, 1],
])('the one that appeared first stays: %i, then %i', async (earlier, later) => {
  const setup = await open()
  const run = await race(setup, LOST, [earlier, later])
  expect(run.errors).toEqual([])
  expect(ids(setup)).toEqual([earlier])
  expect(run.outputs).toMatchObject({ id: String(earlier), result: 'created' })
})

test('where the other one gives way too, the endpoint is created again', async () => {
  const setup = await open()
  const { portainer } = setup
  portainer.state.lastEndpointId = 1
  const hold = (): Promise<void> => {
    portainer.state.endpoints = portainer.state.endpoints.filter(({ Id }) => Id !== 1)
    return Promise.resolve()
  }
  portainer.misbehave({ method: 'DELETE', times: 1, act: { hold } })
  const run = await race(setup, { after: LOST }, [1])
  expect(run.errors).toEqual([])
  expect(ids(setup)).toEqual([Number(run.outputs['id'])])
  expect(run.outputs).toMatchObject({ id: '3', result: 'created' })
})
