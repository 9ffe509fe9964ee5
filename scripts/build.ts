// Bundles src/ into dist/: main and post as CommonJS without minification, one chunk for each package that the code
// imports only when it needs it, and the licences of all that is in them.
import { build, type Metafile, type Plugin } from 'esbuild'
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const out = path.join(root, process.argv[2] ?? 'dist')
/** Files are put in place one by one when all are built, so that a run meanwhile finds whole ones. */
const building = fs.mkdtempSync(path.join(root, '.building-'))
const require = createRequire(import.meta.url)

/** Packages that most runs never need, hence chunks of their own. */
const chunks = { yaml: 'yaml.cjs', '@actions/github': 'github.cjs' }

/** `await import('yaml')` becomes a require of dist/yaml.cjs. */
const chunkPlugin: Plugin = {
  name: 'chunks',
  setup(pluginBuild) {
    for (const [name, file] of Object.entries(chunks)) {
      pluginBuild.onResolve({ filter: new RegExp(`^${name}$`) }, ({ kind }) =>
        kind === 'dynamic-import' ? { path: `./${file}`, external: true } : undefined,
      )
    }
  },
}

/**
 * What the action never calls is left out. `@actions/core` imports `@actions/http-client`, and with it undici, for
 * OIDC tokens, and `@actions/exec` for platform details; neither is used, and without side effects they are dropped.
 */
const unusedPlugin: Plugin = {
  name: 'unused',
  setup(pluginBuild) {
    pluginBuild.onResolve({ filter: /^(@actions\/(http-client|exec|core)|undici)(\/|$)/ }, async (asked) => {
      if (asked.pluginData === 'asked') return undefined
      const found = await pluginBuild.resolve(asked.path, {
        resolveDir: asked.resolveDir,
        kind: asked.kind,
        importer: asked.importer,
        pluginData: 'asked',
      })
      return { path: found.path, sideEffects: false }
    })
    // form-data loads node:http and node:https for submit(), and a table of all MIME types for files without a type.
    // Neither is called: forms are sent by the transport, and every file names its type.
    const inFormData = /[\\/]form-data[\\/]/
    pluginBuild.onResolve({ filter: /^(https?|mime-types)$/ }, ({ importer }) =>
      inFormData.test(importer) ? { path: 'never-called', namespace: 'empty' } : undefined,
    )
    pluginBuild.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: 'module.exports = {}' }))
  },
}

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'cjs',
  // import() becomes require(): Node's ESM view of a built-in module evaluates all it exports, undici's WebSocket included.
  supported: { 'dynamic-import': false },
  charset: 'utf8',
  legalComments: 'none',
  metafile: true,
  absWorkingDir: root,
  logLevel: 'error',
} as const

const metafiles: Metafile[] = []
for (const entry of ['main', 'post', 'cleanup']) {
  const { metafile } = await build({
    ...shared,
    entryPoints: [`src/${entry}.ts`],
    outfile: path.join(building, `${entry}.cjs`),
    plugins: [
      chunkPlugin,
      unusedPlugin,
      {
        name: 'post',
        setup: (pluginBuild) => {
          pluginBuild.onResolve({ filter: /^\.\/cleanup\.ts$/ }, () => ({
            path: './cleanup.cjs',
            external: true,
          }))
        },
      },
    ],
  })
  metafiles.push(metafile)
}
for (const [name, file] of Object.entries(chunks)) {
  const { metafile } = await build({
    ...shared,
    stdin: { contents: `export * from '${name}'`, resolveDir: root },
    outfile: path.join(building, file),
  })
  metafiles.push(metafile)
}
writeLicences(metafiles)
putInPlace()
report(metafiles)

/** One file with the licence of every package of which something is in dist/. */
function writeLicences(all: Metafile[]): void {
  const inputs = all.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : [])),
    ),
  )
  const packages = new Set(
    inputs.flatMap((file) => /^(?:.*node_modules\/)((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[0] ?? []),
  )
  const texts = [...packages].sort().map((folder) => {
    const { name, version, license } = require(path.join(root, folder, 'package.json')) as Record<
      string,
      string
    >
    const file = fs.readdirSync(path.join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry))
    const text = file === undefined ? '' : fs.readFileSync(path.join(root, folder, file), 'utf8').trim()
    return `${name ?? ''} ${version ?? ''} (${license ?? ''})\n\n${text}\n`
  })
  fs.writeFileSync(path.join(building, 'THIRD-PARTY-LICENSES'), texts.join(`\n${'-'.repeat(78)}\n\n`))
}

function putInPlace(): void {
  fs.mkdirSync(out, { recursive: true })
  const built = fs.readdirSync(building)
  for (const file of built) fs.renameSync(path.join(building, file), path.join(out, file))
  for (const file of fs.readdirSync(out)) if (!built.includes(file)) fs.rmSync(path.join(out, file))
  fs.rmdirSync(building)
}

function report(all: Metafile[]): void {
  for (const { outputs } of all) {
    for (const [file, { bytes }] of Object.entries(outputs))
      console.log(`${path.basename(file)}: ${bytes} bytes`)
  }
}
