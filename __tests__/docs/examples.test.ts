// Each example is executed by a real workflow runner, against a stand-in Portainer whose engines remember what is
// deployed to them. Each test asserts what the steps leave behind and what the next step sees.
import { describe, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority } from '../../stand-in/certificates.ts'
import type { StandInEngine } from '../../stand-in/engines/engine.ts'
import { startGitHub } from '../../stand-in/github/github.ts'
import {
  startPortainer,
  type PortainerOptions,
  type StandInPortainer,
} from '../../stand-in/portainer/portainer.ts'
import { root, startJob, type Inputs } from '../../stand-in/runner/runner.ts'
import { openRepository, whyNot, type Event, type Execution } from '../helpers/act.ts'
import { closeAfterTest, openAgent, openEngine, PASSWORD } from '../helpers/setup.ts'

const reason = whyNot()
const suite = reason === undefined ? describe : describe.skip
const admin = { username: 'admin', password: PASSWORD }

interface Setting {
  portainer: StandInPortainer
  workspace: string
  execute: (file: string, event: Event, more?: Partial<Settings>) => Promise<Execution>
}

interface Settings {
  vars: Record<string, string>
  secrets: Record<string, string>
}

const readExample = (file: string): string => fs.readFileSync(path.join(root, 'examples', file), 'utf8')

/** What the examples need that deploy a stack. */
const stackFiles = {
  '.github/stacks.sh': readExample('stacks.sh'),
  'compose.yml': readExample('compose.yml'),
}

/** A Portainer, and a repository whose settings say where it is and, unless it is fresh, hold an API key. */
async function openSetting(
  { fresh = false, ...options }: Partial<PortainerOptions> & { fresh?: boolean } = {},
  files: Record<string, string> = {},
): Promise<Setting> {
  const portainer = closeAfterTest(
    await startPortainer({ version: '2.23.0', ...(fresh ? {} : { admin }), ...options }),
  )
  const repository = closeAfterTest(openRepository(files))
  const usual = {
    GITHUB_TOKEN: 'ghs_not-a-real-token',
    ...(fresh ? {} : { PORTAINER_API_KEY: portainer.createApiKey() }),
  }
  return {
    portainer,
    workspace: repository.workspace,
    execute: async (file, event, more = {}) => {
      const secrets = { ...usual, ...more.secrets }
      const vars = { PORTAINER_URL: portainer.url, ...more.vars }
      const execution = await repository.execute(file, event, { vars, secrets })
      // What is a secret is masked wherever it shows, also line by line.
      const lines = Object.values(secrets).flatMap((secret) => secret.split('\n'))
      for (const line of lines.filter((text) => text !== '' && !text.startsWith('-----'))) {
        expect(execution.log).not.toContain(line)
      }
      return execution
    },
  }
}

/** Something happens to pull request 12. */
function pullRequest(
  action: 'opened' | 'reopened' | 'synchronize' | 'closed',
  { sha = 'a', repository = 'acme/shop', author = 'alice' } = {},
): Event {
  const head = { sha: sha.repeat(40), ref: 'feature', repo: { full_name: repository } }
  const pull_request = { number: 12, user: { login: author }, head, base: { ref: 'main' } }
  const shop = { full_name: 'acme/shop', default_branch: 'main' }
  return { name: 'pull_request', payload: { action, number: 12, pull_request, repository: shop } }
}

function expectPrinted(execution: Execution, ...texts: string[]): void {
  expectSuccess(execution)
  for (const text of texts)
    if (!execution.lines.includes(text)) throw new Error(`Not printed: ${text}\n${execution.log}`)
}

function expectSuccess({ exitCode, log }: Execution): void {
  if (exitCode !== 0) throw new Error(`Failed with ${exitCode}:\n${log}`)
}

/** Creates an endpoint that an example finds. */
async function register(portainer: StandInPortainer, inputs: Inputs): Promise<void> {
  const job = closeAfterTest(startJob())
  const { exitCode, log } = await job.main({ url: portainer.url, password: PASSWORD, ...inputs })
  if (exitCode !== 0) throw new Error(log)
}

const names = ({ state }: StandInPortainer): string[] => state.endpoints.map(({ Name }) => Name)
const stacks = ({ state }: StandInPortainer): string[] =>
  state.stacks.map(({ Name, EndpointId }) => `${Name} on ${EndpointId}`)
const containers = (engine: StandInEngine): string[] =>
  engine.containers.map(({ name, image, running }) => `${name} ${image} ${running ? 'runs' : 'stopped'}`)
/** What was sent to change something, without queries. */
/** A snapshot makes Portainer look at an engine, and changes nothing. */
const writes = ({ requests }: StandInPortainer): string[] =>
  requests
    .filter(({ method, path: asked }) => method !== 'GET' && !asked.endsWith('/snapshot'))
    .map(({ method, path: asked }) => `${method} ${asked.replace(/\?.*/, '')}`)

suite(`the examples${reason === undefined ? '' : `, which are not executed: ${reason}`}`, () => {
  test('first-setup.yml', async () => {
    const setupToken = 'a-token-from-the-log'
    const { portainer, execute } = await openSetting({
      version: '2.43.0',
      https: true,
      fresh: true,
      setupToken,
    })
    const settings = {
      vars: { PORTAINER_CA: portainer.caCert },
      secrets: { PORTAINER_PASSWORD: PASSWORD, PORTAINER_SETUP_TOKEN: setupToken },
    }
    const text = `Portainer 2.43.0 has the local engine as endpoint 1, at ${portainer.url}/#!/1/docker/dashboard`
    expectPrinted(await execute('first-setup.yml', { name: 'workflow_dispatch' }, settings), text)
    expect(portainer.state).toMatchObject({
      users: [{ Username: 'admin', Role: 1 }],
      endpoints: [{ Name: 'local', URL: 'unix:///var/run/docker.sock' }],
    })
    // Again changes nothing.
    expectPrinted(await execute('first-setup.yml', { name: 'workflow_dispatch' }, settings), text)
    expect(names(portainer)).toEqual(['local'])
  })

  test('remote-engine-tls.yml', async () => {
    const authority = await makeAuthority()
    const server = await authority.issueServer({ names: ['docker-2.example.com'] })
    const client = await authority.issueClient()
    const engine = await openEngine({ tls: { ca: authority.cert, ...server } })
    const { portainer, execute } = await openSetting({ resolve: () => engine.host })
    const secrets = { DOCKER_CA: authority.cert, DOCKER_CERT: client.cert, DOCKER_KEY: client.key }
    for (const result of ['created', 'unchanged']) {
      const execution = await execute('remote-engine-tls.yml', { name: 'push' }, { secrets })
      expectPrinted(execution, `Endpoint 1 was ${result} and is up`)
    }
    expect(portainer.state.endpoints).toMatchObject([
      {
        Name: 'docker-2',
        URL: 'tcp://docker-2.example.com:2376',
        PublicURL: 'docker-2.example.com',
        GroupId: 2,
      },
    ])
    expect(portainer.state.tlsFiles.get('1')).toMatchObject({ ca: authority.cert, ...client })
  })

  test('preview.yml', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const github = closeAfterTest(await startGitHub())
    const { portainer, execute } = await openSetting({ resolve: () => agent.host }, stackFiles)
    const vars = { PREVIEW_DOMAIN: 'preview.example.com', GITHUB_API_URL: github.apiUrl }
    const run = (event: Event): Promise<Execution> => execute('preview.yml', event, { vars })

    // No deployment is reported while there is nothing to open.
    const broken = { status: 500, body: '{"message":"failed to deploy a stack","details":"no such image"}' }
    const repair = portainer.misbehave({ method: 'POST', path: /^\/api\/stacks/, act: broken })
    const failed = await run(pullRequest('opened'))
    expect([failed.exitCode, github.deployments]).toEqual([1, []])
    expect(failed.lines).toContain('no such image')
    repair()

    expectPrinted(await run(pullRequest('reopened')), 'Stack shop is deployed, with id 1')
    const updated = await run(pullRequest('synchronize', { sha: 'b' }))
    expectPrinted(updated, 'Stack shop is deployed, with id 1')
    expect(portainer.state.endpoints).toMatchObject([
      { Name: 'preview-pr-12', URL: 'tcp://pr-12.preview.example.com:9001', Type: 2 },
    ])
    expect(stacks(portainer)).toEqual(['shop on 1'])
    expect(containers(agent)).toEqual([`shop-shop-1 ghcr.io/acme/shop:${'b'.repeat(40)} runs`])
    const environment_url = 'http://pr-12.preview.example.com/'
    expect(github.deployments).toMatchObject([
      { sha: 'a'.repeat(40), statuses: [{ state: 'success', environment_url }, { state: 'inactive' }] },
      { sha: 'b'.repeat(40), statuses: [{ state: 'success', environment_url }] },
    ])
    expect(github.deployments[0]).toMatchObject({ environment: 'preview/pr-12', transient_environment: true })

    const before = writes(portainer).length
    expectPrinted(await run(pullRequest('closed')), 'Stack 1 is removed')
    expect(writes(portainer).slice(before)).toEqual(['DELETE /api/stacks/1', 'DELETE /api/endpoints/1'])
    expect([names(portainer), stacks(portainer), containers(agent)]).toEqual([[], [], []])
    expect(github.deployments[1]?.statuses.at(-1)?.state).toBe('inactive')
    // Closed again, when nothing is left.
    expectSuccess(await run(pullRequest('closed')))

    const requests = portainer.requests.length
    expectSuccess(await run(pullRequest('opened', { repository: 'mallory/shop' })))
    expectSuccess(await run(pullRequest('opened', { author: 'dependabot[bot]' })))
    expect(portainer.requests).toHaveLength(requests)
  })

  test('preview-shared-engine.yml', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const github = closeAfterTest(await startGitHub())
    const { portainer, execute } = await openSetting({ resolve: () => agent.host }, stackFiles)
    const vars = { PREVIEW_HOST: 'previews.example.com', GITHUB_API_URL: github.apiUrl }
    const run = (event: Event): Promise<Execution> => execute('preview-shared-engine.yml', event, { vars })

    expectPrinted(await run(pullRequest('opened')), 'Stack shop-pr-12 is deployed, with id 1')
    expect(containers(agent)).toEqual([`shop-pr-12-shop-1 ghcr.io/acme/shop:${'a'.repeat(40)} runs`])
    expect(portainer.state.stacks[0]?.Env).toContainEqual({ name: 'PORT', value: '20012' })
    expect(github.deployments[0]?.statuses).toMatchObject([
      { state: 'success', environment_url: 'http://previews.example.com:20012/' },
    ])

    expectPrinted(await run(pullRequest('closed')), 'Stack 1 is removed')
    expect([names(portainer), stacks(portainer), containers(agent)]).toEqual([[], [], []])
  })

  test('preview-sweep.yml', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const github = closeAfterTest(await startGitHub())
    const { portainer, execute } = await openSetting({ resolve: () => agent.host }, stackFiles)
    const vars = { PREVIEW_HOST: 'previews.example.com', GITHUB_API_URL: github.apiUrl }
    expectSuccess(await execute('preview-shared-engine.yml', pullRequest('opened'), { vars }))
    const sweep = (): Promise<Execution> => execute('preview-sweep.yml', { name: 'schedule' }, { vars })

    // Pull request 13 has no preview yet, and gets none.
    github.openPullRequests = [12, 13]
    const before = writes(portainer).length
    expectSuccess(await sweep())
    expect([writes(portainer).length, names(portainer)]).toEqual([before, ['preview-pr-12']])

    github.openPullRequests = [13]
    const swept = await sweep()
    expectPrinted(swept, "Endpoint 'preview-pr-12' would be removed.", 'Stack 1 is removed')
    expect(writes(portainer).slice(before)).toEqual([
      'DELETE /api/stacks/1',
      expect.stringMatching(/^(DELETE|POST) \/api\/endpoints/),
    ])
    expect([names(portainer), stacks(portainer), containers(agent)]).toEqual([[], [], []])
  })

  test('release-matrix.yml', async () => {
    const authority = await makeAuthority()
    const hosts = ['docker-1', 'docker-2', 'docker-3']
    const client = await authority.issueClient()
    const server = await authority.issueServer({ names: hosts.map((host) => `${host}.example.com`) })
    const engines = await Promise.all(hosts.map(() => openEngine({ tls: { ca: authority.cert, ...server } })))
    const { portainer, execute } = await openSetting(
      { resolve: (host) => engines[Number(/\d/.exec(host)?.[0]) - 1]?.host ?? '' },
      stackFiles,
    )
    const secrets = { DOCKER_CA: authority.cert, DOCKER_CERT: client.cert, DOCKER_KEY: client.key }
    for (const tag of ['v1.0.0', 'v1.1.0']) {
      const payload = { action: 'published', release: { tag_name: tag } }
      expectSuccess(await execute('release-matrix.yml', { name: 'release', payload }, { secrets }))
      for (const engine of engines)
        expect(containers(engine)).toEqual([`shop-shop-1 ghcr.io/acme/shop:${tag} runs`])
    }
    expect(names(portainer).sort()).toEqual(hosts)
    expect(stacks(portainer).sort()).toEqual(['shop on 1', 'shop on 2', 'shop on 3'])
    expect(portainer.state.groups.map(({ Name }) => Name)).toEqual(['Unassigned', 'Production'])
    expect(portainer.state.tlsFiles.get('3')).toMatchObject({ ca: authority.cert, ...client })
  })

  test('look-up.yml', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const { portainer, execute } = await openSetting({ resolve: () => agent.host }, stackFiles)
    const missing = await execute('look-up.yml', { name: 'push' })
    expect([missing.exitCode, writes(portainer)]).toEqual([1, []])

    await register(portainer, { name: 'staging', type: 'agent', 'endpoint-url': agent.url })
    const before = writes(portainer).length
    expectPrinted(await execute('look-up.yml', { name: 'push' }), 'Stack shop is deployed, with id 1')
    expect(writes(portainer).slice(before)).toEqual(['POST /api/stacks/create/standalone/string'])
    expect(containers(agent)).toMatchObject([expect.stringMatching(/^shop-shop-1 .* runs$/)])
  })

  test('self-signed-portainer.yml', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const { portainer, execute, workspace } = await openSetting({ https: true, resolve: () => agent.host })
    fs.writeFileSync(path.join(workspace, 'portainer.pem'), portainer.caCert)
    // Its certificate does not name the address.
    const vars = { PORTAINER_URL: portainer.url.replace('localhost', '127.0.0.1') }
    const execution = await execute('self-signed-portainer.yml', { name: 'push' }, { vars })
    expectPrinted(execution, 'Endpoint 1 was created')
  })

  test('fleet.yml, drift.yml', async () => {
    const agent = await openAgent({ platform: 'docker' })
    const file = 'fleet/endpoints.yml'
    const list = readExample(file)
    const { portainer, execute, workspace } = await openSetting(
      { resolve: () => agent.host },
      { [file]: list },
    )
    const planned = await execute('fleet.yml', pullRequest('opened'))
    expectPrinted(planned, "Endpoint 'docker-1' would be created.")
    expect(writes(portainer)).toEqual([])

    const created = await execute('fleet.yml', { name: 'push' })
    expectPrinted(created, 'docker-1 was created', 'docker-2 was created')
    const again = await execute('fleet.yml', { name: 'push' })
    expectSuccess(again)
    expect(again.log).not.toContain('Say what changed')

    expectSuccess(await execute('drift.yml', { name: 'schedule' }))
    const [first, second] = portainer.state.endpoints
    if (second) second.PublicURL = 'elsewhere.example.com'
    const drifted = await execute('drift.yml', { name: 'schedule' })
    expect(drifted.exitCode).toBe(1)
    expect(drifted.lines).toContain("Endpoint 'docker-2' would be updated.")
    expect(second?.PublicURL).toBe('elsewhere.example.com')

    // What is deleted from the list is removed.
    fs.writeFileSync(path.join(workspace, file), list.slice(0, list.indexOf('- name: docker-2')))
    expectPrinted(await execute('fleet.yml', { name: 'push' }), 'docker-2 was deleted')
    expect(portainer.state.endpoints).toEqual([first])
  })

  test('job-endpoint.yml', async () => {
    const engine = await openEngine()
    const { portainer, execute } = await openSetting()
    const execution = await execute(
      'job-endpoint.yml',
      { name: 'push' },
      { vars: { TEST_ENGINE: engine.host } },
    )
    expectPrinted(execution, 'Testing with endpoint 1, job-1-1')
    // Created, used, and gone when the job is over.
    expect(writes(portainer)).toEqual(['POST /api/endpoints', 'DELETE /api/endpoints/1'])
    expect(names(portainer)).toEqual([])
  })

  test('rotate-certificates.yml', async () => {
    const authority = await makeAuthority()
    const server = await authority.issueServer({ names: ['docker-2.example.com'] })
    const client = await authority.issueClient()
    const engine = await openEngine({ tls: { ca: authority.cert, ...server } })
    const { portainer, execute } = await openSetting({ resolve: () => engine.host })
    await register(portainer, {
      name: 'docker-2',
      'endpoint-url': 'tcp://docker-2.example.com:2376',
      'tls-ca-cert': authority.cert,
      'tls-cert': client.cert,
      'tls-key': client.key,
    })
    const secrets = { DOCKER_CA: authority.cert, DOCKER_CA_KEY: authority.key }
    expectPrinted(
      await execute('rotate-certificates.yml', { name: 'schedule' }, { secrets }),
      'Endpoint 1 has a new certificate and is up',
    )
    const issued = new X509Certificate(portainer.state.tlsFiles.get('1')?.cert ?? '')
    expect([issued.subject, issued.verify(new X509Certificate(authority.cert).publicKey)]).toEqual([
      'CN=portainer',
      true,
    ])
  })

  test('edge-fleet.yml', async () => {
    const file = 'edge-fleet/endpoints.yml'
    const { portainer, execute } = await openSetting({}, { [file]: readExample(file) })
    const planned = await execute('edge-fleet.yml', pullRequest('opened'))
    expectPrinted(planned, "Endpoint 'shop-berlin' would be created.")
    expect(writes(portainer)).toEqual([])

    const execution = await execute('edge-fleet.yml', { name: 'push' })
    const keys = Object.fromEntries(portainer.state.endpoints.map(({ Name, EdgeKey }) => [Name, EdgeKey]))
    expect(Object.keys(keys).sort()).toEqual(['shop-berlin', 'shop-lyon', 'shop-porto'])
    const seen = Object.entries(keys).map(([name, key]) => `${name} has a key of ${key.length} characters`)
    expectPrinted(execution, ...seen)
    for (const key of Object.values(keys)) expect(execution.log).not.toContain(key)
    expect(portainer.state.endpoints.map(({ EdgeCheckinInterval }) => EdgeCheckinInterval).sort()).toEqual([
      300, 60, 60,
    ])
  })

  test('sharded-fleet.yml', async () => {
    const hosts = Array.from(
      { length: 520 },
      (_, index) => `docker-${index + 1} docker-${index + 1}.example.com:2375`,
    )
    const files = { 'sharded-fleet/hosts.txt': `${hosts.join('\n')}\n` }
    const { portainer, execute } = await openSetting({ dial: false }, files)
    const execution = await execute('sharded-fleet.yml', { name: 'push' })
    for (const [shard, first] of ['docker-1', 'docker-251', 'docker-501'].entries()) {
      expectPrinted(execution, `Shard ${shard} begins with ${first}, which was created`)
    }
    expect(new Set(names(portainer)).size).toBe(520)
    expect(names(portainer)).toHaveLength(520)
    // API keys: nobody signed in.
    expect(portainer.requests.filter(({ path: asked }) => asked === '/api/auth')).toEqual([])
    // One list of each kind a shard, and one group and one tag in all.
    expect(portainer.state.groups).toHaveLength(2)
    expect(portainer.state.tags).toHaveLength(1)
  })

  test('each has a test, and a line in examples/README.md', () => {
    const workflows = fs
      .readdirSync(path.join(root, 'examples'))
      .filter((file) => file.endsWith('.yml') && /^jobs:/m.test(readExample(file)))
    const tests = fs.readFileSync(path.join(root, '__tests__/docs/examples.test.ts'), 'utf8')
    const tested = [...tests.matchAll(/^ {2}test\('(\S+\.yml.*)',/gm)].flatMap(([, title = '']) =>
      title.split(', '),
    )
    const listed = [...readExample('README.md').matchAll(/^\| \[(\S+\.yml)\]/gm)].map(([, file]) => file)
    expect(tested.sort()).toEqual(workflows.sort())
    expect(listed.sort()).toEqual(workflows.sort())
  })
})
