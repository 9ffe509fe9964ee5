import { expect, test } from '@jest/globals'
import { once } from 'node:events'
import net from 'node:net'
import { takeRefusingPort } from '../../stand-in/refusing-port.ts'
import { closeAfterTest } from '../helpers/setup.ts'

test('a refusing port refuses, and nobody can listen there', async () => {
  const { port } = closeAfterTest(await takeRefusingPort())
  const refused = await once(net.connect(port, '127.0.0.1'), 'error')
  expect(refused).toMatchObject([{ code: 'ECONNREFUSED' }])
  for (const host of ['127.0.0.1', '0.0.0.0']) {
    const taken = await once(net.createServer().listen(port, host), 'error')
    expect(taken).toMatchObject([{ code: 'EADDRINUSE' }])
  }
})
