// Executes workflows with `act`, a real workflow runner, on this machine, against servers of the test.
import { execFileSync, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { root } from '../../stand-in/runner/runner.ts'

/** From the one place that has it. */
const repository = /github\.com\/(.+)\.git$/.exec(
  (JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { repository: { url: string } })
    .repository.url,
)?.[1]

const act = path.join(root, '.tools/bin/act')

/** Why the examples can't be executed here; undefined when they can. */
export function whyNot(): string | undefined {
  if (process.platform !== 'linux') return 'the workflow runner runs jobs of Ubuntu on Linux only'
  if (fs.existsSync(act)) return undefined
  const missing = 'act is missing: run scripts/install-tools.sh'
  if (process.env['CI']) throw new Error(missing)
  return missing
}

export interface Event {
  name: 'push' | 'pull_request' | 'release' | 'schedule' | 'workflow_dispatch'
  payload?: object
}

export interface Execution {
  exitCode: number | null
  /** All that act printed. */
  log: string
  /** What the steps printed, without act's prefix. */
  lines: string[]
}

export interface Repository {
  workspace: string
  /** Executes `examples/FILE` for an event, with what is set in the repository's settings. */
  execute(
    file: string,
    event: Event,
    settings: Record<'vars' | 'secrets', Record<string, string>>,
  ): Promise<Execution>
  close(): void
}

/** A checked-out repository with these files, of which the examples are the workflows. */
export function openRepository(files: Record<string, string> = {}): Repository {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'act-'))
  const [workspace, action, home] = ['workspace', 'action', 'home'].map((name) => {
    fs.mkdirSync(path.join(folder, name))
    return path.join(folder, name)
  }) as [string, string, string]
  // What a release holds of the action: no more is there on a runner.
  for (const part of ['action.yml', 'dist']) {
    fs.cpSync(path.join(root, part), path.join(action, part), { recursive: true })
  }
  for (const [name, text] of Object.entries({ 'README.md': 'A shop.\n', ...files })) {
    fs.mkdirSync(path.dirname(path.join(workspace, name)), { recursive: true })
    fs.writeFileSync(path.join(workspace, name), text)
  }
  commit(workspace)

  return {
    workspace,
    close: () => fs.rmSync(folder, { recursive: true, force: true }),
    execute: (file, { name, payload = {} }, { vars, secrets }) => {
      const eventFile = path.join(folder, 'event.json')
      fs.writeFileSync(eventFile, JSON.stringify(payload))
      for (const [kind, values] of Object.entries({ vars, secrets })) {
        const lines = Object.entries(values).map(([key, value]) => `${key}="${value}"\n`)
        fs.writeFileSync(path.join(folder, kind), lines.join(''))
      }
      return run(workspace, home, [
        ...[name, '-W', path.join(root, 'examples', file)],
        ...['--local-repository', `${repository ?? ''}@v1=${action}`, '-e', eventFile],
        ...['--secret-file', path.join(folder, 'secrets'), '--var-file', path.join(folder, 'vars')],
        ...[
          '--env',
          'GITHUB_REPOSITORY=acme/shop',
          '--env',
          `GITHUB_API_URL=${vars['GITHUB_API_URL'] ?? ''}`,
        ],
      ])
    },
  }
}

/** Executes a workflow of this repository's own, in a copy of the parts named. */
export async function executeOwn(workflow: string, parts: readonly string[]): Promise<Execution> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'act-'))
  const [workspace, home, file] = ['workspace', 'home', 'workflow.yml'].map((name) =>
    path.join(folder, name),
  ) as [string, string, string]
  try {
    for (const part of parts)
      fs.cpSync(path.join(root, part), path.join(workspace, part), { recursive: true })
    fs.mkdirSync(home)
    fs.writeFileSync(file, workflow)
    commit(workspace)
    fs.symlinkSync(path.join(root, 'node_modules'), path.join(workspace, 'node_modules'))
    return await run(workspace, home, ['push', '-W', file])
  } finally {
    fs.rmSync(folder, { recursive: true, force: true })
  }
}

function commit(workspace: string): void {
  const git = (...words: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=A', '-c', 'user.email=a@shop.example', ...words], {
      cwd: workspace,
    })
  git('init', '--quiet', '--initial-branch=main')
  git('add', '--all')
  git('commit', '--quiet', '--message=First')
}

function run(workspace: string, home: string, words: string[]): Promise<Execution> {
  const cache = path.join(home, 'cache')
  const always = [
    ...['-C', workspace, '-P', 'ubuntu-latest=-self-hosted', '--concurrent-jobs', '1'],
    ...['--no-cache-server', '--action-cache-path', cache, '--action-offline-mode'],
  ]
  return new Promise((resolve, reject) => {
    const child = spawn(act, [...words, ...always], {
      cwd: workspace,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { HOME: home, PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin` },
    })
    let log = ''
    const collect = (chunk: Buffer): void => {
      log += chunk.toString('utf8')
    }
    child.stdout.on('data', collect)
    child.stderr.on('data', collect)
    child.on('error', reject)
    child.on('close', (exitCode) => {
      const lines = log.split('\n').flatMap((line) => /^\[[^\]]*\] {3}\| (.*)$/.exec(line)?.[1] ?? [])
      resolve({ exitCode, log, lines })
    })
  })
}
