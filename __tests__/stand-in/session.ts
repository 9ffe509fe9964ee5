// A signed-in client of a stand-in, for tests of the stand-in itself.
import {
  startPortainer,
  type PortainerOptions,
  type StandInPortainer,
} from '../../stand-in/portainer/portainer.ts'
import { ask, type Asked, type Told } from '../../stand-in/ask.ts'

export const admin = { username: 'admin', password: 'correct-horse-battery' }

export interface Session {
  portainer: StandInPortainer
  /** As the administrator, unless the headers say otherwise. */
  call: (
    method: string,
    path: string,
    body?: Asked['body'],
    headers?: Record<string, string>,
  ) => Promise<Told>
  create: (fields: Record<string, string>, files?: Record<string, string>) => Promise<Told>
  signIn: (username?: string, password?: string) => Promise<Told>
}

export const jsonOf = (told: Told): Record<string, unknown> =>
  JSON.parse(told.text) as Record<string, unknown>

export function formOf(fields: Record<string, string>, files: Record<string, string> = {}): FormData {
  const form = new FormData()
  for (const [name, value] of Object.entries(fields)) form.append(name, value)
  for (const [name, content] of Object.entries(files)) form.append(name, new Blob([content]), `${name}.pem`)
  return form
}

const opened: StandInPortainer[] = []

/** `fresh`: nobody has made an administrator yet. */
export async function openSession({
  fresh = false,
  ...options
}: PortainerOptions & { fresh?: boolean }): Promise<Session> {
  const portainer = await startPortainer({ ...(fresh ? {} : { admin }), ...options })
  opened.push(portainer)
  const signIn = (username = admin.username, password = admin.password) =>
    ask(`${portainer.url}/api/auth`, { method: 'POST', body: JSON.stringify({ username, password }) })
  const first = await signIn()
  const token = first.status === 200 ? String(jsonOf(first)['jwt']) : ''
  const call: Session['call'] = (method, path, body, headers = { authorization: `Bearer ${token}` }) =>
    ask(portainer.url + path, { method, headers, ...(body === undefined ? {} : { body }) })
  return {
    portainer,
    call,
    signIn,
    create: (fields, files) => {
      const kind = fields['EndpointCreationType'] ?? '1'
      const all = { EndpointType: kind, EndpointCreationType: kind, ...fields }
      return call('POST', '/api/endpoints', formOf(all, files))
    },
  }
}

export async function closeSessions(): Promise<void> {
  await Promise.all(opened.splice(0).map((portainer) => portainer.close()))
}
