import * as core from '@actions/core'
import { neededKinds, type Directory } from './decisions/lookup.ts'
import { systemClock } from './foundation/async.ts'
import { scrub } from './foundation/secrets.ts'
import { connectionWarnings } from './inputs/connection.ts'
import { readInputs, type Inputs } from './inputs/step.ts'
import { listNamed } from './portainer/named.ts'
import { createClient, type Client } from './portainer/client.ts'
import type { Endpoint } from './portainer/endpoint.ts'
import { openTransport } from './portainer/http.ts'
import { announceDeployment, retireDeployments } from './github/deployments.ts'
import { failItems, failRun } from './report/failures.ts'
import { outputsOf, setItemOutputs, setListOutputs, type Server } from './report/outputs.ts'
import { createLog, createProgress, logPlan } from './report/log.ts'
import { writeSummary } from './report/summary.ts'
import { openState, openRunFolder, reserveState } from './run-state.ts'
import { connect } from './steps/connect.ts'
import { lookForItems, runItems } from './steps/run-items.ts'
import { openReports, type Report, type RunContext } from './steps/context.ts'
import { planPrune, checkPruneLimit } from './decisions/prune.ts'
import { openPruneReport, prune } from './steps/remove.ts'

/** The step: reads the inputs, looks at what exists, changes what differs, and reports. Never throws. */
export async function run(): Promise<void> {
  const cancelled = new AbortController()
  const cancel = (): void => {
    cancelled.abort()
  }
  process.once('SIGINT', cancel).once('SIGTERM', cancel)
  reserveState()
  try {
    const inputs = await readInputs()
    for (const warning of connectionWarnings(inputs.connection)) core.warning(warning)
    const transport = await openTransport(inputs.connection, cancelled.signal)
    const client = createClient(inputs.connection, transport, systemClock(cancelled.signal))
    const folder = openRunFolder()
    try {
      await apply(inputs, client, () => folder.path(), cancelled.signal)
    } finally {
      client.close()
      cancelled.abort() // ends what still waits for a response that nobody needs any more
      folder.remove()
    }
  } catch (error) {
    failRun(error)
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel)
  }
}

async function apply(
  inputs: Inputs,
  anonymous: Client,
  folder: () => string,
  cancelled: AbortSignal,
): Promise<void> {
  const { items, dryRun, prune: pruneInputs } = inputs
  const { client, server, found } = await connect(anonymous, dryRun, (early) =>
    lookForItems(early, items, pruneInputs !== undefined),
  )
  core.setOutput('portainer-version', scrub(server.version))
  // Without an administrator there is nothing, whatever its name.
  const temporaryNames = found ? found.temporaryNames : new Set<string>()
  const context = await openContext(inputs, client, temporaryNames, folder)
  const reports = openReports(items)
  try {
    await applyItems(context, inputs, found, reports, server)
  } catch (error) {
    // The run ends here, cancelled for example: what is known and done by now is reported all the same.
    setOutputs(inputs, reports, server)
    await writeSummary(reports, server, dryRun)
    throw error
  }
  await report(inputs, reports, server, cancelled)
}

type Found = Awaited<ReturnType<typeof lookForItems>>

/** @param reports filled in as soon as something is known; those of what is pruned are added. */
async function applyItems(
  context: RunContext,
  inputs: Inputs,
  found: Found | undefined,
  reports: Report[],
  server: Server,
): Promise<void> {
  const { items, dryRun, concurrency, prune: pruneInputs } = inputs
  const existing = found?.ofItems ?? items.map(() => [])
  for (const [index, report] of reports.entries()) {
    const [only, ...others] = existing[index] ?? []
    if (others.length === 0) report.endpoint = only
  }
  if (found) await lookUp(context, inputs, existing)
  // Settled before anything is changed, and in a dry run too.
  const toPrune = pruneInputs && found ? planPrune(pruneInputs, found.all, items, context.directory) : []
  if (pruneInputs) checkPruneLimit(toPrune, pruneInputs.limit)
  const progress = createProgress(dryRun ? 0 : items.length + toPrune.length, context.client.clock)
  const onReport = (report: Report): void => {
    if (!inputs.isList) setItemOutputs(report, server)
    progress.tell(report)
  }
  try {
    await runItems(context, reports, existing, { concurrency, dryRun, onReport })
    if (dryRun) {
      reports.push(...toPrune.map(openPruneReport))
      for (const planned of reports) logPlan(planned, context.log)
    } else if (pruneInputs) {
      await prune(context, pruneInputs, toPrune, reports, { concurrency, onReport })
    }
  } finally {
    progress.end(reports)
  }
}

function setOutputs({ isList }: Inputs, reports: readonly Report[], server: Server): void {
  const [only] = reports
  if (!isList && only !== undefined) setItemOutputs(only, server)
  setListOutputs(reports, server, isList)
}

async function openContext(
  inputs: Inputs,
  client: Client,
  temporaryNames: RunContext['temporaryNames'],
  folder: () => string,
): Promise<RunContext> {
  const { connection, concurrency } = inputs
  const deployment = inputs.deployment?.environment ?? ''
  const state =
    inputs.cleanup && !inputs.dryRun ? await openState(connection, { deployment, concurrency }) : undefined
  return {
    client,
    log: createLog(),
    waitUntilUp: inputs.waitUntilUp,
    directory: {},
    temporaryNames,
    onChangeSent: () => undefined,
    onCreating: (name) => state?.start(name) ?? (() => undefined),
    onCreated: (id, name) => state?.add({ id, name }),
    onRemoved: (id) => state?.remove(id),
    folder,
  }
}

/** Groups, tags, users and teams: one list of each kind that an item names, and none where nothing is compared. */
async function lookUp(
  context: RunContext,
  { items, prune }: Inputs,
  found: readonly Endpoint[][],
): Promise<void> {
  const compared = items.filter((item, index) => {
    const { length } = found[index] ?? []
    if (item.state === 'absent') return length > 0
    // Of several that race, none may be left when they are compared.
    return length !== 1 || item.ifExists === 'update' || item.ifExists === 'recreate'
  })
  const kinds = new Set(neededKinds(compared))
  if (prune?.group?.by === 'name') kinds.add('groups')
  if (prune?.tags !== undefined) kinds.add('tags')
  const lists = [...kinds].map(async (kind) => [kind, await listNamed(context.client, kind)] as const)
  Object.assign(context.directory, Object.fromEntries(await Promise.all(lists)) satisfies Directory)
}

async function report(
  inputs: Inputs,
  reports: readonly Report[],
  server: Server,
  cancelled: AbortSignal,
): Promise<void> {
  setOutputs(inputs, reports, server)
  failItems(reports)
  await writeSummary(reports, server, inputs.dryRun)
  const [only] = reports
  if (inputs.deployment !== undefined && only !== undefined && !inputs.dryRun) {
    await reportDeployment(inputs.deployment, only, server, cancelled)
  }
}

/** Tells GitHub where the endpoint is, or that it is gone. Never fails the run. */
async function reportDeployment(
  target: NonNullable<Inputs['deployment']>,
  report: Report,
  server: Server,
  cancelled: AbortSignal,
): Promise<void> {
  const log = { info: core.info, warning: (text: string) => core.warning(text) }
  const failed = report.error !== undefined
  if (report.item.state === 'absent') {
    if (!failed) await retireDeployments(target, log, cancelled)
    return
  }
  if (report.result === 'absent') return // 'if-missing: skip': nothing was deployed
  const outputs = outputsOf(report, server)
  const name = outputs.name || (report.item.selector.name ?? '')
  const url = target.url ?? outputs['dashboard-url']
  await announceDeployment(target, { name, url, failed }, log, cancelled)
}
