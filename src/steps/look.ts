import type { Selector } from '../inputs/endpoint.ts'
import type { Client } from '../portainer/client.ts'
import { getEndpoint, listEndpoints } from '../portainer/endpoints.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { RunContext } from './context.ts'

/** The endpoints of exactly this name, lowest id first. */
export function lookByName(client: Client, name: string): Promise<Endpoint[]> {
  return listEndpoints(client, name, (endpoint) => endpoint.name === name)
}

/** The endpoints that a selector names. */
export async function lookFor(client: Client, selector: Selector): Promise<Endpoint[]> {
  if (selector.id === undefined) return lookByName(client, selector.name)
  const endpoint = await getEndpoint(client, selector.id)
  return endpoint === undefined ? [] : [endpoint]
}

/**
 * The endpoints that each selector names, from one request.
 * @param alsoKeep asked about every endpoint; if given, a single selector is also looked up in the whole list.
 * @returns those of each selector, in their order, and `all` that were kept.
 */
export async function lookForAll(
  client: Client,
  selectors: readonly Selector[],
  alsoKeep?: (endpoint: Endpoint) => boolean,
): Promise<{ ofSelectors: Endpoint[][]; all: Endpoint[] }> {
  const [only] = selectors
  if (selectors.length === 1 && only !== undefined && alsoKeep === undefined) {
    const all = await lookFor(client, only)
    return { ofSelectors: [all], all }
  }
  const byName = new Map<string, Endpoint[]>()
  const byId = new Map<number, Endpoint[]>()
  for (const { id, name } of selectors) {
    if (id !== undefined) byId.set(id, [])
    else byName.set(name, [])
  }
  const all = await listEndpoints(
    client,
    undefined,
    (endpoint) => byName.has(endpoint.name) || byId.has(endpoint.id) || alsoKeep?.(endpoint) === true,
  )
  for (const endpoint of all) {
    byName.get(endpoint.name)?.push(endpoint)
    byId.get(endpoint.id)?.push(endpoint)
  }
  const ofSelectors = selectors.map(
    ({ id, name }) => (id === undefined ? byName.get(name) : byId.get(id)) ?? [],
  )
  return { ofSelectors, all }
}

/**
 * Repeats the look until the name means the same endpoint, or none, twice in a row. While runs race, there may be several
 * for a moment.
 * @returns what was seen last: several, if they stay.
 */
export async function waitForStableName(
  context: RunContext,
  name: string,
  seconds: number,
): Promise<Endpoint[]> {
  const { client } = context
  const end = client.clock.now() + seconds * 1000
  let before: number | undefined
  for (;;) {
    const existing = await lookByName(client, name)
    const now = existing.length > 1 ? undefined : (existing[0]?.id ?? 0)
    if (now !== undefined && now === before) return existing
    if (client.clock.now() >= end) return existing
    before = now
    await client.clock.sleep(250 + 250 * client.clock.random())
  }
}
