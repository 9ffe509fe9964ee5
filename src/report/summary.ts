import * as core from '@actions/core'
import { safe } from '../foundation/text.ts'
import { outputsOf, type Server } from './outputs.ts'
import type { Report } from '../steps/items.ts'

const MOST_ROWS = 500

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A foreign text inside an HTML table of Markdown: made visible, and neither HTML nor Markdown any more. */
export function cell(text: string): string {
  return safe(text, 500).replace(
    /[&<>"'\\`*_[\]()#!|~@]/g,
    (character) => entities[character] ?? `&#${character.charCodeAt(0)};`,
  )
}

/** A link target inside an HTML attribute. */
function attribute(url: string): string {
  return safe(url, 2000).replace(/[&<>"']/g, (character) => entities[character] ?? character)
}

/** Adds a row for each endpoint to the job summary, failed ones first. */
export async function writeSummary(
  reports: readonly Report[],
  server: Server,
  dryRun: boolean,
): Promise<void> {
  if (!process.env['GITHUB_STEP_SUMMARY']) return
  const failedFirst = [...reports].sort(
    (a, b) => Number(b.error !== undefined) - Number(a.error !== undefined),
  )
  const rows = failedFirst.slice(0, MOST_ROWS).map((report) => {
    const outputs = outputsOf(report, server)
    const name = cell(outputs.name || report.item.sought.name || '')
    const link = outputs['dashboard-url']
    return [
      link === '' ? name : `<a href="${attribute(link)}">${name}</a>`,
      cell(outputs.id),
      cell(outputs.type),
      cell(outputs['endpoint-url']),
      report.error === undefined ? cell(outputs.result) : `failed: ${cell(report.error.message)}`,
    ]
  })
  const header = ['Endpoint', 'Id', 'Type', 'URL', dryRun ? 'Would be' : 'Result'].map((data) => ({
    data,
    header: true,
  }))
  core.summary.addHeading(`Portainer ${cell(server.version)}`, 3).addTable([header, ...rows])
  const left = reports.length - rows.length
  if (left > 0) core.summary.addRaw(`… and ${left} more.`, true)
  await core.summary.write()
}
