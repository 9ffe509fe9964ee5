// One Portainer, its engines and a job for a test; all of it is closed when the test is over.
import { afterAll, afterEach } from '@jest/globals'
import { startAgent, type AgentOptions } from '../../stand-in/engines/agent.ts'
import { startEngine, type EngineOptions, type StandInEngine } from '../../stand-in/engines/engine.ts'
import {
  startPortainer,
  type PortainerOptions,
  type RecordedRequest,
  type StandInPortainer,
} from '../../stand-in/portainer/portainer.ts'
import { startQuickRunner, type QuickRunner } from '../../stand-in/runner/thread-runner.ts'
import { startJob, type Inputs, type Job, type StepResult } from '../../stand-in/runner/runner.ts'

export const PASSWORD = 'correct horse battery'

/** What became of a run, and what it sent. */
export interface Run extends StepResult {
  /** What a user reads in the log: no debug lines; annotations as `error: …`, of several lines. */
  lines: string[]
  /** `METHOD path status`, in order. The status is asked for beside the first request and stands first. */
  requestLines: string[]
  requests: RecordedRequest[]
}

export interface Setup {
  portainer: StandInPortainer
  job: Job
  /** Main, with Portainer's URL and the password beside the inputs unless they say otherwise. */
  run: (inputs: Inputs, env?: NodeJS.ProcessEnv) => Promise<Run>
  /** The post step of a run, with the same inputs. */
  post: (main: Run, inputs: Inputs) => Promise<Run>
}

const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** Closes something when the test is over. */
export function closeAfterTest<T extends { close(): Promise<void> | void }>(opened: T): T {
  closers.push(() => opened.close())
  return opened
}

/**
 * Threads in which a suite of many runs executes main: as good as processes, and several times as fast. They end after
 * the suite's last test.
 * @param speed how many times as fast as ours the action's clock runs in them.
 */
export function startThreads({ threads = 1, speed = 1 } = {}): QuickRunner {
  const runner = startQuickRunner({ threads, speed })
  afterAll(() => runner.close())
  return runner
}

/**
 * A Portainer with the administrator `admin`, or still without one, and a job.
 * @param quick runs main in a thread instead of a process.
 */
export async function openSetup({
  fresh = false,
  quick,
  ...options
}: PortainerOptions & { fresh?: boolean; quick?: QuickRunner | undefined }): Promise<Setup> {
  const admin = fresh ? {} : { admin: { username: 'admin', password: PASSWORD } }
  const portainer = closeAfterTest(await startPortainer({ ...admin, ...options }))
  const job = closeAfterTest(startJob())
  const usual: Inputs = { url: portainer.url, password: PASSWORD }
  const watched = async (act: () => Promise<StepResult>): Promise<Run> => {
    const before = portainer.requests.length
    const result = await act()
    const requests = portainer.requests.slice(before)
    return { ...result, lines: readLines(result.log), requestLines: readRequestLines(requests), requests }
  }
  return {
    portainer,
    job,
    run: (inputs, env = {}) =>
      watched(() =>
        quick === undefined
          ? job.main({ ...usual, ...inputs }, env)
          : quick.main(
              { ...usual, ...inputs },
              {
                GITHUB_WORKSPACE: job.workspace,
                ...(env as Record<string, string>),
              },
            ),
      ),
    post: (main, inputs) => watched(() => job.post(main, { ...usual, ...inputs })),
  }
}

export async function openEngine(options?: EngineOptions): Promise<StandInEngine> {
  return closeAfterTest(await startEngine(options))
}

export async function openAgent(options: AgentOptions): Promise<StandInEngine> {
  return closeAfterTest(await startAgent(options))
}

function readLines(log: string): string[] {
  return log
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('::debug::'))
    .map((line) => line.replace(/^::(error|warning|notice)::/, '$1: '))
    .map((line) => line.replaceAll('%0A', '\n').replaceAll('%25', '%'))
}

function readRequestLines(requests: readonly RecordedRequest[]): string[] {
  const lines = requests.map(({ method, path, status }) => `${method} ${path} ${status}`)
  const isStatus = (line: string): boolean => line.startsWith('GET /api/status ')
  return [...lines.filter(isStatus), ...lines.filter((line) => !isStatus(line))]
}

/** The one request that a run sent to this path, such as its create. */
export function sentTo(run: Run, method: string, path: string): RecordedRequest {
  const found = run.requests.filter((request) => request.method === method && request.path === path)
  const [only] = found
  if (only === undefined || found.length > 1)
    throw new Error(`${found.length} requests ${method} ${path}:\n${run.requestLines.join('\n')}\n${run.log}`)
  return only
}

/** The text fields of the run's create, in one object. */
export function createFields(run: Run): Record<string, string> {
  return Object.fromEntries(sentTo(run, 'POST', '/api/endpoints').form ?? [])
}
