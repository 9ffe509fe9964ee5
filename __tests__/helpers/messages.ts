// Messages by what they are about. Their words may change without a test that changes with them.
import { expect } from '@jest/globals'

/** A text that has these parts in this order, whatever stands between them: `'url' … 'ftp://host' … allowed`. */
export function naming(parts: string): string {
  const escaped = parts.split(' … ').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return expect.stringMatching(new RegExp(escaped.join('[^]*'))) as unknown as string
}
