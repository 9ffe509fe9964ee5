// Runs the built action as GitHub's runner does, step after step, and shows what its user would see.
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { markdownTable } from 'markdown-table'
import { actionFile, root, startJob, type Inputs, type Job } from '../stand-in/runner/runner.ts'
import { openLiveSite, openSite, type Site } from '../stand-in/site.ts'
import { flowsOf, type Flow } from './flows.ts'
import { indent, inputsYaml, logText } from './print.ts'

const help = `npm run demo              the main flows, on a stand-in for a recent Portainer
npm run demo -- --all     every flow, on an old and on a recent one

npm run demo -- --url https://portainer.example.com --engine-host this-machine.example.com
                          on a live Portainer (1.22 or later), which has to reach this machine under the name
                          given: the engines are started here. The demo removes all that it creates, except the
                          administrator (if there was none) and empty groups and tags.
  --local-socket          also registers the local socket of that Portainer
  --skip-tls-verify       does not verify its certificate

  PORTAINER_API_KEY, or PORTAINER_USERNAME and PORTAINER_PASSWORD
                          sign in there
  PORTAINER_CA_CERT       its certificate, or a file with it`

const { values: options } = parseArgs({
  options: {
    all: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
    url: { type: 'string' },
    'engine-host': { type: 'string', default: '127.0.0.1' },
    'local-socket': { type: 'boolean', default: false },
    'skip-tls-verify': { type: 'boolean', default: false },
  },
})
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  repository: { url: string }
}
const uses = `${/([^/]+\/[^/]+)\.git$/.exec(manifest.repository.url)?.[1] ?? ''}@v1`

if (options.help) {
  console.log(help)
} else if (options.url !== undefined) {
  await show(await openLive(options.url), options.url)
} else {
  if (options.all) await show(await openSite({ version: '1.24.2' }), 'Portainer 1.24.2 (a stand-in)')
  await show(await openSite({ version: '2.23.0', https: true }), 'Portainer 2.23.0 (a stand-in)')
}

function openLive(url: string): Promise<Site> {
  const {
    PORTAINER_USERNAME: username = 'admin',
    PORTAINER_PASSWORD: password,
    PORTAINER_API_KEY: apiKey,
    PORTAINER_CA_CERT: ca = '',
  } = process.env
  if (!password && !apiKey)
    throw new Error('Set PORTAINER_API_KEY, or PORTAINER_USERNAME and PORTAINER_PASSWORD.')
  return openLiveSite({
    address: {
      url,
      // Resolved here, since the steps run in a workspace of their own.
      'ca-cert': existsSync(ca) ? path.resolve(ca) : ca,
      'skip-tls-verify': options['skip-tls-verify'],
    },
    credentials: apiKey ? { 'api-key': apiKey } : { username, password },
    engineHost: options['engine-host'],
  })
}

async function show(site: Site, title: string): Promise<void> {
  const job = startJob()
  try {
    console.log(`${title}\n`)
    const rows = [['', 'step', 'result', 'id', 'status', 'as expected']]
    for (const [index, flow] of flowsOf(site, options.all, options['local-socket']).entries()) {
      console.log(`${index + 1}. ${flow.title}`)
      // There is no API key before the administrator.
      const signIn = flow.with['init-admin'] ? {} : site.credentials()
      const inputs = { ...site.address, ...signIn, ...flow.with }
      const step = `- uses: ${uses}\n  with:\n${indent(inputsYaml(inputs), '    ')}`
      console.log(indent(index === 0 ? step : inputsYaml(flow.with), '     '))
      rows.push([String(index + 1), flow.title, ...(await showStep(site, job, flow, inputs))])
      console.log()
      if (index === 0)
        console.log(`The other steps are shown without 'uses', url, certificate and API key.\n`)
    }
    console.log(`${markdownTable(rows)}\n`)
  } finally {
    job.close()
    await site.close()
  }
}

/** Main, then post, as the runner calls them. Returns the cells of the step's row in the table. */
async function showStep(site: Site, job: Job, flow: Flow, inputs: Inputs): Promise<string[]> {
  await site.turn()
  const main = await job.main(inputs)
  if (flow.post) await site.turn()
  const post = await job.post(main, inputs)
  const endpoints = JSON.parse(main.outputs['endpoints'] ?? '[]') as Record<string, string>[]
  const results = main.exitCode === 0 ? endpoints.map(({ result = '' }) => result) : ['failed']
  const [id = '', status = ''] = [main.outputs['id'], main.outputs['status']]
  console.log(indent(logText(main), '   > '))
  if (logText(post) !== '') console.log(indent(logText(post), '   > after the job: '))
  const shown = joined(results)
  console.log(`   = ${[shown, id && `id ${id}`, status].filter(Boolean).join(', ')}`)

  const missing = Object.keys(actionFile.outputs).filter((name) => !(name in main.outputs))
  const surprises = [
    ...(shown === joined(flow.results) ? [] : [`expected ${joined(flow.results)}`]),
    ...(results[0] === 'failed' || missing.length === 0 ? [] : [`missing outputs: ${missing.join(', ')}`]),
    ...(post.exitCode === 0 ? [] : [`the post step ended with ${String(post.exitCode)}`]),
    ...((logText(post) !== '') === (flow.post ?? false) ? [] : ['unexpected post step']),
    ...post.leftFiles.map((file) => `left behind: ${file}`),
  ]
  if (surprises.length > 0) process.exitCode = 1
  return [shown, id, status, surprises.join('; ') || 'yes']
}

/** `created, absent`; `6 deleted` when all are the same. */
function joined(results: string[]): string {
  const same = results.length > 1 && new Set(results).size === 1
  return same ? `${results.length} ${results[0] ?? ''}` : results.join(', ')
}
