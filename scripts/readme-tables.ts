// Writes the tables of inputs and outputs in README.md from action.yml, between markers:
//   <!-- inputs of the endpoint -->
//   ...
//   <!-- end -->
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { markdownTable } from 'markdown-table'
import { parse } from 'yaml'
import { connectionInputs, endpointInputs, policyInputs, runInputs } from '../src/inputs/names.ts'

interface ActionFile {
  inputs: Record<string, { description: string; required?: boolean }>
  outputs: Record<string, { description: string }>
}

const groups = {
  'inputs of Portainer': connectionInputs,
  'inputs of the endpoint': endpointInputs,
  'inputs of the run': [...policyInputs, ...runInputs],
} as const

/** README's text with the tables that action.yml makes. Throws when a marker is missing. */
export function withTables(readme: string, actionYml: string): string {
  const action = parse(actionYml) as ActionFile
  const inputs = Object.entries(groups).map(([marker, names]) => {
    const rows = names.map((name) => {
      const { description = '', required } = action.inputs[name] ?? {}
      const { meaning, usual } = splitDefault(description)
      return [`\`${name}\``, required ? '**required**' : usual, meaning]
    })
    return [marker, table(['Input', 'Default', 'Meaning'], rows)] as const
  })
  const outputs = Object.entries(action.outputs).map(([name, { description }]) => [
    `\`${name}\``,
    description,
  ])
  const tables = [...inputs, ['outputs', table(['Output', 'Meaning'], outputs)] as const]
  return tables.reduce((text, [marker, lines]) => between(text, marker, lines), readme)
}

/** A description ends with its default, if there is one; the table has a column for it. */
function splitDefault(description: string): { meaning: string; usual: string } {
  const match = /^(.*) Default: (.*)\.$/s.exec(description)
  return { meaning: match?.[1] ?? description, usual: match?.[2] ?? '' }
}

function table(header: string[], rows: string[][]): string {
  return markdownTable([header, ...rows], { alignDelimiters: false })
}

function between(text: string, marker: string, content: string): string {
  const start = `<!-- ${marker} -->\n`
  const from = text.indexOf(start)
  const to = text.indexOf('<!-- end -->', from)
  if (from < 0 || to < 0) throw new Error(`README.md has no ${start.trim()} with <!-- end -->`)
  const ignored = `<!-- prettier-ignore-start -->\n\n${content}\n\n<!-- prettier-ignore-end -->\n`
  return text.slice(0, from + start.length) + ignored + text.slice(to)
}

if (import.meta.main) {
  const root = path.dirname(import.meta.dirname)
  const file = path.join(root, 'README.md')
  const readme = readFileSync(file, 'utf8')
  writeFileSync(file, withTables(readme, readFileSync(path.join(root, 'action.yml'), 'utf8')))
}
