import * as core from '@actions/core'
import { announceDeployment, retireDeployments, type DeploymentTarget } from '../github/deployments.ts'
import type { Report } from '../steps/item.ts'
import { outputsOf, type Server } from './outputs.ts'

/** Tells GitHub where the endpoint is, or that it is gone. Never fails the endpoint. */
export async function reportDeployment(
  target: DeploymentTarget,
  report: Report,
  server: Server,
): Promise<void> {
  const log = { info: core.info, warning: (text: string) => core.warning(text) }
  if (report.item.state === 'absent') {
    if (report.error === undefined) await retireDeployments(target, log)
    return
  }
  const outputs = outputsOf(report, server)
  await announceDeployment(
    target,
    {
      name: outputs.name || (report.item.selector.name ?? ''),
      dashboardUrl: outputs['dashboard-url'] || undefined,
      failed: report.error !== undefined,
    },
    log,
  )
}
