import { ActionError } from '../foundation/errors.ts'
import { LARGEST_BODY } from './transport.ts'

const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c]
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d]
const isSpace = (byte: number): boolean => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d)

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

export function readArray(onElement: (element: unknown) => void): ArrayReader {
  let state: 'before' | 'inside' | 'after' = 'before'
  let depth = 0
  let inString = false
  let escaped = false
  let held: Buffer[] = []
  let heldLength = 0

  const finishElement = (last: Buffer): void => {
    const text = Buffer.concat([...held, last])
      .toString('utf8')
      .trim()
    held = []
    heldLength = 0
    if (text !== '') onElement(parse(text))
  }

  return {
    feed(piece) {
      let start = 0
      for (let index = 0; index < piece.length; index += 1) {
        const byte = piece[index] ?? 0
        if (state === 'inside') {
          if (inString) {
            if (escaped) escaped = false
            else if (byte === BACKSLASH) escaped = true
            else if (byte === QUOTE) inString = false
          } else if (byte === QUOTE) inString = true
          else if (byte === OPEN_MAP || byte === OPEN_LIST) depth += 1
          else if (byte === CLOSE_LIST && depth === 0) {
            finishElement(piece.subarray(start, index))
            state = 'after'
          } else if (byte === CLOSE_MAP || byte === CLOSE_LIST) depth -= 1
          else if (byte === COMMA && depth === 0) {
            finishElement(piece.subarray(start, index))
            start = index + 1
          }
        } else if (isSpace(byte)) continue
        else if (state === 'before' && byte === OPEN_LIST) {
          state = 'inside'
          start = index + 1
        } else if (state === 'before' && piece.subarray(index, index + 4).toString() === 'null') {
          state = 'after' // how Go writes an empty list that was never filled
          index += 3
        } else throw new ActionError('the answer is not a JSON list')
      }
      if (state !== 'inside' || start >= piece.length) return
      const rest = piece.subarray(start)
      heldLength += rest.length
      if (heldLength > LARGEST_BODY) throw new ActionError('one element of the list is longer than 8 MiB')
      held.push(rest)
    },
    end() {
      if (state !== 'after') throw new ActionError('the answer is not a complete JSON list')
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new ActionError('the answer is not a JSON list', { cause })
  }
}
