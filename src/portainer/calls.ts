import { ActionError, AnswerError } from '../foundation/errors.ts'
import { answerError, parseJson } from './answers.ts'
import { readArray, type ArrayReader } from './array-reader.ts'
import { circumstances, type Body, type Call, type Client } from './client.ts'
import type { Answer } from './transport.ts'

/** Elements of one list that are kept: a list may go on for ever. */
const MOST_KEPT = 100_000
/** Characters of all that is kept: each element may be 8 MiB long. */
const MOST_CHARACTERS = 64 * 1024 * 1024

/** The JSON of an answer. Throws {@link AnswerError} where a page or something else came back with 2xx. */
export async function callJson(client: Client, call: Call): Promise<unknown> {
  const answer = await client.call(call)
  const json = parseJson(answer.body.toString('utf8'))
  if (json !== undefined) return json
  throw answerError(call.tried, answer, circumstances(client, call.step))
}

/**
 * For a call whose good answer is 204, as it is in every version. Throws {@link AnswerError} where something else came
 * back: an empty 200 is the answer of somebody in between.
 */
export async function callEmpty(client: Client, call: Call): Promise<Answer> {
  const answer = await client.call(call)
  const good = answer.status >= 200 && answer.status < 300
  if (good && answer.status !== 204) {
    throw answerError(call.tried, answer, circumstances(client, call.step))
  }
  return answer
}

/**
 * Reads a list as it comes, and keeps what `read` makes of its elements; undefined is left out. Throws AnswerError or
 * ConnectionError where it is no list, not complete, or more than can be kept.
 * @param read throws ActionError for an element that is none.
 */
export async function callList<T extends object>(
  client: Client,
  call: Call & { mayBeNull?: boolean },
  read: (element: unknown) => T | undefined,
): Promise<T[]> {
  let kept: T[] = []
  let characters = 0
  const start = (): ArrayReader => {
    kept = []
    characters = 0
    return readArray((element) => {
      const one = read(element)
      if (one === undefined) return
      if (kept.length >= MOST_KEPT) throw new ActionError(`the list is longer than ${MOST_KEPT}`)
      characters += charactersOf(one)
      if (characters > MOST_CHARACTERS) throw new ActionError('the list holds more text than can be kept')
      kept.push(one)
    }, call.mayBeNull)
  }
  let reader = start()
  const answer = await client.call({
    ...call,
    onAttempt: () => {
      reader = start()
    },
    onChunk: (chunk) => {
      reader.feed(chunk)
    },
  })
  try {
    reader.end()
  } catch (cause) {
    if (!(cause instanceof ActionError)) throw cause
    throw new AnswerError(`Could not ${call.tried}: ${cause.message}.`, { status: answer.status, cause })
  }
  return kept
}

const charactersOf = (element: object): number =>
  JSON.stringify(Object.values(element).map((value: unknown) => (value instanceof Map ? [...value] : value)))
    .length

/** A JSON body. */
export function jsonBody(value: unknown): Body {
  return { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(value)) }
}
