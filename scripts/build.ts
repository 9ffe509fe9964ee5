// Bundles src/ into dist/, with the licences of all that is in it. `npm run build -- FOLDER` builds elsewhere.
import * as fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { bundle, modulesOf, packageOf, root } from './bundle.ts'

const out = path.resolve(root, process.argv[2] ?? 'dist')
/** Files are put in place one by one when all are built, so that a run meanwhile finds whole ones. */
const building = fs.mkdtempSync(path.join(path.dirname(out), '.building-'))
const require = createRequire(import.meta.url)

const metafiles = await bundle(building)
const modules = [...metafiles.values()].flatMap((metafile) => [...modulesOf(metafile).keys()])
writeLicences(new Set(modules.flatMap((module) => packageOf(module) ?? [])))
putInPlace()
for (const file of metafiles.keys()) console.log(`${file}: ${fs.statSync(path.join(out, file)).size} bytes`)

/** One file with the licence of every package of which something is in dist/. */
function writeLicences(packages: ReadonlySet<string>): void {
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
