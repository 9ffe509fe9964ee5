// What an edge agent asks every few seconds: with it Portainer knows that the agent is there, and what it runs on.
import { json, Refused, type Reply } from './replies.ts'
import type { Handler, Server } from './handler.ts'
import { isEdge, type Endpoint } from './state.ts'

const platforms = { '1': 4, '2': 7 } as const

/** The first agent that checks in is the endpoint's agent; its platform decides the type, whatever was stored. */
export function noteCheckIn(server: Server, endpoint: Endpoint, edgeId: string, type: 4 | 7): void {
  endpoint.LastCheckInDate = Math.floor(server.now() / 1000)
  endpoint.EdgeID ??= edgeId
  if (endpoint.UserTrusted) endpoint.Type = type
}

/** GET /api/endpoints/{id}/edge/status, up to 2.12 /api/endpoints/{id}/status. Signs in with the agent's id alone. */
export const checkIn: Handler = (server, request, id = ''): Reply => {
  const { rules, words, state } = server
  const refused = `Permission denied to access ${words.thing}`
  const endpoint = state.endpoints.find(({ Id }) => Id === Number(id))
  const edgeId = request.headers['x-portaineragent-edgeid']
  const mine =
    endpoint && isEdge(endpoint) && typeof edgeId === 'string' && (endpoint.EdgeID ?? edgeId) === edgeId
  if (!mine) throw new Refused(403, refused, 'invalid Edge identifier')
  const platform = request.headers['portainer-agent-platform']
  const type = platform === '1' || platform === '2' ? platforms[platform] : undefined
  if (type === undefined) throw new Refused(400, 'agent platform header is not valid')
  noteCheckIn(server, endpoint, edgeId, type)
  if (!endpoint.UserTrusted && rules.since('2.15.0')) {
    throw new Refused(
      403,
      `${refused}. The device has not been trusted yet`,
      'untrusted Edge environment access',
    )
  }
  const checkin = endpoint.EdgeCheckinInterval || state.settings.EdgeAgentCheckinInterval
  return json({ status: 'IDLE', port: 0, schedules: [], checkin, credentials: '', stacks: [] })
}
