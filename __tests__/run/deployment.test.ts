// Deployments by the built file: made on `present`, inactive on `absent` and on cleanup, and never a reason to fail.
import { expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { startGitHub, type GitHubOptions, type GitHubStandIn } from '../../stand-in/github/github.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { closeAfterTest, openEngine, openSetup, PASSWORD, type Run, type Setup } from '../helpers/setup.ts'
import { whenAsked } from '../helpers/when.ts'

const HEAD = 'a'.repeat(40)
const TOKEN = 'ghs_not-a-real-token-0123456789'
const preview = {
  name: 'preview-pr-12',
  'endpoint-url': 'unix:///var/run/docker.sock',
  deployment: 'preview/pr-12',
  'github-token': TOKEN,
}

interface PullRequest {
  setup: Setup
  github: GitHubStandIn
  run: (inputs: Inputs, env?: NodeJS.ProcessEnv) => Promise<Run>
  post: (main: Run, inputs: Inputs) => Promise<Run>
}

/** A job for pull request 12, with both servers. */
async function openPullRequest(options: GitHubOptions = {}): Promise<PullRequest> {
  const setup = await openSetup({ version: '2.23.0' })
  const github = closeAfterTest(await startGitHub(options))
  const eventPath = path.join(setup.job.folder, 'event.json')
  fs.writeFileSync(eventPath, JSON.stringify({ pull_request: { number: 12, head: { sha: HEAD } } }))
  const env = {
    GITHUB_API_URL: `${github.apiUrl}/api/v3`,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: '1'.repeat(40),
    GITHUB_EVENT_NAME: 'pull_request',
    GITHUB_EVENT_PATH: eventPath,
    GITHUB_RUN_ID: '4711',
  }
  const run = (inputs: Inputs, more?: NodeJS.ProcessEnv): Promise<Run> =>
    setup.run({ ...preview, ...inputs }, { ...env, ...more })
  const post = async (main: Run, inputs: Inputs): Promise<Run> => {
    const all = { url: setup.portainer.url, password: 'correct horse battery', ...preview, ...inputs }
    return { ...(await setup.job.post(main, all, env)), lines: [], requestLines: [], requests: [] }
  }
  return { setup, github, run, post }
}

const states = ({ deployments }: GitHubStandIn): (string | undefined)[] =>
  deployments.map(({ statuses }) => statuses.at(-1)?.state)

test('present links to the endpoint, again adds nothing, absent makes it inactive', async () => {
  const { setup, github, run } = await openPullRequest()
  const created = await run({})
  expect([created.exitCode, created.outputs['result'], created.warnings]).toEqual([0, 'created', []])
  const url = created.outputs['dashboard-url']
  expect(url).toBe(`${setup.portainer.url}/#!/1/docker/dashboard`)
  expect(github.deployments).toMatchObject([
    {
      repository: 'acme/shop',
      sha: HEAD,
      environment: 'preview/pr-12',
      transient_environment: true,
      statuses: [{ state: 'success', environment_url: url }],
    },
  ])
  const again = await run({})
  expect([again.outputs['result'], states(github)]).toEqual(['unchanged', ['success']])
  const removed = await run({ state: 'absent' })
  expect([removed.exitCode, removed.outputs['result'], states(github)]).toEqual([0, 'deleted', ['inactive']])
  // Closed twice, or by hand: the deployment is looked after all the same.
  const absent = await run({ state: 'absent' })
  expect([absent.exitCode, absent.outputs['result'], states(github)]).toEqual([0, 'absent', ['inactive']])
  for (const { headers } of github.requests) expect(headers.authorization).toBe(`token ${TOKEN}`)
})

test('deployment-url is what the deployment links to', async () => {
  const { github, run } = await openPullRequest()
  const app = 'https://pr-12.preview.example.com/start'
  await run({ 'deployment-url': app })
  await run({ 'deployment-url': app })
  expect(github.deployments).toMatchObject([{ statuses: [{ state: 'success', environment_url: app }] }])
})

test('a signal ends the report, and with it the run', async () => {
  const setup = await openSetup({ version: '2.23.0' })
  const github = closeAfterTest(await startGitHub({ silent: true }))
  const env = { GITHUB_API_URL: github.apiUrl, GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: HEAD }
  const running = setup.job.start({ url: setup.portainer.url, password: PASSWORD, ...preview }, env)
  await whenAsked(github, () => true)
  running.process.kill('SIGTERM')
  const { outputs, warnings } = await running.done
  expect([outputs['result'], warnings]).toEqual([
    'created',
    ['The deployment could not be reported: the job was cancelled.'],
  ])
})

test('a failed endpoint is a failed deployment', async () => {
  const { github, run } = await openPullRequest()
  const engine = await openEngine()
  await engine.close()
  const failed = await run({ 'endpoint-url': engine.url })
  expect([failed.exitCode, states(github)]).toEqual([1, ['failure']])
})

test('what absent refuses to remove stays deployed', async () => {
  const { github, run } = await openPullRequest()
  await run({})
  const refused = await run({ state: 'absent', group: 'production' })
  expect([refused.exitCode, states(github)]).toEqual([1, ['success']])
})

test('cleanup makes it inactive with the endpoint', async () => {
  const { setup, github, run, post } = await openPullRequest()
  const main = await run({ cleanup: true })
  const cleaned = await post(main, { cleanup: true })
  expect([cleaned.exitCode, cleaned.warnings, setup.portainer.state.endpoints]).toEqual([0, [], []])
  expect(states(github)).toEqual(['inactive'])
})

test('cleanup makes it inactive also when somebody else removed the endpoint', async () => {
  const { setup, github, run, post } = await openPullRequest()
  const main = await run({ cleanup: true })
  setup.portainer.state.endpoints.pop()
  const cleaned = await post(main, { cleanup: true })
  expect([cleaned.exitCode, cleaned.warnings, states(github)]).toEqual([0, [], ['inactive']])
})

test('cleanup sends GitHub nothing under settings of OpenSSL, of which Node can not tell whom they trust', async () => {
  const { setup, github, run } = await openPullRequest()
  const env = { OPENSSL_CONF: '/dev/null' }
  const main = await run({ cleanup: true }, env)
  const requests = github.requests.length
  const inputs = { url: setup.portainer.url, password: PASSWORD, ...preview, cleanup: true }
  const cleaned = await setup.job.post(main, inputs, env)
  expect([cleaned.exitCode, setup.portainer.state.endpoints, github.requests.length]).toEqual([
    0,
    [],
    requests,
  ])
  expect(cleaned.warnings).toEqual([
    expect.stringMatching(/^The deployment to 'preview\/pr-12' was left as it is: /),
  ])
})

test('cleanup that is left undone leaves the deployment', async () => {
  const { setup, github, run, post } = await openPullRequest()
  const main = await run({ cleanup: true })
  Object.assign(setup.portainer.state.endpoints[0] ?? {}, { Name: 'kept' })
  const cleaned = await post(main, { cleanup: true })
  expect([cleaned.exitCode, states(github)]).toEqual([0, ['success']])
})

test.each(['read', 'none'] as const)(
  'a token that may only %s is a warning with what to add',
  async (permissions) => {
    const { github, run, post } = await openPullRequest({ permissions })
    const main = await run({ cleanup: true })
    expect([main.exitCode, main.outputs['result'], main.errors]).toEqual([0, 'created', []])
    expect(main.warnings).toEqual([
      expect.stringMatching(
        /^The deployment could not be reported: GitHub answered 40[34] .*permissions:\n {2}deployments: write/s,
      ),
    ])
    const cleaned = await post(main, { cleanup: true })
    expect([cleaned.exitCode, github.deployments]).toEqual([0, []])
  },
)

test('an empty token, as in a pull request from a fork, is a warning', async () => {
  const { github, run } = await openPullRequest()
  const main = await run({ 'github-token': '' })
  expect([main.exitCode, main.outputs['result'], github.requests]).toEqual([0, 'created', []])
  expect(main.warnings).toEqual([
    expect.stringMatching(/^'deployment' requires 'github-token', which is empty: /),
  ])
})

test('a GitHub that is gone is a warning', async () => {
  const { github, run } = await openPullRequest()
  await github.close()
  const main = await run({})
  expect([main.exitCode, main.outputs['result']]).toEqual([0, 'created'])
  expect(main.warnings).toEqual([expect.stringMatching(/^The deployment could not be reported: /)])
})

test('a dry run reports none', async () => {
  const { github, run } = await openPullRequest()
  const main = await run({ 'dry-run': true })
  expect([main.exitCode, main.outputs['result'], github.requests]).toEqual([0, 'created', []])
})

test('beside a list of endpoints it is refused', async () => {
  const { github, run } = await openPullRequest()
  const main = await run({ name: '', endpoints: '[{"name":"a","endpoint-url":"tcp://127.0.0.1:2375"}]' })
  expect([main.exitCode, github.requests]).toEqual([1, []])
  expect(main.errors).toEqual(["'deployment' can't be used with 'endpoints': it is about one endpoint."])
})
