import { OutcomeError, isFailure } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import type { Sought } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { act, neverSettles, TRIES, type Report } from './item.ts'
import { lookByName, lookForAll } from './look.ts'
import { forEachAtOnce, type Queue } from './queue.ts'
import { settle, settleLost, type Settled } from './settle.ts'
import type { Work } from './work.ts'

/** Looks again after the creates, in one request, and sees to it that one endpoint of each name is left. */
export async function settleAll(
  work: Work,
  fresh: readonly Report[],
  creates: Queue,
  concurrency: number,
  guarded: (report: Report, act: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const names = fresh.map((report): Sought => ({ id: undefined, name: report.endpoint?.name ?? '' }))
  const again = await lookForAll(work.client, names).catch((error: unknown) => error)
  await forEachAtOnce(concurrency, fresh, (report, index) =>
    guarded(report, async () => {
      if (!Array.isArray(again)) throw notSettled(report, again)
      let there = (again[index] ?? []) as Endpoint[]
      for (let attempt = 1; ; attempt += 1) {
        const made = report.endpoint
        if (made === undefined || report.result !== 'created') return
        const settled = await settleOne(work, report, made, there).catch((error: unknown) => {
          throw notSettled(report, error)
        })
        if (settled !== 'none' && 'mine' in settled) {
          report.endpoint = settled.mine
          return
        }
        if (attempt >= TRIES) throw neverSettles(made.name)
        report.endpoint = undefined
        report.result = undefined
        report.lost = false
        await act(work, report, settled === 'none' ? [] : [settled.theirs], creates, 'taken')
        there = await lookByName(work.client, made.name)
      }
    }),
  )
}

async function settleOne(
  work: Work,
  { lost }: Report,
  made: Endpoint,
  there: readonly Endpoint[],
): Promise<Settled> {
  if (!lost) return settle(work, made, there)
  const [left] = await settleLost(work, made.name, [made], there)
  if (left === undefined) return 'none'
  return left.id === made.id ? { mine: left } : { theirs: left }
}

/** The endpoint is made, and something else went wrong before all was done. */
function notSettled({ endpoint }: Report, cause: unknown): unknown {
  if (!isFailure(cause) || endpoint === undefined) return cause
  return new OutcomeError(
    `Endpoint ${quote(endpoint.name)} (id ${endpoint.id}) was created, but whether it is the only one of its name could not be seen: ${cause.message}`,
    { hint: 'Running the step again finishes it.', cause },
  )
}
