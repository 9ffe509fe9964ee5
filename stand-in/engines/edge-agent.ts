// An edge agent: it listens nowhere, and checks in with the Portainer that its key names, whenever a test says so.
import http from 'node:http'
import https from 'node:https'

export interface EdgeAgentOptions {
  /** As Portainer handed it out. */
  key: string
  edgeId: string
  platform?: 'docker' | 'kubernetes'
}

export interface EdgeAgent {
  /** What its key says: the Portainer to check in with, and the endpoint to be. */
  url: string
  endpointId: number
  /** Asks once, as an agent does every few seconds; resolves to the status of the answer. */
  checkIn: () => Promise<number>
}

/** Throws for a key that no agent can read. */
export function makeEdgeAgent({ key, edgeId, platform = 'docker' }: EdgeAgentOptions): EdgeAgent {
  const [url = '', , , id = ''] = Buffer.from(key, 'base64').toString('utf8').split('|')
  if (!/^https?:\/\/./.test(url) || !/^\d+$/.test(id)) throw new Error('Not an edge key')
  const headers = {
    'X-PortainerAgent-EdgeID': edgeId,
    'Portainer-Agent-Platform': platform === 'docker' ? '1' : '2',
    'Portainer-Agent': '2.19.5',
  }
  const { get } = url.startsWith('https:') ? https : http
  return {
    url,
    endpointId: Number(id),
    checkIn: () =>
      new Promise((resolve, reject) => {
        // Put together as text: a slash at the end of the URL makes a path that Portainer does not know.
        const asked = `${url}/api/endpoints/${id}/edge/status`
        get(asked, { agent: false, headers, rejectUnauthorized: false }, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        }).on('error', reject)
      }),
  }
}
