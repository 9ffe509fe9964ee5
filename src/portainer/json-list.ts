import { createByteBuffer } from '../foundation/byte-buffer.ts'
import { ActionError } from '../foundation/errors.ts'
import { MAX_BODY_BYTES } from './http.ts'
import { parseJson, whyNotJson } from './json.ts'

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
