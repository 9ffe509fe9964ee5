// Starts the stand-in Portainer so that it outlives this step, and hands over where it is.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, openSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const script = fileURLToPath(new URL('../../../stand-in/standalone.ts', import.meta.url))
const folder = mkdtempSync(path.join(process.env.RUNNER_TEMP, 'stand-in-'))
const child = spawn(process.execPath, [script, folder], {
  detached: true,
  windowsHide: true,
  // A stream of this step's that stays open would keep the runner waiting.
  stdio: ['ignore', 'pipe', openSync(path.join(folder, 'errors.txt'), 'w')],
})
child.on('exit', (code) => {
  throw new Error(`The stand-in ended with ${code}: see ${folder}`)
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
  'ca-cert': site.caFile,
  'engine-url': site.engineUrl,
  'engine-ca-cert': site.engineCaFile,
  'client-cert': site.clientCertFile,
  'client-key': site.clientKeyFile,
})
writeFileSync(path.join(folder, 'site.json'), line, { mode: 0o600 })
write(process.env.GITHUB_STATE, { folder })
