import * as fs from 'node:fs'
import { safe } from '../foundation/text.ts'
import { outputsOf, type Server } from './outputs.ts'
import type { Report } from '../steps/report.ts'

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

/**
 * Adds a row for each endpoint to the job summary, failed ones first. Written here, not by `@actions/core`, whose
 * summary loads Node's file promises, and with them readline, at every start.
 */
export function writeSummary(reports: readonly Report[], server: Server, dryRun: boolean): void {
  const file = process.env['GITHUB_STEP_SUMMARY']
  if (!file) return
  const failed = reports.filter(({ error }) => error !== undefined)
  const others = reports.filter(({ error }) => error === undefined)
  const header = ['Endpoint', 'Id', 'Type', 'URL', dryRun ? 'Would be' : 'Result']
  const rows: string[] = []
  let bytes = 0
  for (const report of [...failed, ...others].slice(0, MAX_ROWS)) {
    const row = htmlRow('td', describeRow(report, server))
    bytes += Buffer.byteLength(row)
    if (bytes > MAX_BYTES) break
    rows.push(row)
  }
  const left = reports.length - rows.length
  const table = `<table>${htmlRow('th', header)}${rows.join('')}</table>`
  const rest = left > 0 ? `… and ${left} more.\n` : ''
  fs.appendFileSync(file, `<h3>Portainer ${cell(server.version)}</h3>\n${table}\n${rest}`)
}

function describeRow(report: Report, server: Server): string[] {
  const outputs = outputsOf(report, server)
  // What is not there is described as it was asked for.
  const desired = report.endpoint === undefined && report.item.state === 'present' ? report.item : undefined
  const name = cell(outputs.name || report.item.selector.name || '')
  const link = outputs['dashboard-url']
  return [
    link === '' ? name : `<a href="${attribute(link)}">${name}</a>`,
    cell(outputs.id),
    cell(desired?.type ?? outputs.type),
    cell(desired?.url ?? outputs['endpoint-url']),
    report.error === undefined ? cell(outputs.result) : `failed: ${cell(report.error.message)}`,
  ]
}

const htmlRow = (tag: 'th' | 'td', cells: readonly string[]): string =>
  `<tr>${cells.map((text) => `<${tag}>${text}</${tag}>`).join('')}</tr>`
