import { asSentence } from './text.ts'

interface Details {
  /** What to do about it, in full sentences. */
  hint?: string | undefined
  cause?: unknown
}

/** A failure the user can do something about: the message says what was tried, and what came of it. */
export class ActionError extends Error {
  readonly hint: string | undefined

  constructor(message: string, details: Details = {}) {
    super(message, details)
    this.name = new.target.name
    this.hint = details.hint
  }
}

/** An input that can't be used. Thrown before the first request only. */
export class InputError extends ActionError {
  /** Its name, where the error is about the value of a single one. */
  readonly input: string | undefined

  constructor(message: string, details: Details & { input?: string | undefined } = {}) {
    super(message, details)
    this.input = details.input
  }
}

/** An error about the content of one input. */
export function inputError(input: string, problem: string, hint?: string): InputError {
  return new InputError(`'${input}' ${problem}`, { input, hint })
}

export class InputErrors extends ActionError {
  readonly errors: readonly InputError[]

  constructor(errors: readonly InputError[]) {
    super(errors.map(({ message }) => message).join('\n'))
    this.errors = errors
  }
}

/** The inputs are valid, but what exists in Portainer, or its version, rules out what they ask for. */
export class RefusedError extends ActionError {}

export class ConnectionError extends ActionError {
  /** False when the request can't have reached Portainer, true when it may have been carried out. */
  readonly sent: boolean
  /** The system's or OpenSSL's code, such as `ECONNREFUSED`; `TIMEOUT` for our own deadline. */
  readonly code: string

  constructor(message: string, details: Details & { sent: boolean; code: string }) {
    super(message, details)
    this.sent = details.sent
    this.code = details.code
  }
}

interface ResponseDetails extends Details {
  status: number
  /** Empty where there were no words. Foreign text: not for the log as it is. */
  errorBody?: { message: string; details: string }
  /** Whether Portainer itself said so, and so knows what became of the request: not a proxy in front of it. */
  fromPortainer?: boolean
  /** How long the server asked us to stay away, in milliseconds. */
  retryAfter?: number | undefined
}

/** An unexpected response of Portainer, or of something in front of it. */
export class ResponseError extends ActionError {
  readonly status: number
  readonly errorBody: { message: string; details: string }
  readonly fromPortainer: boolean
  readonly retryAfter: number | undefined

  constructor(message: string, details: ResponseDetails) {
    super(message, details)
    this.status = details.status
    this.errorBody = details.errorBody ?? { message: '', details: '' }
    this.fromPortainer = details.fromPortainer ?? false
    this.retryAfter = details.retryAfter
  }
}

/** What became of the whole: not up in time, rolled back, or a failure together with what was done before it. */
export class OutcomeError extends ActionError {}

/** SIGINT or SIGTERM. Not an {@link ActionError}: nothing failed, and nothing is retried or rolled back. */
export class CancelledError extends Error {}

/**
 * An {@link ActionError} with one more sentence, such as what was already changed; any other error as it is.
 * @param hint what to do, where the error does not say.
 */
export function addContext(error: unknown, sentence: string, hint?: string): unknown {
  if (!(error instanceof ActionError)) return error
  return new OutcomeError(`${asSentence(error.message)} ${sentence}`, {
    hint: error.hint ?? hint,
    cause: error,
  })
}

/** What a request after a failure returns. If it fails too, throws the first failure, which then tells of both. */
export function recoverFrom<T>(
  failure: unknown,
  request: Promise<T>,
  sentence: string,
  hint = RUN_AGAIN,
): Promise<T> {
  return request.catch((cause: unknown) => {
    if (!(cause instanceof ActionError)) throw cause
    throw addContext(failure, `${sentence}: ${cause.message}`, hint)
  })
}

/** What a function returns; undefined if it throws. */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch {
    return undefined
  }
}

/** The hint when it is unknown whether a request was carried out. */
export const RUN_AGAIN = 'Running the step again is safe: it looks first.'

/** Collects what is wrong with the inputs, so that a run reports all mistakes and not only the first. */
export function collectMistakes(): {
  errors: readonly InputError[]
  add: (error: InputError) => void
  refuse: (message: string, hint?: string) => void
  /** What `read` returns; undefined when it throws an {@link InputError}, which is kept. */
  attempt: <T>(read: () => T) => T | undefined
  throwAny: () => void
} {
  const errors: InputError[] = []
  return {
    errors,
    add: (error) => errors.push(error),
    refuse: (message, hint) => errors.push(new InputError(message, { hint })),
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
