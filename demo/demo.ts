// Runs the built action as GitHub's runner does, for every flow of the README, and shows what its user would see:
//
//   npm run demo                               against stand-in Portainers, an old one and a new one
//   npm run demo -- --url https://portainer.example.com --engine-host this-machine.example.com
//
// The second form is for a live Portainer (1.22 or later) that reaches this machine under the name given: engines
// are started here. Credentials come from PORTAINER_API_KEY, or PORTAINER_USERNAME and PORTAINER_PASSWORD;
// PORTAINER_CA_CERT is for a certificate of its own (or --skip-tls-verify). Everything made is removed again, except
// the administrator (if there was none) and empty groups and tags. --local-socket also registers its local socket.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import {
  actionFile,
  root,
  startJob,
  type Inputs,
  type Job,
  type StepResult,
} from '../stand-in/runner/runner.ts'
import { openLiveSite, openSite, type Site } from '../stand-in/site.ts'
import { flowsOf, type Flow } from './flows.ts'
import { logText, outputText, section, stepYaml, summaryText } from './print.ts'

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    'engine-host': { type: 'string', default: '127.0.0.1' },
    'skip-tls-verify': { type: 'boolean', default: false },
    'local-socket': { type: 'boolean', default: false },
  },
})
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  repository: { url: string }
}
const uses = `${/([^/]+\/[^/]+)\.git$/.exec(manifest.repository.url)?.[1] ?? ''}@v1`
let steps = 0
let expected = 0

if (options.url === undefined) {
  // Side by side, printed one after the other.
  const later: string[] = []
  await Promise.all([
    show(await openSite({ version: '1.24.2' }), 'Portainer 1.24.2', true, console.log),
    show(await openSite({ version: '2.23.0', https: true }), 'Portainer 2.23.0', true, (text) =>
      later.push(text),
    ),
  ])
  console.log(later.join('\n'))
} else {
  await show(await openLive(options.url), options.url, options['local-socket'], console.log)
}
console.log(expected === steps ? `${steps} steps as expected` : `${expected} of ${steps} steps as expected`)
process.exitCode = expected === steps && steps > 0 ? 0 : 1

function openLive(url: string): Promise<Site> {
  const {
    PORTAINER_USERNAME: username,
    PORTAINER_PASSWORD: password,
    PORTAINER_API_KEY: apiKey,
  } = process.env
  if (!password && !apiKey)
    throw new Error('Set PORTAINER_API_KEY, or PORTAINER_USERNAME and PORTAINER_PASSWORD.')
  const ca = process.env['PORTAINER_CA_CERT'] ?? ''
  return openLiveSite({
    address: {
      url,
      // A path is relative to where the demo was started, not to the job's workspace.
      'ca-cert': existsSync(ca) ? path.resolve(ca) : ca,
      'skip-tls-verify': options['skip-tls-verify'],
    },
    credentials: apiKey ? { 'api-key': apiKey } : { username: username ?? 'admin', password },
    engineHost: options['engine-host'],
  })
}

type Print = (text: string) => void

async function show(site: Site, title: string, localSocket: boolean, print: Print): Promise<void> {
  const line = '═'.repeat(100)
  print(`${line}\n${title}\n${line}\n`)
  const job = startJob()
  try {
    for (const [index, flow] of flowsOf(site, localSocket).entries()) {
      const heading = `── ${index + 1}. ${flow.title} `
      print(`${heading.padEnd(100, '─')}\n`)
      const credentials = flow.with['password'] === undefined ? site.credentials() : {}
      const inputs = { ...site.address, ...credentials, ...flow.with }
      // Whatever happens, the flows that follow remove what is there.
      await showStep(site, job, flow, inputs, print).catch((error: unknown) => {
        print(section('NOT AS EXPECTED', String(error)))
      })
    }
  } finally {
    job.close()
    await site.close()
  }
}

/** Main, then post, as the runner calls them. */
async function showStep(site: Site, job: Job, flow: Flow, inputs: Inputs, print: Print): Promise<void> {
  const part = (heading: string, text: string): void => {
    if (text !== '') print(section(heading, text))
  }
  steps += 1
  part('step', stepYaml(uses, inputs))
  await site.turn()
  const main = await job.main(inputs)
  part('log', logText(main))
  part('outputs', outputText(main))
  part('job summary', summaryText(main.summary))
  if (flow.post !== undefined) await site.turn()
  const post = await job.post(main, inputs)
  part('post step', logText(post))
  const wrong = surprises(flow, main, post)
  if (wrong.length === 0) expected += 1
  part('NOT AS EXPECTED', wrong.join('\n'))
}

function surprises(flow: Flow, main: StepResult, post: StepResult): string[] {
  const failing = flow.result === '' && flow.with['endpoints'] === undefined
  const missing = Object.keys(actionFile.outputs).filter((name) => !(name in main.outputs))
  const told = failing ? main.errors.join('\n') : logText(main)
  return [
    ...(main.exitCode === (failing ? 1 : 0) ? [] : [`main ended with ${String(main.exitCode)}`]),
    ...((main.outputs['result'] ?? '') === flow.result ? [] : [`'result' is not '${flow.result}'`]),
    ...(failing || missing.length === 0 ? [] : [`outputs are missing: ${missing.join(', ')}`]),
    ...(flow.says === undefined || flow.says.test(told) ? [] : [`the log does not say ${String(flow.says)}`]),
    ...(post.exitCode === 0 ? [] : [`post ended with ${String(post.exitCode)}`]),
    ...((flow.post ?? /^$/).test(logText(post)) ? [] : ['the post step did something else']),
    ...post.leftFiles.map((file) => `left behind: ${file}`),
  ]
}
