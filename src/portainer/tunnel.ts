import type { Agent, RequestOptions } from 'node:http'
import type { Duplex } from 'node:stream'

/** What a proxy may say before its tunnel is there, in bytes: its own TLS handshake counts as well. */
const MAX_RESPONSE_BYTES = 64 * 1024

/** An option of a request, for {@link tellOfConnections}. */
export interface ConnectionListener {
  /** Given the connection that is made for the request, as soon as it is begun. */
  onConnection: (connection: Duplex) => void
}

/**
 * Makes an agent tell each request of its connection. A tunnel through a proxy belongs neither to the request nor to
 * the agent until TLS is set up in it: when the proxy stalls, nobody else could end it, and the process would stay.
 */
export function tellOfConnections(agent: Agent): void {
  const connect = agent.createConnection.bind(agent)
  agent.createConnection = (options: RequestOptions & Partial<ConnectionListener>, done) => {
    const connection = connect(options, done)
    if (connection) {
      limitAnswer(connection)
      options.onConnection?.(connection)
    }
    return connection
  }
}

/**
 * Node reads the proxy's answer without a limit, and its reader adds itself again for each piece, so that every piece
 * is twice the work of the one before: some twenty would take all memory. Nothing but that reader waits for 'readable'.
 */
function limitAnswer(connection: Duplex & { bytesRead?: number }): void {
  connection.on('newListener', (event: string, reader: () => void) => {
    if (event !== 'readable') return
    connection.off(event, reader)
    if ((connection.bytesRead ?? 0) <= MAX_RESPONSE_BYTES) return
    const error = new Error('the answer of the proxy is longer than 64 KiB')
    connection.destroy(Object.assign(error, { code: 'ERR_PROXY_ANSWER' }))
  })
}
