import { now } from '../foundation/async.ts'
import { plural } from '../foundation/text.ts'

/** A pause that a slow server may make between two pieces of one answer, in milliseconds. */
const SHORT_PAUSE = 1500

/** How much of an answer came, and when. */
export interface Arrival {
  hear: (piece: Buffer) => void
  /** Ends the sentence of a request that was given up: tells an answer that stalled from one that is slow. */
  describe(): string
}

/** Hears the bytes of one answer as they come over the connection, its head included. */
export function watchArrival(): Arrival {
  let bytes = 0
  let first = 0
  let last = 0
  return {
    hear(piece) {
      last = now()
      if (bytes === 0) first = last
      bytes += piece.length
    },
    describe() {
      if (bytes === 0) return 'nothing came'
      const pause = now() - last
      // Two pieces at least, or all there ever was may have come just before the end of a short time.
      const goesOn = pause < SHORT_PAUSE && pause < last - first
      const end = goesOn
        ? 'more was still coming'
        : `the last of it ${Math.max(1, Math.round(pause / 1000))} s ago`
      return `${plural(bytes, 'byte')} came, ${goesOn ? 'and ' : ''}${end}`
    },
  }
}
