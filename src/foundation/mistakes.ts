import { InputError, InputErrors } from './errors.ts'

/** Collects what is wrong with the inputs, so that a run reports all mistakes and not only the first. */
export interface Mistakes {
  readonly errors: readonly InputError[]
  readonly add: (error: InputError) => void
  /** What `read` returns; undefined when it throws an {@link InputError}, which is kept. */
  readonly attempt: <T>(read: () => T) => T | undefined
  /** Throws the one mistake, or an {@link InputErrors} of several. */
  readonly throwAny: () => void
}

export function collectMistakes(): Mistakes {
  const errors: InputError[] = []
  return {
    errors,
    add: (error) => {
      errors.push(error)
    },
    attempt(read) {
      try {
        return read()
      } catch (error) {
        if (error instanceof InputErrors) errors.push(...error.errors)
        else if (error instanceof InputError) errors.push(error)
        else throw error
        return undefined
      }
    },
    throwAny() {
      const [first] = errors
      if (first !== undefined) throw errors.length === 1 ? first : new InputErrors(errors)
    },
  }
}
