// The job of end-to-end.yml that has the action alone is executed here too, by a real workflow runner: its steps, what
// they check, and the post steps. Without the minute after which the runner ends a step.
import { describe, expect, test } from '@jest/globals'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parse, stringify } from 'yaml'
import { root } from '../../stand-in/runner/runner.ts'
import { executeOwn, whyNot } from '../helpers/act.ts'

interface Job {
  strategy: { matrix: { os: string[] } }
  steps: { name?: string; uses?: string; run?: string; with?: Record<string, unknown> }[]
}

const reason = whyNot()
const suite = reason === undefined ? describe : describe.skip
const file = path.join(root, '.github/workflows/end-to-end.yml')

/** Executes the job without the steps that install, which is done, and with further ones at the end. */
function execute(...further: Job['steps']): ReturnType<typeof executeOwn> {
  const workflow = parse(readFileSync(file, 'utf8')) as { jobs: { systems: Job } }
  const { systems } = workflow.jobs
  systems.strategy.matrix.os = ['ubuntu-latest']
  const steps = systems.steps.filter(
    (step) =>
      !/setup-node|npm ci/.test(`${step.uses} ${step.run}`) && !JSON.stringify(step).includes('cancelled'),
  )
  const jobs = { systems: { ...systems, steps: [...steps, ...further] } }
  return executeOwn(stringify({ ...workflow, jobs }), [
    '.github',
    'action.yml',
    'dist',
    'scripts',
    'stand-in',
    'package.json',
  ])
}

suite(`the action alone${reason === undefined ? '' : `, not executed: ${reason}`}`, () => {
  test('does what its job says, and leaves nothing behind', async () => {
    const { exitCode, log, lines } = await execute()
    if (exitCode !== 0) throw new Error(log)
    expect(lines).toEqual(
      expect.arrayContaining(["Removed endpoint 'secure' (id 2), which this job created."]),
    )
    expect(lines).toContain('0 left behind')
  })

  test('fails when something is left behind', async () => {
    const from = (name: string): string => `\${{ steps.start.outputs.${name} }}`
    const { exitCode, log } = await execute({
      uses: './',
      with: {
        url: from('url'),
        'api-key': from('api-key'),
        'ca-cert': from('ca-cert'),
        name: 'forgotten',
        'endpoint-url': 'unix:///var/run/docker.sock',
      },
    })
    expect(exitCode).toBe(1)
    expect(log).toContain('Left behind: endpoint forgotten')
  })
})
