/** Bytes that come in pieces. */
export interface ByteBuffer {
  /** How many are kept. */
  readonly length: number
  add(piece: Buffer): void
  /** All of them, to be used before the next {@link add}; none are kept any more. */
  take(): Buffer
}

/**
 * Keeps bytes in one piece: a server that sends one at a time would else cost hundreds of times as much memory as
 * they are long.
 */
export function createByteBuffer(): ByteBuffer {
  let room = Buffer.alloc(0)
  let length = 0
  return {
    get length() {
      return length
    },
    add(piece) {
      const needed = length + piece.length
      if (needed > room.length) {
        const larger = Buffer.allocUnsafe(Math.max(needed, room.length * 2))
        room.copy(larger, 0, 0, length)
        room = larger
      }
      piece.copy(room, length)
      length = needed
    },
    take() {
      const all = room.subarray(0, length)
      length = 0
      return all
    },
  }
}
