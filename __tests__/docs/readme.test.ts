// README against the code: its tables, its name for the action, its links and figures, and every step that it shows,
// run in the order of the page against a stand-in.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { withTables } from '../../scripts/readme-tables.ts'
import { startGitHub, type GitHubStandIn } from '../../stand-in/github/github.ts'
import { actionFile, root, startJob, type Inputs, type Job } from '../../stand-in/runner/runner.ts'
import { admin, openSite, type Site } from '../../stand-in/site.ts'

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8')
const readme = read('README.md')
const manifest = JSON.parse(read('package.json')) as { version: string; repository: { url: string } }
const action = /([^/]+\/[^/]+)\.git$/.exec(manifest.repository.url)?.[1] ?? ''
const uses = `${action}@v${manifest.version.split('.')[0] ?? ''}`

interface Step {
  uses?: string
  with?: Inputs
}

/** The steps of this action in one YAML block: a list of steps, or a workflow. */
function stepsIn(block: string): Step[] {
  const content = parse(block) as Step[] | { jobs: Record<string, { steps: Step[] }> }
  const steps = Array.isArray(content) ? content : Object.values(content.jobs).flatMap((job) => job.steps)
  return steps.filter((step) => step.uses?.startsWith(action))
}

const sections = readme.split(/^## |^### /m).map((text) => {
  const blocks = [...text.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, block = '']) => block)
  return { title: text.slice(0, text.indexOf('\n')), steps: blocks.flatMap(stepsIn) }
})
const shown = sections.flatMap(({ title, steps }) => steps.map((step) => ({ title, step })))

test('the tables are those that action.yml makes (npm run docs)', () => {
  expect(readme).toBe(withTables(readme, read('action.yml')))
})

test('the action is named as in package.json, by its major version', () => {
  expect(shown.length).toBeGreaterThan(12)
  expect(new Set(shown.map(({ step }) => step.uses))).toEqual(new Set([uses]))
})

/** The anchors of a document, as GitHub makes them from its headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  )

test('every link leads somewhere', () => {
  const links = [...readme.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  const broken = links.filter((link) => {
    if (link.startsWith('https:')) return false
    const [file = '', anchor] = link.split('#')
    if (file !== '' && !existsSync(path.join(root, file))) return true
    return anchor !== undefined && !anchorsOf(file === '' ? readme : read(file)).includes(anchor)
  })
  expect(broken).toEqual([])
})

test('the figures about the recordings are true', () => {
  const folder = path.join(root, '__tests__/fixtures/recorded')
  const files = readdirSync(folder)
  const rows = files.flatMap((file) => readFileSync(path.join(folder, file), 'utf8').trim().split('\n'))
  expect(readme).toContain(`${rows.length.toLocaleString('en')} recorded requests and responses`)
  const versions = new Set(files.map((file) => file.replace(/(-.*)?\.jsonl$/, '')))
  for (const version of versions) expect(readme).toContain(version)
})

describe('every step does what the page says', () => {
  let site: Site
  let github: GitHubStandIn
  let job: Job

  beforeAll(async () => {
    site = await openSite({ version: '2.23.0' })
    github = await startGitHub()
    job = startJob()
    const fleet = /^```yaml\n(- name: berlin-1.*?)^```/ms.exec(readme)?.[1] ?? ''
    writeFileSync(path.join(job.workspace, 'fleet.yml'), fleet)
  })

  afterAll(async () => {
    job.close()
    await github.close()
    await site.close()
  })

  /** What GitHub puts in place of each expression. */
  function evaluate(value: unknown): string {
    const { ca, client, renewed } = site.engines
    const values: Record<string, () => unknown> = {
      'secrets.PORTAINER_API_KEY': () => site.credentials()['api-key'],
      'secrets.PORTAINER_PASSWORD': () => admin.password,
      'secrets.DOCKER_CA': () => ca,
      'secrets.DOCKER_CERT': () => client.cert,
      'secrets.DOCKER_KEY': () => client.key,
      'secrets.NEW_DOCKER_CERT': () => renewed.cert,
      'secrets.NEW_DOCKER_KEY': () => renewed.key,
      'secrets.ACCESS_CLIENT_SECRET': () => 'access-client-secret',
      'vars.ACCESS_CLIENT_ID': () => 'access-client-id',
      'vars.PORTAINER_CA': () => ca,
      'github.event.number': () => 12,
      'github.run_id': () => 4711,
      'github.run_attempt': () => 1,
      'github.token': () => 'ghs_not-a-real-token-0123456789',
      "github.event.action == 'closed' && 'absent' || 'present'": () => 'present',
    }
    return String(value).replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => {
      const known = values[expression]
      if (known === undefined)
        throw new Error(`README has an expression that this test does not know: ${expression}`)
      return String(known())
    })
  }

  const results: Record<string, string> = {
    'First workflow': 'created',
    'Look up an id': 'reused',
    'TLS from secrets': 'created',
    Rotation: 'updated',
    'Edge agent': 'created',
    'Preview of a pull request': 'created',
    Release: 'unchanged',
    Fleet: '',
    Drift: '',
    'Self-signed Portainer': 'reused',
    'Behind an access proxy': 'reused',
    'First set-up': 'created',
    'Only for the job': 'created',
    Remove: 'deleted',
  }
  // The page begins with what most people need; an empty Portainer begins with its administrator.
  const isFirst = ({ title }: { title: string }): boolean => title === 'First set-up'
  const ordered = [...shown.filter(isFirst), ...shown.filter((one) => !isFirst(one))]

  test('every section with a step has its outcome here', () => {
    expect(new Set(shown.map(({ title }) => title))).toEqual(new Set(Object.keys(results)))
  })

  test.each(ordered)('$title', async ({ title, step }) => {
    const written = Object.entries(step.with ?? {}).map(([name, value]) => [name, evaluate(value)])
    const inputs: Inputs = { ...(Object.fromEntries(written) as Inputs), url: site.address['url'] }
    const env = {
      GITHUB_API_URL: github.apiUrl,
      GITHUB_SERVER_URL: 'https://github.example',
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: '1'.repeat(40),
      NO_PROXY: '*',
    }
    const main = await job.main(inputs, env)
    expect([main.exitCode, main.errors, main.warnings]).toEqual([0, [], []])
    expect(Object.keys(main.outputs).sort()).toEqual(Object.keys(actionFile.outputs).sort())
    expect(main.outputs['result']).toBe(results[title])
    if (title === 'Edge agent') expect(main.masks).toContain(main.outputs['edge-key'])
    if (title === 'Fleet') expect(main.outputs['changed']).toBe('true')
    if (title === 'Drift') expect(main.outputs['changed']).toBe('false')
    if (title === 'Preview of a pull request') {
      expect(github.deployments).toMatchObject([{ environment: 'preview/pr-12' }])
    }
    const post = await job.post(main, inputs, env)
    expect(post.log).toMatch(title === 'Only for the job' ? /^Removed endpoint/m : /^$/)
  })

  test('what is there in the end', () => {
    const names = site.portainer?.state.endpoints.map(({ Name }) => Name)
    expect(names?.sort()).toEqual(['berlin-1', 'berlin-2', 'docker-1', 'local', 'preview-pr-12', 'shop-1'])
  })
})
