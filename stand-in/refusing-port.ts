// A port where nobody listens. One that was only free a moment ago may be anybody's by the time it is used.
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'

export interface RefusingPort {
  port: number
  close(): void
}

/** Takes our own end of a connection: nobody can listen there while it lasts, so whoever connects is refused. */
export async function takeRefusingPort(): Promise<RefusingPort> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const ours = net.connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [theirs] = (await once(server, 'connection')) as [net.Socket]
  server.close()
  return {
    port: theirs.remotePort ?? 0,
    close() {
      ours.destroy()
      theirs.destroy()
    },
  }
}
