// Takes the types out of tests for jest, as Node does for scripts: in place, so that lines and columns stay the same.
import { createHash } from 'node:crypto'
import { stripTypeScriptTypes } from 'node:module'

/** What jest asks of a transformer. */
const transformer = {
  process: (source: string): { code: string } => ({ code: stripTypeScriptTypes(source) }),
  getCacheKey: (source: string): string =>
    createHash('sha256').update(`${process.version}\0${source}`).digest('hex'),
}

export default transformer
