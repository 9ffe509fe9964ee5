// A step as its user sees it: the YAML he wrote, the log as GitHub shows it, the outputs, the job summary.
import { stringify } from 'yaml'
import type { Inputs, StepResult } from '../stand-in/runner/runner.ts'

const WIDTH = 110

/** What stands in the workflow file instead of a value that nobody writes there. */
const expressions: Record<string, string> = {
  password: '${{ secrets.PORTAINER_PASSWORD }}',
  'api-key': '${{ secrets.PORTAINER_API_KEY }}',
  'ca-cert': '${{ vars.PORTAINER_CA }}',
  'tls-ca-cert': '${{ secrets.DOCKER_CA }}',
  'tls-cert': '${{ secrets.DOCKER_CERT }}',
  'tls-key': '${{ secrets.DOCKER_KEY }}',
}

/** The step as it would stand in a workflow file. */
export function stepYaml(uses: string, inputs: Inputs): string {
  const written = Object.entries(inputs)
    .filter(([name, value]) => value !== '' && !(name === 'username' && value === 'admin'))
    .map(([name, value]) => [name, expressions[name] ?? value])
  return stringify([{ uses, with: Object.fromEntries(written) as Inputs }], { lineWidth: 0 }).trimEnd()
}

/** The log as GitHub shows it: workflow commands obeyed, masked texts replaced. */
export function logText(...results: StepResult[]): string {
  const masks = results.flatMap((result) => result.masks).sort((a, b) => b.length - a.length)
  return results
    .flatMap(({ log }) => log.split('\n'))
    .filter((line) => line !== '' && !/^::(debug|endgroup)::/.test(line))
    .map((line) => masked(shown(line), masks))
    .join('\n')
}

function shown(line: string): string {
  const command = /^::(\w+)(?: [^:]*)?::(.*)$/.exec(line)
  if (command === null) return line
  const [, name = '', text = ''] = command
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const label = { error: 'Error: ', warning: 'Warning: ', notice: 'Notice: ', group: '▼ ' }[name]
  return `${label ?? `${name}: `}${plain}`
}

const masked = (text: string, masks: readonly string[]): string =>
  masks.reduce((left, mask) => left.replaceAll(mask, '***'), text)

/** The outputs that are not empty: short ones side by side, long ones cut. */
export function outputText({ outputs, masks }: StepResult): string {
  const lines = ['']
  for (const [name, value] of Object.entries(outputs)) {
    if (value === '') continue
    const text = masked(`${name}: ${value}`, masks)
    const part = text.length > WIDTH ? `${text.slice(0, WIDTH - 1)}…` : text
    const last = lines.at(-1) ?? ''
    if (last !== '' && last.length + part.length + 3 <= WIDTH) lines[lines.length - 1] = `${last}   ${part}`
    else lines.push(part)
  }
  return lines.slice(1).join('\n')
}

/** The table of the job summary as text. */
export function summaryText(summary: string): string {
  if (summary === '') return ''
  const title = /<h3>(.*?)<\/h3>/.exec(summary)?.[1] ?? ''
  const rows = [...summary.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    // An empty cell has no end tag.
    row
      .split(/<t[hd]>/)
      .slice(1)
      .map(plainText),
  )
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const lines = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return [plainText(title), ...lines].map((line) => line.trimEnd()).join('\n')
}

function plainText(html: string): string {
  const named: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, name: string) =>
      code === undefined ? (named[name] ?? all) : String.fromCodePoint(Number(code)),
    )
}

/** A part of a step, indented below its heading. */
export function section(heading: string, text: string): string {
  const lines = text.split('\n').map((line) => `    ${line}`.trimEnd())
  return `  ${heading}\n${lines.join('\n')}\n`
}
