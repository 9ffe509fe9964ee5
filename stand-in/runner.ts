// Runs the action as GitHub's runner does: the built files as processes of their own, inputs and command files by the
// environment, main first, then post with what main left in its state. After each run every place it writes to is
// searched for the secrets it was given; one that is found is an error, whatever the test is about.
import { spawn, type ChildProcess } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { findLeaks, readAllFiles, secretsOf } from './leaks.ts'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

interface ActionFile {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
  runs: { main: string; post: string }
}

export const actionFile = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8')) as ActionFile

export type Inputs = Record<string, string | number | boolean | undefined>

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

/** A job on a machine of its own: folders and command files, gone with {@link Job.close}. */
export interface Job {
  folder: string
  temp: string
  workspace: string
  /** Starts main; `kill` with a signal is the runner's way to cancel. */
  start(inputs: Inputs, env?: NodeJS.ProcessEnv): Running
  main(inputs: Inputs, env?: NodeJS.ProcessEnv): Promise<StepResult>
  /** The post step of a main that has run. Inputs may be others by then. */
  post(main: Pick<StepResult, 'state'>, inputs: Inputs, env?: NodeJS.ProcessEnv): Promise<StepResult>
  close(): void
}

export interface Running {
  process: ChildProcess
  /** What was printed so far. */
  printed(): string
  done: Promise<StepResult>
}

export function startJob(): Job {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'job-'))
  const temp = path.join(folder, 'temp')
  const workspace = path.join(folder, 'workspace')
  fs.mkdirSync(temp)
  fs.mkdirSync(workspace)
  let steps = 0

  const run = (file: string, inputs: Inputs, env: NodeJS.ProcessEnv): Running => {
    steps += 1
    const files = Object.fromEntries(
      ['OUTPUT', 'STATE', 'STEP_SUMMARY', 'ENV', 'PATH'].map((name) => {
        const commandFile = path.join(folder, `${name.toLowerCase()}-${steps}`)
        fs.writeFileSync(commandFile, '')
        return [`GITHUB_${name}`, commandFile]
      }),
    )
    const child = spawn(process.execPath, [path.join(root, file)], {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        ...inputVariables(inputs),
        ...files,
        RUNNER_TEMP: temp,
        GITHUB_WORKSPACE: workspace,
        GITHUB_ACTIONS: 'true',
        ...env,
      },
    })
    let printed = ''
    const collect = (chunk: Buffer): void => {
      printed += chunk.toString('utf8')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    const done = new Promise<StepResult>((resolve, reject) => {
      child.on('error', reject)
      child.on('close', (exitCode) => {
        const result = readResult(exitCode, printed, files, temp)
        const killed = child.signalCode === 'SIGKILL' // then the post step is what removes files
        const leaks = findLeaks(secretsOf(inputs, env), placesOf(result, files, killed ? undefined : temp))
        if (leaks.length > 0) reject(new Error(`A secret leaked:\n${leaks.join('\n')}`))
        else resolve(result)
      })
    })
    return { process: child, printed: () => printed, done }
  }

  return {
    folder,
    temp,
    workspace,
    start: (inputs, env = {}) => run(actionFile.runs.main, inputs, env),
    main: (inputs, env = {}) => run(actionFile.runs.main, inputs, env).done,
    post: (main, inputs, env = {}) => {
      const state = Object.fromEntries(
        Object.entries(main.state).map(([name, value]) => [`STATE_${name}`, value]),
      )
      return run(actionFile.runs.post, inputs, { ...state, ...env }).done
    },
    close: () => {
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The inputs as the runner hands them over: every one that action.yml declares, with its default or empty. */
export function inputVariables(inputs: Inputs): NodeJS.ProcessEnv {
  const unknown = Object.keys(inputs).filter((name) => !(name in actionFile.inputs))
  if (unknown.length > 0) throw new Error(`action.yml has no input ${unknown.join(', ')}`)
  return Object.fromEntries(
    Object.entries(actionFile.inputs).map(([name, { default: usual = '' }]) => [
      `INPUT_${name.replace(/ /g, '_').toUpperCase()}`,
      String(inputs[name] ?? usual),
    ]),
  )
}

function readResult(
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
    outputs: readCommandFile(files['GITHUB_OUTPUT'] ?? ''),
    state: readCommandFile(files['GITHUB_STATE'] ?? ''),
    summary: fs.readFileSync(files['GITHUB_STEP_SUMMARY'] ?? '', 'utf8'),
    errors: command('error'),
    warnings: command('warning'),
    leftFiles: fs.readdirSync(temp, { recursive: true }).map(String),
  }
}

/** Everywhere a run can leave something. The edge key is an output on purpose. */
function placesOf(
  { log, outputs, state }: StepResult,
  files: Record<string, string>,
  temp: string | undefined,
): Record<string, string> {
  const others = Object.entries(outputs).filter(([name]) => name !== 'edge-key' && name !== 'edge-keys')
  return {
    log,
    outputs: others.map(([, value]) => value).join('\n'),
    state: Object.values(state).join('\n'),
    ...Object.fromEntries(
      ['GITHUB_STEP_SUMMARY', 'GITHUB_ENV', 'GITHUB_PATH'].map((name) => [
        name,
        fs.readFileSync(files[name] ?? '', 'utf8'),
      ]),
    ),
    ...(temp === undefined ? {} : readAllFiles(temp)),
  }
}

const unescape = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')

/** `name<<delimiter`, the value's lines, `delimiter`: what @actions/core writes. */
export function readCommandFile(file: string): Record<string, string> {
  const values: Record<string, string> = {}
  const lines = fs.readFileSync(file, 'utf8').split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const match = /^(.*?)<<(ghadelimiter_.*)$/.exec(lines[index] ?? '')
    if (match === null) continue
    const end = lines.indexOf(match[2] ?? '', index + 1)
    values[match[1] ?? ''] = lines.slice(index + 1, end).join('\n')
    index = end
  }
  return values
}
