// One process, measured from outside by the system's own accounting of a child that has ended.
import { spawn } from 'node:child_process'

export interface Figures {
  exitCode: number
  /** Seconds of both kinds of CPU time. */
  cpu: number
  /** Seconds on the clock. */
  wall: number
  /** MiB at most. */
  peak: number
}

/** Python's os.wait4 gives what Node does not: microseconds and the peak of one child. */
const WAIT4 = `
import json, os, sys, time
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0), (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)])
_, status, usage = os.wait4(pid, 0)
print(json.dumps({"exitCode": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime,
    "wall": time.monotonic() - start, "peak": usage.ru_maxrss / 1024}))
`

/** Runs a command without its output. Throws when it can't be started; needs python3. */
export function measure(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Figures> {
  return new Promise((resolve, reject) => {
    const child = spawn('python3', ['-c', WAIT4, ...command], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    let printed = ''
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()))
    child.on('error', reject)
    child.on('close', (status) => {
      if (status === 0) resolve(JSON.parse(printed) as Figures)
      else reject(new Error(`python3 ended with ${String(status)} while measuring ${command[0] ?? ''}`))
    })
  })
}

/** The middle one. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = header.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(width[column] ?? 0)).join(' | ')} |`
  return [line(header), line(width.map((columns) => '-'.repeat(columns))), ...rows.map(line)].join('\n')
}
