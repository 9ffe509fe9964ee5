import { createByteBuffer } from '../foundation/byte-buffer.ts'
import { ActionError, orUndefined } from '../foundation/errors.ts'
import { isTooDeep } from '../foundation/text.ts'
import { MAX_BODY_BYTES } from './http.ts'

/** A JSON object whose fields are read one by one: responses are foreign, and no shape is assumed. */
export type JsonObject = Record<string, unknown>

/** Undefined if it is not JSON, or nested too deeply. Ignores content types: 2.11-2.19 send tokens as text/plain. */
export function parseJson(text: string): unknown {
  return isTooDeep(text) ? undefined : orUndefined<unknown>(() => JSON.parse(text))
}

/** Why {@link parseJson} returned undefined, without showing any of the text: the end of a sentence, or nothing. */
export function whyNotJson(text: string): string {
  if (/^[ \t\r\n]*$/.test(text)) return ': it is empty'
  if (/^\s*</.test(text)) return ': it begins like a web page'
  if (isTooDeep(text)) return ': it is nested too deeply'
  return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ': it was cut short' : ''
}

/** Whether the parser came to the end without an error. V8 says where it stopped, or that this was the end. */
function endsTooSoon(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const { message } = error as SyntaxError
    const position = /position (\d+)/.exec(message)?.[1]
    return position === undefined ? message.includes('end of JSON input') : Number(position) === text.length
  }
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const orEmpty = (value: unknown): JsonObject => (isObject(value) ? value : {})

export const objectIn = (response: { body: Buffer }): JsonObject =>
  orEmpty(parseJson(response.body.toString('utf8')))

/** A text; empty if it is missing, something else, or longer than `max` characters. */
export function textOf(object: JsonObject, field: string, max = Infinity): string {
  const value = object[field]
  return typeof value === 'string' && value.length <= max ? value : ''
}

export function numberOf(object: JsonObject, field: string): number | undefined {
  const value = object[field]
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export const objectOf = (object: JsonObject, field: string): JsonObject => orEmpty(object[field])

export function listOf(object: JsonObject, field: string): unknown[] {
  const value = object[field]
  return Array.isArray(value) ? value : []
}

export function idOf(object: JsonObject, field: string): number | undefined {
  const value = object[field]
  return Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : undefined
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d]
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** A list up to this long is parsed in one go, which costs a tenth of what going byte by byte does. */
export const SHORT = 2 * 1024 * 1024

/** Reads a list element by element: old Portainers send all snapshots with it, which can be hundreds of megabytes. */
export interface ArrayReader {
  /** Throws {@link ActionError} when this is not a JSON list, or an element is longer than 8 MiB. */
  feed(piece: Buffer): void
  /** Throws {@link ActionError} when the list is not complete. */
  end(): void
}

/** @param mayBeNull Go writes an empty list that was never filled as `null`: taken for a list only where that is known. */
export function readArray(onElement: (element: unknown) => void, mayBeNull = false): ArrayReader {
  const begun = createByteBuffer()
  let long: ArrayReader | undefined
  return {
    feed(piece) {
      if (long === undefined) {
        if (begun.length === 0) checkStart(piece)
        begun.add(piece)
        if (begun.length <= SHORT) return
        long = readLongArray(onElement)
      }
      long.feed(begun.length > 0 ? begun.take() : piece)
    },
    end() {
      if (long !== undefined) {
        long.end()
        return
      }
      const text = begun.take().toString('utf8')
      const list = parseJson(text)
      if (list === undefined) throw notAList(whyNotJson(text))
      if (list === null && mayBeNull) return
      if (!Array.isArray(list)) throw notAList()
      list.forEach(onElement)
    },
  }
}

/** A web page instead of a list is told from its first piece. */
function checkStart(piece: Buffer): void {
  const start = piece.toString('latin1', 0, 64)
  if (!/^\s*(\[|n|$)/.test(start)) throw notAList(/^\s*</.test(start) ? whyNotJson(start) : '')
}

/** Byte by byte, which is slower: for lists too long to be kept. */
function readLongArray(onElement: (element: unknown) => void): ArrayReader {
  const held = createByteBuffer()
  let elements = 0
  /** 0 is beside the list, 1 between its brackets. */
  let state = { depth: 0, inString: false, escaped: false, ended: false }

  const finishElement = (isLast: boolean): void => {
    const text = held.take().toString('utf8')
    // Nothing between the brackets is an empty list; nothing beside a comma is an error.
    if (isLast && elements === 0 && /^[ \t\r\n]*$/.test(text)) return
    elements += 1
    const element = parseJson(text)
    if (element === undefined) throw notAList()
    onElement(element)
  }

  return {
    feed(piece) {
      // Local variables make the loop four times as fast.
      let { depth, inString, escaped, ended } = state
      let start = 0
      const { length } = piece
      for (let index = 0; index < length; index += 1) {
        const byte = piece[index]
        if (inString) {
          if (escaped) escaped = false
          else if (byte === BACKSLASH) escaped = true
          else if (byte === QUOTE) inString = false
        } else if (depth === 0) {
          if (byte === OPEN_LIST && !ended) {
            depth = 1
            start = index + 1
          } else if (!isSpace(byte ?? 0)) throw notAList()
        } else if (byte === QUOTE) inString = true
        else if (byte === OPEN_MAP || byte === OPEN_LIST) depth += 1
        else if (depth === 1 && (byte === COMMA || byte === CLOSE_LIST)) {
          held.add(piece.subarray(start, index))
          start = index + 1
          ended = byte === CLOSE_LIST
          if (ended) depth = 0
          finishElement(ended)
        } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
          depth -= 1
          if (depth === 0) throw notAList()
        }
      }
      state = { depth, inString, escaped, ended }
      if (depth === 0) return
      held.add(piece.subarray(start))
      if (held.length > MAX_BODY_BYTES) throw new ActionError('one element of the list is longer than 8 MiB')
    },
    end() {
      if (!state.ended) throw notAList(state.depth > 0 ? ': it was cut short' : '')
    },
  }
}

const notAList = (why = ''): ActionError => new ActionError(`the response is not a complete JSON list${why}`)
