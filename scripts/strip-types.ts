// Takes the types out of tests with the bundler that is there anyway: checking them is `npm run types`.
import { createHash } from 'node:crypto'
import { transformSync, version } from 'esbuild'

/** What jest asks of a transformer. */
const transformer = {
  process: (source: string, file: string): { code: string } =>
    transformSync(source, {
      loader: 'ts',
      format: 'esm',
      target: 'node24',
      sourcefile: file,
      sourcemap: 'inline',
    }),
  getCacheKey: (source: string, file: string): string =>
    createHash('sha256').update(`${version}\0${file}\0${source}`).digest('hex'),
}

export default transformer
