import * as core from '@actions/core'
import { type Directory, neededKinds } from './decisions/lookup.ts'
import { checkPruneLimit, planPrune } from './decisions/prune.ts'
import { createQueue, systemClock } from './foundation/async.ts'
import { scrub } from './foundation/secrets.ts'
import { announceDeployment, retireDeployments } from './github/deployments.ts'
import { connectionWarnings } from './inputs/connection.ts'
import { readInputs, type Inputs } from './inputs/step.ts'
import { type Client, createClient } from './portainer/client.ts'
import { openTransport } from './portainer/http.ts'
import { listNamed } from './portainer/named.ts'
import { capabilitiesOf } from './portainer/versions.ts'
import { failItems, failRun } from './report/failures.ts'
import { createLog, createProgress, logPlan } from './report/log.ts'
import { outputsOf, setItemOutputs, setListOutputs } from './report/outputs.ts'
import { writeSummary } from './report/summary.ts'
import { openState, removeRunFolder, reserveState, runFolder } from './run-state.ts'
import { connect, type Connected, type Server } from './steps/connect.ts'
import { NO_CREATION_LOG, openReport, type Report, type RunContext } from './steps/context.ts'
import { openPruneReport, prune } from './steps/prune.ts'
import { runItems } from './steps/run-items.ts'

/** The step: reads the inputs, looks at what exists, changes what differs, and reports. Never throws. */
export async function run(): Promise<void> {
  const cancelled = new AbortController()
  const cancel = (): void => cancelled.abort()
  process.once('SIGINT', cancel).once('SIGTERM', cancel)
  reserveState()
  try {
    const inputs = await readInputs()
    for (const warning of connectionWarnings(inputs.connection)) core.warning(warning)
    const transport = await openTransport(inputs.connection, cancelled.signal)
    const client = createClient(inputs.connection, transport, systemClock(cancelled.signal))
    try {
      await apply(inputs, client, cancelled.signal)
    } finally {
      client.close()
      cancelled.abort() // ends what still waits for a response that nobody needs any more
      removeRunFolder()
    }
  } catch (error) {
    failRun(error)
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel)
  }
}

async function apply(inputs: Inputs, anonymous: Client, cancelled: AbortSignal): Promise<void> {
  const connected = await connect(anonymous, inputs)
  const { server, found } = connected
  core.setOutput('portainer-version', scrub(server.version))
  const reports = inputs.items.map((item, index) => {
    const [only, ...others] = found?.ofItems[index] ?? []
    return openReport(item, others.length === 0 ? only : undefined)
  })
  try {
    await applyItems(inputs, connected, reports).finally(() => {
      if (!inputs.isList) for (const report of reports) setItemOutputs(report, server)
      setListOutputs(reports, server, inputs.isList)
    })
    failItems(reports)
  } finally {
    // Also when the run ends early, cancelled for example: what is known and done by now is reported.
    await writeSummary(reports, server, inputs.dryRun)
  }
  const [only] = reports
  if (inputs.deployment !== undefined && only !== undefined && !inputs.dryRun) {
    await reportDeployment(inputs.deployment, only, server, cancelled)
  }
}

/** @param reports filled in as soon as something is known; those of what is pruned are added. */
async function applyItems(
  inputs: Inputs,
  { client, server, found }: Connected,
  reports: Report[],
): Promise<void> {
  const { items, dryRun, concurrency, waitUntilUp, isList, cleanup } = inputs
  const existing = found?.ofItems ?? items.map(() => [])
  const kinds = found ? neededKinds(items, existing, inputs.prune) : []
  const lists = kinds.map(async (kind) => [kind, await listNamed(client, kind)] as const)
  const directory: Directory = Object.fromEntries(await Promise.all(lists))
  // Decided before anything is changed, and in a dry run too.
  const toPrune = inputs.prune && found ? planPrune(inputs.prune, found.all, items, directory) : []
  if (inputs.prune) checkPruneLimit(toPrune, inputs.prune.limit)
  const creationLog = cleanup && !dryRun ? await openState(inputs) : NO_CREATION_LOG
  const progress = createProgress(dryRun ? 0 : items.length + toPrune.length, client.clock)
  const context: RunContext = {
    client,
    log: createLog(),
    dryRun,
    concurrency,
    waitUntilUp,
    directory,
    // Without an administrator no name is in use.
    usedNames: found ? found.usedNames : new Set(),
    // Below 2.14 two creates at once can be given the same id, and one of the two is lost.
    creates: createQueue(capabilitiesOf(client.version).uniqueNames ? concurrency : 1),
    creationLog,
    onChangeSent: () => undefined,
    onReport: (report) => {
      if (!isList) setItemOutputs(report, server)
      progress.tell(report)
    },
    folder: runFolder,
  }
  try {
    await runItems(context, reports, existing)
    if (dryRun) {
      reports.push(...toPrune.map(openPruneReport))
      for (const planned of reports) logPlan(planned, context.log)
    } else if (inputs.prune) await prune(context, inputs.prune, toPrune, reports)
  } finally {
    progress.end(reports)
  }
}

/** Tells GitHub where the endpoint is, or that it is gone. Never fails the run. */
async function reportDeployment(
  target: NonNullable<Inputs['deployment']>,
  report: Report,
  server: Server,
  cancelled: AbortSignal,
): Promise<void> {
  const failed = report.error !== undefined
  if (report.item.state === 'absent') {
    if (!failed) await retireDeployments(target, cancelled)
    return
  }
  if (report.result === 'absent') return // 'if-missing: skip': nothing was deployed
  const outputs = outputsOf(report, server)
  const name = outputs.name || (report.item.selector.name ?? '')
  const url = target.url ?? outputs['dashboard-url']
  await announceDeployment(target, { name, url, failed }, cancelled)
}
