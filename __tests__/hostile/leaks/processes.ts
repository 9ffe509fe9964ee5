// What others on the machine see of a step while it runs, and what one that is killed leaves to them.
import * as fs from 'node:fs'
import type { Misbehaviour } from '../../../stand-in/portainer/portainer.ts'
import { findLeaks } from '../../../stand-in/runner/secret-search.ts'
import type { StepResult } from '../../../stand-in/runner/runner.ts'
import { openSetup } from '../../helpers/setup.ts'
import { everything, PASSWORD } from './canaries.ts'
import { echoOf, ways } from './echoes.ts'
import { flows, putThere, requestsOf } from './steps.ts'

const secrets = [...everything.secrets, PASSWORD]

/** The command lines of a process and of all below it; nothing where there is no /proc. */
export function commandLines(pid: number): string[] {
  const of = (name: string): string => {
    try {
      return fs.readFileSync(`/proc/${pid}/${name}`, 'utf8')
    } catch {
      return '' // it has ended
    }
  }
  const threads = fs.existsSync(`/proc/${pid}/task`) ? fs.readdirSync(`/proc/${pid}/task`) : []
  const children = threads.flatMap((thread) => of(`task/${thread}/children`).split(' ').filter(Boolean))
  return [of('cmdline'), ...children.flatMap((child) => commandLines(Number(child)))]
}

/**
 * Kills a run at a request of a flow, by a server that repeats all it was given, and runs its post step.
 * @returns what the command lines and both steps hold of the secrets, and the command lines that were seen.
 */
export async function killAndSearch(
  step: string,
  way: string,
  signal: string,
): Promise<{ leaks: string[]; seen: string[]; results: StepResult[] }> {
  const flow = flows['recreate']
  const { portainer, job } = await openSetup({
    version: '2.44.0',
    edition: 'BE',
    dial: false,
    admin: { username: 'admin', password: PASSWORD },
  })
  putThere(portainer.state)
  const inputs = { url: portainer.url, password: PASSWORD, ...flow?.inputs, ...everything.inputs }
  const env = { ...everything.env, RUNNER_DEBUG: '1' }
  const running = job.start(inputs, env)
  const seen: string[] = []
  const look = (): Promise<void> => {
    seen.push(...commandLines(running.process.pid ?? 0))
    return Promise.resolve()
  }
  const says = (): string =>
    echoOf([...secrets].reverse())
      .slice(0, 300)
      .join(' ')
  const act = ways[way]?.(says, () => echoOf(secrets)) as Exclude<Misbehaviour['act'], string>
  const kill = (): Promise<void> => {
    if (signal.startsWith('SIG')) running.process.kill(signal as NodeJS.Signals)
    return look()
  }
  portainer.misbehave({ ...requestsOf(step), times: 1, act: { hold: kill } })
  portainer.misbehave({ ...requestsOf(step), act })
  portainer.misbehave({ act: { hold: look } })
  const main = await running.done
  const post = await job.post(main, inputs, env)
  const results = [main, post]
  const places = results.flatMap(({ log, summary, state, outputs }, index) =>
    Object.entries({ log, summary, state: JSON.stringify(state), ...outputs }).map(
      ([name, text]) => [`${name} of step ${index}`, text] as const,
    ),
  )
  const leaks = findLeaks(secrets, {
    ...Object.fromEntries(places),
    'command lines': seen.join('\n'),
    'files left': post.leftFiles.join('\n'),
  })
  return { leaks, seen, results }
}
