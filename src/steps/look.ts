import type { Sought } from '../inputs/endpoint.ts'
import type { Client } from '../portainer/client.ts'
import { getEndpoint, listEndpoints } from '../portainer/endpoints.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { Work } from './work.ts'

/** The endpoints of exactly this name, lowest id first. */
export function lookByName(client: Client, name: string): Promise<Endpoint[]> {
  return listEndpoints(client, name, (endpoint) => endpoint.name === name)
}

/** What is there of one endpoint that is sought. */
export async function lookFor(client: Client, sought: Sought): Promise<Endpoint[]> {
  if (sought.id === undefined) return lookByName(client, sought.name)
  const endpoint = await getEndpoint(client, sought.id)
  return endpoint === undefined ? [] : [endpoint]
}

/**
 * What is there of each that is sought: one request, however many they are.
 * @param onName told of every name that is there, where more than one is sought.
 */
export async function lookForAll(
  client: Client,
  sought: readonly Sought[],
  onName: (name: string) => void = () => undefined,
): Promise<Endpoint[][]> {
  const [only] = sought
  if (sought.length === 1 && only !== undefined) return [await lookFor(client, only)]
  const byName = new Map<string, Endpoint[]>()
  const byId = new Map<number, Endpoint[]>()
  for (const { id, name } of sought) {
    if (id !== undefined) byId.set(id, [])
    else byName.set(name, [])
  }
  const kept = await listEndpoints(client, undefined, ({ id, name }) => {
    onName(name)
    return byName.has(name) || byId.has(id)
  })
  for (const endpoint of kept) {
    byName.get(endpoint.name)?.push(endpoint)
    byId.get(endpoint.id)?.push(endpoint)
  }
  return sought.map(({ id, name }) => (id === undefined ? byName.get(name) : byId.get(id)) ?? [])
}

/**
 * Looks again and again until the name means the same twice in a row: at most one endpoint. While runs race, there
 * may be several for a moment.
 * @returns what was seen last: several, if they stay.
 */
export async function lookUntilSettled(work: Work, name: string, seconds: number): Promise<Endpoint[]> {
  const { client } = work
  const end = client.clock.now() + seconds * 1000
  let before: number | undefined
  for (;;) {
    const there = await lookByName(client, name)
    const now = there.length > 1 ? undefined : (there[0]?.id ?? 0)
    if (now !== undefined && now === before) return there
    if (client.clock.now() >= end) return there
    before = now
    await client.clock.sleep(250 + 250 * client.clock.random())
  }
}
