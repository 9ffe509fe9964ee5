// How much memory a run of the built action took at most, as the system counts it: a probe that is loaded into its
// process and writes the figure down at the end.
import * as fs from 'node:fs'
import path from 'node:path'

export interface PeakProbe {
  /** For the run's environment. */
  env: NodeJS.ProcessEnv
  /** MiB of the last run. */
  read: () => number
}

/** @param folder where the probe and its figure lie; no space in it, for NODE_OPTIONS. */
export function makePeakProbe(folder: string): PeakProbe {
  const probe = path.join(folder, 'probe.cjs')
  const figure = path.join(folder, 'peak')
  fs.writeFileSync(
    probe,
    // Linux counts into maxRSS what the process that started this one held at that moment.
    `process.on('exit', () => {
      const fs = require('node:fs')
      let peak
      try {
        peak = /VmHWM:\\s+(\\d+)/.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]
      } catch {
        peak = process.resourceUsage().maxRSS
      }
      fs.writeFileSync(${JSON.stringify(figure)}, String(peak))
    })`,
  )
  return {
    env: { NODE_OPTIONS: `--require=${probe}` },
    read: () => Number(fs.readFileSync(figure, 'utf8')) / 1024,
  }
}
