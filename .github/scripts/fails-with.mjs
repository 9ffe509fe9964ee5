// Runs the built action as the runner does and passes when it fails with TEXT in an error annotation: a workflow can't
// read what its own steps have logged.
//   fails-with.mjs TEXT input=value ...      INPUT_PASSWORD comes from the environment: arguments are for all to see
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'

const root = fileURLToPath(new URL('../..', import.meta.url))
const [text, ...pairs] = process.argv.slice(2)
const action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8'))

// The step's own command files must not hear of this run.
const folder = mkdtempSync(path.join(tmpdir(), 'fails-with-'))
const commandFiles = ['GITHUB_OUTPUT', 'GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH', 'GITHUB_STEP_SUMMARY']
const env = { ...process.env, RUNNER_TEMP: folder }
for (const name of commandFiles) {
  env[name] = path.join(folder, name)
  writeFileSync(env[name], '')
}

for (const [name, { default: value = '' }] of Object.entries(action.inputs)) {
  env[`INPUT_${name.toUpperCase()}`] ??= String(value)
}
for (const pair of pairs) {
  const [name] = pair.split('=', 1)
  if (!(name in action.inputs)) throw new Error(`action.yml has no input ${name}`)
  env[`INPUT_${name.toUpperCase()}`] = pair.slice(name.length + 1)
}

const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, action.runs.main)], {
  env,
  encoding: 'utf8',
})
const log = stdout + stderr
// Shown, but not obeyed: an error that was wanted is no annotation of this job.
console.log(log.replaceAll(/^::/gm, ': :'))

const annotations = log.match(/^::error.*$/gm) ?? []
const problems = []
if (status !== 1) problems.push(`The action ended with ${String(status)}, not 1.`)
if (!annotations.some((line) => line.includes(text))) problems.push(`No error annotation has: ${text}`)
for (const problem of problems) console.log(`::error::${problem}`)
process.exitCode = problems.length === 0 ? 0 : 1
