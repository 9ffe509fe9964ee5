// What GitHub keeps of deployments, what it refuses, and how it answers.
export interface StandInStatus {
  id: number
  state: string
  description: string
  environment: string
  environment_url: string
  log_url: string
}

export interface StandInDeployment {
  id: number
  repository: string
  sha: string
  ref: string
  task: string
  payload: unknown
  environment: string
  description: string | null
  transient_environment: boolean
  production_environment: boolean
  /** Oldest first; GitHub lists them the other way round. */
  statuses: StandInStatus[]
}

export interface Answer {
  status: number
  body: unknown
  headers?: Record<string, string>
}

export type Fields = Record<string, unknown>

const docs = 'https://docs.github.com/rest/deployments'
const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']

export function refuse(status: number, message: string, more: Fields = {}): Answer {
  return { status, body: { message, ...more, documentation_url: docs, status: String(status) } }
}

function invalid(resource: string, field: string, message: string): Answer {
  return refuse(422, 'Validation Failed', { errors: [{ resource, code: 'custom', field, message }] })
}

let lastId = 0
const nextId = (): number => ++lastId

/** Makes a deployment. */
export function create(deployments: StandInDeployment[], repository: string, fields: Fields): Answer {
  const { ref, environment = 'production' } = fields
  if (typeof ref !== 'string' || ref === '') return refuse(422, 'Invalid request.\n\n"ref" wasn\'t supplied.')
  if (typeof environment !== 'string' || environment.length > 255) {
    return invalid('Deployment', 'environment', 'environment is too long (maximum is 255 characters)')
  }
  // It has neither branches nor checks: these are the answers to whoever leaves GitHub's defaults for them.
  if (fields['auto_merge'] !== false) return refuse(409, `Conflict merging main into ${ref}.`)
  if (!Array.isArray(fields['required_contexts']) || fields['required_contexts'].length > 0) {
    return refuse(409, `Conflict: Commit status checks failed for ${ref}.`)
  }
  const deployment: StandInDeployment = {
    id: nextId(),
    repository,
    sha: ref,
    ref,
    task: typeof fields['task'] === 'string' ? fields['task'] : 'deploy',
    payload: fields['payload'] ?? '',
    environment,
    description: typeof fields['description'] === 'string' ? fields['description'] : null,
    transient_environment: fields['transient_environment'] === true,
    production_environment: Boolean(fields['production_environment'] ?? environment === 'production'),
    statuses: [],
  }
  deployments.push(deployment)
  return { status: 201, body: shown(deployment) }
}

/** Gives a deployment a status, and with GitHub's rule those before it another one. */
export function createStatus(
  deployment: StandInDeployment,
  mine: StandInDeployment[],
  fields: Fields,
): Answer {
  const read = (key: string): string => (typeof fields[key] === 'string' ? fields[key] : '')
  const state = read('state')
  if (!states.includes(state))
    return invalid('DeploymentStatus', 'state', 'state is not included in the list')
  if (read('description').length > 140) {
    return invalid('DeploymentStatus', 'description', 'description is too long (maximum is 140 characters)')
  }
  for (const key of ['environment_url', 'log_url']) {
    if (!/^(https?:\/\/|$)/.test(read(key))) {
      return invalid('DeploymentStatus', key, `${key} must use http(s) scheme`)
    }
  }
  const created = add(deployment, state, read)
  if (state === 'success' && fields['auto_inactive'] !== false) {
    for (const prior of mine.slice(0, mine.indexOf(deployment))) {
      if (prior.transient_environment || prior.production_environment) continue
      if (prior.environment === deployment.environment) add(prior, 'inactive', () => '')
    }
  }
  return { status: 201, body: created }
}

function add(to: StandInDeployment, state: string, read: (key: string) => string): StandInStatus {
  const status = {
    id: nextId(),
    state,
    description: read('description'),
    environment: to.environment,
    environment_url: read('environment_url'),
    log_url: read('log_url'),
  }
  to.statuses.push(status)
  return status
}

/** The deployment as GitHub shows it, without what is only ours to know. */
export function shown({ statuses, repository, ...fields }: StandInDeployment): Fields {
  const url = `https://api.github.com/repos/${repository}/deployments/${fields.id}`
  const updated = new Date(Date.UTC(2026, 0, 1) + statuses.length * 1000).toISOString()
  return { url, statuses_url: `${url}/statuses`, updated_at: updated, ...fields }
}

/** The filters that a query may have. */
export function wanted(url: URL): (deployment: StandInDeployment) => boolean {
  return (deployment) =>
    (['sha', 'ref', 'task', 'environment'] as const).every((key) => {
      const value = url.searchParams.get(key)
      return value === null || value === deployment[key]
    })
}

/** One page of a list, newest first. */
export function page(url: URL, items: unknown[]): Answer {
  const size = Math.min(Number(url.searchParams.get('per_page') ?? 30), 100)
  const number = Number(url.searchParams.get('page') ?? 1)
  const next = new URL(url)
  next.searchParams.set('page', String(number + 1))
  const more = number * size < items.length
  return {
    status: 200,
    body: items.toReversed().slice((number - 1) * size, number * size),
    ...(more ? { headers: { link: `<${next.href}>; rel="next"` } } : {}),
  }
}
