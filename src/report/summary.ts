import * as core from '@actions/core'
import { printable, safe } from '../foundation/text.ts'
import { labelOfType, typeLabel } from '../inputs/endpoint-types.ts'
import type { Server } from '../steps/connect.ts'
import type { Report } from '../steps/context.ts'
import { outputsOf } from './outputs.ts'

const MAX_ROWS = 500
/** GitHub drops the whole summary of a step above 1 MiB. */
const MAX_BYTES = 1_000_000

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** A text inside an HTML table of Markdown: neither HTML nor Markdown any more. */
function escape(text: string): string {
  return text.replace(
    /[&<>"'\\`*_[\]()#!|~@]/g,
    (character) => entities[character] ?? `&#${character.charCodeAt(0)};`,
  )
}

/** A text that is not the action's own, made visible, scrubbed and escaped: `core.summary` escapes nothing. */
const cell = (text: string): string => escape(safe(text, 500))

const attribute = (url: string): string => url.replace(/[&<>"']/g, (character) => entities[character] ?? '')

/** Adds a row for each endpoint to the job summary, failed ones first. A summary that can't be written is a warning. */
export async function writeSummary(
  reports: readonly Report[],
  server: Server,
  dryRun: boolean,
): Promise<void> {
  if (!process.env['GITHUB_STEP_SUMMARY']) return
  const failed = reports.filter(({ error }) => error !== undefined)
  const others = reports.filter(({ error }) => error === undefined)
  const rows: string[][] = []
  let bytes = 0
  for (const report of [...failed, ...others].slice(0, MAX_ROWS)) {
    // `core.summary` does not close a cell with nothing in it.
    const row = describeRow(report, server).map((text) => text || ' ')
    bytes += Buffer.byteLength(`<tr>${row.map((text) => `<td>${text}</td>`).join('')}</tr>`)
    if (bytes > MAX_BYTES) break
    rows.push(row)
  }
  const header = ['Endpoint', 'Id', 'Type', 'URL', dryRun ? 'Would be' : 'Result']
  const left = reports.length - rows.length
  core.summary
    .addHeading(`Portainer ${cell(server.version)}`, 3)
    .addTable([header.map((data) => ({ data, header: true })), ...rows])
    .addRaw(left > 0 ? `… and ${left} more.\n` : '')
  try {
    await core.summary.write()
  } catch (error) {
    core.warning(`The job summary could not be written: ${safe(String(error), 300)}`)
  }
}

function describeRow(report: Report, server: Server): string[] {
  const outputs = outputsOf(report, server)
  const { endpoint, item, error } = report
  // An endpoint that does not exist is described as it was asked for.
  const desired = endpoint === undefined && item.state === 'present' ? item : undefined
  const name = cell(endpoint?.name ?? item.selector.name ?? '')
  const link = outputs['dashboard-url']
  return [
    link === '' ? name : `<a href="${attribute(link)}">${name}</a>`,
    outputs.id,
    endpoint ? typeLabel(endpoint.type) : desired ? labelOfType(desired.type) : '',
    cell(endpoint?.url ?? desired?.url ?? ''),
    error === undefined
      ? outputs.result || 'not reached'
      : `failed: ${escape(printable(error.message, 500))}`,
  ]
}
