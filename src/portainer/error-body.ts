import type { HttpResponse } from './http.ts'
import { isObject, parseJson, textOf } from './json.ts'

/** What the body of an error says, in one form for every version and for whatever stands in front of Portainer. */
export interface ErrorBody {
  /** Of a web page, its title. Foreign text: not for the log as it is, and to be cut only once secrets are out of it. */
  message: string
  details: string
  /** An error with a message, other JSON, a web page, other text, or nothing. */
  form: 'error' | 'json' | 'html' | 'text' | 'empty'
  /** In the shape that only Portainer gives its errors: gateways send a `message` at most. */
  fromPortainer: boolean
  /** Message and details, or the start of a page, in lower case: what hints search for known words. */
  words: string
}

/**
 * Nothing beyond is kept: Portainer's own errors are far shorter, but the longest secret must still be found in what is
 * shown. Longer JSON is not parsed.
 */
const MAX_BYTES = 131_072
/** Where hints search for words. Who writes the text could make the search in a long one take hours. */
const MAX_WORDS = 4000

/** Reads a response that is not what was asked for: `{message, details}`, `{err}` of 1.x, text or HTML. */
export function readErrorBody({ headers, body }: Pick<HttpResponse, 'headers' | 'body'>): ErrorBody {
  const text = body.toString('utf8', 0, MAX_BYTES).trim()
  const other = { message: '', details: '', fromPortainer: false, words: wordsOf(text, '') }
  if (text === '') return { ...other, form: 'empty' }
  if (/html/.test(headers['content-type'] ?? '') || /^<(!doctype|html)/i.test(text)) {
    const title = /<title[^<>]{0,100}>([^<]*)/i.exec(text)?.[1] ?? ''
    return { ...other, form: 'html', message: title.trim() }
  }
  const json = body.length > MAX_BYTES ? undefined : parseJson(text)
  if (isObject(json)) {
    const message = textOf(json, 'message') || textOf(json, 'err')
    const details = textOf(json, 'details')
    return {
      message,
      details,
      form: message === '' ? 'json' : 'error',
      fromPortainer: typeof json['details'] === 'string' || typeof json['err'] === 'string',
      words: wordsOf(message, details),
    }
  }
  if (json !== undefined || (body.length > MAX_BYTES && /^[[{]/.test(text))) return { ...other, form: 'json' }
  return { ...other, form: 'text', message: text }
}

/** What {@link ErrorBody.words} holds for a message and its details. */
export const wordsOf = (message: string, details: string): string =>
  `${message.slice(0, MAX_WORDS)} ${details.slice(0, MAX_WORDS)}`.trim().toLowerCase()
