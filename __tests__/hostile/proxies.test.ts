// Between here and Portainer: a proxy that tunnels, one that wants a password, one that stalls, and hosts that go past it.
import { describe, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import { startConnectProxy, type ConnectProxy } from '../../stand-in/http-proxy.ts'
import { makeSelfSigned } from '../../stand-in/certificates.ts'
import { withFakeDns } from '../helpers/dns.ts'
import { closeAfterTest, openSetup, PASSWORD, type Setup } from '../helpers/setup.ts'
import { AMPLE } from './run-flow.ts'

// Windows knows no signals: there a job that is cancelled is simply gone.
const signals = process.platform === 'win32' ? test.skip : test

const local = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock' }

async function openBoth(
  https: boolean,
  credentials?: string,
): Promise<{ setup: Setup; proxy: ConnectProxy }> {
  const setup = await openSetup({ version: '2.23.0', https, dial: false })
  const proxy = closeAfterTest(await startConnectProxy(new URL(setup.portainer.url).host, credentials))
  return { setup, proxy }
}

const withCredentials = ({ url }: ConnectProxy): string => url.replace('//', '//me:sword%40fish@')

test('https goes through a tunnel, in which the certificate is checked as ever', async () => {
  const { setup, proxy } = await openBoth(true)
  const { caCert, url } = setup.portainer
  const inputs = { ...local, url, 'ca-cert': caCert }
  const env = { HTTPS_PROXY: proxy.url }
  const run = await setup.run(inputs, env)
  expect([run.exitCode, run.errors, run.outputs['result']]).toEqual([0, [], 'created'])
  expect(new Set(proxy.requests)).toEqual(new Set([`CONNECT localhost:${new URL(url).port}`]))
  for (const { headers } of run.requests) expect(headers).not.toHaveProperty('proxy-authorization')

  // As if the proxy led elsewhere.
  const other = await setup.run({ ...inputs, 'ca-cert': (await makeSelfSigned()).cert }, env)
  expect([other.exitCode, other.requests]).toEqual([1, []])
  expect(other.errors.join()).toMatch(/certificate is self-signed/)
})

test.each([true, false])(
  'a proxy with a password gets it, and nobody else does (https: %s)',
  async (https) => {
    const { setup, proxy } = await openBoth(https, 'me:sword@fish')
    const host = new URL(setup.portainer.url).host.replace('127.0.0.1', 'localhost')
    const url = `http${https ? 's' : ''}://${host}`
    const inputs = { ...local, url, 'ca-cert': setup.portainer.caCert }
    const variable = https ? 'HTTPS_PROXY' : 'HTTP_PROXY'

    const refused = await setup.run(inputs, { [variable]: proxy.url })
    expect([refused.exitCode, refused.requests]).toEqual([1, []])
    expect(refused.errors).toEqual([expect.stringMatching(/407.*NO_PROXY/s)])

    const run = await setup.run(inputs, { [variable]: withCredentials(proxy) })
    expect([run.exitCode, run.errors, run.outputs['result']]).toEqual([0, [], 'created'])
    expect(run.masks).toEqual(expect.arrayContaining(['sword@fish', 'sword%40fish']))
    if (https)
      for (const { headers } of run.requests) expect(headers).not.toHaveProperty('proxy-authorization')
  },
)

test.each(['localhost', '.example.com', '*', 'localhost,portainer.example.com'])(
  'NO_PROXY %s goes past it',
  async (noProxy) => {
    const { setup, proxy } = await openBoth(false)
    const { port } = new URL(setup.portainer.url)
    const url = `http://${noProxy === 'localhost' ? 'localhost' : 'portainer.example.com'}:${port}`
    const env = { ...withFakeDns(setup.job), HTTP_PROXY: proxy.url, NO_PROXY: noProxy }
    const run = await setup.run({ ...local, url }, env)
    expect([run.exitCode, run.errors, proxy.requests]).toEqual([0, [], []])
    expect((await setup.run({ ...local, url }, { ...env, NO_PROXY: 'other.example.com' })).exitCode).toBe(0)
    expect(proxy.requests).not.toEqual([])
  },
)

const ESTABLISHED = 'HTTP/1.1 200 Connection established\r\n'

/** A run through a proxy that stalls every tunnel: it must end, though the proxy closes nothing. */
async function runStalled(stall: (socket: Socket) => void, timeout: number) {
  const { portainer, job } = await openSetup({ version: '2.23.0', https: true, dial: false })
  const proxy = closeAfterTest(await startConnectProxy(new URL(portainer.url).host, undefined, stall))
  const inputs = { ...local, url: 'https://portainer.example.com', password: PASSWORD, timeout }
  return { running: job.start(inputs, { HTTPS_PROXY: proxy.url }), proxy }
}

const drip = (socket: Socket): void => {
  socket.write(`${ESTABLISHED}X-Line: `)
  const timer = setInterval(() => socket.write('y'), 5)
  socket.on('close', () => {
    clearInterval(timer)
  })
}

const stalls: [string, (socket: Socket) => void][] = [
  ['says nothing', () => undefined],
  ['drips the head of its answer', drip],
  ['leads nowhere', (socket) => socket.write(`${ESTABLISHED}\r\n`)],
]

test('a proxy whose answer to CONNECT has no end does not take all memory', async () => {
  const { running } = await runStalled((socket) => {
    const pour = (): void => {
      while (!socket.destroyed && socket.write('y'.repeat(65_536)));
    }
    socket.on('drain', pour)
    pour()
  }, AMPLE)
  const { exitCode, errors } = await running.done
  expect([exitCode, errors]).toEqual([
    1,
    [expect.stringMatching(/the proxy's response is longer than \d+ bytes/)],
  ])
})

describe.each(stalls)('a proxy that %s', (_, stall) => {
  test('does not keep the run', async () => {
    const { running, proxy } = await runStalled(stall, 1)
    const { exitCode, errors } = await running.done
    expect([exitCode, errors]).toEqual([
      1,
      [
        expect.stringMatching(
          /^Could not read the status of .*: no complete response within 1 s: there was no connection\.\nThe proxy in HTTP\(S\)_PROXY made no connection to portainer\.example\.com/,
        ),
      ],
    ])
    expect(proxy.requests).toContain('CONNECT portainer.example.com:443')
  })

  signals('does not keep a job that is cancelled', async () => {
    const asked = Promise.withResolvers<undefined>()
    const { running } = await runStalled((socket) => {
      stall(socket)
      asked.resolve(undefined)
    }, AMPLE)
    await asked.promise
    running.process.kill('SIGTERM')
    const { exitCode, errors } = await running.done
    expect([exitCode, errors]).toEqual([1, [expect.stringMatching(/^The job was cancelled/)]])
  })
})
