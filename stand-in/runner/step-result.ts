// What a step leaves behind: what it printed, the runner's command files, files; and the search of all that for secrets.
import * as fs from 'node:fs'
import path from 'node:path'
import { findLeaks, readAllFiles } from './secret-search.ts'

export interface StepResult {
  /** Null when a signal ended it. */
  exitCode: number | null
  /** All that was printed, without the commands that set masks. */
  log: string
  /** What the runner would mask. */
  masks: string[]
  outputs: Record<string, string>
  state: Record<string, string>
  summary: string
  errors: string[]
  warnings: string[]
  /** Files left below RUNNER_TEMP. */
  leftFiles: string[]
}

/** Empty files for one step, by the variable that names them. */
export function makeCommandFiles(folder: string, step: number): Record<string, string> {
  return Object.fromEntries(
    ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'].map((name) => {
      const file = path.join(folder, `${name.toLowerCase()}-${step}`)
      fs.writeFileSync(file, '')
      return [`GITHUB_${name}`, file]
    }),
  )
}

/** Words that the action itself writes: a password that is one of them can't be told from it. */
const OWN_WORDS = new Set(['updated', 'http', 'true', 'Docker', 'dashboard'])

/** Throws when one of the secrets given stands anywhere in what a step left. */
export function refuseLeaks(
  secrets: readonly string[],
  result: StepResult,
  files: Record<string, string>,
  temp: string | undefined,
): void {
  const { edgeKeys, others } = placesOf(result, files, temp)
  // Of what is masked, an edge key alone may be in these two outputs.
  const keys = Object.values(edgeKeys).flatMap((text) =>
    text.startsWith('{') ? Object.values(JSON.parse(text) as Record<string, string>) : [text],
  )
  const searched = [...secrets, ...result.masks].filter((secret) => !OWN_WORDS.has(secret))
  const leaks = [
    ...findLeaks(searched, others),
    ...findLeaks(
      searched.filter((secret) => !keys.includes(secret)),
      edgeKeys,
    ),
  ]
  if (leaks.length > 0) throw new Error(`A secret leaked:\n${leaks.join('\n')}`)
}

/** What a step printed and wrote, as the runner reads it. */
export function readResult(
  exitCode: number | null,
  printed: string,
  files: Record<string, string>,
  temp: string,
): StepResult {
  const lines = printed.split('\n')
  const command = (name: string): string[] =>
    lines
      .filter((line) => line.startsWith(`::${name}::`) || line.startsWith(`::${name} `))
      .map((line) => unescape(line.slice(line.indexOf('::', 2) + 2)))
  return {
    exitCode,
    log: lines.filter((line) => !line.startsWith('::add-mask::')).join('\n'),
    masks: command('add-mask'),
    outputs: Object.fromEntries(readCommandFile(files['GITHUB_OUTPUT'] ?? '')),
    state: Object.fromEntries(readCommandFile(files['GITHUB_STATE'] ?? '')),
    summary: fs.readFileSync(files['GITHUB_STEP_SUMMARY'] ?? '', 'utf8'),
    errors: command('error'),
    warnings: command('warning'),
    leftFiles: fs.readdirSync(temp, { recursive: true }).map(String),
  }
}

/** Everywhere a run can leave something, with every value it ever set; apart those that hold edge keys on purpose. */
function placesOf(
  { log }: StepResult,
  files: Record<string, string>,
  temp: string | undefined,
): { edgeKeys: Record<string, string>; others: Record<string, string> } {
  const edgeKeys: [string, string][] = []
  const others: [string, string][] = [['log', log]]
  for (const [variable, file] of Object.entries(files)) {
    if (variable !== 'GITHUB_OUTPUT') others.push([variable, fs.readFileSync(file, 'utf8')])
    else
      for (const [index, [name, value]] of readCommandFile(file).entries()) {
        const places = name === 'edge-key' || name === 'edge-keys' ? edgeKeys : others
        places.push([`output ${name} (${index})`, value])
      }
  }
  return {
    edgeKeys: Object.fromEntries(edgeKeys),
    others: { ...Object.fromEntries(others), ...(temp === undefined ? {} : readAllFiles(temp)) },
  }
}

const unescape = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')

/** `name<<delimiter`, the value's lines, `delimiter`: what @actions/core writes. In the order written. */
function readCommandFile(file: string): [name: string, value: string][] {
  const values: [string, string][] = []
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const match = /^(.*?)<<(ghadelimiter_.*)$/.exec(lines[index] ?? '')
    if (match === null) continue
    const end = lines.indexOf(match[2] ?? '', index + 1)
    values.push([match[1] ?? '', lines.slice(index + 1, end).join('\n')])
    index = end
  }
  return values
}
