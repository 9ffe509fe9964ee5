// Runs the built action often: in threads instead of processes, on a clock that runs faster, so that thousands of runs
// with stalls and waits take minutes. What a step leaves is read and searched as `runner.ts` does.
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { secretsOf } from './secret-search.ts'
import type { QuickEnd, QuickTask } from './thread.ts'
import { actionFile, inputVariables, root, type Inputs } from './runner.ts'
import { makeCommandFiles, readResult, refuseLeaks, type StepResult } from './step-result.ts'

export interface QuickRunner {
  /** How many times as fast as ours the action's clock runs. */
  speed: number
  /** `secrets`: to be searched for beside those that can be told from the inputs. */
  main(inputs: Inputs, env?: Record<string, string>, secrets?: readonly string[]): Promise<StepResult>
  /** The post step of a main that has run. */
  post(
    main: Pick<StepResult, 'state'>,
    inputs: Inputs,
    env?: Record<string, string>,
    secrets?: readonly string[],
  ): Promise<StepResult>
  close(): Promise<void>
}

/** @param threads how many steps run at once. */
export function startQuickRunner({ threads, speed }: { threads: number; speed: number }): QuickRunner {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'jobs-'))
  const all = Array.from({ length: threads }, (_, index) =>
    startThread(speed, path.join(folder, String(index))),
  )
  const free = [...all]
  const waiting: ((thread: Thread) => void)[] = []

  const take = (): Promise<Thread> => {
    const thread = free.pop()
    return thread ? Promise.resolve(thread) : new Promise((resolve) => waiting.push(resolve))
  }
  const give = (thread: Thread): void => {
    const next = waiting.shift()
    if (next) next(thread)
    else free.push(thread)
  }

  async function run(
    file: string,
    inputs: Inputs,
    own: Record<string, string>,
    secrets: readonly string[],
  ): Promise<StepResult> {
    const thread = await take()
    // One folder for all runs of a thread: making and removing one for each takes longer than the run.
    const job = thread.folder
    const temp = path.join(job, 'temp')
    try {
      const files = makeCommandFiles(job, 1)
      const env = { ...inputVariables(inputs), ...files, RUNNER_TEMP: temp, GITHUB_WORKSPACE: job, ...own }
      const { exitCode, printed, exported } = await thread.run({ file, env: env })
      if (exported.length > 0) throw new Error(`Put into process.env: ${exported.join(', ')}`)
      const result = readResult(exitCode, printed, files, temp)
      refuseLeaks([...secretsOf(inputs, env), ...secrets], result, files, temp)
      return result
    } finally {
      for (const left of fs.readdirSync(temp)) fs.rmSync(path.join(temp, left), { recursive: true })
      give(thread)
    }
  }

  return {
    speed,
    main: (inputs, env = {}, secrets = []) =>
      run(path.join(root, actionFile.runs.main), inputs, env, secrets),
    post: (main, inputs, env = {}, secrets = []) => {
      const state = Object.entries(main.state).map(([name, value]) => [`STATE_${name}`, value])
      const own = { ...env, ...(Object.fromEntries(state) as Record<string, string>) }
      return run(path.join(root, 'dist/cleanup.cjs'), inputs, own, secrets)
    },
    close: async () => {
      await Promise.all(all.map((thread) => thread.close()))
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

interface Thread {
  folder: string
  run(task: QuickTask): Promise<QuickEnd>
  close(): Promise<unknown>
}

function startThread(speed: number, folder: string): Thread {
  fs.mkdirSync(path.join(folder, 'temp'), { recursive: true })
  const worker = new Worker(new URL('./thread.ts', import.meta.url), { workerData: { speed }, env: {} })
  // An idle thread must not keep the process alive: if all tests of a file are skipped, nobody closes it.
  worker.unref()
  return {
    folder,
    run: (task) =>
      new Promise<QuickEnd>((resolve, reject) => {
        worker.ref()
        worker.once('message', (end: QuickEnd) => {
          worker.off('error', reject)
          resolve(end)
        })
        worker.once('error', reject)
        worker.postMessage(task)
      }).finally(() => worker.unref()),
    close: () => worker.terminate(),
  }
}
