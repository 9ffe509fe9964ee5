import { ResponseError } from '../foundation/errors.ts'
import { quote, safe } from '../foundation/text.ts'
import { readErrorBody, type ErrorBody } from './error-body.ts'
import { whyNotJson } from './json.ts'
import type { ErrorContext } from './error-context.ts'
import { hintForResponse } from './response-hints.ts'
import type { HttpResponse } from './http.ts'

/** The error for a response that is not what was asked for: what was tried, what came back, what to do. */
export function responseError(purpose: string, response: HttpResponse, context: ErrorContext): ResponseError {
  const errorBody = readErrorBody(response)
  return new ResponseError(`Could not ${purpose}: ${describe(response, errorBody)}`, {
    status: response.status,
    errorBody,
    fromPortainer: errorBody.fromPortainer,
    hint: hintForResponse(response, errorBody, context),
  })
}

function describe({ status, body }: HttpResponse, errorBody: ErrorBody): string {
  const { form, message } = errorBody
  // A response that seemed good is never shown: it may hold a token, a key or a hash.
  if (status < 300 && form === 'text')
    return `the response (status ${status}) is not JSON${whyNotJson(body.toString('utf8'))}.`
  const unknown = `the response (status ${status}) is JSON of an unknown form.`
  if (status < 300 && form === 'error') return unknown
  switch (form) {
    case 'empty':
      return `${whoAnswered(status, errorBody)} answered ${status} with an empty body.`
    case 'html':
      return `a web page came back (status ${status}${message === '' ? '' : `, ${quote(message)}`}), not Portainer's API.`
    case 'json':
      return unknown
    case 'text':
    case 'error':
      return `${whoAnswered(status, errorBody)} answered ${status}: ${describeBody(errorBody)}`
  }
}

const whoAnswered = (status: number, { fromPortainer }: ErrorBody): string =>
  status === 407 ? 'the proxy' : fromPortainer ? 'Portainer' : 'the server'

/** The message with its details, unless they are the same. */
export function describeBody({ message, details }: Pick<ErrorBody, 'message' | 'details'>): string {
  const more = details !== '' && details.toLowerCase() !== message.toLowerCase()
  return safe(message) + (more ? ` (details: ${safe(details)})` : '')
}
