import { planFor, type Plan } from '../decisions/plan.ts'
import type { Queue } from '../foundation/async.ts'
import { OutcomeError, addContext, type ActionError } from '../foundation/errors.ts'
import { plural, quote } from '../foundation/text.ts'
import type { DesiredEndpoint, EndpointToRemove, Selector } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type Report, type Result, type RunContext } from './context.ts'
import { createEndpoint } from './create.ts'
import { resolveDuplicates, resolveUnconfirmed } from './duplicates.ts'
import { lookByName, waitForStableName } from './look.ts'
import { recreateEndpoint } from './recreate.ts'
import { removeEndpoint } from './remove.ts'
import { updateEndpoint } from './update.ts'

/** How an endpoint came to be seen: at the first look, or in place of one that this run wanted to create. */
type FoundAs = 'first-look' | 'name-taken' | 'unconfirmed'

/** How often a create is repeated when the endpoint that won the race disappears again. */
const MAX_CREATES = 3
/** Seconds that several endpoints of one name, seen at the first look, have to become one: the moment of a race. */
const RACE_SECONDS = 10

const results: Record<Exclude<Plan['do'], 'leave'>, Result> = {
  create: 'created',
  update: 'updated',
  recreate: 'recreated',
  remove: 'deleted',
  nothing: 'absent',
}

/** The result of a plan that is carried out. */
export function resultOf(plan: Plan): Result {
  return plan.do === 'leave' ? plan.result : results[plan.do]
}

/** Several endpoints with one name may be two creates that race, so they get a moment to become one. */
export async function waitForRace(
  context: RunContext,
  selector: Selector,
  existing: readonly Endpoint[],
): Promise<readonly Endpoint[]> {
  if (existing.length < 2 || selector.id !== undefined) return existing
  context.log.info(
    `${plural(existing.length, 'endpoint')} are named ${quote(selector.name)}; waiting a moment in case two runs are creating it.`,
  )
  return waitForStableName(context, selector.name, RACE_SECONDS)
}

/** Decides what to do about one item, without doing it. */
export function planItem(context: RunContext, report: Report, existing: readonly Endpoint[]): void {
  report.plan = decide(context, report.item, existing)
  report.result = resultOf(report.plan)
}

function decide(
  context: RunContext,
  item: DesiredEndpoint | EndpointToRemove,
  existing: readonly Endpoint[],
): Plan {
  const { client, directory } = context
  return planFor(item, existing, { directory, version: client.version })
}

/**
 * Plans one item and carries the plan out. A create that finds its name taken is planned again with what exists now.
 * @param report filled in as soon as something is known, also when this throws.
 */
export async function applyItem(
  context: RunContext,
  report: Report,
  found: readonly Endpoint[],
  creates: Queue,
  firstFoundAs: FoundAs = 'first-look',
): Promise<void> {
  let existing = found
  let foundAs = firstFoundAs
  for (let attempt = 1; ; attempt += 1) {
    const item = relaxFor(report.item, foundAs)
    const plan = decide(context, item, existing)
    report.plan = plan
    for (const notice of plan.notices) context.log.info(notice)
    if (plan.do === 'update') for (const warning of plan.warnings) context.log.warning(warning)
    if (plan.do !== 'create') {
      await carryOut(context, report, plan, creates, foundAs)
      return
    }
    const created = await createEndpoint(context, plan.desired, plan.creation, creates)
    if (created.outcome === 'created') {
      for (const warning of plan.warnings) context.log.warning(warning)
      report.endpoint = created.endpoint
      report.result = 'created'
      return
    }
    if (attempt >= MAX_CREATES) throw nameNeverStable(plan.creation.name)
    report.unconfirmed = created.outcome === 'unconfirmed' && created.existing.length === 1
    foundAs = report.unconfirmed ? 'unconfirmed' : 'name-taken'
    existing =
      created.outcome === 'unconfirmed'
        ? await resolveUnconfirmed(context, plan.creation.name, created.existing)
        : await waitForRace(context, item.selector, created.existing)
    if (existing.length === 1) report.endpoint = existing[0]
  }
}

async function carryOut(
  context: RunContext,
  report: Report,
  plan: Exclude<Plan, { do: 'create' }>,
  creates: Queue,
  foundAs: FoundAs,
): Promise<void> {
  switch (plan.do) {
    case 'update':
      report.endpoint = await updateEndpoint(context, plan, creates).catch((error: unknown) => {
        if (foundAs !== 'unconfirmed') throw error
        const { name, id } = plan.existing
        throw addContext(
          error,
          `Endpoint ${quote(name)} (id ${id}) exists, but is not finished.`,
          'Running the step again finishes it.',
        )
      })
      break
    case 'recreate':
      report.endpoint = await recreateEndpoint(context, plan, creates, (created) => {
        report.endpoint = created
      })
      break
    case 'leave':
      report.endpoint = plan.existing
      break
    case 'remove':
      report.endpoint = plan.existing
      report.result = (await removeEndpoint(context, plan.existing.id)) ? 'deleted' : 'absent'
      return
    case 'nothing':
      break
  }
  report.result = foundAs === 'unconfirmed' ? 'created' : resultOf(plan)
}

/** What an item asks of an endpoint that appeared only after the first look. */
function relaxFor(
  item: DesiredEndpoint | EndpointToRemove,
  foundAs: FoundAs,
): DesiredEndpoint | EndpointToRemove {
  if (item.state === 'absent' || foundAs === 'first-look') return item
  if (foundAs === 'name-taken') {
    // To recreate what another run created a moment ago would make runs recreate each other's endpoint.
    return item.ifExists === 'recreate' ? { ...item, ifExists: 'update' } : item
  }
  // Ours: what can't be read back was sent with the create; the rest is compared and finished.
  const tls = { ...item.tls, provided: false, files: {}, fingerprints: {} }
  const sent = { azure: {}, kubeconfig: undefined, containerEngine: undefined, extraFields: [] }
  return { ...item, ...sent, tls, ifExists: 'update' }
}

/**
 * Makes sure that the endpoint which this run created is the only one of its name. When another run's stays instead, the
 * item is applied to that one.
 * @param seen the endpoints of that name, seen after the create.
 */
export async function confirmCreated(
  context: RunContext,
  report: Report,
  seen: readonly Endpoint[],
  creates: Queue,
): Promise<void> {
  let existing = seen
  for (let attempt = 1; report.endpoint !== undefined && report.result === 'created'; attempt += 1) {
    const { endpoint } = report
    const resolved = await resolveOne(context, report, endpoint, existing).catch((error: unknown) => {
      throw notConfirmed(endpoint, error)
    })
    if (resolved.outcome === 'created') {
      report.endpoint = resolved.endpoint
      return
    }
    if (attempt >= MAX_CREATES) throw nameNeverStable(endpoint.name)
    report.endpoint = undefined
    report.result = undefined
    report.unconfirmed = false
    await applyItem(context, report, resolved.existing, creates, 'name-taken')
    existing = await lookByName(context.client, endpoint.name)
  }
}

async function resolveOne(
  context: RunContext,
  { unconfirmed }: Report,
  endpoint: Endpoint,
  existing: readonly Endpoint[],
): ReturnType<typeof resolveDuplicates> {
  if (!unconfirmed) return resolveDuplicates(context, endpoint, existing)
  const left = await resolveUnconfirmed(context, endpoint.name, [endpoint], existing)
  const [first] = left
  return first?.id === endpoint.id
    ? { outcome: 'created', endpoint: first }
    : { outcome: 'name-taken', existing: left.slice(0, 1) }
}

/** The endpoint was created, and something else went wrong before it was known to be the only one of its name. */
export function notConfirmed({ name, id }: Endpoint, error: unknown): unknown {
  return addContext(
    error,
    `Endpoint ${quote(name)} (id ${id}) was created; whether it is the only one of that name is not known.`,
    'Running the step again finishes it.',
  )
}

function nameNeverStable(name: string): ActionError {
  return new OutcomeError(
    `Could not create endpoint ${quote(name)}: other runs keep creating and removing one of this name.`,
    { hint: "Keep runs for one name apart with GitHub's 'concurrency'." },
  )
}
