// Answers that are too much: what is too long is cut off, in little memory, however it is packed or cut into pieces.
import { describe, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import zlib from 'node:zlib'
import { makePeakProbe } from '../../stand-in/runner/memory-probe.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { pour } from '../../stand-in/portainer/response-writer.ts'
import { openSetup, type Run } from '../helpers/setup.ts'

const local = { name: 'web', 'endpoint-url': 'unix:///var/run/docker.sock', timeout: 20 }
const STATUS = '/api/status'
const LIST = /^\/api\/endpoints\?/
const OK = 'HTTP/1.1 200 OK\r\n'
const MEBIBYTE = Buffer.alloc(2 ** 20, 'x')

/** What a run makes of an answer that is written to the connection itself, and how many MiB it took. */
async function runAgainst(
  path: string | RegExp,
  raw: (socket: Socket) => unknown,
  inputs: Inputs = {},
): Promise<{ run: Run; peak: number; said: string }> {
  const { portainer, job, run: start } = await openSetup({ version: '2.23.0', dial: false })
  portainer.misbehave({ path, times: 1, act: { raw } })
  const probe = makePeakProbe(job.folder)
  const run = await start({ ...local, ...inputs }, probe.env)
  return { run, peak: probe.read(), said: run.errors.join('\n').split('\n')[0] ?? '' }
}

/** The head of an answer without an end, what comes first, and then so many pieces. */
const gush =
  (first: string, piece: Buffer | string, times: number, last = '') =>
  async (socket: Socket): Promise<void> => {
    socket.write(`${OK}Connection: close\r\n\r\n${first}`)
    await pour(socket, piece, times)
    socket.end(last)
  }

const chunkOf = (text: string): string => `${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`

/** A chunk of its own for each byte of the middle. */
const dribble =
  (first: string, bytes: number, last: string) =>
  async (socket: Socket): Promise<void> => {
    socket.write(`${OK}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n${chunkOf(first)}`)
    await pour(socket, chunkOf('x').repeat(10_000), bytes / 10_000)
    socket.end(`${chunkOf(last)}0\r\n\r\n`)
  }

describe('a gigabyte', () => {
  test.each([
    [
      'of one answer',
      STATUS,
      gush('', MEBIBYTE, 1024),
      /: the response \(status 200\) is longer than 8 MiB\.$/,
    ],
    ['of one element', LIST, gush('["', MEBIBYTE, 1024), /: one element of the list is longer than 8 MiB\.$/],
    ['of nothing but white space', LIST, gush('[', ' '.repeat(2 ** 20), 1024), /longer than 8 MiB\.$/],
    [
      'of what are no endpoints',
      LIST,
      gush('[', '{},'.repeat(9999), 1e5),
      /has no usable Id and Name: its Id is missing\.$/,
    ],
    [
      'of endpoints that are all the same one',
      LIST,
      gush('[', '{"Id":7,"Name":"web"},'.repeat(999), 1e5),
      /the list is longer than 100000\.$/,
    ],
  ])('%s', async (_, path, raw, says) => {
    const { run, peak, said } = await runAgainst(path, raw)
    expect([run.exitCode, said]).toEqual([1, expect.stringMatching(says)])
    expect(peak).toBeLessThan(300)
  })

  test('of groups with long names', async () => {
    const group = `${JSON.stringify({ Id: 5, Name: 'x'.repeat(2 ** 20) })},`
    const { run, peak, said } = await runAgainst('/api/endpoint_groups', gush('[', group, 1024), {
      group: 'a',
    })
    expect([run.exitCode, said]).toEqual([1, expect.stringMatching(/more text than can be kept\.$/)])
    expect(peak).toBeLessThan(300)
  })

  test('of somebody else’s endpoints ends with the time that a request has', async () => {
    const endless = gush('[', '{"Id":7,"Name":"other"},'.repeat(999), Infinity)
    const { run, peak, said } = await runAgainst(LIST, endless, { timeout: 2 })
    expect([run.exitCode, said]).toEqual([
      1,
      expect.stringMatching(
        /^Could not look for endpoint 'web': no complete response within 2 s: \d+ bytes arrived, and more was still arriving\.$/,
      ),
    ])
    expect(peak).toBeLessThan(300)
  })
})

describe('a byte at a time', () => {
  test('costs no more memory than at once', async () => {
    const { run, peak } = await runAgainst(STATUS, dribble('{"Version":"2.23.0","x":"', 5e5, '"}'))
    expect([run.exitCode, run.errors]).toEqual([0, []])
    expect(peak).toBeLessThan(150)
  })

  test('is not more in a list', async () => {
    const { run, peak } = await runAgainst(LIST, dribble('[{"Id":7,"Name":"other","x":"', 5e5, '"}]'))
    expect([run.exitCode, run.errors]).toEqual([0, []])
    expect(peak).toBeLessThan(150)
  })
})

describe('a compressed response is not decompressed', () => {
  const bomb = Buffer.alloc(100 * 2 ** 20, ' ')
  test.each([
    ['gzip', zlib.gzipSync(bomb, { level: 1 })],
    ['deflate', zlib.deflateSync(bomb, { level: 1 })],
    ['br', zlib.brotliCompressSync(bomb, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } })],
    ['gzip, identity', zlib.gzipSync('{"Version":"2.23.0"}')],
  ])('%s', async (encoding, body) => {
    for (const path of [STATUS, LIST]) {
      const { run, peak, said } = await runAgainst(path, (socket) => {
        socket.write(`${OK}Content-Encoding: ${encoding}\r\nContent-Length: ${body.length}\r\n\r\n`)
        socket.end(body)
      })
      expect([run.exitCode, said]).toEqual([
        1,
        expect.stringContaining(`the response is compressed (${encoding}), though that was not asked for.`),
      ])
      for (const { headers } of run.requests) expect(headers['accept-encoding']).toBe('identity')
      expect(peak).toBeLessThan(100)
    }
  })
})

test('a long text is not searched for what it may mean for hours', async () => {
  const { portainer, run } = await openSetup({ version: '2.23.0', dial: false })
  const body = JSON.stringify({ message: 'x509'.repeat(2e6), details: 'x' })
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: { status: 400, body } })
  const { exitCode, errors } = await run(local)
  expect([exitCode, errors]).toEqual([
    1,
    [expect.stringContaining('the response (status 400) is JSON of an unknown form')],
  ])
})
