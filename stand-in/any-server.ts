// A server that answers whatever a test says, for what no Portainer would ever do.
import { makeListener, type ListenerTls } from './listener.ts'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { once } from './engine.ts'

export interface AnyServer {
  url: string
  requests: { method: string; path: string; headers: IncomingMessage['headers'] }[]
  close: () => Promise<void>
}

export async function startAnyServer(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  tls?: ListenerTls,
): Promise<AnyServer> {
  const requests: AnyServer['requests'] = []
  const listener = makeListener((request, response) => {
    requests.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers })
    request.resume()
    response.on('error', () => response.destroy())
    answer(request, response)
  }, tls)
  const port = await listener.listen({ port: 0 })
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    close: once(() => listener.stop()),
  }
}
