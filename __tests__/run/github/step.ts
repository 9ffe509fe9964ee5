// One step of a job at the stand-in's GitHub, and what it said.
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { startGitHub, type GitHubOptions, type GitHubStandIn } from '../../../stand-in/github/github.ts'
import type { Call, Outcome } from './call.ts'

export const TOKEN = 'ghs_not-a-real-token-0123456789'
export const SHA = '1'.repeat(40)

const run = promisify(execFile)

export interface Step extends Partial<Call> {
  event?: { name: string; payload: unknown }
  env?: Record<string, string>
}

/** Calls what the step says in a process with a job's variables. The token must not show in anything it says. */
export async function step(
  apiUrl: string,
  { event, env, ...call }: Step,
): Promise<Outcome & { printed: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'github-'))
  try {
    const eventPath = path.join(folder, 'event.json')
    await writeFile(eventPath, JSON.stringify(event?.payload ?? {}))
    const asked: Call = {
      verb: 'announce',
      token: TOKEN,
      environment: 'staging',
      endpoint: { name: 'web', url: 'https://portainer.example/#!/7/docker/dashboard', failed: false },
      ...call,
    }
    const { stdout, stderr } = await run(
      process.execPath,
      [path.join(process.cwd(), '__tests__/run/github/call.ts'), JSON.stringify(asked)],
      {
        env: {
          GITHUB_API_URL: apiUrl,
          GITHUB_SERVER_URL: 'https://github.example',
          GITHUB_REPOSITORY: 'acme/shop',
          GITHUB_SHA: SHA,
          GITHUB_EVENT_NAME: event?.name ?? 'push',
          GITHUB_EVENT_PATH: eventPath,
          GITHUB_RUN_ID: '4711',
          NO_PROXY: '*',
          // The sources and @actions/github compiled once for all these processes.
          NODE_COMPILE_CACHE: path.join(tmpdir(), 'node-compile-cache'),
          ...env,
        },
      },
    )
    const lines = stdout.trimEnd().split('\n')
    const outcome = JSON.parse(lines.at(-1) ?? '') as Outcome
    const printed = [...lines.filter((line) => !line.startsWith('::add-mask::')), stderr].join('\n')
    return { ...outcome, printed }
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** Lends a stand-in to a test, and closes it afterwards. */
export async function withGitHub(
  options: GitHubOptions,
  test: (github: GitHubStandIn) => Promise<void>,
): Promise<void> {
  const github = await startGitHub(options)
  try {
    await test(github)
  } finally {
    await github.close()
  }
}

/** The last state of each deployment, oldest first. */
export function lastStates({ deployments }: GitHubStandIn): (string | undefined)[] {
  return deployments.map(({ statuses }) => statuses.at(-1)?.state)
}
