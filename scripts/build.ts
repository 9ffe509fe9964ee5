// Bundles src/ into dist/ with ncc: CommonJS that can be read, and the licences of all packages in it.
// `npm run build -- FOLDER` builds elsewhere.
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

interface Module {
  id: number | null
  /** The path of its source; null for what Node brings, or webpack makes. */
  nameForCondition: string | null
  /** Those that were merged into this one. */
  modules?: Module[]
}

interface Built {
  code: string
  assets: Record<string, unknown>
  stats: { toJson(options: object): { modules: Module[] } }
}

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const ncc = require('@vercel/ncc') as (entry: string, options: object) => Promise<Built>

/** The files of dist/, and where each begins. What only some runs need is a file of its own, loaded when it is used. */
const entries: Record<string, string> = {
  'main.cjs': path.join(root, 'src/main.ts'),
  'post.cjs': path.join(root, 'src/post.ts'),
  'cleanup.cjs': path.join(root, 'src/cleanup.ts'),
  'form-data.cjs': fileURLToPath(import.meta.resolve('form-data')),
  'yaml.cjs': fileURLToPath(import.meta.resolve('yaml')),
  'github.cjs': fileURLToPath(import.meta.resolve('@actions/github')),
}

/** Where main and post find those files. */
const separateFiles = {
  './cleanup.js': './cleanup.cjs',
  'form-data': './form-data.cjs',
  yaml: './yaml.cjs',
  '@actions/github': './github.cjs',
}

/**
 * Packages import these for what this action never calls: `@actions/core` runs commands to describe the platform,
 * `@actions/http-client` makes an agent unless it is given one, and `form-data` sends forms and guesses file types.
 * Undici alone is a megabyte, and takes longer to load than all the rest.
 */
const neverCalled = ['@actions/exec', 'asynckit', 'https', 'mime-types', 'tunnel', 'undici']

/** Stands in for each of these. */
const standIn = `
// Stands in for a package that is imported here but never called.
function neverCalled(name) {
  return new Proxy({}, {
    get(_, property) {
      if (property === '__esModule' || property === 'then') return undefined
      throw new Error(\`'\${name}' is not part of this build, and '\${String(property)}' of it was used\`)
    },
  })
}
`

const out = path.resolve(root, process.argv[2] ?? 'dist')
/** Files are put in place one by one when all are built, so that a run meanwhile finds whole ones. */
const building = fs.mkdtempSync(path.join(path.dirname(out), '.building-'))
process.once('exit', () => {
  fs.rmSync(building, { recursive: true })
})
// The ids that webpack gives to modules depend on the working folder.
process.chdir(root)

const packages = new Set<string>()
for (const [file, entry] of Object.entries(entries)) await build(file, entry)
writeLicences()
putInPlace()
for (const file of Object.keys(entries))
  console.log(`${file}: ${fs.statSync(path.join(out, file)).size} bytes`)

async function build(file: string, entry: string): Promise<void> {
  const isOwn = entry.startsWith(path.join(root, 'src'))
  const usesAll = file === 'yaml.cjs' || file === 'github.cjs'
  const { code, assets, stats } = await ncc(entry, {
    filename: file,
    // As ES modules, Node would evaluate all that node:http exports, undici's WebSocket included.
    esm: false,
    target: 'es2024',
    transpileOnly: true,
    cache: false,
    quiet: true,
    externals: {
      ...(isOwn ? separateFiles : {}),
      ...(usesAll ? {} : Object.fromEntries(neverCalled.map((name) => [name, `never-called:${name}`]))),
    },
  })
  if (Object.keys(assets).length > 0) throw new Error(`${file} needs ${Object.keys(assets).join(', ')}.`)
  const { modules } = stats.toJson({ all: false, modules: true, nestedModules: true, ids: true })
  const paths = new Map(modules.map(({ id, nameForCondition }) => [String(id), nameForCondition]))
  for (const { nameForCondition } of modules.flatMap((module) => module.modules ?? [module])) {
    // ncc puts this one in the place of what it can't find, and would leave the error to the run.
    if (nameForCondition?.includes('@@notfound')) throw new Error(`${file} imports what does not exist.`)
    const folder = /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(relative(nameForCondition ?? ''))?.[0]
    if (folder !== undefined) packages.add(folder)
  }
  const readable = code
    .replace(/^\/\/# sourceMappingURL=.*\n/gm, '')
    // Where the imports were.
    .replace(/^(;\/\/ CONCATENATED MODULE: .*\n)\n+/gm, '$1')
    .replace(/^(\/\*{3}\/ (\d+):)$/gm, (line, _, id: string) => {
      const from = paths.get(id)
      return from ? `${line} // ${relative(from)}` : line
    })
    .replace(/require\("never-called:([^"]+)"\)/g, 'neverCalled("$1")')
  fs.writeFileSync(
    path.join(building, file),
    toAscii(readable.includes('neverCalled("') ? readable + standIn : readable),
  )
}

/** @returns a path below the root, as it is written on every system. */
function relative(file: string): string {
  return path.relative(root, file).replaceAll(path.sep, '/')
}

/** A single letter beyond ASCII doubles what V8 keeps of the source. */
function toAscii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** One file with the licence of every package of which something is in dist/. */
function writeLicences(): void {
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
}
