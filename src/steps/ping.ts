import { isFailure } from '../foundation/errors.ts'
import { pingThrough, takeSnapshot } from '../portainer/endpoints.ts'
import { abilities, type Work } from './work.ts'

/**
 * Asks the engine through Portainer, within so many seconds.
 * @returns undefined when it answers, else what came back.
 */
export async function pingEngine(work: Work, id: number, seconds: number): Promise<string | undefined> {
  const { client } = work
  try {
    const trouble = await pingThrough(client, id, seconds)
    if (trouble === undefined || !abilities(work).refusesDown) return trouble
    // Held for down it stays so, until a snapshot makes Portainer look again.
    await takeSnapshot(client, id)
    return await pingThrough(client, id, seconds)
  } catch (error) {
    if (isFailure(error)) return error.message.replace(/\.$/, '')
    throw error
  }
}
