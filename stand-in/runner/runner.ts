// Runs the action as GitHub's runner does: the built files as processes of their own, inputs and command files by the
// environment, main first, then post with what main left in its state. After each run every place it writes to is
// searched for the secrets it was given; one that is found is an error, whatever the test is about.
import { spawn, type ChildProcess } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { parse } from 'yaml'
import { secretsOf } from './secret-search.ts'
import { makeCommandFiles, readResult, refuseLeaks, type StepResult } from './step-result.ts'

export type { StepResult } from './step-result.ts'

export const root = path.resolve(import.meta.dirname, '../..')

interface ActionFile {
  inputs: Record<string, { description: string; required?: boolean; default?: string }>
  outputs: Record<string, { description: string }>
  runs: { main: string; post: string }
}

export const actionFile = parse(fs.readFileSync(path.join(root, 'action.yml'), 'utf8')) as ActionFile

/** Signals that leave a process no time to put anything away: on Windows, where there are none, any. */
const deadly = new Set<NodeJS.Signals | null>(
  process.platform === 'win32' ? ['SIGINT', 'SIGTERM', 'SIGKILL'] : ['SIGKILL'],
)

export type Inputs = Record<string, string | number | boolean | undefined>

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
    const files = makeCommandFiles(folder, steps)
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
    const collect = (text: string): void => {
      printed += text
    }
    child.stdout.setEncoding('utf8').on('data', collect)
    child.stderr.setEncoding('utf8').on('data', collect)
    const closed = new Promise<number | null>((resolve, reject) => {
      child.on('error', reject).on('close', resolve)
    })
    const done = closed.then((exitCode) => {
      const result = readResult(exitCode, printed, files, temp)
      const killed = deadly.has(child.signalCode) // then the post step is what removes files
      refuseLeaks(secretsOf(inputs, env), result, files, killed ? undefined : temp)
      return result
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
      return run(actionFile.runs.post, inputs, { ...env, ...state }).done
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
