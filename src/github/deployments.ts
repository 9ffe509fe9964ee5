import { quote } from '../foundation/text.ts'
import { openRepository, type Repository } from './client.ts'
import { wordFailure, wordNoToken } from './failures.ts'
import { createOurs, findOurs, retireOurs } from './ours.ts'

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
  /** Where the deployment links to. */
  readonly dashboardUrl: string | undefined
  /** The endpoint is not as it should be: the deployment failed, and earlier ones stay in use. */
  readonly failed?: boolean
}

/** Where the user is told. */
export interface Say {
  info(text: string): void
  warning(text: string): void
}

/**
 * Makes a deployment of the run's commit that links to the endpoint, and makes this action's earlier ones of that
 * environment inactive. A run that would only repeat the last deployment leaves it as it is. Never throws: what
 * GitHub does not do is a warning, and the endpoint is none the worse for it.
 */
export async function announceDeployment(
  target: DeploymentTarget,
  endpoint: DeployedEndpoint,
  say: Say,
): Promise<void> {
  await withRepository(target, 'reported', say, async (repository) => {
    const ours = await findOurs(repository, target.environment)
    const state = endpoint.failed === true ? 'failure' : 'success'
    const url = webUrl(endpoint.dashboardUrl)
    const last = ours.find((deployment) => deployment.state !== 'inactive')
    const about = `${quote(target.environment)} of commit ${repository.sha.slice(0, 7)}`
    let current = last?.id
    if (last?.sha === repository.sha && last.state === state && webUrl(last.url) === url) {
      say.info(`The deployment to ${about} is reported already.`)
    } else {
      current = await createOurs(repository, {
        environment: target.environment,
        transient: isTransient(target.environment, repository.eventName),
        description: `Portainer endpoint ${endpoint.name}`,
        state,
        url,
      })
      say.info(`Reported a deployment to ${about}${url === undefined ? '' : `: ${url}`}`)
    }
    if (state === 'failure') return
    const earlier = ours.filter((deployment) => deployment.id !== current)
    for await (const id of retireOurs(repository, earlier)) {
      say.info(`Deployment ${id} to ${quote(target.environment)} is now inactive.`)
    }
  })
}

/**
 * Makes this action's deployments of the environment inactive; those of others stay as they are. Never throws, as
 * above.
 * @returns how many were made inactive.
 */
export async function retireDeployments(target: DeploymentTarget, say: Say): Promise<number> {
  let retired = 0
  await withRepository(target, 'made inactive', say, async (repository) => {
    for await (const id of retireOurs(repository, await findOurs(repository, target.environment))) {
      say.info(`Deployment ${id} to ${quote(target.environment)} is now inactive.`)
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

/** Does something at GitHub; whatever keeps it from being done becomes a warning. */
async function withRepository(
  target: DeploymentTarget,
  attempt: string,
  say: Say,
  act: (repository: Repository) => Promise<void>,
): Promise<void> {
  if (target.token.trim() === '') {
    say.warning(wordNoToken(target.environment))
    return
  }
  try {
    await act(await openRepository(target.token))
  } catch (error) {
    say.warning(wordFailure(attempt, error))
  }
}

/** The URL, if GitHub takes it for a link. */
function webUrl(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text)
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : undefined
}
