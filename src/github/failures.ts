import { quote, safe } from '../foundation/text.ts'

/** What a workflow needs, as it has to be written. */
const PERMISSIONS = 'permissions:\n  deployments: write'

/** How much of somebody else's text is worth showing. */
const LONGEST = 300

/** Says why there is no deployment though one was asked for: forks and Dependabot get no secrets. */
export function wordNoToken(environment: string): string {
  return (
    `No deployment is reported for ${quote(environment)}: \`github-token\` is empty. ` +
    'That is normal for a pull request from a fork or by Dependabot, whose runs get no secrets; otherwise pass ' +
    '`github-token: ${{ github.token }}` and allow it to:\n' +
    PERMISSIONS
  )
}

/** Says what GitHub did not do, why, and what helps. `attempt` reads after "could not be". */
export function wordFailure(attempt: string, error: unknown): string {
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
  return safe(message, LONGEST).replace(/\.$/, '')
}

/** A refused connection to a name with several addresses has no message of its own, only a code. */
function codeOf(error: Error): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string') return at.code
  }
  return 'no answer came'
}
