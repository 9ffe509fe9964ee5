import * as core from '@actions/core'
import { systemClock } from './foundation/async.ts'
import { ConnectionError } from './foundation/errors.ts'
import { plural, quote, safe } from './foundation/text.ts'
import { retireDeployments } from './github/deployments.ts'
import { readConnection, type Connection } from './inputs/connection.ts'
import { stepInputs } from './inputs/source.ts'
import { maskFileSecrets, maskSecrets, readConcurrency } from './inputs/step.ts'
import { createClient, type Client } from './portainer/client.ts'
import { getEndpoint } from './portainer/endpoints.ts'
import { signIn, readServerStatus } from './portainer/session.ts'
import { openTransport } from './portainer/http.ts'
import {
  describeServer,
  readState,
  removeLeftFolder,
  type Created,
  type RunState,
  type TrustedServer,
} from './run-state.ts'
import { lookByName } from './steps/look.ts'
import { forEachConcurrent } from './foundation/async.ts'
import { removeEndpoint } from './steps/remove.ts'

/** The post step: removes what a killed run left on disk, and with `cleanup` the endpoints the run created. Never fails the job. */
export async function cleanUp(): Promise<void> {
  removeLeftFolder()
  try {
    const state = readState()
    if (state === undefined || state.created.length + state.creating.length === 0) return
    await removeCreated(state)
  } catch (error) {
    core.warning(`Cleaning up failed: ${describe(error)}`)
  }
}

async function removeCreated({ server, created, creating, deployment }: RunState): Promise<void> {
  const leaveAll = (why: string): void => {
    if (created.length > 0) leave(created, why)
    for (const name of creating)
      core.warning(`A create of ${quote(name)} was interrupted; it may be there: ${why}.`)
  }
  const source = stepInputs()
  maskSecrets(source)
  await maskFileSecrets(source)
  let connection: Connection
  try {
    connection = readConnection(source)
  } catch (error) {
    leaveAll(`the inputs can't be used any more: ${describe(error)}`)
    return
  }
  const changed = differences(server, describeServer(connection))
  if (changed.length > 0) {
    leaveAll(`${changed.join(', ')} changed since the step ran, so no credentials are sent`)
    return
  }
  const over = new AbortController()
  const transport = await openTransport(connection, over.signal)
  const anonymous = createClient(connection, transport, systemClock(over.signal))
  let removed: number | undefined
  try {
    const reading = readServerStatus(anonymous)
    const [status, credentials] = await Promise.all([reading, signIn(anonymous, reading)])
    const client = anonymous.signedIn(credentials, status.version)
    removed = await removeAll(client, created, readConcurrency(source))
    for (const name of creating) await tellOfInterrupted(client, name)
  } catch (error) {
    if (removed === undefined) leaveAll(describe(error))
    else core.warning(`Could not look for what an interrupted create left: ${describe(error)}`)
  } finally {
    anonymous.close()
    over.abort() // whatever still waits for an answer that nobody wants any more
  }
  if (removed !== undefined && removed > 0 && deployment !== '') await retire(deployment)
}

/** One that can't be removed does not keep the others, unless Portainer can't be reached any more. */
async function removeAll(client: Client, created: readonly Created[], concurrency: number): Promise<number> {
  let gone = 0
  let unreachable: ConnectionError | undefined
  const unreached: Created[] = []
  await forEachConcurrent(concurrency, created, async (one) => {
    try {
      if (unreachable !== undefined) throw unreachable
      gone += (await removeOne(client, one)) ? 1 : 0
    } catch (error) {
      if (!(error instanceof ConnectionError)) leave([one], describe(error))
      else {
        unreachable ??= error
        unreached.push(one)
      }
    }
  })
  if (unreachable !== undefined) leave(unreached, describe(unreachable))
  return gone
}

function leave(created: readonly Created[], why: string): void {
  const list = created.map(({ id, name }) => `${id} (${quote(name)})`).join(', ')
  core.warning(
    `Left ${plural(created.length, 'endpoint')} that this job created, id ${list}: ${why.replace(/\.$/, '')}.`,
  )
}

/**
 * Removes an endpoint of which id and name are still those that the run created.
 * @returns whether it is gone.
 */
async function removeOne(client: Client, { id, name }: Created): Promise<boolean> {
  const existing = await getEndpoint(client, id)
  if (existing === undefined) return true
  if (existing.name !== name) {
    core.warning(
      `Left endpoint ${id}: this job created it as ${quote(name)}, and it is called ${quote(existing.name)} now.`,
    )
    return false
  }
  await removeEndpoint({ client, onChangeSent: () => undefined }, id)
  core.info(`Removed endpoint ${quote(name)} (id ${id}), which this job created.`)
  return true
}

/**
 * What a create left that was interrupted before its answer came. Another run can have made it meanwhile, such as the
 * one for which this job was cancelled, so it is not removed.
 */
async function tellOfInterrupted(client: Client, name: string): Promise<void> {
  for (const { id } of await lookByName(client, name)) {
    core.warning(
      `Endpoint ${quote(name)} is there with the id ${id}. This job got no answer to its create of that name, and can't tell whether it made this one, so it was left; remove it with 'state: absent' if nobody else uses it.`,
    )
  }
}

/** The environment is the run's own: what `deployment` evaluates to by now may be another one's. */
async function retire(environment: string): Promise<void> {
  const token = stepInputs().text('github-token')
  if (token === undefined) return
  const log = { info: core.info, warning: (text: string) => core.warning(text) }
  await retireDeployments({ environment, token }, log, new AbortController().signal)
}

function differences(then: TrustedServer, now: TrustedServer): string[] {
  const names: Record<keyof TrustedServer, string> = {
    url: "'url'",
    caHash: "'ca-cert'",
    skipTlsVerify: "'skip-tls-verify'",
    headerNames: "the names in 'headers'",
    proxies: 'the proxy variables',
    trust: 'the variables that say which certificates are trusted',
  }
  return (Object.keys(names) as (keyof TrustedServer)[])
    .filter((key) => JSON.stringify(then[key]) !== JSON.stringify(now[key]))
    .map((key) => names[key])
}

const describe = (error: unknown): string => safe(error instanceof Error ? error.message : String(error))
