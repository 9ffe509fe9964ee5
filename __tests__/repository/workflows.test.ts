// What GitHub runs for this project, and what its users copy: pinned, with few permissions, and without expressions in
// scripts. actionlint and zizmor check more (scripts/lint-workflows.sh); these rules hold without them.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { root } from '../../stand-in/runner/runner.ts'

interface Step {
  name?: string
  uses?: string
  run?: string
  with?: Record<string, unknown>
}

interface Job {
  uses?: string
  steps?: Step[]
  permissions?: Record<string, string>
  'timeout-minutes'?: number
}

interface Workflow {
  permissions?: unknown
  jobs: Record<string, Job>
}

/** The owner and name that users write in `uses:`, from the one place that has it. */
const repository = /github\.com\/(.+)\.git$/.exec(
  (JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { repository: { url: string } })
    .repository.url,
)?.[1]

function workflowsIn(folder: string): string[] {
  const absolute = path.join(root, folder)
  if (!existsSync(absolute)) return []
  return readdirSync(absolute, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.ya?ml$/.test(file))
    .map((file) => path.join(folder, file))
    .filter((file) => /^jobs:/m.test(readFileSync(path.join(root, file), 'utf8')))
    .sort()
}

const own = workflowsIn('.github/workflows')
const examples = workflowsIn('examples')

test('there are workflows to check', () => {
  expect(own.map((file) => path.basename(file))).toEqual([
    'audit.yml',
    'ci.yml',
    'codeql.yml',
    'end-to-end.yml',
    'major-tag.yml',
    'release.yml',
  ])
})

test('zizmor lets the examples name this action by its tag, and only this one', () => {
  const config = parse(readFileSync(path.join(root, '.github/zizmor.yml'), 'utf8')) as {
    rules: { 'unpinned-uses': { config: { policies: Record<string, string> } } }
  }
  expect(config.rules['unpinned-uses'].config.policies).toEqual({
    '*': 'hash-pin',
    [repository ?? '']: 'ref-pin',
  })
})

describe.each([...own, ...examples])('%s', (file) => {
  const text = readFileSync(path.join(root, file), 'utf8')
  const workflow = parse(text) as Workflow
  const jobs = Object.values(workflow.jobs)
  const steps = jobs.flatMap((job) => job.steps ?? [])

  test('pins what it uses', () => {
    const lines = text.match(/^[ -]*uses: .*$/gm) ?? []
    // So that none hides from the pattern in another way of writing YAML.
    expect(lines).toHaveLength([...jobs, ...steps].filter((part) => part.uses !== undefined).length)
    for (const line of lines) {
      const used = line.replace(/^[ -]*uses: /, '')
      if (used.startsWith('./')) continue
      if (examples.includes(file) && used === `${String(repository)}@v1`) continue
      expect(used).toMatch(/^[\w.-]+(\/[\w.-]+)+@[0-9a-f]{40} # v\d+(\.\d+)*$/)
    }
  })

  test('starts without permissions', () => {
    expect(workflow.permissions).toEqual({})
  })

  test('gives no job all permissions', () => {
    for (const job of jobs) expect(typeof (job.permissions ?? {})).toBe('object')
  })

  test('leaves no token behind in a checkout', () => {
    for (const step of steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))) {
      expect(step.with).toMatchObject({ 'persist-credentials': false })
    }
  })

  test('has no expression in a script', () => {
    for (const { run } of steps) expect(run ?? '').not.toContain('${{')
  })

  test('ends each job in time', () => {
    for (const [name, job] of Object.entries(workflow.jobs)) {
      expect([name, job['timeout-minutes']]).toEqual([name, expect.any(Number)])
    }
  })
})

test('one version of an action is used everywhere', () => {
  const pins = new Map<string, Set<string>>()
  for (const file of [...own, ...examples]) {
    for (const [, action = '', pin = ''] of readFileSync(path.join(root, file), 'utf8').matchAll(
      /uses: ([\w-]+\/[\w-]+)\S*@([0-9a-f]{40} # \S+)/g,
    )) {
      pins.set(action, (pins.get(action) ?? new Set()).add(pin))
    }
  }
  expect([...pins].filter(([, versions]) => versions.size > 1)).toEqual([])
})

test('the major tag moves once a release is published, and only then', () => {
  const read = (name: string): string => readFileSync(path.join(root, '.github/workflows', name), 'utf8')
  const workflow = parse(read('major-tag.yml')) as { on: unknown }
  expect(workflow.on).toEqual({ release: { types: ['published'] } })
  for (const file of own.filter((name) => !name.endsWith('major-tag.yml'))) {
    expect(read(path.basename(file))).not.toContain('git/refs')
  }
})

test('tools from PyPI are installed by hash', () => {
  expect(readFileSync(path.join(root, 'scripts/install-tools.sh'), 'utf8')).toContain('--require-hashes')
  for (const script of ['.ci/run', 'scripts/install-tools.sh', 'scripts/lint-workflows.sh']) {
    const text = readFileSync(path.join(root, script), 'utf8')
    expect((text.match(/pip install/g) ?? []).length).toBe((text.match(/--require-hashes/g) ?? []).length)
  }
})
