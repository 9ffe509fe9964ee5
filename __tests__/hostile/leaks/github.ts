import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { echoOf } from './echoes.ts'

/** A GitHub that repeats the token. One for all: the action's client for it reads its address once. */
export async function startHostileGitHub(): Promise<{ url: string; close(): Promise<void> }> {
  let asked = 0
  const server = createServer((request, response) => {
    const token = (request.headers.authorization ?? '').replace(/^\w+ /, '')
    const forms = echoOf([token]).join(' ')
    const status = [403, 500, 401, 200, 404, 422][(asked += 1) % 6] ?? 0
    response.writeHead(status, {
      'Content-Type': 'application/json',
      Deprecation: 'yes',
      Link: '<x>; rel="deprecation"',
    })
    response.end(JSON.stringify({ message: forms, documentation_url: forms, errors: [{ message: forms }] }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
