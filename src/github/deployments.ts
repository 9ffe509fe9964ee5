import * as core from '@actions/core'
import { orUndefined } from '../foundation/errors.ts'
import { isTooDeep, parseWebUrl, quote, safe } from '../foundation/text.ts'
import { failureMessage, openRepository, PERMISSIONS, type Repository } from './client.ts'

interface DeploymentTarget {
  /** Empty when the run was given none. It is masked already. */
  readonly token: string
  /** The name of the GitHub environment (input `deployment`), such as `preview/pr-12`. */
  readonly environment: string
}

export interface DeployedEndpoint {
  readonly name: string
  /** What "View deployment" opens. */
  readonly url: string | undefined
  /** The endpoint is not as it should be: the deployment failed, and earlier ones stay in use. */
  readonly failed: boolean
}

interface Deployment {
  readonly id: number
  readonly sha: string
  /** Undefined when the run that made it got no further. */
  readonly state: string | undefined
  readonly url: string | undefined
}

/** Milliseconds that a whole report may take: a link in a pull request is not worth a job that hangs. */
const REPORT_TIMEOUT = 120_000

/** The task of this action's deployments: GitHub filters by it, and does not show it. */
const TASK = 'portainer-endpoint'

/** In the payload of this action's deployments, since anybody may use the name of a task. */
const MADE_BY = 'portainer-endpoint-action'

const MAX_PAGES = 3

/**
 * So many inactive ones in a row, and all before them are taken to be inactive too: they are made inactive oldest
 * first, and the state of each costs a request of the thousand an hour that a repository has.
 */
const ENOUGH_INACTIVE = 10

const MAX_DESCRIPTION = 140

/** Creates a deployment of the run's commit, unless the last one says the same, and makes earlier ones inactive. */
export async function announceDeployment(
  target: DeploymentTarget,
  endpoint: DeployedEndpoint,
  cancelled: AbortSignal,
): Promise<void> {
  await withRepository(target, 'reported', cancelled, async (repository) => {
    const { environment } = target
    const own = await findOwnDeployments(repository, environment)
    const state = endpoint.failed ? 'failure' : 'success'
    const url = parseWebUrl(endpoint.url ?? '')?.href
    const last = own.find((deployment) => deployment.state !== 'inactive')
    const what = `${quote(environment)} of commit ${repository.sha.slice(0, 7)}`
    let current = last?.id
    if (last?.sha === repository.sha && last.state === state && last.url === url) {
      core.info(`The deployment to ${what} is reported already.`)
    } else {
      current = await createDeployment(repository, environment, endpoint.name, state, url)
      core.info(`Reported a deployment to ${what}${url === undefined ? '' : `: ${url}`}`)
    }
    if (state === 'failure') return
    const earlier = own.filter((deployment) => deployment.id !== current)
    await retireAll(repository, environment, earlier)
  })
}

/** Makes this action's deployments of the environment inactive; those of others stay as they are. */
export async function retireDeployments(target: DeploymentTarget, cancelled: AbortSignal): Promise<void> {
  await withRepository(target, 'made inactive', cancelled, async (repository) => {
    const own = await findOwnDeployments(repository, target.environment)
    await retireAll(repository, target.environment, own)
  })
}

/** Never throws: a failure becomes a warning, since the endpoint itself is fine. */
async function withRepository(
  { token, environment }: DeploymentTarget,
  attempt: string,
  cancelled: AbortSignal,
  act: (repository: Repository) => Promise<void>,
): Promise<void> {
  if (token.trim() === '') {
    core.warning(
      `No deployment is reported for ${quote(environment)}: \`github-token\` is empty. ` +
        'That is normal for a pull request from a fork or by Dependabot, whose runs get no secrets; otherwise pass ' +
        `\`github-token: \${{ github.token }}\` and allow it to:\n${PERMISSIONS}`,
    )
    return
  }
  const tooLate = AbortSignal.timeout(REPORT_TIMEOUT)
  try {
    await act(await openRepository(token, AbortSignal.any([cancelled, tooLate])))
  } catch (error) {
    let reason = error
    if (tooLate.aborted) reason = `GitHub took longer than ${REPORT_TIMEOUT / 1000} seconds`
    if (cancelled.aborted) reason = 'the job was cancelled'
    core.warning(failureMessage(attempt, reason))
  }
}

/** This action's deployments to an environment, newest first, as far back as any can be in use. */
async function findOwnDeployments({ api, where }: Repository, environment: string): Promise<Deployment[]> {
  const found: Deployment[] = []
  let inactive = 0
  for (let page = 1; page <= MAX_PAGES; page++) {
    const response = await api.listDeployments({ ...where, environment, task: TASK, per_page: 100, page })
    for (const { id, sha, task, payload } of listed(response.data)) {
      if (task !== TASK || !isMarked(payload)) continue
      checkId(id)
      const { data } = await api.listDeploymentStatuses({ ...where, deployment_id: id, per_page: 100 })
      const statuses = listed(data)
      for (const status of statuses) checkId(status.id)
      // GitHub lists the newest first, but its documentation does not say so.
      const last = statuses.toSorted((a, b) => b.id - a.id)[0]
      found.push({ id, sha, state: last?.state, url: parseWebUrl(last?.environment_url ?? '')?.href })
      inactive = last?.state === 'inactive' ? inactive + 1 : 0
      if (inactive === ENOUGH_INACTIVE) return found
    }
    if (response.data.length < 100) break
  }
  return found
}

async function createDeployment(
  { api, where, sha, runUrl, eventName }: Repository,
  environment: string,
  endpointName: string,
  state: 'success' | 'failure',
  url: string | undefined,
): Promise<number> {
  const description = safe(`Portainer endpoint ${endpointName}`).slice(0, MAX_DESCRIPTION).toWellFormed()
  const { data } = await api.createDeployment({
    ...where,
    ref: sha,
    task: TASK,
    payload: { made_by: MADE_BY },
    environment,
    description,
    transient_environment: isTransient(environment, eventName),
    // The commit is deployed as it is and whatever its checks say: this very run may be one of them.
    auto_merge: false,
    required_contexts: [],
  })
  if (!('id' in data)) throw new Error(data.message ?? 'the response has no deployment in it')
  checkId(data.id)
  await api.createDeploymentStatus({
    ...where,
    deployment_id: data.id,
    state,
    description,
    // GitHub's own rule leaves transient environments out, and takes in what others deployed.
    auto_inactive: false,
    ...(url === undefined ? {} : { environment_url: url }),
    ...(runUrl === undefined ? {} : { log_url: runUrl }),
  })
  return data.id
}

/** Makes those in use inactive, oldest first: one that is left after a failure is then among the newest. */
async function retireAll(
  { api, where }: Repository,
  environment: string,
  deployments: readonly Deployment[],
): Promise<void> {
  for (const { id, state } of deployments.toReversed()) {
    if (['inactive', 'failure', 'error'].includes(state ?? '')) continue
    await api.createDeploymentStatus({ ...where, deployment_id: id, state: 'inactive', auto_inactive: false })
    core.info(`Deployment ${id} to ${quote(environment)} is now inactive.`)
  }
}

/** Whether an environment is temporary: for a pull request, or by a name such as `preview/pr-12`, `pr12` or `Reviews`. */
export function isTransient(environment: string, eventName: string): boolean {
  if (eventName === 'pull_request' || eventName === 'pull_request_target') return true
  // Not a literal: V8 builds the tables behind \p{…} when it reads one, at every start.
  return new RegExp(String.raw`^(?:preview|pr|review)s?(?!\p{Letter})`, 'iu').test(environment)
}

/** A response that was cut short, or that something else than GitHub sent, arrives as text. */
function listed<T>(data: T[]): T[] {
  if (!Array.isArray(data)) throw new Error('the response is not a list')
  return data
}

/** Ids become part of a path and of the log, so anything but GitHub's own form is refused. */
function checkId(id: unknown): void {
  if (!Number.isSafeInteger(id) || Number(id) < 1)
    throw new Error('the response has an id that is not a whole number')
}

/** A payload comes back as the object it was, or as its JSON. */
function isMarked(payload: unknown): boolean {
  let value = payload
  if (typeof payload === 'string') {
    value = isTooDeep(payload) ? undefined : orUndefined<unknown>(() => JSON.parse(payload))
  }
  return typeof value === 'object' && value !== null && 'made_by' in value && value.made_by === MADE_BY
}
