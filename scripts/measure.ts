// Processes measured from outside, by the system's own accounting of a child that has ended, and in turn.
import { spawn } from 'node:child_process'

export interface Figures {
  exitCode: number
  /** Seconds of both kinds of CPU time. */
  cpu: number
  /** Seconds on the clock. */
  wall: number
  /** MiB at most. */
  peak: number
  /** Those that the server saw; 0 where nobody counts. */
  requests: number
  /** The annotations for a failure. No other line: what is printed beside them is not masked here. */
  errors: string[]
}

export interface Row {
  name: string
  /** @param round counts from 1; 0 warms up. */
  run: (round: number) => Promise<Figures>
}

/** Python's os.wait4 gives what Node does not: microseconds and the peak of one child. */
const WAIT4 = `
import json, os, sys, tempfile, time
said = tempfile.TemporaryFile()
start = time.monotonic()
pid = os.posix_spawnp(sys.argv[1], sys.argv[1:], os.environ,
    file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), 1), (os.POSIX_SPAWN_DUP2, said.fileno(), 2)])
_, status, usage = os.wait4(pid, 0)
wall = time.monotonic() - start
said.seek(0)
errors = [line.decode(errors="replace").rstrip() for line in said if line.startswith(b"::error")]
print(json.dumps({"exitCode": os.waitstatus_to_exitcode(status), "cpu": usage.ru_utime + usage.ru_stime,
    "wall": wall, "peak": usage.ru_maxrss / 1024, "requests": 0, "errors": errors}))
`

/** Runs a command, of whose output the errors are kept. Throws when it can't be started; needs python3. */
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

/**
 * The rows in turn, A B C A B C …, since a machine's speed drifts; before several rounds, one that does not
 * count.
 * @returns the rounds, each with the figures of all rows.
 */
export async function measureInTurn(rows: readonly Row[], rounds: number): Promise<Figures[][]> {
  const all: Figures[][] = []
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round += 1) {
    const ofRound: Figures[] = []
    for (const { name, run } of rows) {
      const figures = await run(round)
      if (figures.exitCode !== 0) {
        throw new Error(
          [`${name} ended with ${figures.exitCode}`, ...figures.errors].join('\n').replaceAll('%0A', '\n'),
        )
      }
      ofRound.push(figures)
    }
    if (round > 0) all.push(ofRound)
  }
  return all
}

/** The middle one. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? 0)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}
