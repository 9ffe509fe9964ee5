// The connections of a run: kept alive from one request to the next, and closed when it has what it wants.
import * as http from 'node:http'
import * as https from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { expect, test } from '@jest/globals'
import type { Connection } from '../../../src/inputs/connection.ts'
import { openTransport, type HttpRequest } from '../../../src/portainer/http.ts'
import { makeSelfSigned } from '../../../stand-in/certificates.ts'
import { closeAfterTest } from '../../helpers/setup.ts'
const request: HttpRequest = { method: 'GET', path: '/', headers: {}, purpose: 'ask' }

/** A server that never closes a connection itself. */
async function openServer(secure: boolean): Promise<{ connection: Connection; sockets: Socket[] }> {
  const { cert, key } = await makeSelfSigned()
  const response: http.RequestListener = (_request, response) => response.end('{}')
  const options = { keepAliveTimeout: 0 }
  const server = secure
    ? https.createServer({ ...options, cert, key }, response)
    : http.createServer(options, response)
  const sockets: Socket[] = []
  server.on(secure ? 'secureConnection' : 'connection', (socket: Socket) => sockets.push(socket))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closeAfterTest({
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  })
  const { port } = server.address() as AddressInfo
  const url = `${secure ? 'https' : 'http'}://127.0.0.1:${port}`
  const connection: Partial<Connection> = { url, ca: secure ? [cert] : [], skipTlsVerify: false }
  return { connection: connection as Connection, sockets }
}

test.each(['http', 'https'])('one connection is kept alive, and closed at the end: %s', async (protocol) => {
  const { connection, sockets } = await openServer(protocol === 'https')
  const transport = await openTransport(connection, new AbortController().signal)
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    expect(await transport.send(request, 60_000)).toMatchObject({ status: 200 })
  }
  const [socket] = sockets
  expect([sockets.length, socket?.destroyed]).toEqual([1, false])
  const closed = new Promise((resolve) => socket?.once('close', resolve))
  transport.close()
  await closed
})
