// Answers that HTTP allows and nobody expects, and some that it does not: read as what they are, or refused, and
// never waited for.
import { afterAll, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import { startPortainer } from '../../stand-in/portainer/portainer.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import type { StepResult } from '../../stand-in/runner/runner.ts'
import { pour } from '../../stand-in/portainer/response-writer.ts'
import { closeAfterTest, PASSWORD } from '../helpers/setup.ts'
import { AMPLE } from './run-flow.ts'

const runner = startQuickRunner({ threads: 2, speed: 20 })
afterAll(() => runner.close())

const OK = 'HTTP/1.1 200 OK\r\n'
const VERSION = '{"Version":"2.23.0"}'
const GOOD = `${OK}Content-Length: ${VERSION.length}\r\n\r\n${VERSION}`
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n${VERSION.length.toString(16)}\r\n${VERSION}\r\n0\r\n`
const LINE = `X-Line: ${'y'.repeat(1000)}\r\n`

/** What a run makes of such an answer to its first question. */
async function runAgainst(raw: (socket: Socket) => unknown, timeout = AMPLE): Promise<StepResult> {
  const admin = { username: 'admin', password: PASSWORD }
  const portainer = closeAfterTest(await startPortainer({ version: '2.23.0', dial: false, admin }))
  portainer.misbehave({ path: '/api/status', act: { raw } })
  const inputs = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock', timeout }
  return runner.main({ url: portainer.url, password: PASSWORD, ...inputs })
}

test.each([
  [
    '100, 102 and 103 before the answer',
    `HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n${GOOD}`,
  ],
  ['trailers', `${CHUNKED}X-Checksum: 1\r\nContent-Encoding: gzip\r\nLocation: http://127.0.0.1:9/\r\n\r\n`],
  ['2,000 headers', `${OK}${'a:b\r\n'.repeat(2000)}Content-Length: ${VERSION.length}\r\n\r\n${VERSION}`],
])('%s do no harm', async (_, answer) => {
  const { exitCode, errors } = await runAgainst((socket) => socket.write(answer))
  expect([exitCode, errors]).toEqual([0, []])
})

const endless = (head: string, piece: string) => (socket: Socket) => {
  socket.write(head)
  return pour(socket, piece)
}

test.each([
  ['headers without an end', endless(OK, LINE), 'Parse Error: Header overflow'],
  ['a header without an end', endless(`${OK}X-Line: `, LINE.trim()), 'Parse Error: Header overflow'],
  ['a reason without an end', endless('HTTP/1.1 200 ', 'OK'), 'Parse Error: Header overflow'],
  ['trailers without an end', endless(CHUNKED, LINE), 'Parse Error: Header overflow'],
  [
    'a chunk extension without an end',
    endless(`${OK}Transfer-Encoding: chunked\r\n\r\n14;x=`, 'y'),
    'Parse Error: Chunk extensions overflow',
  ],
  [
    'another protocol',
    (socket: Socket) =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nx'),
    'the response (status 101) switches protocols, which was not asked for',
  ],
  [
    'two lengths',
    (socket: Socket) => socket.end(GOOD.replace('\r\n', '\r\nContent-Length: 7\r\n')),
    'Parse Error: ',
  ],
  [
    'a length beside chunks',
    (socket: Socket) => socket.end(CHUNKED.replace('\r\n', '\r\nContent-Length: 7\r\n')),
    'Parse Error: ',
  ],
  [
    'a line break in a header',
    (socket: Socket) => socket.end(GOOD.replace('\r\n', '\r\nX-Line: a\rb\r\n')),
    'Parse Error: ',
  ],
  [
    'no HTTP at all',
    (socket: Socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'),
    'Parse Error: Expected HTTP/',
  ],
])('%s', async (_, raw, says) => {
  const { exitCode, errors, log } = await runAgainst(raw)
  expect([exitCode, errors]).toEqual([1, [expect.stringContaining(says)]])
  expect(errors[0]).toMatch(/^Could not read the status of Portainer at /)
  expect(log).not.toMatch(/UNCAUGHT|of the action itself/)
})

test.each([
  ['100', 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(999)],
  ['103', `HTTP/1.1 103 Early Hints\r\n${LINE}\r\n`],
])('%s without an end ends when the time is over', async (_, piece) => {
  const { exitCode, errors, log } = await runAgainst(endless('', piece), 20)
  expect([exitCode, errors]).toEqual([1, [expect.stringContaining('no complete response within 20 s')]])
  expect(log).not.toMatch(/UNCAUGHT|of the action itself/)
})
