import * as core from '@actions/core'
import { ActionError, CancelledError, InputErrors } from '../foundation/errors.ts'
import { scrub } from '../foundation/secrets.ts'
import { plural, printable, quote, safe } from '../foundation/text.ts'
import type { Report } from '../steps/context.ts'

/** GitHub shows ten annotations of a step; the tenth counts the rest. */
const MAX_ANNOTATIONS = 9

/** What is wrong and what to do, on separate lines. */
export function describeFailure(error: unknown): string {
  if (!(error instanceof ActionError) && !(error instanceof CancelledError)) {
    const message = error instanceof Error ? error.message : String(error)
    return `An error of the action itself: ${safe(message, 4000)}`
  }
  const hint = error instanceof ActionError ? (error.hint ?? '') : ''
  // Our own sentences may have several lines.
  const lines = `${error.message}\n${hint}`.split('\n').map((line) => printable(line))
  return lines.join('\n').trim()
}

/** Fails the step, with an annotation for each mistake in the inputs. What to do is said once where it is the same. */
export function failRun(error: unknown): void {
  if (!(error instanceof InputErrors)) {
    failWith(error)
    return
  }
  const hints = new Set<string | undefined>()
  const failures = error.errors.map(({ message, hint, cause }) => {
    const isSaid = hints.has(hint)
    hints.add(hint)
    return { error: new ActionError(message, { hint: isSaid ? undefined : hint, cause }) }
  })
  failEach(failures, (count) => plural(count, 'more mistake'))
}

export function failItems(reports: readonly Report[]): void {
  const failures = reports.flatMap(({ item, error }) => {
    if (error === undefined) return []
    // In a list, an error that does not name its endpoint would leave open whose it is.
    const { id, name } = item.selector
    const whose = name === undefined ? `id ${id}` : quote(name)
    const isNamed = reports.length === 1 || error.message.includes(whose)
    return { error, about: isNamed ? '' : `Endpoint ${whose}: ` }
  })
  failEach(failures, (count) => `${plural(count, 'more endpoint')} failed`)
}

/** Nine annotations and a count; the log has all. */
function failEach(
  failures: readonly { error: unknown; about?: string }[],
  countRest: (count: number) => string,
): void {
  for (const { error, about } of failures.slice(0, MAX_ANNOTATIONS)) failWith(error, about)
  const rest = failures.slice(MAX_ANNOTATIONS)
  if (rest.length === 0) return
  core.startGroup(countRest(rest.length))
  for (const { error, about = '' } of rest) core.info(about + describeFailure(error))
  core.endGroup()
  core.error(`${countRest(rest.length)}; the log has all of them.`)
}

/** @param about words before an error that does not say itself what it is about. */
function failWith(error: unknown, about = ''): void {
  core.error(about + describeFailure(error))
  process.exitCode = 1
  if (!(error instanceof Error)) return
  if (!(error instanceof ActionError)) core.debug(scrub(error.stack ?? ''))
  let { cause } = error
  for (let depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    core.debug(`caused by ${safe(`${cause.name}: ${cause.message}`)}`)
    cause = cause.cause
  }
}
