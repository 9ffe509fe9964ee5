// Runs a script with Node 24, which the action runs on, whatever Node the machine has. Installs the project's
// packages first when they are missing, so that `npm run demo` works on a fresh clone.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)))

/** The path of a Node 24: the one locked in package-lock.json, else the one running this, if it is a 24. */
function findNode24() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'bin/node.exe' : 'bin/node'
  try {
    return createRequire(import.meta.url).resolve(`node-${platform}-${process.arch}/${file}`)
  } catch {
    if (process.version.startsWith('v24.')) return process.execPath
    console.error(`There is no package with Node 24 for ${platform}-${process.arch}: install Node 24 itself.`)
    process.exit(1)
  }
}

if (!existsSync(path.join(root, 'node_modules/.package-lock.json'))) {
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (error) throw error
  if (status !== 0) process.exit(status ?? 1)
}
const child = spawn(findNode24(), process.argv.slice(2), { cwd: root, stdio: 'inherit' })
// Ctrl-C and the end of a terminal reach the child by themselves. It ends in its own time.
process
  .on('SIGINT', () => {})
  .on('SIGHUP', () => {})
  .on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (status, signal) => {
  process.exitCode = status ?? (signal === 'SIGINT' ? 130 : 1)
})
