import { quote, safe } from '../foundation/text.ts'
import { openRepository, type Repository } from './client.ts'
import { createOwnDeployment, findOwnDeployments, retireOwnDeployments } from './own-deployments.ts'

/** Where deployments are reported to. */
export interface DeploymentTarget {
  /** Empty when the run was given none. It is masked already. */
  readonly token: string
  /** The name of the GitHub environment (input `deployment`), such as `preview/pr-12`. */
  readonly environment: string
}

/** What a deployment is about. */
export interface DeployedEndpoint {
  readonly name: string
  /** What "View deployment" opens. */
  readonly url: string | undefined
  /** The endpoint is not as it should be: the deployment failed, and earlier ones stay in use. */
  readonly failed: boolean
}

/** Milliseconds that a whole report may take: a link in a pull request is not worth a job that hangs. */
const REPORT_TIMEOUT = 120_000

/** Where the user is told. */
export interface Log {
  info(text: string): void
  warning(text: string): void
}

/**
 * Creates a deployment of the run's commit with a link, and makes this action's earlier ones to that environment
 * inactive. Leaves the last deployment as it is if a new one would only repeat it. Never throws: a failure becomes a
 * warning, since the endpoint itself is fine.
 */
export async function announceDeployment(
  target: DeploymentTarget,
  endpoint: DeployedEndpoint,
  log: Log,
  cancelled: AbortSignal,
): Promise<void> {
  await withRepository(target, 'reported', log, cancelled, async (repository) => {
    const own = await findOwnDeployments(repository, target.environment)
    const state = endpoint.failed ? 'failure' : 'success'
    const url = webUrl(endpoint.url)
    const last = own.find((deployment) => deployment.state !== 'inactive')
    const about = `${quote(target.environment)} of commit ${repository.sha.slice(0, 7)}`
    let current = last?.id
    if (last?.sha === repository.sha && last.state === state && webUrl(last.url) === url) {
      log.info(`The deployment to ${about} is reported already.`)
    } else {
      current = await createOwnDeployment(repository, {
        environment: target.environment,
        transient: isTransient(target.environment, repository.eventName),
        description: `Portainer endpoint ${endpoint.name}`,
        state,
        url,
      })
      log.info(`Reported a deployment to ${about}${url === undefined ? '' : `: ${url}`}`)
    }
    if (state === 'failure') return
    const earlier = own.filter((deployment) => deployment.id !== current)
    for await (const id of retireOwnDeployments(repository, earlier)) {
      log.info(`Deployment ${id} to ${quote(target.environment)} is now inactive.`)
    }
  })
}

/**
 * Makes this action's deployments of the environment inactive; those of others stay as they are. Never throws, as
 * above.
 * @returns how many were made inactive.
 */
export async function retireDeployments(
  target: DeploymentTarget,
  log: Log,
  cancelled: AbortSignal,
): Promise<number> {
  let retired = 0
  await withRepository(target, 'made inactive', log, cancelled, async (repository) => {
    for await (const id of retireOwnDeployments(
      repository,
      await findOwnDeployments(repository, target.environment),
    )) {
      log.info(`Deployment ${id} to ${quote(target.environment)} is now inactive.`)
      retired++
    }
  })
  return retired
}

/**
 * Whether an environment is there for a while only. GitHub shows its inactive deployments as destroyed. That is so
 * when the run is about a pull request (`pull_request`, `pull_request_target`), and when the environment's name
 * begins with the word `preview`, `pr` or `review`, as in `preview/pr-12`, `pr12` and `Reviews` (not `production`).
 */
export function isTransient(environment: string, eventName: string): boolean {
  if (eventName === 'pull_request' || eventName === 'pull_request_target') return true
  // Not a literal: V8 builds the tables behind \p{…} when it reads one, at every start.
  return new RegExp(String.raw`^(?:preview|pr|review)s?(?!\p{Letter})`, 'iu').test(environment)
}

/** Runs `act` until it is done, the time is over or the job is cancelled; a failure becomes a warning. */
async function withRepository(
  target: DeploymentTarget,
  attempt: string,
  log: Log,
  cancelled: AbortSignal,
  act: (repository: Repository) => Promise<void>,
): Promise<void> {
  if (target.token.trim() === '') {
    log.warning(noTokenMessage(target.environment))
    return
  }
  const tooLate = AbortSignal.timeout(REPORT_TIMEOUT)
  try {
    await act(await openRepository(target.token, AbortSignal.any([cancelled, tooLate])))
  } catch (error) {
    const stopped = cancelled.aborted
      ? new Error('the job was cancelled')
      : tooLate.aborted
        ? new Error(`GitHub took longer than ${REPORT_TIMEOUT / 1000} seconds`)
        : undefined
    log.warning(failureMessage(attempt, stopped ?? error))
  }
}

/** The URL, if GitHub takes it for a link. */
function webUrl(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text)
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined
}

/** What a workflow needs, as it has to be written. */
const PERMISSIONS = 'permissions:\n  deployments: write'

/** How much of somebody else's text is worth showing. */
const MAX_LENGTH = 300

/** Says why there is no deployment though one was asked for: forks and Dependabot get no secrets. */
export function noTokenMessage(environment: string): string {
  return (
    `No deployment is reported for ${quote(environment)}: \`github-token\` is empty. ` +
    'That is normal for a pull request from a fork or by Dependabot, whose runs get no secrets; otherwise pass ' +
    '`github-token: ${{ github.token }}` and allow it to:\n' +
    PERMISSIONS
  )
}

/** Says what GitHub did not do, why, and what helps. `attempt` reads after "could not be". */
export function failureMessage(attempt: string, error: unknown): string {
  const status = statusOf(error)
  const why = status === undefined ? tell(error) : `GitHub answered ${status} (${tell(error)})`
  const what = `The deployment could not be ${attempt}: ${why}.`
  if (status === 401) return `${what} The token in \`github-token\` is wrong or has expired.`
  if ((status !== 403 && status !== 404) || isRateLimit(error)) return what
  return (
    `${what} The token may not write deployments. Add to the job, beside the permissions that it lists already ` +
    '(those not listed are taken away):\n' +
    `${PERMISSIONS}\n` +
    'The token of a run for a fork or for Dependabot can only read, whatever the workflow says. A token of your own ' +
    'needs write access to the deployments of this repository.'
  )
}

/** The status of GitHub's answer. Octokit calls it 500 when there was none: then nothing is to be said of it. */
function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('response' in error) || error.response === undefined) return undefined
  return 'status' in error && typeof error.status === 'number' ? error.status : undefined
}

/** GitHub also answers 403 to one who asks too often; then a permission is not what is missing. */
function isRateLimit(error: unknown): boolean {
  if (!(error instanceof Error) || !('response' in error)) return false
  const headers =
    (error.response as { headers?: Record<string, string | undefined> } | undefined)?.headers ?? {}
  return headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined
}

/** What went wrong, on one line and without secrets, whoever wrote it. */
function tell(error: unknown): string {
  const message = error instanceof Error ? error.message || codeOf(error) : String(error)
  return safe(message, MAX_LENGTH).replace(/\.$/, '')
}

/** A refused connection to a name with several addresses has no message of its own, only a code. */
function codeOf(error: Error): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return 'no answer came'
}
