/** Keeps bytes in one piece: as pieces of one byte each they would take hundreds of times as much memory. */
export function createByteBuffer(): {
  readonly length: number
  add(piece: Buffer): void
  /** Returns all bytes and empties the buffer. Use them before the next `add`. */
  take(): Buffer
} {
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
