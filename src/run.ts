import * as core from '@actions/core'
import { neededBelongings, type Directory } from './decisions/directory.ts'
import { systemClock } from './foundation/clock.ts'
import { scrub } from './foundation/secrets.ts'
import { safe } from './foundation/text.ts'
import { connectionWarnings } from './inputs/connection.ts'
import { readInputs, type Inputs } from './inputs/step.ts'
import { listBelongings } from './portainer/belongings.ts'
import { createClient, type Client } from './portainer/client.ts'
import type { Endpoint } from './portainer/endpoint.ts'
import { openTransport } from './portainer/transport.ts'
import { reportDeployment } from './report/deployment.ts'
import { failItems, failRun } from './report/failures.ts'
import { setItemOutputs, setListOutputs, type Server } from './report/outputs.ts'
import { createProgress } from './report/progress.ts'
import { writeSummary } from './report/summary.ts'
import { describePlan } from './report/words.ts'
import { createMemory, openRunFolder, reserveMemory } from './state.ts'
import { connect } from './steps/connect.ts'
import type { Report } from './steps/item.ts'
import { lookForItems, openReports, runItems } from './steps/items.ts'
import type { Work } from './steps/work.ts'

/** The step: reads what is wanted, looks what is there, makes it so, and reports. Never throws. */
export async function run(): Promise<void> {
  const cancelled = new AbortController()
  const cancel = (): void => {
    cancelled.abort()
  }
  process.once('SIGINT', cancel).once('SIGTERM', cancel)
  reserveMemory()
  try {
    const inputs = await readInputs()
    for (const warning of connectionWarnings(inputs.connection)) core.warning(warning)
    const transport = await openTransport(inputs.connection, cancelled.signal)
    const client = createClient(inputs.connection, transport, systemClock(cancelled.signal))
    const folder = openRunFolder()
    try {
      await makeItSo(inputs, client, () => folder.path())
    } finally {
      client.close()
      cancelled.abort() // whatever still waits for an answer that nobody wants any more
      folder.remove()
    }
  } catch (error) {
    failRun(error)
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel)
  }
}

async function makeItSo(inputs: Inputs, client: Client, folder: () => string): Promise<void> {
  const { items, dryRun } = inputs
  const work = startWork(inputs, client, folder)
  const { server, found } = await connect(client, dryRun, () => lookForItems(work, items))
  core.setOutput('portainer-version', scrub(server.version))
  const there = found ?? items.map(() => [])
  if (found !== undefined) await lookUp(work, inputs, found)
  else work.temporaryNames = new Set()

  const reports = openReports(items)
  const progress = createProgress(dryRun ? 0 : items.length, client.clock)
  try {
    await runItems(work, reports, there, {
      concurrency: inputs.concurrency,
      dryRun,
      onReport(report) {
        if (!inputs.isList) setItemOutputs(report, server)
        progress.tell(report)
      },
    })
  } catch (error) {
    // Cancelled in the middle: what is done is done, and said.
    setOutputs(inputs, reports, server)
    writeSummary(reports, server, dryRun)
    throw error
  } finally {
    progress.end(reports)
  }
  await report(inputs, reports, server)
}

function setOutputs({ isList }: Inputs, reports: readonly Report[], server: Server): void {
  const [only] = reports
  if (!isList && only !== undefined) setItemOutputs(only, server)
  setListOutputs(reports, server, isList)
}

function startWork(inputs: Inputs, client: Client, folder: () => string): Work {
  const memory =
    inputs.cleanup && !inputs.dryRun
      ? createMemory(inputs.connection, inputs.deployment?.environment)
      : undefined
  return {
    client,
    say: { info: (text) => core.info(safe(text)), warning: (text) => core.warning(safe(text)) },
    waitUntilUp: inputs.waitUntilUp,
    directory: {},
    temporaryNames: undefined,
    onCreating: (name) => memory?.start(name) ?? (() => undefined),
    onCreated: (id, name) => memory?.add({ id, name }),
    onRemoved: (id) => memory?.remove(id),
    folder,
  }
}

/** Groups, tags, users and teams: one list of each kind that an item names, and none where nothing is compared. */
async function lookUp(work: Work, { items }: Inputs, found: readonly Endpoint[][]): Promise<void> {
  const compared = items.filter((item, index) => {
    const { length } = found[index] ?? []
    if (item.state === 'absent') return length > 0
    // Of several that race, none may be left when they are compared.
    return length !== 1 || item.ifExists === 'update' || item.ifExists === 'recreate'
  })
  const lists = neededBelongings(compared).map(
    async (kind) => [kind, await listBelongings(work.client, kind)] as const,
  )
  Object.assign(work.directory, Object.fromEntries(await Promise.all(lists)) satisfies Directory)
}

async function report(inputs: Inputs, reports: readonly Report[], server: Server): Promise<void> {
  if (inputs.dryRun) for (const planned of reports) for (const line of describePlan(planned)) core.info(line)
  setOutputs(inputs, reports, server)
  failItems(reports)
  writeSummary(reports, server, inputs.dryRun)
  const [only] = reports
  if (inputs.deployment !== undefined && only !== undefined && !inputs.dryRun) {
    await reportDeployment(inputs.deployment, only, server)
  }
}
