// What other users of the runner can see: no command line with a secret, since no process is started, and no TLS file.
import { expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { root } from '../../stand-in/runner/runner.ts'
import { openSetup } from '../helpers/setup.ts'

const onPosix = process.platform !== 'win32' // which has no such modes

test('TLS files lie in a folder of mode 0700, with mode 0600, as long as the request takes', async () => {
  const authority = await makeAuthority()
  const { cert, key } = await authority.issueClient()
  const { portainer, job, run } = await openSetup({ version: '2.23.0', dial: false })
  const modes: string[] = []
  const hold = (): Promise<void> => {
    for (const entry of fs.readdirSync(job.temp, { recursive: true }).map(String).sort()) {
      const { mode } = fs.statSync(path.join(job.temp, entry))
      modes.push(`${path.extname(entry)} ${(mode & 0o777).toString(8)}`)
    }
    return Promise.resolve()
  }
  portainer.misbehave({ method: 'POST', path: '/api/endpoints', act: { hold } })
  const { exitCode, errors, leftFiles } = await run({
    name: 'web',
    'endpoint-url': 'tcp://10.0.0.1:2376',
    'tls-ca-cert': authority.cert,
    'tls-cert': cert,
    'tls-key': key,
  })
  expect([exitCode, errors, leftFiles]).toEqual([0, [], []])
  // The run's folder, one for this request, and three files.
  expect(modes).toHaveLength(5)
  if (onPosix) expect(modes).toEqual([' 700', ' 700', '.pem 600', '.pem 600', '.pem 600'])
})

test('nothing in dist/ can start a process', () => {
  const folder = path.join(root, 'dist')
  const starting = fs
    .readdirSync(folder)
    .filter((name) => name.endsWith('.cjs'))
    .filter((name) => /child_process|node:cluster/.test(fs.readFileSync(path.join(folder, name), 'utf8')))
  expect(starting).toEqual([])
})
