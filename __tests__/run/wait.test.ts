// What is waited for: Portainer, an engine, an edge agent. What was last seen is in the error; a cancelled job stops.
import { describe, expect, test } from '@jest/globals'
import { naming } from '../helpers/messages.ts'
import { closeAfterTest, openAgent, openEngine, openSetup, PASSWORD, type Setup } from '../helpers/setup.ts'
import { whenAsked, whenPrinted } from '../helpers/when.ts'
import { startPortainer } from '../../stand-in/portainer/portainer.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'

const PING = /\/docker\/_ping$/
const nobody = async (): Promise<string> => {
  const engine = await openEngine()
  await engine.close()
  return engine.host
}

describe('wait-for-portainer', () => {
  test('keeps trying until Portainer answers, and says what it waits for', async () => {
    const { portainer, job } = await openSetup({ version: '2.23.0' })
    await portainer.stop()
    const inputs = {
      url: portainer.url,
      password: PASSWORD,
      name: 'web',
      'endpoint-url': 'unix:///var/run/docker.sock',
      'wait-for-portainer': 50,
    }
    const running = job.start(inputs)
    await whenPrinted(running, 'Waiting for Portainer at')
    await portainer.start()
    const run = await running.done
    expect([run.exitCode, run.outputs['result']]).toEqual([0, 'created'])
    expect(run.log).toMatch(
      /^Waiting for Portainer at http:\/\/127\.0\.0\.1:\d+ \(Could not read the status of .*ECONNREFUSED.*\) for \d+ s more\.$/m,
    )
  })

  test('says what was last seen when it does not', async () => {
    const { portainer, run } = await openSetup({ version: '2.23.0' })
    await portainer.stop()
    const failed = await run({ name: 'web', 'wait-for-portainer': 1 })
    expect(failed.exitCode).toBe(1)
    expect(failed.log).toContain('within 1 second')
    expect(failed.errors.join()).toMatch(/Could not read the status of .*ECONNREFUSED.*\nNothing listens at/)
  })

  test('does not wait for what is there and is no Portainer', async () => {
    const { portainer, run } = await openSetup({ version: '2.23.0' })
    portainer.misbehave({ path: '/api/status', act: { status: 200, body: '<html></html>' } })
    const failed = await run({ name: 'web', 'wait-for-portainer': 3600 })
    expect(failed.errors.join()).toContain('a web page came back (status 200)')
  })
})

describe('wait-until-up', () => {
  test('tries a create again until the engine answers', async () => {
    let at = await nobody()
    const admin = { username: 'admin', password: PASSWORD }
    const portainer = closeAfterTest(await startPortainer({ version: '2.23.0', admin, resolve: () => at }))
    const { job } = await openSetup({ version: '2.23.0' })
    const running = job.start({
      url: portainer.url,
      password: PASSWORD,
      name: 'web',
      'endpoint-url': 'tcp://engine.example:2375',
      'wait-until-up': 50,
    })
    await whenPrinted(running, 'Waiting for the engine')
    at = (await openEngine()).host
    const run = await running.done
    expect([run.exitCode, run.outputs['result'], run.outputs['status']]).toEqual([0, 'created', 'up'])
    expect(portainer.state.endpoints).toMatchObject([{ Name: 'web', Status: 1 }])
  })

  test('asks an engine until it answers, on Portainer 1.18.1', async () => {
    const { portainer, run } = await openSetup({ version: '1.18.1' })
    portainer.state.endpoints.push(emptyEndpoint(1, 'web'))
    portainer.misbehave({ path: PING, times: 1, act: { status: 502 } })
    const waited = await run({ name: 'web', 'wait-until-up': 50 })
    expect([waited.exitCode, waited.outputs['result'], waited.outputs['status']]).toEqual([
      0,
      'unchanged',
      'up',
    ])
    expect(waited.requests.filter(({ path }) => PING.test(path)).map(({ status }) => status)).toEqual([
      502, 200,
    ])
  })

  test.each(['1.21.0', '2.6.3', '2.23.0', '2.45.0'])(
    'makes Portainer %s connect again until its snapshot is good',
    async (version) => {
      const { portainer, run } = await openSetup({ version })
      portainer.state.endpoints.push(Object.assign(emptyEndpoint(1, 'web'), { Status: 2 }))
      portainer.misbehave({ path: /snapshot$/, times: 1, act: { status: 204 } })
      const waited = await run({ name: 'web', 'wait-until-up': 50 })
      expect([waited.exitCode, waited.outputs['result'], waited.outputs['status']]).toEqual([
        0,
        'unchanged',
        'up',
      ])
      expect(portainer.state.endpoints).toMatchObject([{ Status: 1 }])
    },
  )

  test('asks of what speaks no Docker whether Portainer has it up', async () => {
    const agent = await openAgent({ platform: 'kubernetes' })
    const { portainer, run } = await openSetup({ version: '2.23.0' })
    const inputs = { name: 'cluster', type: 'agent', 'endpoint-url': agent.url, 'wait-until-up': 1 }
    const created = await run(inputs)
    expect([created.exitCode, created.outputs['type'], created.outputs['status']]).toEqual([0, '6', 'up'])
    await agent.close()
    const waited = await run(inputs)
    expect([waited.exitCode, waited.outputs['status']]).toEqual([1, 'up'])
    expect(waited.errors.join()).toEqual(naming('within 1 s … could not connect'))
    expect(portainer.state.endpoints).toMatchObject([{ Status: 2 }])
  })

  test('does not wait for an engine that Portainer may not or can not talk to', async () => {
    const { portainer, run } = await openSetup({ version: '2.45.0', allowList: ['10.0.0.0/8'] })
    const { url } = await openEngine()
    const refused = await run({ name: 'web', 'endpoint-url': url, 'wait-until-up': 3600 })
    expect(refused.errors.join()).toContain("Portainer's own allow list")
    expect(refused.requests.filter(({ method }) => method === 'POST')).toHaveLength(2)
    portainer.state.endpoints.push(Object.assign(emptyEndpoint(1, 'old'), { URL: url }))
    const waited = await run({ name: 'old', 'wait-until-up': 3600 })
    expect(waited.errors).toEqual([
      expect.stringMatching(/can't reach it: .*not in the allowlist\)\.\nPortainer's own allow list/),
    ])
  })

  test('says what was last seen when it is not up in time; what is known is known', async () => {
    const { run } = await openThere()
    const failed = await run({ name: 'web', 'wait-until-up': 1 })
    expect([failed.exitCode, failed.outputs['id'], failed.outputs['result']]).toEqual([1, '1', ''])
    expect(failed.errors).toEqual([naming("'web' (id 1) … within 1 s … 502 … 'wait-until-up'")])
  })

  test('gives an update the same time before it is rolled back', async () => {
    const engine = await openEngine()
    const { portainer, run } = await openThere()
    portainer.misbehave({ path: PING, times: 1, act: { status: 502 } })
    const updated = await run({ name: 'web', 'endpoint-url': engine.url, 'wait-until-up': 50 })
    expect([updated.exitCode, updated.outputs['result'], updated.outputs['status']]).toEqual([
      0,
      'updated',
      'up',
    ])
  })

  test.each(['1.24.2', '2.16.2', '2.23.0', '2.45.0'])(
    'waits for an edge agent to check in on %s',
    async (version) => {
      const { portainer, job, run } = await openSetup({ version })
      const inputs = { name: 'edge', type: 'edge-agent', 'endpoint-url': 'http://portainer.example:9000' }
      const created = await run(inputs)
      expect([created.exitCode, created.outputs['status'], created.outputs['edge-id']]).toEqual([0, '', ''])
      const last = { url: portainer.url, password: PASSWORD }
      const running = job.start({ ...last, ...inputs, 'wait-until-up': 50 })
      // The second look comes after the first one that found nothing.
      await whenAsked(portainer, ({ path }) => path.startsWith('/api/endpoints/1'), 2)
      portainer.checkIn(1)
      const waited = await running.done
      expect([waited.exitCode, waited.outputs['status']]).toEqual([0, 'up'])
      expect(waited.outputs['edge-id']).toMatch(/^[0-9a-f-]{36}$/)
    },
  )

  test.each(['2.6.3', '2.16.2', '2.23.0', '2.45.0'])(
    'tells an edge agent that stopped checking in on %s',
    async (version) => {
      let now = Date.now() - 3_600_000
      const { portainer, run } = await openSetup({ version, now: () => now })
      const inputs = { name: 'edge', type: 'edge-agent', 'endpoint-url': 'http://portainer.example:9000' }
      await run(inputs)
      portainer.checkIn(1)
      now = Date.now()
      const stopped = await run({ ...inputs, 'wait-until-up': 1 })
      expect([stopped.exitCode, stopped.outputs['status']]).toEqual([1, 'down'])
      expect(stopped.errors.join()).toContain('last seen: the edge agent has stopped checking in.')
      portainer.checkIn(1)
      // The response to an update does not tell.
      const updated = await run({ ...inputs, 'public-url': 'edge.example' })
      expect([updated.outputs['result'], updated.outputs['status']]).toEqual(['updated', 'up'])
    },
  )

  test('says what is waited for, and how long still', async () => {
    const { portainer, job } = await openSetup({ version: '2.23.0' })
    const inputs = {
      url: portainer.url,
      password: PASSWORD,
      name: 'edge',
      type: 'edge-agent',
      'endpoint-url': 'http://portainer.example:9000',
      'wait-until-up': 55,
    }
    const running = job.start(inputs)
    await whenPrinted(running, 'Waiting for endpoint')
    portainer.checkIn(1)
    const { log } = await running.done
    expect(log).toMatch(
      /^Waiting for endpoint 'edge' to be up, \d+ s more; last seen: the edge agent has not checked in yet\.$/m,
    )
  })
})

/** A Portainer with `web`, id 1, whose engine is gone. */
async function openThere(): Promise<Setup> {
  const setup = await openSetup({ version: '2.23.0' })
  const there = { URL: `tcp://${await nobody()}` }
  setup.portainer.state.endpoints.push(Object.assign(emptyEndpoint(1, 'web'), there))
  return setup
}

// Windows knows no signals: there a job that is cancelled is simply gone.
const signals = process.platform === 'win32' ? describe.skip : describe

signals.each(['SIGINT', 'SIGTERM'] as const)('a job that is cancelled with %s', (signal) => {
  test('stops waiting for Portainer', async () => {
    const { portainer, job } = await openSetup({ version: '2.23.0' })
    await portainer.stop()
    const running = job.start({
      url: portainer.url,
      password: PASSWORD,
      name: 'web',
      'wait-for-portainer': 3600,
    })
    await whenPrinted(running, 'Waiting for Portainer at')
    running.process.kill(signal)
    const { exitCode, errors } = await running.done
    expect([exitCode, errors]).toEqual([1, ['The job was cancelled.']])
  })

  test('stops waiting for an engine', async () => {
    const { portainer, job } = await openThere()
    const running = job.start({ url: portainer.url, password: PASSWORD, name: 'web', 'wait-until-up': 3600 })
    await whenAsked(portainer, ({ path }) => path.endsWith('/snapshot'), 2)
    running.process.kill(signal)
    const { exitCode, errors } = await running.done
    expect(exitCode).toBe(1)
    expect(errors).toEqual([expect.stringMatching(/^The job was cancelled/)])
  })

  test('stops in the middle of a request', async () => {
    const { portainer, job } = await openSetup({ version: '2.23.0' })
    portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: 'stall' })
    const inputs = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock' }
    const running = job.start({ url: portainer.url, password: PASSWORD, ...inputs })
    await whenAsked(portainer, ({ method, path }) => method === 'POST' && path === '/api/endpoints')
    running.process.kill(signal)
    const { exitCode, errors, leftFiles } = await running.done
    expect([exitCode, leftFiles]).toEqual([1, []])
    expect(errors).toEqual(["The job was cancelled while trying to create endpoint 'web'."])
  })
})
