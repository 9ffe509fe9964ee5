import { ResponseError } from '../foundation/errors.ts'
import { safe } from '../foundation/text.ts'
import { isObject, textOf } from './json.ts'
import { hintForAnswer, type ErrorBody, type ErrorContext } from './response-hints.ts'
import type { HttpResponse } from './http.ts'

const foreign = { message: '', details: '', fromPortainer: false }

/** Reads an answer that is not what was asked for: `{message, details}`, `{err}` of 1.x, text or HTML. */
export function readErrorBody(response: HttpResponse): ErrorBody {
  const text = response.body.toString('utf8').trim()
  if (text === '') return { ...foreign, form: 'empty' }
  const json = parseJson(text)
  if (isObject(json)) {
    const message = textOf(json, 'message') || textOf(json, 'err')
    const fromPortainer = typeof json['details'] === 'string' || typeof json['err'] === 'string'
    return {
      message,
      details: textOf(json, 'details'),
      form: message === '' ? 'json' : 'error',
      fromPortainer,
    }
  }
  if (json !== undefined) return { ...foreign, form: 'json' }
  const html = /html/.test(response.headers['content-type'] ?? '') || /^<(!doctype|html)/i.test(text)
  return html ? { ...foreign, form: 'html' } : { ...foreign, message: text, form: 'text' }
}

/** The error for an answer that is not what was asked for: what was tried, what came back, what to do. */
export function responseError(
  purpose: string,
  response: HttpResponse,
  errorContext: ErrorContext,
): ResponseError {
  const errorBody = readErrorBody(response)
  return new ResponseError(`Could not ${purpose}: ${describe(response.status, errorBody)}`, {
    status: response.status,
    errorBody,
    fromPortainer: errorBody.fromPortainer,
    hint: hintForAnswer(response, errorBody, errorContext),
  })
}

function describe(status: number, errorBody: ErrorBody): string {
  // An answer that seemed good is never shown: it may hold a token, a key or a hash.
  if (status < 300 && errorBody.form === 'text') {
    return `the answer (status ${status}) is not JSON${whyNotJson(errorBody.message)}.`
  }
  const who = status === 407 ? 'the proxy' : 'Portainer'
  switch (status < 300 && errorBody.form === 'error' ? 'json' : errorBody.form) {
    case 'empty':
      return `${who} answered ${status} without a text.`
    case 'html':
      return `a web page came back (status ${status}), not Portainer's API.`
    case 'json':
      return `the answer (status ${status}) is JSON of an unknown form.`
    case 'text':
    case 'error': {
      const { message, details } = errorBody
      const more =
        details !== '' && details.toLowerCase() !== message.toLowerCase()
          ? ` (details: ${safe(details)})`
          : ''
      return `${who} answered ${status}: ${safe(message)}${more}`
    }
  }
}

/** The JSON of a body; undefined when it is none. Content types are no help: token creation is labelled text/plain on 2.11-2.19. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * What a text is that was to be JSON and is none, as far as that can be told without showing any of it: a colon and
 * the end of a sentence, or nothing.
 */
export function whyNotJson(text: string): string {
  if (text.trim() === '') return ': it is empty'
  if (/^\s*</.test(text)) return ': it begins like a web page'
  return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ': it was cut short' : ''
}

/** Whether the parser came to the end without finding anything wrong. V8 says where it stood, or that this was the end. */
function endsTooSoon(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const errorBody = error instanceof Error ? error.message : ''
    const position = /position (\d+)/.exec(errorBody)?.[1]
    return position === undefined ? errorBody.includes('end of JSON input') : Number(position) === text.length
  }
}
