import { quote } from '../foundation/text.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { RunContext } from './context.ts'
import { lookByName } from './look.ts'
import { removeEndpoint } from './remove.ts'

/** What an interrupted run left under a temporary name. Sends nothing if all names are known and this is not among them. */
export async function lookForLeftovers(
  { client, temporaryNames }: RunContext,
  temporaryName: string,
): Promise<Endpoint[]> {
  return temporaryNames?.has(temporaryName) === false ? [] : lookByName(client, temporaryName)
}

/** Removes what an interrupted run left under a temporary name. */
export async function removeLeftovers(context: RunContext, temporaryName: string): Promise<void> {
  for (const { id } of await lookForLeftovers(context, temporaryName)) {
    await removeEndpoint(context, id)
    context.log.info(`Removed endpoint ${id}, which an interrupted run had left as ${quote(temporaryName)}.`)
  }
}
