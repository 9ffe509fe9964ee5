import { AnswerError } from '../foundation/errors.ts'
import { safe } from '../foundation/text.ts'
import { isObject, textOf } from './fields.ts'
import { hintForAnswer, type Circumstances } from './hints.ts'
import { tellNoJson } from './no-json.ts'
import type { Answer } from './transport.ts'

/** What an answer says of itself, in one form for every version and for whatever stands before Portainer. */
export interface Said {
  message: string
  details: string
  /** Portainer's own JSON error, another JSON, a web page, other text, or nothing. */
  form: 'error' | 'json' | 'html' | 'text' | 'empty'
  /** In the shape that only Portainer gives its errors: gateways have a `message` at most. */
  isOwn: boolean
}

const foreign = { message: '', details: '', isOwn: false }

/** Reads an answer that is not what was asked for: `{message, details}`, `{err}` of 1.x, text or HTML. */
export function readSaid(answer: Answer): Said {
  const text = answer.body.toString('utf8').trim()
  if (text === '') return { ...foreign, form: 'empty' }
  const json = parseJson(text)
  if (isObject(json)) {
    const message = textOf(json, 'message') || textOf(json, 'err')
    const isOwn = typeof json['details'] === 'string' || typeof json['err'] === 'string'
    return { message, details: textOf(json, 'details'), form: message === '' ? 'json' : 'error', isOwn }
  }
  if (json !== undefined) return { ...foreign, form: 'json' }
  const html = /html/.test(answer.headers['content-type'] ?? '') || /^<(!doctype|html)/i.test(text)
  return html ? { ...foreign, form: 'html' } : { ...foreign, message: text, form: 'text' }
}

/** The error for an answer that is not what was asked for: what was tried, what came back, what to do. */
export function answerError(tried: string, answer: Answer, circumstances: Circumstances): AnswerError {
  const said = readSaid(answer)
  return new AnswerError(`Could not ${tried}: ${describe(answer.status, said)}`, {
    status: answer.status,
    said,
    isOwn: said.isOwn,
    hint: hintForAnswer(answer, said, circumstances),
  })
}

function describe(status: number, said: Said): string {
  // An answer that seemed good is never shown: it may hold a token, a key or a hash.
  if (status < 300 && said.form === 'text') {
    return `the answer (status ${status}) is not JSON${tellNoJson(said.message)}.`
  }
  const who = status === 407 ? 'the proxy' : 'Portainer'
  switch (status < 300 && said.form === 'error' ? 'json' : said.form) {
    case 'empty':
      return `${who} answered ${status} without a text.`
    case 'html':
      return `a web page came back (status ${status}), not Portainer's API.`
    case 'json':
      return `the answer (status ${status}) is JSON of an unknown form.`
    case 'text':
    case 'error': {
      const { message, details } = said
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
