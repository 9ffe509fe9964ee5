import { type Plan, planFor } from '../decisions/plan.ts'
import { forEachConcurrent } from '../foundation/async.ts'
import { ActionError, addContext, OutcomeError } from '../foundation/errors.ts'
import { plural, quote } from '../foundation/text.ts'
import type { Selector } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { lookByName } from '../portainer/endpoints.ts'
import type { Report, RunContext } from './context.ts'
import { createEndpoint } from './create.ts'
import { resolveDuplicates, resolveUnconfirmed } from './duplicates.ts'
import { lookForAll, waitForStableName } from './look.ts'
import { completeEndpoint } from './put.ts'
import { waitUntilUp } from './reach.ts'
import { recreateEndpoint, resumeInterrupted } from './recreate.ts'
import { removeEndpoint, removeEndpoints } from './remove.ts'
import { updateEndpoint } from './update.ts'

/** How often a create is repeated when the endpoint that won the race disappears again. */
const MAX_CREATES = 3
/** Seconds that several endpoints of one name, seen at the first look, have to become one: the moment of a race. */
const RACE_SECONDS = 10

/**
 * Plans and carries out every item; one that fails does not stop the others.
 * @param reports filled in as soon as something is known, also when the run is cancelled later.
 */
export async function runItems(
  runContext: RunContext,
  reports: readonly Report[],
  found: readonly Endpoint[][],
): Promise<void> {
  const { client, concurrency, dryRun, waitUntilUp: seconds } = runContext
  const forEach = (
    some: readonly Report[],
    job: (report: Report, context: RunContext, index: number) => Promise<void>,
  ): Promise<void> =>
    forEachConcurrent(concurrency, some, async (report, index) => {
      try {
        await job(report, { ...runContext, onChangeSent: () => (report.changed = true) }, index)
      } catch (error) {
        if (!(error instanceof ActionError)) throw error
        report.error = error
      }
      runContext.onReport(report)
    })

  const isList = reports.length > 1
  const ends = new Map<Report, number>()
  await forEach(reports, async (report, context, index) => {
    const startWaitUntilUp = (): unknown => ends.set(report, client.clock.now() + seconds * 1000)
    startWaitUntilUp()
    let isFirst = true
    // The time of `wait-until-up` does not run while the item waits for the creates of others.
    context.creates = (job) =>
      runContext.creates(() => {
        if (isFirst) startWaitUntilUp()
        isFirst = false
        return job()
      })
    const seen = await waitForRace(context, report.item.selector, found[index] ?? [])
    const existing = await resumeInterrupted(context, report.item, seen)
    if (existing.length === 1) report.endpoint = existing[0]
    if (dryRun || (isList && report.item.state === 'absent')) {
      report.plan = planItem(context, report, existing)
      report.result = report.plan.result
    } else await applyItem(context, report, existing)
  })
  if (dryRun) return

  // Many in one request where Portainer can.
  const removals = reports.filter(({ plan }) => isList && plan?.do === 'remove')
  await removeEndpoints(runContext, removals)

  // Other runs may have created the same names at the same time: one more look at all of them tells.
  const created = reports.filter(({ result, error }) => result === 'created' && error === undefined)
  if (created.length > 0) {
    const selectors = created.map(({ endpoint }) => ({ id: undefined, name: endpoint?.name ?? '' }))
    const seen = await lookForAll(client, selectors).catch((error: unknown) => ({ error }))
    await forEach(created, async (report, context, index) => {
      if ('error' in seen) throw report.endpoint ? notConfirmed(report.endpoint, seen.error) : seen.error
      await confirmCreated(context, report, seen.ofSelectors[index] ?? [])
    })
  }

  const present = reports.filter(({ item, error }) => item.state === 'present' && error === undefined)
  await forEach(present, async (report, context) => {
    const { plan } = report
    let { endpoint } = report
    if (endpoint === undefined) return
    if (plan?.do === 'create') endpoint = await completeEndpoint(context, endpoint, plan.creation)
    report.endpoint = endpoint
    if (seconds > 0) report.endpoint = await waitUntilUp(context, endpoint, ends.get(report) ?? 0)
  })
}

/** Several endpoints with one name may be two creates that race, so they get a moment to become one. */
async function waitForRace(
  { client, log }: RunContext,
  { id, name }: Selector,
  existing: readonly Endpoint[],
): Promise<readonly Endpoint[]> {
  if (existing.length < 2 || id !== undefined) return existing
  log.info(
    `${plural(existing.length, 'endpoint')} are named ${quote(name)}; waiting a moment in case two runs are creating it.`,
  )
  return waitForStableName(client, name, RACE_SECONDS)
}

function planItem({ client, directory }: RunContext, report: Report, existing: readonly Endpoint[]): Plan {
  return planFor(relaxedItem(report), existing, { directory, version: client.version })
}

/** The item, as it applies to an endpoint that appeared only after the first look. */
function relaxedItem({ item, foundAs }: Report): Report['item'] {
  if (item.state === 'absent' || foundAs === 'first-look') return item
  if (foundAs === 'name-taken') {
    // Otherwise runs would recreate each other's endpoint.
    return item.ifExists === 'recreate' ? { ...item, ifExists: 'update' } : item
  }
  // Ours: what can't be read back was sent with the create; the rest is compared and finished.
  const tls = { ...item.tls, provided: false, files: {}, fingerprints: {} }
  const sent = { azure: {}, kubeconfig: undefined, containerEngine: undefined, extraFields: [] }
  return { ...item, ...sent, tls, ifExists: 'update' }
}

/** Plans one item and carries the plan out. A create that finds its name taken is planned again with what exists now. */
async function applyItem(context: RunContext, report: Report, found: readonly Endpoint[]): Promise<void> {
  const { log } = context
  let existing = found
  for (let attempt = 1; ; attempt += 1) {
    const plan = planItem(context, report, existing)
    report.plan = plan
    for (const notice of plan.notices) log.info(notice)
    if (plan.do === 'update') for (const warning of plan.warnings) log.warning(warning)
    if (plan.do !== 'create') {
      await carryOut(context, report, plan)
      return
    }
    const created = await createEndpoint(context, plan.creation)
    if (created.outcome === 'created') {
      for (const warning of plan.warnings) log.warning(warning)
      report.endpoint = created.existing[0]
      report.result = 'created'
      return
    }
    const { name } = plan.creation
    if (attempt >= MAX_CREATES) throw nameNeverStable(name)
    const isUnconfirmed = created.outcome === 'unconfirmed'
    report.foundAs = isUnconfirmed && created.existing.length === 1 ? 'unconfirmed' : 'name-taken'
    existing = isUnconfirmed
      ? await resolveUnconfirmed(context, name, created.existing)
      : await waitForRace(context, report.item.selector, created.existing)
    if (existing.length === 1) report.endpoint = existing[0]
  }
}

async function carryOut(
  context: RunContext,
  report: Report,
  plan: Exclude<Plan, { do: 'create' }>,
): Promise<void> {
  const isUnconfirmed = report.foundAs === 'unconfirmed'
  switch (plan.do) {
    case 'update':
      report.endpoint = await updateEndpoint(context, plan).catch((error: unknown) => {
        if (!isUnconfirmed) throw error
        const { name, id } = plan.existing
        throw addContext(
          error,
          `Endpoint ${quote(name)} (id ${id}) exists, but is not fully set up.`,
          'Running the step again finishes it.',
        )
      })
      break
    case 'recreate':
      report.endpoint = await recreateEndpoint(context, plan, (created) => {
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
  report.result = isUnconfirmed ? 'created' : plan.result
}

/** Makes sure that one endpoint of the name is left. When it is another run's, the item is applied to that one. */
async function confirmCreated(context: RunContext, report: Report, seen: readonly Endpoint[]): Promise<void> {
  let existing = seen
  for (let attempt = 1; report.endpoint !== undefined && report.result === 'created'; attempt += 1) {
    const { endpoint } = report
    const { name } = endpoint
    const resolved = await resolveDuplicates(context, report, endpoint, existing).catch((error: unknown) => {
      throw notConfirmed(endpoint, error)
    })
    if (resolved.outcome === 'created') {
      report.endpoint = resolved.existing[0]
      return
    }
    if (attempt >= MAX_CREATES) throw nameNeverStable(name)
    report.endpoint = undefined
    report.result = undefined
    report.foundAs = 'name-taken'
    await applyItem(context, report, resolved.existing)
    existing = await lookByName(context.client, name)
  }
}

/** The endpoint was created, but checking for duplicates failed. */
function notConfirmed({ name, id }: Endpoint, error: unknown): unknown {
  return addContext(
    error,
    `Endpoint ${quote(name)} (id ${id}) was created, but it is not known whether it is the only one of that name.`,
    'Running the step again finishes it.',
  )
}

function nameNeverStable(name: string): ActionError {
  return new OutcomeError(
    `Could not create endpoint ${quote(name)}: other runs keep creating and removing one of this name.`,
    { hint: "Keep runs for one name apart with GitHub's 'concurrency'." },
  )
}
