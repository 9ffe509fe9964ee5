import { temporaryNames } from '../decisions/plan.ts'
import type { Item, Selector } from '../inputs/endpoint.ts'
import type { Client } from '../portainer/client.ts'
import { getEndpoint, listEndpoints, lookByName } from '../portainer/endpoints.ts'
import type { Endpoint } from '../portainer/endpoint.ts'

/** What the first look at the endpoints found. */
export interface Found {
  /** Of each item, in their order. */
  ofItems: Endpoint[][]
  /** All that were kept: for `prune`, every endpoint. */
  all: Endpoint[]
  /** Names in use, including temporary names of the items; undefined if they are not known. */
  usedNames: ReadonlySet<string> | undefined
}

/** What exists of each item, from one request; for a list also what interrupted runs left of its items. */
export async function lookForItems(client: Client, items: readonly Item[], keepAll: boolean): Promise<Found> {
  const selectors = items.map(({ selector }) => selector)
  const isList = items.length > 1 || keepAll
  const possible = new Set(
    selectors.flatMap(({ name }) => (isList && name !== undefined ? temporaryNames(name) : [])),
  )
  const keep = ({ name }: Endpoint): boolean => keepAll || possible.has(name)
  const { ofSelectors, all } = await lookForAll(client, selectors, isList ? keep : undefined)
  // An item found by id is tried under the name that it has, which is not known before.
  const isKnown = isList && selectors.every(({ id }) => id === undefined)
  return { ofItems: ofSelectors, all, usedNames: isKnown ? new Set(all.map(({ name }) => name)) : undefined }
}

/**
 * The endpoints that each selector names, from one request, and `all` that were kept.
 * @param alsoKeep asked about every endpoint; if given, a single selector is also looked up in the whole list.
 */
export async function lookForAll(
  client: Client,
  selectors: readonly Selector[],
  alsoKeep?: (endpoint: Endpoint) => boolean,
): Promise<{ ofSelectors: Endpoint[][]; all: Endpoint[] }> {
  const [only] = selectors
  if (selectors.length === 1 && only !== undefined && alsoKeep === undefined) {
    const all =
      only.id === undefined
        ? await lookByName(client, only.name)
        : [await getEndpoint(client, only.id)].filter((endpoint) => endpoint !== undefined)
    return { ofSelectors: [all], all }
  }
  const byKey = new Map(selectors.map(({ id, name }) => [id ?? name, [] as Endpoint[]]))
  const all = await listEndpoints(
    client,
    (endpoint) => byKey.has(endpoint.name) || byKey.has(endpoint.id) || alsoKeep?.(endpoint) === true,
  )
  for (const endpoint of all) {
    byKey.get(endpoint.name)?.push(endpoint)
    byKey.get(endpoint.id)?.push(endpoint)
  }
  return { ofSelectors: selectors.map(({ id, name }) => byKey.get(id ?? name) ?? []), all }
}

/** Repeats the look until the name means the same endpoint, or none, twice in a row; several, if these stay. */
export async function waitForStableName(client: Client, name: string, seconds: number): Promise<Endpoint[]> {
  const { clock } = client
  const end = clock.now() + seconds * 1000
  let before: number | undefined
  for (;;) {
    const existing = await lookByName(client, name)
    const now = existing.length > 1 ? undefined : (existing[0]?.id ?? 0)
    if ((now !== undefined && now === before) || clock.now() >= end) return existing
    before = now
    await clock.sleep(250 + 250 * clock.random())
  }
}
