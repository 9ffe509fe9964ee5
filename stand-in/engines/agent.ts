// A stand-in Portainer agent: HTTPS with a certificate of its own making, `/ping` that tells what it runs on, and
// the engine's API behind a signature that pairs it with the first Portainer that calls.
import { makeSelfSigned } from '../certificates.ts'
import { answerAsEngine, once, send, type EngineReply, type StandInEngine } from './engine.ts'
import { makeListener } from '../listener.ts'

export interface AgentOptions {
  platform: 'docker' | 'kubernetes'
  /** It belongs to another Portainer already. */
  paired?: boolean
  /** Serve with this certificate; with `ca`, a client certificate is demanded. */
  tls?: { cert: string; key: string; ca?: string }
  /** The address to listen on, when something beyond this machine has to reach it. */
  listenOn?: string
}

const platformNumber = { docker: '1', kubernetes: '2' }

export async function startAgent(options: AgentOptions): Promise<StandInEngine> {
  const requests: StandInEngine['requests'] = []
  const identity = {
    'Portainer-Agent': '2.19.5',
    'Portainer-Agent-Platform': platformNumber[options.platform],
    'Portainer-Agent-API-Version': '2',
  }
  const answer = (path: string): EngineReply => {
    if (path === '/ping') return { status: 204 }
    if (!options.paired)
      return path.startsWith('/kubernetes/') ? { status: 200, body: '{}' } : answerAsEngine(path)
    const message = options.platform === 'docker' ? 'Invalid request signature' : 'unknown'
    return { status: 403, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) }
  }
  const listener = makeListener(
    (request, response) => {
      const path = request.url ?? '/'
      requests.push({ method: request.method ?? 'GET', path })
      request.resume()
      const reply = answer(path)
      send(request, response, { ...reply, headers: { ...identity, ...reply.headers } })
    },
    options.tls ?? (await makeSelfSigned()),
  )
  const host = `127.0.0.1:${await listener.listen({ port: 0, host: options.listenOn ?? '127.0.0.1' })}`
  return {
    host,
    url: `tcp://${host}`,
    get connections() {
      return listener.connections
    },
    requests,
    close: once(() => listener.stop()),
  }
}
