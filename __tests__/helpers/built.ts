// Which modules a file of dist/ is made of, by the comments that stand before each of them.
import * as fs from 'node:fs'
import path from 'node:path'
import { root } from '../../stand-in/runner/runner.ts'

/** Paths below the root, such as `src/run.ts`. */
export function modulesIn(file: string): string[] {
  const text = fs.readFileSync(path.join(root, 'dist', file), 'utf8')
  const comments = /^(?:;\/\/ CONCATENATED MODULE: \.\/|\/\*{3}\/ \d+: \/\/ )((?:src|node_modules)\/\S+)$/gm
  return [...text.matchAll(comments)].map(([, module = '']) => module)
}

/** The folder of the package that a module belongs to; undefined for one of our own. */
export function packageOf(module: string): string | undefined {
  return /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0]
}
