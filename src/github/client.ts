import type { getOctokit } from '@actions/github'
import { createByteBuffer } from '../foundation/byte-buffer.ts'
import { isTooDeep, safe } from '../foundation/text.ts'

const REQUEST_TIMEOUT = 30_000

export interface Repository {
  /** Octokit's methods for repositories; they throw for every response but a good one. */
  readonly api: ReturnType<typeof getOctokit>['rest']['repos']
  readonly where: { readonly owner: string; readonly repo: string }
  readonly sha: string
  readonly eventName: string
  readonly runUrl: string | undefined
}

/**
 * Gets ready to talk to github.com, or to the Enterprise server in `GITHUB_API_URL`. `@actions/github` is loaded here
 * and nowhere else, since it is large, and reads the run's environment as it is loaded.
 */
export async function openRepository(token: string, stop: AbortSignal): Promise<Repository> {
  // Node would obey it, but whoever relaxes checks for Portainer does not mean GitHub.
  delete process.env['NODE_TLS_REJECT_UNAUTHORIZED']

  const { getOctokit, context } = await import('@actions/github')
  const octokit = getOctokit(token)
  const fetch = limitFetch(octokit.request.endpoint.DEFAULTS.request?.fetch as Fetch)
  octokit.hook.before('request', (options) => {
    options.request.fetch = fetch
    options.request.signal = AbortSignal.any([stop, AbortSignal.timeout(REQUEST_TIMEOUT)])
    // Octokit would print what the server says of deprecated paths, past everything that makes texts safe.
    options.request['log'] = silent
  })

  const where = context.repo
  // For a pull request, its last commit: GITHUB_SHA is then GitHub's own merge commit, or the base.
  const pullRequest = context.payload.pull_request as { head?: { sha?: string } | null } | undefined
  const sha = pullRequest?.head?.sha || context.sha
  if (!sha) throw new Error('GITHUB_SHA is not set, so the commit is unknown.')
  const runUrl = Number.isInteger(context.runId)
    ? `${context.serverUrl}/${where.owner}/${where.repo}/actions/runs/${context.runId}`
    : undefined
  return { api: octokit.rest.repos, where, sha, eventName: context.eventName, runUrl }
}

const ignore = (): void => undefined
const silent = { debug: ignore, info: ignore, warn: ignore, error: ignore }

/** A page of a hundred deployments is a tenth of it. */
const MAX_RESPONSE_BYTES = 8 * 1024 * 1024

/** GitHub sends on to another path when a repository was renamed. */
const MAX_REDIRECTS = 3

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/** Octokit's own `fetch` that follows redirects only where the token belongs, and reads a response only so far. */
function limitFetch(fetch: Fetch): Fetch {
  return async (url, init) => {
    let at = url
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(at, { ...init, redirect: 'manual' })
      const { status, statusText, headers } = response
      if (status < 300 || status >= 400 || status === 304) {
        const isEmpty = status === 204 || status === 205 || status === 304
        const body = await readBody(response)
        return new Response(isEmpty ? null : body, { status, statusText, headers: [...headers] })
      }
      await response.body?.cancel()
      const next = URL.parse(headers.get('location') ?? '', at)
      // 307 and 308 repeat any request as it is, the others would make a read of it.
      const isUnchanged = init.method === 'GET' || status === 307 || status === 308
      if (!isUnchanged || next?.origin !== new URL(at).origin || redirects >= MAX_REDIRECTS)
        throw new Error(`GitHub answered ${status}, a redirect that is not followed`)
      at = next.href
    }
  }
}

async function readBody({ body }: Response): Promise<Buffer> {
  const bytes = createByteBuffer()
  for await (const piece of body ?? []) {
    bytes.add(Buffer.from(piece as Uint8Array))
    if (bytes.length > MAX_RESPONSE_BYTES) throw new Error('the response is longer than 8 MiB')
  }
  const all = bytes.take()
  if (isTooDeep(all.toString('latin1'))) throw new Error('the response is nested too deeply')
  return all
}

/** What to add to a workflow. */
export const PERMISSIONS = 'permissions:\n  deployments: write'

/** Says what GitHub did not do, why, and what helps. `attempt` reads after "could not be". */
export function failureMessage(attempt: string, error: unknown): string {
  const response = responseOf(error)
  const reason = reasonOf(error)
  const why = response === undefined ? reason : `GitHub answered ${response.status} (${reason})`
  const what = `The deployment could not be ${attempt}: ${why}.`
  if (response?.status === 401) return `${what} The token in \`github-token\` is wrong or has expired.`
  if (response?.status !== 403 && response?.status !== 404) return what
  // GitHub also answers 403 when a rate limit is exceeded; then permissions are not the problem.
  const { headers = {} } = response
  if (headers['x-ratelimit-remaining'] === '0' || headers['retry-after'] !== undefined) return what
  return (
    `${what} The token may not write deployments. Add to the job, beside the permissions that it lists already ` +
    '(those not listed are taken away):\n' +
    `${PERMISSIONS}\n` +
    'The token of a run for a fork or for Dependabot can only read, whatever the workflow says. A token of your own ' +
    'needs write access to the deployments of this repository.'
  )
}

/** What an error of Octokit has; undefined when no response came. */
function responseOf(
  error: unknown,
): { status: number; headers?: Record<string, string | undefined> } | undefined {
  if (!(error instanceof Error) || !('response' in error)) return undefined
  return error.response as ReturnType<typeof responseOf>
}

/** The reason on one line, without secrets. */
function reasonOf(error: unknown): string {
  let message = error instanceof Error ? error.message : String(error)
  // A refused connection to a name with several addresses has no message of its own, only a code.
  for (let at = error; at instanceof Error && message === ''; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') message = at.code
  }
  return safe(message || 'no response came', 300).replace(/\.$/, '')
}
