// One run of one flow with faults on its way, and what must hold whatever they are.
import { flows, prepareOthers, type FlowEngines, type FlowName } from './flows.ts'
import { startFaultProxy, type Fault, type FaultProxy } from './proxy.ts'
import { startPortainer, type StandInPortainer } from '../portainer/portainer.ts'
import type { QuickRunner } from '../runner/thread-runner.ts'
import type { Inputs, StepResult } from '../runner/runner.ts'
import type { Endpoint } from '../portainer/state.ts'

export interface FaultRun {
  flow: FlowName
  version: string
  faults: readonly Fault[]
  /** Seconds, by the action's clock. */
  timeout: number
}

export interface FaultOutcome {
  /** Of main, of two of them, or of the post step. */
  results: StepResult[]
  /** What the action and the proxy between said to each other. */
  proxy: Pick<FaultProxy, 'requests' | 'injected'>
  /** What must hold and does not; empty when all is well. */
  broken: string[]
}

const PASSWORD = 'Correct-horse-battery-1'

/** Seconds by the action's clock, by which a busy machine may be late: three of ours where it runs ten times as fast. */
const SLACK = 30

/** Runs a flow, and after a failure once more without faults: what failed must be safe to run again. */
export async function runWithFaults(
  runner: QuickRunner,
  engines: FlowEngines,
  run: FaultRun,
): Promise<FaultOutcome> {
  const flow = flows[run.flow]
  const admin = { username: 'admin', password: PASSWORD }
  const portainer = await startPortainer({
    version: run.version,
    ...(flow.fresh ? {} : { admin }),
    localSocket: '/nowhere',
    limiter: false,
  })
  const proxy = await startFaultProxy({
    target: portainer.url,
    faults: run.faults,
    restart: portainer.restart,
    https: flow.https ?? false,
    pace: { trickle: 1000 / runner.speed, down: 1000 / runner.speed },
  })
  try {
    prepareOthers(portainer.state)
    flow.prepare?.(portainer.state, engines)
    const secret =
      flow.credentials === 'password' ? { password: PASSWORD } : { 'api-key': portainer.createApiKey() }
    const inputs = (url: string): Inputs => ({
      ...within(flow.inputs(engines), url === proxy.url ? run.timeout : 3600),
      ...secret,
      url,
      ...(url === proxy.url ? { 'ca-cert': proxy.caCert } : {}),
    })
    const before = new Map(portainer.state.endpoints.map((endpoint) => [endpoint.Id, shownOf(endpoint)]))
    const started = performance.now()
    const results = await runStep(runner, flow.step, inputs(proxy.url), () => inputs(portainer.url))
    const seconds = ((performance.now() - started) / 1000) * runner.speed
    const broken = results.flatMap((result) => [
      ...always(portainer, proxy, result, flow.step === 'twice'),
      ...(result.exitCode === 0
        ? flow.wrong(portainer.state, result, engines).map((words) => `all is said to be well, but ${words}`)
        : flow.step === 'twice'
          ? []
          : afterFailure(run.flow, portainer, before, result)),
    ])
    for (const { method, path, took } of proxy.requests) {
      const inAction = ((took ?? 0) / 1000) * runner.speed
      if (inAction > run.timeout + SLACK) broken.push(`${method} ${path} took ${Math.round(inAction)} s`)
    }
    // The longest pause between two is 8 s.
    if (seconds > (proxy.requests.length + 2) * (run.timeout + 10))
      broken.push(`it took ${Math.round(seconds)} s`)
    if (!flow.fails && results.some(({ exitCode }) => exitCode !== 0)) {
      const again = await runner.main(inputs(portainer.url))
      const wrong = again.exitCode === 0 ? flow.wrong(portainer.state, again, engines) : again.errors
      broken.push(
        ...[...wrong, ...always(portainer, proxy, again, flow.step === 'twice')].map(
          (words) => `run again: ${words}`,
        ),
      )
    }
    return { results, proxy: { requests: proxy.requests, injected: proxy.injected }, broken }
  } finally {
    await proxy.close()
    await portainer.close()
  }
}

async function runStep(
  runner: QuickRunner,
  step: 'twice' | 'post' | undefined,
  inputs: Inputs,
  withoutFaults: () => Inputs,
): Promise<StepResult[]> {
  if (step === undefined) return [await runner.main(inputs)]
  if (step === 'twice') return Promise.all([runner.main(inputs), runner.main(inputs)])
  const main = await runner.main(withoutFaults())
  const server = { ...(JSON.parse(main.state['server'] ?? '{}') as object), url: inputs['url'] }
  return [await runner.post({ state: { ...main.state, server: JSON.stringify(server) } }, inputs)]
}

/** So many seconds for each request, and for a wait where there is one. */
const within = (inputs: Inputs, timeout: number): Inputs => ({
  ...inputs,
  timeout,
  ...('wait-until-up' in inputs ? { 'wait-until-up': timeout } : {}),
})

/** What holds after every run, failed or not. */
function always(
  { state }: StandInPortainer,
  proxy: FaultProxy,
  { exitCode, errors, log, leftFiles }: StepResult,
  /** Portainer lets two runs at once make two groups of one name. */
  twice: boolean,
): string[] {
  const unique = [state.endpoints, state.tags, ...(twice ? [] : [state.groups])]
  const names = unique.map((all) => all.map(({ Name }) => Name))
  const known = (id: number): boolean => state.groups.some(({ Id }) => Id === id)
  const tagged = (id: number): boolean => state.tags.some(({ ID }) => ID === id)
  // One of the wrong type may be left only where that is said.
  const said = (id: number): boolean =>
    errors.some((error) => /may be there/.test(error) || error.includes(`id ${id}`))
  const half = state.endpoints.filter(
    ({ Id, GroupId, TagIds, Type }) => !known(GroupId) || !TagIds.every(tagged) || (Type !== 1 && !said(Id)),
  )
  const signIns = proxy.requests.filter(({ path }) => path === '/api/auth').length
  return [
    ...(exitCode === 0 || exitCode === 1 ? [] : [`it exits with ${exitCode ?? 'a signal'}`]),
    ...(exitCode === 1 && errors.length === 0 ? ['it fails without an error'] : []),
    ...errors.flatMap((error) => (namesStep(error) ? [] : [`the error names no step: ${error}`])),
    ...names.flatMap((all) => (new Set(all).size < all.length ? [`two of one name: ${all.join()}`] : [])),
    ...half.map(({ Id }) => `endpoint ${Id} is half stored`),
    ...(leftFiles.length > 0 ? [`files are left: ${leftFiles.join()}`] : []),
    ...(signIns > 10 ? [`${signIns} sign-ins`] : []),
    ...(/eyJ[\w-]{8}/.test(log) ? [`a token is shown: ${log}`] : []),
    ...(/UNCAUGHT|of the action itself|\n\s+at /.test(log) ? [`a fault of its own: ${log}`] : []),
  ]
}

/** Every failure says what was tried. */
function namesStep(error: string): boolean {
  return /Could not [a-z]+ |^Endpoint '|^Portainer created endpoint|session expired|more endpoints failed/.test(
    error,
  )
}

/** What an update may change. */
const shownOf = ({ Name, URL, PublicURL, GroupId, Tags, TagIds, ...rest }: Endpoint): string =>
  JSON.stringify([Name, URL, PublicURL, GroupId, Tags, TagIds, rest.UserAccessPolicies, rest.AuthorizedUsers])

/** A failure says whether the endpoint may be there, or may be gone. */
function afterFailure(
  flow: FlowName,
  { state }: StandInPortainer,
  before: ReadonlyMap<number, string>,
  { errors, outputs }: StepResult,
): string[] {
  const text = errors.join('\n')
  const made = state.endpoints.filter(({ Id }) => !before.has(Id))
  const gone = [...before.keys()].filter((id) => !state.endpoints.some(({ Id }) => Id === id))
  const changed = state.endpoints.filter(
    (endpoint) => before.has(endpoint.Id) && before.get(endpoint.Id) !== shownOf(endpoint),
  )
  const saysChanged = /may have been made|after the update|was changed/.test(text)
  const saysThere =
    /exists|may still appear|may exist|may be there|was created|was recreated|was left|endpoint \d+/.test(
      text,
    )
  const saysGone = /may be gone|was recreated/.test(text)
  return [
    ...(made.length > 0 && !saysThere ? [`nothing says that an endpoint may be there: ${text}`] : []),
    ...(gone.length > 0 && !saysGone && flow !== 'list'
      ? [`nothing says that the endpoint may be gone: ${text}`]
      : []),
    ...(changed.length > 0 && !saysChanged && flow !== 'list'
      ? [`nothing says that the endpoint may be changed: ${text}`]
      : []),
    ...(flow === 'recreate' && state.endpoints.length === 0 ? ['the endpoint is lost'] : []),
    ...(flow === 'create' && outputs['id'] && made.length === 0
      ? ['the output names an id that is not there']
      : []),
  ]
}
