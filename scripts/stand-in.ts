// A stand-in Portainer to play with, in a process of its own: see `help`. Its files go with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { admin, openSite, type Site } from '../stand-in/site.ts'

const help = `npm run stand-in                        a stand-in for a recent Portainer, until Ctrl-C
npm run stand-in -- --version 1.24.2    for another version, from 1.18.0 on
npm run stand-in -- --json              describes itself in one line of JSON, for scripts`

const { values: options } = parseArgs({
  options: {
    help: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    version: { type: 'string', default: '2.23.0' },
  },
})
if (options.help) console.log(help)
else if (/^(1\.(1[89]|2\d)|2\.\d+)\.\d+$/.test(options.version)) await start(options.version)
else {
  console.error(`'${options.version}' is not a version from 1.18.0 on, such as 2.19.5.`)
  process.exitCode = 1
}

async function start(version: string): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stand-in-'))
  const https = !/^(1|2\.[0-8])\./.test(version) // 2.9 was the first with a certificate of its own
  const port = https ? 9443 : 9000
  const site = await openSite({
    version,
    https,
    admin,
    ...(!options.json && (await isFree(port)) && { port }),
  })
  const close = (): void => {
    rmSync(folder, { recursive: true, force: true })
    void site.close().then(() => process.exit())
  }
  process.on('SIGINT', close).on('SIGTERM', close).on('SIGHUP', close)

  const { engines } = site
  const files = {
    'portainer.pem': String(site.address['ca-cert'] ?? ''),
    'engine-ca.pem': engines.ca,
    'client-cert.pem': engines.client.cert,
    'client-key.pem': engines.client.key,
  }
  for (const [name, text] of Object.entries(files)) {
    if (text !== '') writeFileSync(path.join(folder, name), text, { mode: 0o600 })
  }
  console.log(
    options.json
      ? JSON.stringify({
          pid: process.pid,
          folder,
          url: site.address['url'],
          password: admin.password,
          apiKey: site.credentials()['api-key'],
          secureEngineUrl: engines.secure,
        })
      : inWords(site, version, folder),
  )
}

function inWords(site: Site, version: string, folder: string): string {
  const { address, engines } = site
  const certificate = address['ca-cert'] === undefined ? undefined : path.join(folder, 'portainer.pem')
  const input = certificate === undefined ? '' : `INPUT_CA-CERT=${certificate} `
  return `A stand-in for Portainer ${version} listens at ${String(address['url'])}

  user           admin
  password       ${admin.password}
  API key        ${String(site.credentials()['api-key'] ?? 'none before 2.11')}
  certificate    ${certificate ?? 'none before 2.9'}

It reaches these engines:

  ${engines.plain}    without TLS
  ${engines.secure}    with TLS: engine-ca.pem, client-cert.pem and client-key.pem in ${folder}
  ${engines.agent}    an agent
  unix:///var/run/docker.sock, its local socket

It answers the requests that the action sends, and those that deploy stacks, and no others: there are no pages. It
listens on this machine only and forgets everything when it ends.

Run the built action on it, in another terminal:

  export INPUT_URL=${String(address['url'])} GITHUB_OUTPUT=$(mktemp) INPUT_PASSWORD=${admin.password}
  env ${input}INPUT_NAME=docker-1 INPUT_ENDPOINT-URL=${engines.plain} \\
    node scripts/node24.mjs dist/main.cjs

Ctrl-C ends it.`
}

/** Whether the port that a Portainer usually has is free here. */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
