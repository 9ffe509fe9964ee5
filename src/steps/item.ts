import { planFor, type Plan } from '../decisions/plan.ts'
import { ActionError, OutcomeError, isFailure } from '../foundation/errors.ts'
import { plural, quote } from '../foundation/text.ts'
import type { Selector, EndpointToRemove, DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { createEndpoint } from './create.ts'
import { waitForStableName } from './look.ts'
import type { Queue } from '../foundation/async.ts'
import { recreateEndpoint } from './recreate.ts'
import { removeEndpoint } from './remove.ts'
import { settleLost } from './duplicates.ts'
import { updateEndpoint } from './update.ts'
import { capabilities, type RunContext } from './context.ts'

export type Result = 'created' | 'updated' | 'unchanged' | 'reused' | 'recreated' | 'deleted' | 'absent'

/** What became of one item. */
export interface Report {
  item: DesiredEndpoint | EndpointToRemove
  plan: Plan | undefined
  /** As Portainer has it now, or had it before it was removed. */
  endpoint: Endpoint | undefined
  result: Result | undefined
  error: ActionError | undefined
  /** The answer to its create was lost: the endpoint may be another run's. */
  lost: boolean
}

/** How often a create whose endpoint was lost to a race is done again. */
export const MAX_ATTEMPTS = 3
/** Seconds that several of one name, seen at the first look, have to become one: the moment of a race. */
const RACE_SECONDS = 10

const results: Record<Plan['do'], Result | undefined> = {
  create: 'created',
  update: 'updated',
  recreate: 'recreated',
  remove: 'deleted',
  nothing: 'absent',
  leave: undefined,
}

/** What a plan will have made of the endpoint. */
export function resultOf(plan: Plan): Result {
  return plan.do === 'leave' ? plan.result : (results[plan.do] ?? 'unchanged')
}

/** Several of one name may be two creates that race: they get a moment to become one. */
export async function withoutRace(
  context: RunContext,
  selector: Selector,
  existing: Endpoint[],
): Promise<Endpoint[]> {
  if (existing.length < 2 || selector.id !== undefined) return existing
  context.log.info(
    `${plural(existing.length, 'endpoint')} are named ${quote(selector.name)}; looking whether one of them goes.`,
  )
  return waitForStableName(context, selector.name, RACE_SECONDS)
}

function decide(
  context: RunContext,
  item: DesiredEndpoint | EndpointToRemove,
  existing: readonly Endpoint[],
): Plan {
  const { directory, client } = context
  return planFor(item, { existing, directory, version: client.version, capabilities: capabilities(context) })
}

/** Decides, and leaves it at that. */
export function planOnly(context: RunContext, report: Report, existing: readonly Endpoint[]): void {
  const plan = decide(context, report.item, existing)
  report.plan = plan
  report.result = resultOf(plan)
}

/** Plans one item and carries the plan out. A create that finds its name taken meanwhile is planned anew. */
export async function act(
  context: RunContext,
  report: Report,
  first: readonly Endpoint[],
  creates: Queue,
  start: 'first look' | 'taken' = 'first look',
): Promise<void> {
  let existing = first
  let foundAs: 'first look' | 'taken' | 'ours' = start
  for (let attempt = 1; ; attempt += 1) {
    const item = foundAs === 'first look' ? report.item : relaxFor(report.item, foundAs)
    const plan = decide(context, item, existing)
    report.plan = plan
    for (const notice of plan.notices) context.log.info(notice)
    switch (plan.do) {
      case 'create': {
        const { desired, creation } = plan
        const created = await createEndpoint(context, desired, creation, creates)
        if ('made' in created) {
          report.endpoint = created.made
          report.result = 'created'
          return
        }
        if (attempt >= MAX_ATTEMPTS) throw neverSettles(creation.name)
        foundAs = created.lost && created.found.length === 1 ? 'ours' : 'taken'
        existing = created.lost
          ? await settleLost(context, creation.name, created.found)
          : await withoutRace(context, item.selector, created.found)
        report.lost = foundAs === 'ours'
        if (existing.length === 1) report.endpoint = existing[0]
        continue
      }
      case 'update':
        report.endpoint = await updateEndpoint(context, plan.existing, plan.update).catch(
          (error: unknown) => {
            throw foundAs === 'ours' ? notFinished(plan.existing, error) : error
          },
        )
        break
      case 'recreate':
        report.endpoint = await recreateEndpoint(
          context,
          plan.desired,
          plan.existing,
          plan.creation,
          creates,
          (made) => {
            report.endpoint = made
          },
        )
        break
      case 'leave':
        report.endpoint = plan.existing
        break
      case 'remove':
        report.endpoint = plan.existing
        report.result = (await removeEndpoint(context.client, plan.existing.id)) ? 'deleted' : 'absent'
        return
      case 'nothing':
        break
    }
    report.result = foundAs === 'ours' ? 'created' : resultOf(plan)
    return
  }
}

/** What an item asks of an endpoint that appeared only after the first look. */
function relaxFor(
  item: DesiredEndpoint | EndpointToRemove,
  foundAs: 'taken' | 'ours',
): DesiredEndpoint | EndpointToRemove {
  if (item.state === 'absent') return item
  // Recreating what another run made a moment ago would start a war.
  if (foundAs === 'taken') return item.ifExists === 'recreate' ? { ...item, ifExists: 'update' } : item
  // Ours, though its answer was lost: what can't be read back was sent with it; the rest is compared and finished.
  const tls = { ...item.tls, provided: false, files: {}, fingerprints: {} }
  return {
    ...item,
    ifExists: 'update',
    tls,
    azure: {},
    kubeconfig: undefined,
    containerEngine: undefined,
    extraFields: [],
  }
}

/** The endpoint is made, but its answer was lost, and finishing it failed. */
function notFinished({ name, id }: Endpoint, cause: unknown): unknown {
  if (!isFailure(cause)) return cause
  return new OutcomeError(`Endpoint ${quote(name)} (id ${id}) is there, but not finished: ${cause.message}`, {
    hint: cause.hint ?? 'Running the step again finishes it.',
    cause,
  })
}

export function neverSettles(name: string): ActionError {
  return new OutcomeError(
    `Could not create endpoint ${quote(name)}: other runs create and remove one of this name all the time.`,
    { hint: "Keep runs for one name apart with GitHub's 'concurrency'." },
  )
}
