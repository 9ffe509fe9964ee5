import { asSentence } from './text.ts'

/** A failure the user can do something about. Whatever is thrown, `message` names what was tried and what came of it. */
export class ActionError extends Error {
  /** What to do about it, in full sentences; absent where nothing true can be said. */
  readonly hint: string | undefined

  constructor(message: string, options: { hint?: string | undefined; cause?: unknown } = {}) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined)
    this.name = new.target.name
    this.hint = options.hint
  }
}

/** An input that can't be used. Thrown before the first request only. */
export class InputError extends ActionError {
  /** The name of the input, where the error is about the value of a single one. */
  readonly input: string | undefined

  constructor(
    message: string,
    options: { hint?: string | undefined; cause?: unknown; input?: string | undefined } = {},
  ) {
    super(message, options)
    this.input = options.input
  }
}

/** Several inputs that can't be used: all of them are reported. */
export class InputErrors extends ActionError {
  readonly errors: readonly InputError[]

  constructor(errors: readonly InputError[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.errors = errors
  }
}

/** The inputs are fine, but what Portainer has, or is, does not allow what they ask for. Nothing was changed. */
export class RefusedError extends ActionError {}

/** No usable answer came back from Portainer. */
export class ConnectionError extends ActionError {
  /** False when the request can't have reached Portainer, true when it may have been carried out. */
  readonly sent: boolean
  /** The system's or OpenSSL's code, such as `ECONNREFUSED`; `TIMEOUT` for our own deadline. */
  readonly code: string

  constructor(
    message: string,
    options: { sent: boolean; code: string; hint?: string | undefined; cause?: unknown },
  ) {
    super(message, options)
    this.sent = options.sent
    this.code = options.code
  }
}

/** Portainer, or something before it, answered, and not as asked. */
export class ResponseError extends ActionError {
  readonly status: number
  /** Portainer's own words, empty where it had none. Foreign text: not for the log as it is. */
  readonly errorBody: { message: string; details: string }
  /** Whether Portainer itself said so, and so knows what became of the request: not a proxy in front of it. */
  readonly fromPortainer: boolean

  constructor(
    message: string,
    options: {
      status: number
      errorBody?: { message: string; details: string }
      fromPortainer?: boolean
      hint?: string | undefined
      cause?: unknown
    },
  ) {
    super(message, options)
    this.status = options.status
    this.errorBody = options.errorBody ?? { message: '', details: '' }
    this.fromPortainer = options.fromPortainer ?? false
  }
}

/** What was asked for was not reached, though every request was answered: not up in time, or put back. */
export class OutcomeError extends ActionError {}

/** The job was cancelled (SIGINT or SIGTERM). No {@link ActionError}: the endpoint did nothing wrong, and nothing is retried or rolled back. */
export class CancelledError extends Error {}

/**
 * The same failure with one more sentence: what else is true now, such as what was already changed.
 * @param hint what to do, where the error itself does not say.
 * @returns an {@link OutcomeError}; anything that is not an {@link ActionError} comes back as it is.
 */
export function addContext(error: unknown, sentence: string, hint?: string): unknown {
  if (!(error instanceof ActionError)) return error
  return new OutcomeError(`${asSentence(error.message)} ${sentence}`, {
    hint: error.hint ?? hint,
    cause: error,
  })
}

/** The hint where nobody knows what became of a request. */
export const RUN_AGAIN = 'Running the step again is safe: it looks first.'

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
