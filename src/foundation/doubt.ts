import { ActionError } from './errors.ts'
import { asSentence } from './text.ts'

/**
 * The error for a request that may have been carried out although it failed, where looking does not tell either.
 * @param mayBe what may be so "all the same".
 * @param cause why looking failed; absent where nothing is left to look at.
 */
export function inDoubt(error: ActionError, mayBe: string, cause?: ActionError): ActionError {
  const why = cause === undefined ? '.' : `: ${cause.message}`
  return new ActionError(`${asSentence(error.message)} ${mayBe} all the same${why}`, {
    hint: error.hint ?? 'Running the step again is safe: it looks first.',
    cause: cause ?? error,
  })
}
