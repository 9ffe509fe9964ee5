// A stand-in Portainer agent: HTTPS with a certificate of its own making, `/ping` that tells what it runs on, and
// the engine's API behind a signature that pairs it with the first Portainer that calls.
import { makeSelfSigned } from '../certificates.ts'
import { makeDockerApi, type EngineReply } from './docker-api.ts'
import { once, readBody, send, type StandInEngine } from './engine.ts'
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
  const docker = makeDockerApi()
  const answer = (method: string, path: string, body: string): EngineReply => {
    if (path === '/ping') return { status: 204 }
    if (!options.paired) {
      return path.startsWith('/kubernetes/') ? { status: 200, body: '{}' } : docker.answer(method, path, body)
    }
    const message = options.platform === 'docker' ? 'Invalid request signature' : 'unknown'
    return { status: 403, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ message }) }
  }
  const listener = makeListener(
    (request, response) => {
      const { method = 'GET', url: path = '/' } = request
      requests.push({ method, path })
      void readBody(request).then((body) => {
        const reply = answer(method, path, body)
        send(request, response, { ...reply, headers: { ...identity, ...reply.headers } })
      })
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
    containers: docker.containers,
    close: once(() => listener.stop()),
  }
}
