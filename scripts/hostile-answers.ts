// What a hostile Portainer or GitHub may answer, for `npm run hostile`.
import type { Socket } from 'node:net'
import zlib from 'node:zlib'
import { temporaryName } from '../src/decisions/plan.ts'
import type { Misbehaviour } from '../stand-in/portainer/fault-rules.ts'
import { pour } from '../stand-in/portainer/response-writer.ts'
import type { Inputs } from '../stand-in/runner/runner.ts'

/** Long enough that all 8 MiB of a body arrive on a busy machine, short enough to be waited for. */
export const TIMEOUT_SECONDS = 20

export interface HostileAnswer {
  name: string
  /** What Portainer does, and to which requests. */
  rules: Misbehaviour[]
  inputs?: Inputs
  /** Written to every connection to GitHub. */
  github?: (socket: Socket) => unknown
}

const MEBIBYTE = 2 ** 20
const OK = 'HTTP/1.1 200 OK\r\n'
const STATUS = '/api/status'
const LIST = /^\/api\/endpoints\?/
const CREATE = { method: 'POST', path: '/api/endpoints' }

/** The input `password` of every run; the answers below begin with parts of it. */
export const PASSWORD = 'correct horse battery'

/** A head without a length, what comes first, and then the same piece so many times. */
const gush =
  (first: string, piece: Buffer | string, times = Infinity, last = '') =>
  async (socket: Socket): Promise<void> => {
    socket.write(`${OK}Connection: close\r\n\r\n${first}`)
    await pour(socket, piece, times)
    socket.end(last)
  }

const drip =
  (start: string) =>
  (socket: Socket): void => {
    socket.write(start)
    const timer = setInterval(() => socket.write(' '), 100)
    socket.on('close', () => {
      clearInterval(timer)
    })
  }

const json = (body: unknown, status = 200): Misbehaviour['act'] => ({ status, body: JSON.stringify(body) })
const fill = (text: string, bytes: number): string => text.repeat(Math.floor(bytes / text.length))
const listOf = (element: object, bytes = MEBIBYTE): string => fill(`${JSON.stringify(element)},`, bytes)

const twoItems: Inputs = { name: undefined, endpoints: '[{"name":"web"},{"name":"db"}]' }
const pruning: Inputs = { ...twoItems, tags: 'fleet', prune: true }

/** An endpoint whose every text is so long. */
const endpointWith = (bytes: number): object => {
  const long = 'x'.repeat(bytes)
  return { Id: 1, Name: 'web', Type: 1, URL: long, PublicURL: long, GroupId: 1, EdgeID: long, Status: 1 }
}

const bomb = zlib.gzipSync(Buffer.alloc(1024 * MEBIBYTE, ' '), { level: 1 })
const nested = `${'['.repeat(4 * MEBIBYTE - 1)}${']'.repeat(4 * MEBIBYTE - 1)}`

export const hostileAnswers: readonly HostileAnswer[] = [
  { name: 'none: a create, as it should be', rules: [] },
  {
    name: 'a body without an end',
    rules: [{ path: STATUS, act: { raw: gush('', Buffer.alloc(MEBIBYTE, 'x')) } }],
  },
  {
    name: 'headers without an end',
    rules: [
      { path: STATUS, act: { raw: (socket) => pour(socket, `${OK}${fill('X-Line: x\r\n', 65_536)}`) } },
    ],
  },
  {
    name: 'a list of 1 GiB: valid elements, of other names',
    rules: [
      { path: LIST, act: { raw: gush('[', listOf({ Id: 7, Name: 'other' }), 1024, '{"Id":8,"Name":"x"}]') } },
    ],
  },
  {
    name: 'a list of 1 GiB: valid elements, of the name that is looked for',
    rules: [{ path: LIST, act: { raw: gush('[', listOf({ Id: 7, Name: 'web' }), 1024) } }],
  },
  {
    name: 'the same with `prune`, which compares all endpoints',
    inputs: pruning,
    rules: [{ path: LIST, act: { raw: gush('[', listOf({ Id: 7, Name: 'other' }), 1024) } }],
  },
  {
    name: 'a list of 1 GiB: one element',
    rules: [{ path: LIST, act: { raw: gush('["', Buffer.alloc(MEBIBYTE, 'x'), 1024) } }],
  },
  {
    name: 'groups of 1 GiB, with names of 1 MiB',
    inputs: { group: 'Europe' },
    rules: [
      {
        path: '/api/endpoint_groups',
        act: { raw: gush('[', listOf({ Id: 5, Name: 'x'.repeat(MEBIBYTE - 50) }), 1024) },
      },
    ],
  },
  {
    name: '100,000 names of interrupted recreates, of names that nobody looks for',
    inputs: twoItems,
    rules: [
      {
        path: LIST,
        times: 1,
        act: json(
          Array.from({ length: 100_000 }, (_, index) => ({
            Id: index + 1,
            Name: temporaryName(`other-${index}`, 'recreate'),
          })),
        ),
      },
    ],
  },
  {
    name: '100,000 interrupted recreates of an item',
    inputs: twoItems,
    rules: [
      {
        path: LIST,
        times: 1,
        act: json(
          Array.from({ length: 100_000 }, (_, index) => ({
            Id: index + 1,
            Name: temporaryName('web', 'recreate'),
          })),
        ),
      },
    ],
  },
  {
    name: '8 MiB of brackets inside each other',
    rules: [{ path: STATUS, act: { status: 200, body: nested } }],
  },
  { name: 'the same as a list', rules: [{ path: LIST, act: { status: 200, body: nested } }] },
  { name: 'one text of 8 MiB', rules: [{ path: STATUS, act: json('x'.repeat(8 * MEBIBYTE - 2)) }] },
  {
    name: 'an error text of 8 MiB',
    rules: [
      {
        ...CREATE,
        act: json({ message: fill('x509 ', 4 * MEBIBYTE), details: fill('tls: ', 4 * MEBIBYTE - 99) }, 500),
      },
    ],
  },
  {
    name: 'an error text of 8 MiB that begins like a secret at every place',
    rules: [
      {
        ...CREATE,
        act: json({ message: fill('correct horse batter', 8 * MEBIBYTE - 99), details: '' }, 500),
      },
    ],
  },
  {
    name: 'an error page of 8 MiB',
    rules: [{ ...CREATE, act: { status: 502, body: fill('<html>', 8 * MEBIBYTE) } }],
  },
  {
    name: 'a token of 8 MiB',
    rules: [{ path: '/api/auth', act: json({ jwt: 'x'.repeat(8 * MEBIBYTE - 99) }) }],
  },
  {
    name: 'a version of 1 MiB',
    rules: [{ path: STATUS, act: json({ Version: '2.23.0'.padEnd(MEBIBYTE, '9') }) }],
  },
  { name: 'a name of 1 MiB', rules: [{ path: LIST, act: json([{ Id: 1, Name: 'x'.repeat(MEBIBYTE) }]) }] },
  {
    name: 'an endpoint whose URLs and ids have 1 MiB',
    rules: [{ path: LIST, act: json([endpointWith(MEBIBYTE)]) }],
  },
  {
    name: 'the answer to the create, of which every text has 1 MiB',
    rules: [{ ...CREATE, act: json(endpointWith(MEBIBYTE)) }],
  },
  { name: 'no answer', rules: [{ path: STATUS, act: 'stall' }] },
  { name: 'a head that drips', rules: [{ path: STATUS, act: { raw: drip('HTTP/1.1 200 ') } }] },
  {
    name: 'a body that drips',
    rules: [{ path: STATUS, act: { raw: drip(`${OK}Content-Length: 100000\r\n\r\n`) } }],
  },
  {
    name: 'redirects to itself',
    rules: [{ path: STATUS, act: { status: 307, headers: { Location: STATUS } } }],
  },
  {
    name: '1 GiB compressed to 5 MiB',
    rules: [{ path: STATUS, act: { status: 200, headers: { 'Content-Encoding': 'gzip' }, body: bomb } }],
  },
  {
    name: 'from GitHub: a body without an end',
    rules: [],
    github: gush('[', Buffer.alloc(MEBIBYTE, 'x')),
  },
  {
    name: 'from GitHub: 1 GiB compressed to 5 MiB',
    rules: [],
    github: (socket: Socket): void => {
      socket.write(
        `${OK}Content-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`,
      )
      socket.end(bomb)
    },
  },
  {
    name: 'from GitHub: 8 MiB of brackets inside each other',
    rules: [],
    github: (socket) =>
      socket.end(`${OK}Content-Type: application/json\r\nConnection: close\r\n\r\n${nested}`),
  },
  {
    name: 'from GitHub: redirects to itself',
    rules: [],
    github: (socket) =>
      socket.end('HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nConnection: close\r\n\r\n'),
  },
  {
    name: 'from GitHub: a body that drips',
    rules: [],
    github: drip(`${OK}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n`),
  },
]
