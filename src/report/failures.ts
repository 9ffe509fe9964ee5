import * as core from '@actions/core'
import { ActionError, CancelledError } from '../foundation/errors.ts'
import { scrub } from '../foundation/secrets.ts'
import { quote, safe } from '../foundation/text.ts'
import type { Report } from '../steps/report.ts'

/** GitHub shows ten annotations of a step; the tenth counts the rest. */
const MAX_ANNOTATIONS = 9

/** What is wrong and what to do, each on lines of its own. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const isExpected = error instanceof ActionError || error instanceof CancelledError
  const hint = error instanceof ActionError ? error.hint : undefined
  const text = [isExpected ? message : `An error of the action itself: ${message}`, hint ?? ''].join('\n')
  // Our own sentences may have several lines; foreign text in them was made safe where it came in.
  return text
    .trim()
    .split('\n')
    .map((line) => safe(line, 4000))
    .join('\n')
}

/** Fails the step for one error, with words before it where it does not say itself what it is about. */
export function failRun(error: unknown, about = ''): void {
  core.error(about + describeFailure(error))
  process.exitCode = 1
  if (!(error instanceof ActionError) && error instanceof Error) core.debug(scrub(error.stack ?? ''))
  for (
    let cause = error instanceof Error ? error.cause : undefined, depth = 0;
    cause instanceof Error && depth < 5;
    depth += 1
  ) {
    core.debug(`caused by ${safe(`${cause.name}: ${cause.message}`)}`)
    cause = cause.cause
  }
}

/** Fails the step for each endpoint that failed: nine annotations and a count; the log has all. */
export function failItems(reports: readonly Report[]): void {
  const failed = reports.filter(({ error }) => error !== undefined)
  for (const report of failed.slice(0, MAX_ANNOTATIONS)) failRun(report.error, aboutOf(report, reports))
  const rest = failed.slice(MAX_ANNOTATIONS)
  if (rest.length === 0) return
  core.startGroup(`${rest.length} more failures`)
  for (const report of rest) core.info(aboutOf(report, reports) + describeFailure(report.error))
  core.endGroup()
  core.error(`${rest.length} more endpoints failed; the log has all of them.`)
}

/** In a list, an error that does not name its endpoint would leave open whose it is. */
function aboutOf({ item, error }: Report, reports: readonly Report[]): string {
  const { id, name } = item.selector
  const whose = name === undefined ? `id ${id}` : quote(name)
  return reports.length > 1 && error?.message.includes(whose) !== true ? `Endpoint ${whose}: ` : ''
}
