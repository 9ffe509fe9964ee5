import * as core from '@actions/core'
import { forEachConcurrent, systemClock } from './foundation/async.ts'
import { ActionError, ConnectionError, OutcomeError, ResponseError } from './foundation/errors.ts'
import { plural, quote } from './foundation/text.ts'
import { retireDeployments } from './github/deployments.ts'
import { readConnection, type Connection } from './inputs/connection.ts'
import { stepInputs } from './inputs/source.ts'
import { maskSecrets } from './inputs/step.ts'
import { createClient, type Client } from './portainer/client.ts'
import { getEndpoint, lookByName } from './portainer/endpoints.ts'
import { openTransport } from './portainer/http.ts'
import { signIn, readServerStatus } from './portainer/session.ts'
import {
  describeRoots,
  readState,
  removeLeftFolder,
  UNKNOWN_ROOTS,
  whyNotTrusted,
  type RunState,
} from './run-state.ts'
import type { Created } from './steps/context.ts'
import { removeEndpoint } from './steps/remove.ts'

/**
 * The post step: removes what a killed run left on disk, and with `cleanup` the endpoints the run created. Never fails
 * the job. It does not know all secrets of the run, so it prints no text of Portainer, which could repeat one.
 */
export async function cleanUp(): Promise<void> {
  try {
    removeLeftFolder()
    const state = readState()
    if (state === undefined || state.created.length + state.creating.length === 0) return
    await removeCreated(state)
  } catch (error) {
    core.warning(`Cleaning up failed: ${describe(error)}.`)
  }
}

async function removeCreated(state: RunState): Promise<void> {
  const { trusted, created, creating, concurrency, deployment } = state
  const leaveAll = (why: string): void => {
    if (created.length > 0) leave(created, why)
    for (const name of creating)
      core.warning(`The create of ${quote(name)} was interrupted, and the endpoint may exist: ${why}.`)
  }
  const source = stepInputs()
  maskSecrets(source)
  let connection: Connection
  try {
    connection = readConnection(source)
  } catch (error) {
    leaveAll(`the inputs can't be used any more: ${describe(error)}`)
    return
  }
  const refusal = await whyNotTrusted(trusted, connection)
  if (refusal !== undefined) {
    leaveAll(`${refusal}, so no credentials are sent`)
    return
  }
  const over = new AbortController()
  const transport = await openTransport(connection, over.signal)
  const anonymous = createClient(connection, transport, systemClock(over.signal))
  let removed = 0
  try {
    const reading = readServerStatus(anonymous)
    const [status, credentials] = await Promise.all([reading, signIn(anonymous, reading)])
    const client = anonymous.signedIn(credentials, status.version)
    removed = await removeAll(client, created, concurrency)
    for (const name of creating) await reportInterrupted(client, name)
  } catch (error) {
    leaveAll(`signing in failed: ${describe(error)}`)
  } finally {
    anonymous.close()
    over.abort() // ends what still waits for a response that nobody needs any more
  }
  if (removed > 0 && deployment !== '') await retire(state)
}

/** Removes each endpoint until Portainer can't be reached any more. Returns how many are gone. */
async function removeAll(client: Client, created: readonly Created[], concurrency: number): Promise<number> {
  let gone = 0
  let unreachable: ConnectionError | undefined
  const unreached: Created[] = []
  await forEachConcurrent(concurrency, created, async (one) => {
    try {
      if (unreachable !== undefined) throw unreachable
      if (await removeOne(client, one)) gone += 1
    } catch (error) {
      if (error instanceof ConnectionError) {
        unreachable ??= error
        unreached.push(one)
      } else leave([one], describe(error))
    }
  })
  if (unreachable !== undefined) leave(unreached, describe(unreachable))
  return gone
}

function leave(created: readonly Created[], why: string): void {
  const list = created.map(({ id, name }) => `${id} (${quote(name)})`).join(', ')
  core.warning(`Left ${plural(created.length, 'endpoint')} that this job created, id ${list}: ${why}.`)
}

/** Removes an endpoint if its id and name are still those that the run created. Returns whether it is gone. */
async function removeOne(client: Client, { id, name }: Created): Promise<boolean> {
  const existing = await getEndpoint(client, id)
  if (existing === undefined) return true
  if (existing.name !== name) {
    core.warning(`Left endpoint ${id}: this job created it as ${quote(name)}, and it has another name now.`)
    return false
  }
  await removeEndpoint({ client, onChangeSent: () => undefined }, id)
  core.info(`Removed endpoint ${quote(name)} (id ${id}), which this job created.`)
  return true
}

/** Leaves what an interrupted create may have created: it may be another run's, such as the one that replaced this job. */
async function reportInterrupted(client: Client, name: string): Promise<void> {
  try {
    for (const { id } of await lookByName(client, name)) {
      core.warning(
        `Endpoint ${quote(name)} exists with the id ${id}. This job got no response to its create of that name, and can't tell whether it created this one, so it was left; remove it with 'state: absent' if nobody else uses it.`,
      )
    }
  } catch (error) {
    core.warning(`Could not look for what the interrupted create of ${quote(name)} left: ${describe(error)}.`)
  }
}

/** The environment is the run's own: what `deployment` evaluates to by now may be another one. */
async function retire({ deployment: environment, githubRoots }: RunState): Promise<void> {
  const token = stepInputs().text('github-token')
  if (token === undefined) return
  if (githubRoots === UNKNOWN_ROOTS || githubRoots !== (await describeRoots())) {
    core.warning(
      `The deployment to ${quote(environment)} was left as it is: Node may trust other certificates now than in the step.`,
    )
    return
  }
  await retireDeployments({ environment, token }, new AbortController().signal)
}

/** What happened, in the action's own words, without a full stop. */
function describe(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ResponseError) return `the response had the status ${cause.status}`
    if (cause instanceof ConnectionError) return `no complete response came (${cause.code})`
    // Around what a server said there may be others.
    if (cause instanceof ActionError && !(cause instanceof OutcomeError))
      return cause.message.replace(/\.$/, '')
  }
  return `an error of the action itself (${error instanceof Error ? error.name : typeof error})`
}
