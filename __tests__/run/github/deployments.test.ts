import { expect, test } from '@jest/globals'
import { isTransient } from '../../../src/github/deployments.ts'
import type { StandInDeployment } from '../../../stand-in/github/deployments.ts'
import { lastStates, SHA, step, withGitHub } from './step.ts'

const HEAD = 'a'.repeat(40)
const pullRequest = { name: 'pull_request', payload: { pull_request: { number: 12, head: { sha: HEAD } } } }

/** A deployment that this action did not make. */
const foreign: StandInDeployment = {
  id: 900_000,
  repository: 'acme/shop',
  sha: SHA,
  ref: SHA,
  task: 'deploy',
  payload: '',
  environment: 'staging',
  description: null,
  transient_environment: false,
  production_environment: false,
  statuses: [
    {
      id: 900_001,
      state: 'success',
      description: '',
      environment: 'staging',
      environment_url: '',
      log_url: '',
    },
  ],
}

test('present makes a deployment of the commit that links to the endpoint', () =>
  withGitHub({}, async (github) => {
    const { infos, warnings } = await step(github.apiUrl, {})
    expect(warnings).toEqual([])
    expect(infos.join()).toContain('https://portainer.example/#!/7/docker/dashboard')
    expect(github.deployments).toMatchObject([
      {
        repository: 'acme/shop',
        sha: SHA,
        task: 'portainer-endpoint',
        payload: { made_by: 'portainer-endpoint-action' },
        environment: 'staging',
        description: 'Portainer endpoint web',
        transient_environment: false,
        production_environment: false,
        statuses: [
          {
            state: 'success',
            environment_url: 'https://portainer.example/#!/7/docker/dashboard',
            log_url: 'https://github.example/acme/shop/actions/runs/4711',
          },
        ],
      },
    ])
  }))

test('whether an environment is production is left to GitHub', () =>
  withGitHub({}, async (github) => {
    for (const environment of ['production', 'staging']) await step(github.apiUrl, { environment })
    expect(github.deployments).toMatchObject([
      { environment: 'production', production_environment: true },
      { environment: 'staging', production_environment: false },
    ])
    const sent = github.requests.filter(({ path }) => path.endsWith('/deployments'))
    for (const { json } of sent) expect(json).not.toHaveProperty('production_environment')
  }))

test('a pull request gets a transient deployment of its own head, also at an Enterprise server', () =>
  withGitHub({}, async (github) => {
    const options = { environment: 'staging', event: pullRequest }
    expect((await step(`${github.apiUrl}/api/v3`, options)).warnings).toEqual([])
    expect(github.deployments).toMatchObject([{ sha: HEAD, transient_environment: true }])
    expect(github.requests.every(({ path }) => path.startsWith('/api/v3/repos/acme/shop/'))).toBe(true)
  }))

test('running again with nothing changed adds nothing', () =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, {})
    const { infos, warnings } = await step(github.apiUrl, {})
    expect(warnings).toEqual([])
    expect(infos).toEqual(["The deployment to 'staging' of commit 1111111 is reported already."])
    expect(lastStates(github)).toEqual(['success'])
    expect(github.requests.filter(({ method }) => method === 'POST')).toHaveLength(2)
  }))

test.each(['staging', 'preview/pr-12'])('a new commit replaces the deployment to %s', (environment) =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, { environment })
    await step(github.apiUrl, { environment, env: { GITHUB_SHA: HEAD } })
    expect(lastStates(github)).toEqual(['inactive', 'success'])
  }),
)

test('an endpoint that moved gets a new deployment of the same commit', () =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, {})
    await step(github.apiUrl, {
      endpoint: { name: 'web', url: 'https://portainer.example/#!/8', failed: false },
    })
    expect(lastStates(github)).toEqual(['inactive', 'success'])
  }))

test('a failed endpoint is a failed deployment, once, and the one before stays in use', () =>
  withGitHub({}, async (github) => {
    const endpoint = { name: 'web', url: undefined, failed: true }
    await step(github.apiUrl, {})
    await step(github.apiUrl, { endpoint })
    await step(github.apiUrl, { endpoint })
    expect(lastStates(github)).toEqual(['success', 'failure'])
    await step(github.apiUrl, {})
    expect(lastStates(github)).toEqual(['inactive', 'failure', 'success'])
  }))

test('only a link of the web becomes one, and no text is too long for GitHub', () =>
  withGitHub({}, async (github) => {
    const endpoint = { name: `\u202e${'x'.repeat(254)}`, url: 'javascript:alert(1)', failed: false }
    expect((await step(github.apiUrl, { endpoint })).warnings).toEqual([])
    expect(github.deployments[0]?.statuses).toMatchObject([{ environment_url: '' }])
    expect(github.deployments[0]?.description).toMatch(/^Portainer endpoint \\u\{202e\}x+$/)
  }))

test('absent makes the deployments of this action inactive, and no others', () =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, {})
    await step(github.apiUrl, { environment: 'production' })
    github.deployments.push({ ...foreign, task: 'portainer-endpoint', id: 900_002 }, foreign)
    const { retired, warnings } = await step(github.apiUrl, { verb: 'retire' })
    expect({ retired, warnings }).toEqual({ retired: 1, warnings: [] })
    expect(lastStates(github)).toEqual(['inactive', 'success', 'success', 'success'])
    expect(await step(github.apiUrl, { verb: 'retire' })).toMatchObject({ retired: 0, warnings: [] })
  }))

test('present leaves the deployments of others as they are', () =>
  withGitHub({}, async (github) => {
    github.deployments.push(structuredClone(foreign))
    await step(github.apiUrl, {})
    expect(lastStates(github)).toEqual(['success', 'success'])
  }))

test('what a run left unfinished is made inactive, and the payload may come back as text', () =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, {})
    for (const deployment of github.deployments) {
      deployment.payload = JSON.stringify(deployment.payload)
      deployment.statuses = []
    }
    expect(await step(github.apiUrl, { verb: 'retire' })).toMatchObject({ retired: 1 })
  }))

test('a long past is read in pages, and no further than it can matter', () =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, {})
    const [own] = github.deployments
    if (!own) throw new Error('no deployment was made')
    const others = Array.from({ length: 100 }, (_, index) => ({ ...own, id: 1000 + index, payload: '' }))
    github.deployments.push(...others)
    expect(await step(github.apiUrl, { verb: 'retire' })).toMatchObject({ retired: 1 })

    const over = Array.from({ length: 90 }, (_, index) => ({ ...structuredClone(own), id: 2000 + index }))
    github.deployments.push(...over)
    github.requests.length = 0
    expect(await step(github.apiUrl, { verb: 'retire' })).toMatchObject({ retired: 0 })
    expect(github.requests).toHaveLength(11)
  }))

test('transient are previews by name and whatever a pull request deploys', () => {
  const transient = [
    'preview/pr-12',
    'Preview',
    'previews-3',
    'pr-12',
    'pr12',
    'PR_7',
    'review/apps',
    'reviews',
  ]
  const lasting = ['production', 'prod', 'private', 'previewer', 'staging', 'eu/preview', 'présentation']
  expect(transient.filter((name) => !isTransient(name, 'push'))).toEqual([])
  expect(lasting.filter((name) => isTransient(name, 'push'))).toEqual([])
  expect(isTransient('staging', 'pull_request_target')).toBe(true)
})
