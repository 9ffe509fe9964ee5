// What a GitHub that is none, or is broken, can do to a run: no token goes elsewhere, and no answer fills the memory.
import http, { type RequestListener } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import { makePeakProbe } from '../../stand-in/runner/memory-probe.ts'
import { pour } from '../../stand-in/portainer/response-writer.ts'
import { closeAfterTest, openSetup } from '../helpers/setup.ts'
import { step, withGitHub } from '../run/github/step.ts'

async function serve(listener: RequestListener): Promise<string> {
  const server = http.createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closeAfterTest({
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test.each([301, 302, 307, 308])('a redirect (%d) to another host is not followed', (status) =>
  withGitHub({}, async (github) => {
    const url = await serve((request, response) => {
      response.writeHead(status, { location: `${github.apiUrl}${request.url ?? ''}` }).end('[]')
    })
    const { warnings } = await step(url, {})
    expect(warnings).toEqual([
      `The deployment could not be reported: GitHub answered ${status}, a redirect that is not followed.`,
    ])
    expect(github.requests).toEqual([])
  }),
)

/** A GitHub at which the repository has another name than the one that is asked for. */
const renaming =
  (status: number, apiUrl: () => string): RequestListener =>
  (request, response) => {
    const path = request.url ?? ''
    if (path.startsWith('/repos/acme/shop/')) {
      response.writeHead(status, { location: path.replace('acme/shop', 'acme/renamed') }).end()
      return
    }
    const { method, headers } = request
    const onward = http.request(`${apiUrl()}${path}`, { method, headers }, (answer) => {
      answer.pipe(response.writeHead(answer.statusCode ?? 0, answer.headers))
    })
    request.pipe(onward)
  }

test('of a repository that was renamed, the deployments are found where it is now', () =>
  withGitHub({}, async (github) => {
    const url = await serve(renaming(307, () => github.apiUrl))
    const { warnings, infos } = await step(url, {})
    expect([warnings, infos.length]).toEqual([[], 1])
    expect(github.deployments).toMatchObject([{ repository: 'acme/renamed' }])
    expect(github.requests.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST'])
  }))

test('what would become a read is not followed', () =>
  withGitHub({}, async (github) => {
    const url = await serve(renaming(301, () => github.apiUrl))
    const { warnings } = await step(url, {})
    expect(warnings).toEqual([
      'The deployment could not be reported: GitHub answered 301, a redirect that is not followed.',
    ])
    expect(github.requests.map(({ method }) => method)).toEqual(['GET'])
  }))

test('redirects in a circle are given up', async () => {
  let asked = 0
  const url = await serve((request, response) => {
    asked += 1
    response.writeHead(301, { location: request.url ?? '' }).end()
  })
  const { warnings } = await step(url, {})
  expect([warnings.length, asked]).toEqual([1, 4])
})

/** With an id of its own in one of the three responses that have one. */
const withId = (id: unknown, where: 'deployment' | 'created' | 'status'): RequestListener => {
  const deployment = (own: unknown): object => ({
    id: own,
    sha: '1'.repeat(40),
    task: 'portainer-endpoint',
    payload: { made_by: 'portainer-endpoint-action' },
  })
  return ({ method, url = '' }, response) => {
    response.setHeader('content-type', 'application/json')
    if (url.includes('/statuses'))
      response.end(JSON.stringify([{ id: where === 'status' ? id : 8, state: 'success' }]))
    else if (method === 'POST') response.end(JSON.stringify({ id: where === 'created' ? id : 9 }))
    else
      response.end(JSON.stringify(where === 'created' ? [] : [deployment(where === 'deployment' ? id : 7)]))
  }
}

test.each([
  ['deployment', '../../x'],
  ['deployment', '7'],
  ['deployment', 7.5],
  ['deployment', 0],
  ['created', '9'],
  ['status', null],
] as const)('of a %s, the id %j is refused', async (where, id) => {
  const requested: string[] = []
  const url = await serve((request, response) => {
    requested.push(`${request.method ?? ''} ${request.url ?? ''}`)
    withId(id, where)(request, response)
  })
  const { warnings } = await step(url, {})
  expect(warnings).toEqual([
    'The deployment could not be reported: the response has an id that is not a whole number.',
  ])
  // It is in no path, and nothing follows it.
  expect(requested).toHaveLength(where === 'deployment' ? 1 : 2)
})

test.each([200, 500])('an answer (%d) without an end does not fill the memory', async (status) => {
  const url = await serve((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' })
    void pour(response, Buffer.alloc(65_536, ' '))
  })
  const { job } = await openSetup({ version: '2.23.0', dial: false })
  const probe = makePeakProbe(job.folder)
  const { warnings } = await step(url, { env: { NODE_OPTIONS: probe.env['NODE_OPTIONS'] ?? '' } })
  expect(warnings).toEqual(['The deployment could not be reported: the response is longer than 8 MiB.'])
  expect(probe.read()).toBeLessThan(200)
})

const brackets = `${'['.repeat(4_000_000)}${']'.repeat(4_000_000)}`

test.each([
  ['an answer', brackets, ['The deployment could not be reported: the response is nested too deeply.']],
  // Not of this action, so it is passed over, and then there is none.
  [
    'a payload',
    JSON.stringify([{ id: 7, sha: '1', task: 'portainer-endpoint', payload: brackets }]),
    ['The deployment could not be reported: the response has no deployment in it.'],
  ],
])('%s that is nothing but brackets does not fill the memory', async (_, body, expected) => {
  const url = await serve((_request, response) => {
    response.setHeader('content-type', 'application/json').end(body)
  })
  const { job } = await openSetup({ version: '2.23.0', dial: false })
  const probe = makePeakProbe(job.folder)
  const { warnings } = await step(url, { env: { NODE_OPTIONS: probe.env['NODE_OPTIONS'] ?? '' } })
  expect(warnings).toEqual(expected)
  expect(probe.read()).toBeLessThan(300)
})
