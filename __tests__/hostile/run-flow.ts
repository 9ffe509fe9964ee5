// A flow of the action against a Portainer that does something else with one of its requests.
import { flows, prepareOthers, type FlowEngines, type FlowName } from '../../stand-in/faults/flows.ts'
import { startPortainer, type Misbehaviour } from '../../stand-in/portainer/portainer.ts'
import type { QuickRunner } from '../../stand-in/runner/thread-runner.ts'
import type { StepResult } from '../../stand-in/runner/runner.ts'

const PASSWORD = 'Correct-horse-battery-1'

/** Seconds on a clock that runs twenty times as fast: for runs that nobody waits for, also on a busy machine. */
export const AMPLE = 600

export interface FlowRun {
  result: StepResult
  /** `METHOD /path`, without queries, in order. */
  requests: string[]
}

/** Runs main of a flow; what the rule fits is answered by the rule. */
export async function runFlow(
  runner: QuickRunner,
  engines: FlowEngines,
  name: FlowName,
  rule?: Misbehaviour,
): Promise<FlowRun> {
  const flow = flows[name]
  const admin = { username: 'admin', password: PASSWORD }
  const portainer = await startPortainer({
    version: flow.versions === '1.x' ? '1.24.2' : '2.23.0',
    ...(flow.fresh ? {} : { admin }),
    localSocket: '/nowhere',
    limiter: false,
  })
  try {
    prepareOthers(portainer.state)
    flow.prepare?.(portainer.state, engines)
    const secret =
      flow.credentials === 'password' ? { password: PASSWORD } : { 'api-key': portainer.createApiKey() }
    if (rule !== undefined) portainer.misbehave(rule)
    const result = await runner.main({
      ...flow.inputs(engines),
      ...secret,
      url: portainer.url,
      timeout: AMPLE,
    })
    const requests = portainer.requests.map(({ method, path }) => `${method} ${path.split('?')[0] ?? ''}`)
    return { result, requests }
  } finally {
    await portainer.close()
  }
}

/** A rule for one request, by what {@link runFlow} says of it. */
export function atRequest(request: string, act: Misbehaviour['act']): Misbehaviour {
  const [method = '', path = ''] = request.split(' ')
  return { method, path: new RegExp(`^${path.replaceAll('/', '\\/')}(\\?|$)`), act }
}

/** Every request of the flows, once, with a flow that sends it. */
export async function requestsOf(
  runner: QuickRunner,
  engines: FlowEngines,
  names: readonly FlowName[],
): Promise<[request: string, flow: FlowName][]> {
  const all = new Map<string, FlowName>()
  for (const name of names) {
    const { requests } = await runFlow(runner, engines, name)
    for (const request of requests) if (!all.has(request)) all.set(request, name)
  }
  return [...all]
}
