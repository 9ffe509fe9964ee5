import { createByteBuffer } from '../foundation/byte-buffer.ts'
import { ActionError } from '../foundation/errors.ts'
import { isTooDeep } from '../foundation/text.ts'
import { MAX_BODY_BYTES } from './http.ts'

/** A JSON object whose fields are read one by one: responses are foreign, and no shape is assumed. */
export type JsonObject = Record<string, unknown>

/**
 * The JSON in a text; undefined if it is not JSON, or is nested more than 200 levels deep. Ignores content types:
 * Portainer 2.11-2.19 labels the JSON of a new token text/plain.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Why {@link parseJson} returned undefined, as far as that can be told without showing any of the text: a colon and
 * the end of a sentence, or nothing.
 */
export function whyNotJson(text: string): string {
  if (text.trim() === '') return ': it is empty'
  if (/^\s*</.test(text)) return ': it begins like a web page'
  if (isTooDeep(text)) return ': it is nested too deeply'
  return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ': it was cut short' : ''
}

/** Whether the parser reached the end without an error. V8 says where it stopped, or that this was the end. */
function endsTooSoon(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = /position (\d+)/.exec(message)?.[1]
    return position === undefined ? message.includes('end of JSON input') : Number(position) === text.length
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own field; inherited ones do not count. */
function own(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined
}

/** A text; empty if it is missing, something else, or longer than `max` characters. */
export function textOf(object: JsonObject, field: string, max = Infinity): string {
  const value = own(object, field)
  return typeof value === 'string' && value.length <= max ? value : ''
}

export function numberOf(object: JsonObject, field: string): number | undefined {
  const value = own(object, field)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function booleanOf(object: JsonObject, field: string): boolean {
  return own(object, field) === true
}

export function objectOf(object: JsonObject, field: string): JsonObject {
  const value = own(object, field)
  return isObject(value) ? value : {}
}

export function listOf(object: JsonObject, field: string): unknown[] | undefined {
  const value = own(object, field)
  return Array.isArray(value) ? value : undefined
}

/** An identifier: a whole number from 1. */
export function idOf(object: JsonObject, field: string): number | undefined {
  const value = numberOf(object, field)
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined
}

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d]
const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09

/** A list up to this long is parsed in one go, which costs a tenth of what going byte by byte does. */
export const SHORT = 2 * 1024 * 1024

/**
 * Reads a JSON list as it comes and hands on one element after the other: lists of old Portainers carry every
 * snapshot and can be hundreds of megabytes long, of which only one element is kept at a time.
 */
export interface ArrayReader {
  /** Throws {@link ActionError} when this is no JSON list, or an element is longer than 8 MiB. */
  feed(piece: Buffer): void
  /** To be called at the end. Throws {@link ActionError} when the list is not complete. */
  end(): void
}

/** @param mayBeNull Go writes an empty list that was never filled as `null`: taken for a list only where that is known. */
export function readArray(onElement: (element: unknown) => void, mayBeNull = false): ArrayReader {
  const begun = createByteBuffer()
  let long: ArrayReader | undefined
  return {
    feed(piece) {
      if (long !== undefined) {
        long.feed(piece)
        return
      }
      if (begun.length === 0) checkStart(piece)
      begun.add(piece)
      if (begun.length <= SHORT) return
      long = readLongArray(onElement)
      long.feed(begun.take())
    },
    end() {
      if (long !== undefined) {
        long.end()
        return
      }
      const list = parse(begun.take().toString('utf8'), whyNotJson)
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

/** Byte by byte, which only a list too long to be kept is worth. Local variables make the loop four times as fast. */
function readLongArray(onElement: (element: unknown) => void): ArrayReader {
  let state: 'before' | 'inside' | 'after' = 'before'
  let keptDepth = 0
  let keptInString = false
  let keptEscaped = false
  const held = createByteBuffer()
  let elements = 0

  /** Nothing between the brackets is an empty list; nothing beside a comma is an error. */
  const finishElement = (end: Buffer, isLast: boolean): void => {
    if (held.length > 0) held.add(end)
    const bytes = held.length > 0 ? held.take() : end
    if (isLast && elements === 0 && bytes.every(isSpace)) return
    elements += 1
    onElement(parse(bytes.toString('utf8')))
  }

  /** Up to the bracket that ends the list. @returns how many bytes were read. */
  const readInside = (piece: Buffer, from: number): number => {
    let [depth, inString, escaped] = [keptDepth, keptInString, keptEscaped]
    let start = from
    const { length } = piece
    for (let index = from; index < length; index += 1) {
      const byte = piece[index]
      if (inString) {
        if (escaped) escaped = false
        else if (byte === BACKSLASH) escaped = true
        else if (byte === QUOTE) inString = false
      } else if (byte === QUOTE) inString = true
      else if (byte === OPEN_MAP || byte === OPEN_LIST) depth += 1
      else if (byte === CLOSE_MAP || byte === CLOSE_LIST) {
        if (depth > 0) depth -= 1
        else if (byte === CLOSE_MAP) throw notAList()
        else {
          finishElement(piece.subarray(start, index), true)
          state = 'after'
          return index + 1
        }
      } else if (byte === COMMA && depth === 0) {
        finishElement(piece.subarray(start, index), false)
        start = index + 1
      }
    }
    ;[keptDepth, keptInString, keptEscaped] = [depth, inString, escaped]
    const rest = piece.subarray(start)
    if (held.length + rest.length > MAX_BODY_BYTES)
      throw new ActionError('one element of the list is longer than 8 MiB')
    held.add(rest)
    return length
  }

  return {
    feed(piece) {
      for (let index = 0; index < piece.length;) {
        const byte = piece[index] ?? 0
        if (state === 'inside') index = readInside(piece, index)
        else if (isSpace(byte)) index += 1
        else if (state === 'before' && byte === OPEN_LIST) {
          state = 'inside'
          index += 1
        } else throw notAList()
      }
    },
    end() {
      if (state !== 'after') throw notAList(state === 'inside' ? ': it was cut short' : '')
    },
  }
}

const notAList = (why = ''): ActionError => new ActionError(`the response is not a complete JSON list${why}`)

function parse(text: string, tell: (text: string) => string = () => ''): unknown {
  const json = parseJson(text)
  if (json === undefined) throw notAList(tell(text))
  return json
}
