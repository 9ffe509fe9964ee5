import { isTooDeep, safe } from '../foundation/text.ts'
import type { Repository } from './client.ts'

/** The task of this action's deployments: GitHub filters by it, and does not show it. */
const TASK = 'portainer-endpoint'

/** In the payload of this action's deployments, since a task's name is anybody's to use. */
const MARK = { made_by: 'portainer-endpoint-action' } as const

/** Pages of 100 deployments that are looked at, newest first. */
const MAX_PAGES = 3

/**
 * So many inactive ones in a row, and all before them are taken to be inactive too: they are made inactive oldest
 * first, and the state of each costs a request of the thousand an hour that a repository has.
 */
const ENOUGH_INACTIVE = 10

/** GitHub's limit for a description. */
const MAX_DESCRIPTION = 140

/** A deployment that this action made. */
export interface Deployment {
  readonly id: number
  readonly sha: string
  /** Its last status; none when the run that made it got no further. */
  readonly state: string | undefined
  readonly url: string | undefined
}

/** This action's deployments to an environment, newest first, as far back as any can be in use. */
export async function findOwnDeployments(repository: Repository, environment: string): Promise<Deployment[]> {
  const found: Deployment[] = []
  let inactive = 0
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { where, api } = repository
    const response = await api.listDeployments({ ...where, environment, task: TASK, per_page: 100, page })
    for (const { id, sha, task, payload } of listed(response.data)) {
      if (task !== TASK || !isMarked(payload)) continue
      checkId(id)
      const deployment = { id, sha, ...(await lastStatus(repository, id)) }
      found.push(deployment)
      inactive = deployment.state === 'inactive' ? inactive + 1 : 0
      if (inactive === ENOUGH_INACTIVE) return found
    }
    if (response.data.length < 100) break
  }
  return found
}

/** A deployment to be made of the run's commit, and how it ended. */
export interface NewDeployment {
  readonly environment: string
  readonly transient: boolean
  readonly description: string
  readonly state: 'success' | 'failure'
  readonly url: string | undefined
}

/** Makes a deployment of the run's commit with its status, and returns its id. */
export async function createOwnDeployment(
  { api, where, sha, runUrl }: Repository,
  { environment, transient, state, url, ...rest }: NewDeployment,
): Promise<number> {
  const description = safe(rest.description).slice(0, MAX_DESCRIPTION).toWellFormed()
  const { data } = await api.createDeployment({
    ...where,
    ref: sha,
    task: TASK,
    payload: { ...MARK },
    environment,
    description,
    transient_environment: transient,
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

/** Makes those in use inactive, oldest first, so that one that is left after a failure is among the newest. */
export async function* retireOwnDeployments(
  { api, where }: Repository,
  deployments: readonly Deployment[],
): AsyncGenerator<number> {
  for (const { id } of deployments.filter(isStanding).toReversed()) {
    await api.createDeploymentStatus({ ...where, deployment_id: id, state: 'inactive', auto_inactive: false })
    yield id
  }
}

/** Whether GitHub shows it as in use or on its way. One that failed keeps saying so. */
function isStanding({ state }: Deployment): boolean {
  return state !== 'inactive' && state !== 'failure' && state !== 'error'
}

async function lastStatus(
  { api, where }: Repository,
  id: number,
): Promise<Pick<Deployment, 'state' | 'url'>> {
  const { data } = await api.listDeploymentStatuses({ ...where, deployment_id: id, per_page: 100 })
  // GitHub lists the newest first, but its documentation does not say so.
  const statuses = listed(data)
  for (const status of statuses) checkId(status.id)
  const last = statuses.toSorted((a, b) => b.id - a.id)[0]
  return { state: last?.state, url: last?.environment_url ?? undefined }
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
  if (typeof value === 'string') {
    if (isTooDeep(value)) return false
    try {
      value = JSON.parse(value) as unknown
    } catch {
      return false
    }
  }
  return typeof value === 'object' && value !== null && 'made_by' in value && value.made_by === MARK.made_by
}
