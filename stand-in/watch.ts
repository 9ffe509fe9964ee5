// Preloaded into a run of the action by tests (`NODE_OPTIONS=--import`): tells at its end which variables it set, which
// processes it started, and how much memory it took at most.
import childProcess from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'

/** What is written to the file that `WATCH_FILE` names. */
export interface Watched {
  /** Variables that are new or others than at the start. */
  variables: string[]
  processes: unknown[][]
  megabytes: number
}

const file = process.env['WATCH_FILE']
if (file !== undefined) {
  const before = { ...process.env }
  const processes: unknown[][] = []
  for (const name of [
    'spawn',
    'spawnSync',
    'exec',
    'execSync',
    'execFile',
    'execFileSync',
    'fork',
  ] as const) {
    const real = childProcess[name] as (...values: unknown[]) => unknown
    Object.assign(childProcess, {
      [name]: (...values: unknown[]) => {
        processes.push([name, ...values.filter((value) => typeof value !== 'function')])
        return real(...values)
      },
    })
  }
  process.on('exit', () => {
    const variables = Object.keys(process.env).filter((name) => process.env[name] !== before[name])
    // Of this process alone: Linux counts into maxRSS what the one that started it held at that moment.
    const peak = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    const megabytes = Math.round(Number(peak) / 1024)
    writeFileSync(file, JSON.stringify({ variables, processes, megabytes } satisfies Watched))
  })
}
