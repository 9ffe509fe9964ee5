import * as core from '@actions/core'
import { ActionError, CancelledError, InputErrors } from '../foundation/errors.ts'
import { scrub } from '../foundation/secrets.ts'
import { plural, printable, quote, safe } from '../foundation/text.ts'
import type { Report } from '../steps/context.ts'

/** GitHub shows ten annotations of a step; the tenth counts the rest. */
const MAX_ANNOTATIONS = 9

/** What is wrong and what to do, each on lines of its own. */
export function describeFailure(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof ActionError) && !(error instanceof CancelledError))
    return `An error of the action itself: ${safe(message, 4000)}`
  // Our own sentences may have several lines.
  const lines = [message, ...(error instanceof ActionError && error.hint ? [error.hint] : [])]
    .join('\n')
    .split('\n')
  return lines
    .map((line) => printable(line))
    .join('\n')
    .trim()
}

/** Fails the step, with an annotation for each mistake in the inputs. What to do is said once where it is the same. */
export function failRun(error: unknown): void {
  if (!(error instanceof InputErrors)) {
    failWith(error)
    return
  }
  const hints = new Set<string>()
  const distinct = error.errors.map(({ message, hint, cause }) => {
    const isNew = hint !== undefined && !hints.has(hint)
    if (isNew) hints.add(hint)
    return new ActionError(message, { hint: isNew ? hint : undefined, cause })
  })
  failEach(distinct, (count) => plural(count, 'more mistake'))
}

/** Fails the step for one error, with words before it where it does not say itself what it is about. */
function failWith(error: unknown, about = ''): void {
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

/** Fails the step for each endpoint that failed. */
export function failItems(reports: readonly Report[]): void {
  const failed = reports.filter(({ error }) => error !== undefined)
  failEach(
    failed.map(({ error }) => error),
    (count) => `${plural(count, 'more endpoint')} failed`,
    (index) => aboutOf(failed[index], reports),
  )
}

/** Nine annotations and a count; the log has all. */
function failEach(
  errors: readonly unknown[],
  countRest: (count: number) => string,
  about: (index: number) => string = () => '',
): void {
  for (const [index, error] of errors.slice(0, MAX_ANNOTATIONS).entries()) failWith(error, about(index))
  const rest = errors.slice(MAX_ANNOTATIONS)
  if (rest.length === 0) return
  core.startGroup(countRest(rest.length))
  for (const [index, error] of rest.entries()) {
    core.info(about(MAX_ANNOTATIONS + index) + describeFailure(error))
  }
  core.endGroup()
  core.error(`${countRest(rest.length)}; the log has all of them.`)
}

/** In a list, an error that does not name its endpoint would leave open whose it is. */
function aboutOf(report: Report | undefined, reports: readonly Report[]): string {
  if (report === undefined) return ''
  const { item, error } = report
  const { id, name } = item.selector
  const whose = name === undefined ? `id ${id}` : quote(name)
  return reports.length > 1 && error?.message.includes(whose) !== true ? `Endpoint ${whose}: ` : ''
}
