// What goes into dist/, and how: main, post and cleanup as CommonJS without minification, and one chunk for each
// package that the code imports only when it needs it.
import { build, type Metafile, type Plugin } from 'esbuild'
import * as fs from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

const entries = ['main', 'post', 'cleanup'] as const

/** Packages that most runs never need, hence chunks of their own. */
export const chunks = { yaml: 'yaml.cjs', '@actions/github': 'github.cjs' } as const

/** `await import('yaml')` becomes a require of dist/yaml.cjs, and post loads cleanup.cjs only when there is something to do. */
const chunkPlugin: Plugin = {
  name: 'chunks',
  setup(pluginBuild) {
    for (const [name, file] of Object.entries(chunks)) {
      pluginBuild.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${file}`, external: true } : undefined,
      )
    }
    pluginBuild.onResolve({ filter: /^\.\/cleanup\.ts$/ }, () => ({ path: './cleanup.cjs', external: true }))
  },
}

/**
 * What the action never calls is left out. `@actions/core` imports `@actions/http-client`, and with it undici, for
 * OIDC tokens, and `@actions/exec` for platform details; neither is used, and without side effects they are dropped.
 */
const unusedPlugin: Plugin = {
  name: 'unused',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^(\.|@actions\/)/ }, async (asked) => {
      const ofCore = asked.path.startsWith('@') || /[\\/]@actions[\\/]core[\\/]/.test(asked.importer)
      if (!ofCore || asked.pluginData === 'asked') return undefined
      const found = await pluginBuild.resolve(asked.path, {
        resolveDir: asked.resolveDir,
        kind: asked.kind,
        importer: asked.importer,
        pluginData: 'asked',
      })
      return { path: found.path, sideEffects: false }
    })
  },
}

/**
 * What form-data requires and Node 24 has itself, or what nobody calls: forms are sent by the transport, not by
 * submit(), every file names its type, and all lengths are known.
 */
const inFormData: Record<string, string> = {
  http: 'module.exports = {} // for submit()',
  https: 'module.exports = {} // for submit()',
  'mime-types': 'module.exports = {} // for files without a type',
  asynckit: 'module.exports = {} // for lengths of streams',
  hasown: 'module.exports = Object.hasOwn',
  'es-set-tostringtag': `module.exports = (object, value) => {
  Object.defineProperty(object, Symbol.toStringTag, { value, configurable: true })
}`,
}

const formDataPlugin: Plugin = {
  name: 'form-data',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: new RegExp(`^(${Object.keys(inFormData).join('|')})$`) }, (asked) =>
      /[\\/]form-data[\\/]/.test(asked.importer) ? { path: asked.path, namespace: 'instead-of' } : undefined,
    )
    pluginBuild.onLoad({ filter: /.*/, namespace: 'instead-of' }, (asked) => ({
      contents: inFormData[asked.path] ?? '',
    }))
  },
}

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // import() becomes require(): Node's ESM view of a built-in module evaluates all it exports, undici's WebSocket included.
  supported: { 'dynamic-import': false },
  // A single letter beyond ASCII doubles what V8 keeps of the source.
  charset: 'ascii',
  legalComments: 'none',
  metafile: true,
  absWorkingDir: root,
  logLevel: 'error',
} as const

/** Writes all files of dist/, but the licences, into a folder. @returns what esbuild says of each file. */
export async function bundle(folder: string): Promise<Map<string, Metafile>> {
  const metafiles = new Map<string, Metafile>()
  for (const entry of entries) {
    const file = `${entry}.cjs`
    const { metafile } = await build({
      ...shared,
      entryPoints: [`src/${entry}.ts`],
      outfile: path.join(folder, file),
      plugins: [chunkPlugin, unusedPlugin, formDataPlugin],
    })
    polish(path.join(folder, file))
    metafiles.set(file, metafile)
  }
  for (const [name, file] of Object.entries(chunks)) {
    const { metafile } = await build({
      ...shared,
      stdin: { contents: `export * from '${name}'`, resolveDir: root },
      outfile: path.join(folder, file),
    })
    metafiles.set(file, metafile)
  }
  return metafiles
}

/**
 * `import * as fs` makes esbuild copy every property of Node's module for the sake of `default`, which nobody uses;
 * here it becomes a plain `require`.
 */
function polish(file: string): void {
  const text = fs.readFileSync(file, 'utf8')
  const plain = text.replace(
    /__toESM\((require\("([^"]+)"\))(?:, 1)?\)/g,
    (whole, plainly: string, name: string) => (isBuiltin(name) ? plainly : whole),
  )
  for (const [, name = ''] of plain.matchAll(/(\w+) = require\("[^"]+"\)/g)) {
    if (plain.includes(`${name}.default`))
      throw new Error(`${file} uses ${name}.default: import its names instead.`)
  }
  // Comments can have letters that strings are rid of: see charset.
  const ascii = plain.replace(
    /[^\0-\x7f]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  fs.writeFileSync(file, ascii)
}

/** The modules of which something is in a built file, and how many bytes. */
export function modulesOf(metafile: Metafile): Map<string, number> {
  const modules = Object.values(metafile.outputs).flatMap(({ inputs }) => Object.entries(inputs))
  return new Map(
    modules.flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [[file, bytesInOutput]] : [])),
  )
}

/** The folder of the package that a module belongs to; undefined for one of our own. */
export function packageOf(module: string): string | undefined {
  return /^(?:.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(module)?.[0]
}
