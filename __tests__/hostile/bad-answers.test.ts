// Bad answers, each with an error of its own: what came of one that is late, and what is wrong with one that came.
import { describe, expect, test } from '@jest/globals'
import type { Socket } from 'node:net'
import type { Misbehaviour } from '../../stand-in/portainer/fault-rules.ts'
import { naming } from '../helpers/messages.ts'
import { openSetup, startThreads } from '../helpers/setup.ts'

const quick = startThreads({ speed: 10 })
const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n'

/** The first line of the error of a run that reads endpoint 7, and gets this. */
async function errorAfter(act: Misbehaviour['act'], timeout = 10): Promise<string> {
  const { portainer, run } = await openSetup({ quick, version: '2.23.0', dial: false })
  portainer.misbehave({ path: /^\/api\/endpoints\/7/, act })
  const { exitCode, errors } = await run({ id: 7, name: 'web', timeout })
  expect([exitCode, errors.length]).toEqual([1, 1])
  return errors[0]?.split('\n')[0] ?? ''
}

const drip =
  (start: string) =>
  (socket: Socket): void => {
    socket.write(start)
    const timer = setInterval(() => socket.write(' '), 20)
    socket.on('close', () => {
      clearInterval(timer)
    })
  }

describe('a late answer', () => {
  const late = 'Could not read endpoint 7: no complete response within 10 s: '
  test.each<[string, Misbehaviour['act'], RegExp]>([
    ['nothing', 'stall', /^nothing arrived\.$/],
    [
      'a part of its head',
      { raw: (socket) => socket.write('HTTP/1.1 200') },
      /^12 bytes arrived, the last \d+ s ago\.$/,
    ],
    [
      'a part of its body',
      { raw: (socket) => socket.write(`${HEAD}[`) },
      /^44 bytes arrived, the last \d+ s ago\.$/,
    ],
    [
      'its head byte by byte',
      { raw: drip('HTTP/1.1 200 ') },
      /^\d+ bytes arrived, and more was still arriving\.$/,
    ],
    ['its body byte by byte', { raw: drip(HEAD) }, /^\d+ bytes arrived, and more was still arriving\.$/],
  ])('of which %s came', async (_, act, says) => {
    const error = await errorAfter(act)
    expect(error.slice(0, late.length)).toBe(late)
    expect(error.slice(late.length)).toMatch(says)
  })
})

const answer = (body: string): Misbehaviour['act'] => ({ status: 200, body })

test.each([
  ['{"Name":"web"}', 'Id is missing'],
  ['{"__proto__":{"Id":7},"Name":"web"}', 'Id is missing'],
  ['{"Id":0,"Name":"web"}', 'Id is not a whole number above 0'],
  ['{"Id":"7","Name":"web"}', 'Id is not a whole number above 0'],
  ['{"Id":7.5,"Name":"web"}', 'whole number'],
  ['{"Id":null,"Name":"web"}', 'whole number'],
  ['{"Id":7}', 'Name is missing'],
  ['{"Id":7,"Name":""}', 'Name is missing'],
  ['null', 'object'],
  ['{"Id":8,"Name":"web"}', 'endpoint 8'],
  ['{"Id":7,"Na', 'cut short'],
  ['<html>', 'web page'],
  ['', 'empty'],
  ['hello', 'not JSON'],
])('%j', async (body, names) => {
  expect(await errorAfter(answer(body), 600)).toEqual(naming(`endpoint 7 … 200 … ${names}`))
})

test.each([
  ['[{"Name":"web"}]', 'Id is missing'],
  ['[{"Id":"7","Name":"web"}]', 'Id is not a whole number above 0'],
  ['[{"Id":7,"Na', 'cut short'],
  ['<html>', 'web page'],
  ['hello', 'JSON list'],
  ['null', 'JSON list'],
  ['', 'empty'],
])('the list %j', async (body, names) => {
  const { portainer, run } = await openSetup({ quick, version: '2.23.0', dial: false })
  portainer.misbehave({ path: /^\/api\/endpoints\?/, act: answer(body) })
  const { errors } = await run({ name: 'web' })
  expect(errors.map((error) => error.split('\n')[0])).toEqual([naming(names)])
})
