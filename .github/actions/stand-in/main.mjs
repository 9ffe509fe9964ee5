// Starts the stand-in Portainer so that it outlives this step, and hands over where it is.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, openSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../../scripts/stand-in.ts', import.meta.url))
const errors = path.join(process.env.RUNNER_TEMP, 'stand-in-errors.txt')
const child = spawn(process.execPath, [script, '--json'], {
  detached: true,
  windowsHide: true,
  // A stream of this step's that stays open would keep the runner waiting.
  stdio: ['ignore', 'pipe', openSync(errors, 'w')],
})
child.on('exit', (code) => {
  throw new Error(`The stand-in ended with ${code}: see ${errors}`)
})
const [line] = await once(createInterface(child.stdout), 'line')
child.stdout.destroy()
child.unref()

const site = JSON.parse(line)
for (const secret of [site.password, site.apiKey]) console.log(`::add-mask::${secret}`)
const write = (file, values) => {
  appendFileSync(
    file,
    Object.entries(values)
      .map(([name, value]) => `${name}=${value}\n`)
      .join(''),
  )
}
write(process.env.GITHUB_OUTPUT, {
  url: site.url,
  password: site.password,
  'api-key': site.apiKey,
  'ca-cert': path.join(site.folder, 'portainer.pem'),
  'engine-url': site.secureEngineUrl,
  'engine-ca-cert': path.join(site.folder, 'engine-ca.pem'),
  'client-cert': path.join(site.folder, 'client-cert.pem'),
  'client-key': path.join(site.folder, 'client-key.pem'),
})
writeFileSync(path.join(site.folder, 'site.json'), line, { mode: 0o600 })
write(process.env.GITHUB_STATE, { folder: site.folder })
