// Texts that are far longer than Portainer's, and JSON that is nothing but brackets: refused or cut when they are read.
import { expect, test } from '@jest/globals'
import type { Misbehaviour } from '../../stand-in/portainer/fault-rules.ts'
import { makePeakProbe } from '../../stand-in/runner/memory-probe.ts'
import { openSetup, PASSWORD } from '../helpers/setup.ts'

const MEBIBYTE = 2 ** 20
const LIST = /^\/api\/endpoints\?/
const long = 'x'.repeat(MEBIBYTE)
const brackets = '['.repeat(4 * MEBIBYTE - 1) + ']'.repeat(4 * MEBIBYTE - 1)
const json = (value: unknown, status = 200): Misbehaviour['act'] => ({ status, body: JSON.stringify(value) })

test.each<[string, Misbehaviour, RegExp]>([
  ['a version', { path: '/api/status', act: json({ Version: '2.23.0'.padEnd(MEBIBYTE, '9') }) }, /version/],
  ['a token', { path: '/api/auth', act: json({ jwt: 'x'.repeat(8 * MEBIBYTE - 99) }) }, /sign in/],
  ['a name', { path: LIST, act: json([{ Id: 1, Name: long }]) }, /Name is longer than 4096/],
  [
    'an error',
    {
      method: 'POST',
      path: '/api/endpoints',
      act: json(
        {
          message: PASSWORD.slice(0, -1)
            .repeat(400_000)
            .slice(0, 8 * MEBIBYTE - 99),
          details: '',
        },
        400,
      ),
    },
    /status 400|answered 400/,
  ],
  ['brackets', { path: '/api/status', act: { status: 200, body: brackets } }, /read the status/],
  ['a list of brackets', { path: LIST, act: { status: 200, body: brackets } }, /look for endpoint/],
])('%s', async (_, rule, says) => {
  const { portainer, job, run } = await openSetup({ version: '2.23.0', dial: false })
  portainer.misbehave(rule)
  const probe = makePeakProbe(job.folder)
  const { exitCode, errors, log } = await run(
    { name: 'web', 'endpoint-url': 'tcp://10.0.0.1:2375' },
    probe.env,
  )
  expect([exitCode, errors]).toEqual([1, [expect.stringMatching(says)]])
  expect(log.length).toBeLessThan(20_000)
  expect(probe.read()).toBeLessThan(200)
})
