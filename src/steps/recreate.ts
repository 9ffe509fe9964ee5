import { OutcomeError, RefusedError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Creation } from '../decisions/plan.ts'
import type { Wanted } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { createEndpoint } from './create.ts'
import { lookByName } from './look.ts'
import { removeEndpoint } from './remove.ts'
import { putSettled } from './update.ts'
import { abilities, type Work } from './work.ts'

/** The name of the new endpoint while the old one still has its own. */
export function temporaryName(name: string): string {
  return `${name.slice(0, 230)} (being recreated)`
}

/**
 * Makes a new endpoint in place of an old one. A create tests the connection, so the new one is made first and the old
 * one removed after: under the same name where Portainer allows that (before 2.14), else under a temporary one.
 * When anything fails before the old one is gone, the new one is removed again and the old one is left as it was.
 */
export async function recreateEndpoint(
  run: Work,
  wanted: Wanted,
  there: Endpoint,
  creation: Creation,
): Promise<Endpoint> {
  // What is recreated was there before this run: the post step must not remove it.
  const work: Work = { ...run, onCreated: () => undefined, onRemoved: () => undefined }
  const { uniqueNames } = abilities(work)
  const name = uniqueNames ? temporaryName(creation.name) : creation.name
  if (uniqueNames) await removeLeftover(work, name)
  const created = await createEndpoint(work, wanted, { ...creation, name }, [there.id])
  const made = 'made' in created ? created.made : created.found[0]
  if (made === undefined || ('found' in created && created.found.length > 1)) {
    throw new RefusedError(`Endpoint ${quote(creation.name)} is being recreated by another run.`, {
      hint: "Keep runs for one name apart with GitHub's 'concurrency'.",
    })
  }
  try {
    await removeEndpoint(work.client, there.id)
  } catch (error) {
    await removeEndpoint(work.client, made.id)
    throw error
  }
  if (!uniqueNames) return made
  try {
    return await putSettled(work, made, { name: creation.name })
  } catch (cause) {
    throw new OutcomeError(
      `Endpoint ${quote(creation.name)} was recreated with the id ${made.id}, but is still called ${quote(name)}: ${cause instanceof Error ? cause.message : ''}`,
      { hint: `Rename it with 'id: ${made.id}' and 'name'.`, cause },
    )
  }
}

/** What an earlier run that was killed in the middle left behind. */
async function removeLeftover(work: Work, name: string): Promise<void> {
  for (const leftover of await lookByName(work.client, name)) {
    await removeEndpoint(work.client, leftover.id)
    work.say.info(`Removed endpoint ${leftover.id}, which an interrupted run had left as ${quote(name)}.`)
  }
}
