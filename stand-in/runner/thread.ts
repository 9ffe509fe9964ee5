// A thread in which the built action runs again and again, each time from a fresh start, on a clock that runs faster.
import { createRequire } from 'node:module'
import * as fs from 'node:fs'
import path from 'node:path'
import { compileFunction } from 'node:vm'
import { parentPort, workerData } from 'node:worker_threads'

/** One step to run. */
export interface QuickTask {
  /** The built file. */
  file: string
  env: Record<string, string>
}

export interface QuickEnd {
  exitCode: number
  printed: string
  /** Names of variables that it set or changed: programs that a step starts would be given them. */
  exported: string[]
}

const { speed } = workerData as { speed: number }
const { setTimeout: realTimeout } = globalThis
const realBigint = process.hrtime.bigint.bind(process.hrtime)
const realNow = performance.now.bind(performance)

// All that the action knows of time. Sockets and the threads themselves stay on the real clock.
globalThis.setTimeout = ((act: (...values: unknown[]) => void, milliseconds = 0, ...values: unknown[]) =>
  realTimeout(act, milliseconds / speed, ...values)) as typeof setTimeout
process.hrtime.bigint = () => realBigint() * BigInt(speed)
performance.now = () => realNow() * speed

type Module = { exports: Record<string, unknown> }
type Program = (require: NodeJS.Require, module: Module, exports: object, folder: string) => void

const programs = new Map<string, Program>()

/** The built file as a function. The only word changed is the one that drops the end of main's run: it is exported. */
function load(file: string): Program {
  const known = programs.get(file)
  if (known !== undefined) return known
  const source = fs
    .readFileSync(file, 'utf8')
    .replace('\nvoid run();\n', '\n__webpack_exports__.end = run();\n')
  const parameters = ['require', 'module', 'exports', '__dirname']
  const program = compileFunction(source, parameters, { filename: file }) as Program
  programs.set(file, program)
  return program
}

async function run({ file, env }: QuickTask): Promise<QuickEnd> {
  for (const name of Object.keys(process.env)) Reflect.deleteProperty(process.env, name)
  Object.assign(process.env, env)
  process.exitCode = 0
  let printed = ''
  process.stdout.write = process.stderr.write = (text: string | Uint8Array) => {
    printed += typeof text === 'string' ? text : Buffer.from(text).toString('utf8')
    return true
  }
  const module: Module = { exports: {} }
  try {
    load(file)(createRequire(file), module, module.exports, path.dirname(file))
    const { end, cleanUp } = module.exports
    await (path.basename(file) === 'cleanup.cjs' ? (cleanUp as () => Promise<void>)() : end)
  } catch (error) {
    printed += `UNCAUGHT ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`
    process.exitCode = 70
  }
  const exported = Object.keys(process.env).filter((name) => process.env[name] !== env[name])
  return { exitCode: process.exitCode, printed, exported }
}

parentPort?.on('message', (task: QuickTask) => {
  void run(task).then((end) => parentPort?.postMessage(end))
})
