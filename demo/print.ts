// A step as its user sees it: the YAML in the workflow, the log as GitHub shows it, the result.
import { stringify } from 'yaml'
import type { Inputs, StepResult } from '../stand-in/runner/runner.ts'

/** What a workflow has instead of a value that nobody writes there. */
const expressions: Record<string, string> = {
  password: '${{ secrets.PORTAINER_PASSWORD }}',
  'api-key': '${{ secrets.PORTAINER_API_KEY }}',
  'ca-cert': '${{ vars.PORTAINER_CA }}',
  'tls-ca-cert': '${{ secrets.DOCKER_CA }}',
  'tls-cert': '${{ secrets.DOCKER_CERT }}',
  'tls-key': '${{ secrets.DOCKER_KEY }}',
}

/** Inputs as a workflow file has them under `with`. */
export function inputsYaml(inputs: Inputs): string {
  const written = Object.entries(inputs)
    .filter(([name, value]) => value !== '' && !(name === 'username' && value === 'admin'))
    .map(([name, value]) => [name, expressions[name] ?? value])
  return stringify(Object.fromEntries(written), { lineWidth: 0 }).trimEnd()
}

/** The log as GitHub shows it: workflow commands obeyed, masked texts replaced. */
export function logText(...results: StepResult[]): string {
  const masks = results.flatMap((result) => result.masks).sort((a, b) => b.length - a.length)
  return results
    .flatMap(({ log }) => log.split('\n'))
    .filter((line) => line !== '' && !/^::(debug|endgroup)::/.test(line))
    .map((line) => masks.reduce((text, mask) => text.replaceAll(mask, '***'), withoutCommand(line)))
    .join('\n')
}

function withoutCommand(line: string): string {
  const command = /^::(\w+)(?: [^:]*)?::(.*)$/.exec(line)
  if (command === null) return line
  const [, name = '', text = ''] = command
  const plain = text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
  const label = { error: 'Error: ', warning: 'Warning: ', notice: 'Notice: ', group: '▼ ' }[name]
  return `${label ?? `${name}: `}${plain}`
}

export const indent = (text: string, by: string): string => text.replace(/^(?=.)/gm, by)
