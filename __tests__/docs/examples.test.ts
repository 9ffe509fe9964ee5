// Each example is executed by a real workflow runner, against a stand-in Portainer, and its outputs reach the next step.
import { describe, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { startGitHub } from '../../stand-in/github/github.ts'
import {
  startPortainer,
  type PortainerOptions,
  type StandInPortainer,
} from '../../stand-in/portainer/portainer.ts'
import { root, startJob } from '../../stand-in/runner/runner.ts'
import { openRepository, whyNot, type Event, type Execution } from '../helpers/act.ts'
import { closeAfterTest, openEngine, PASSWORD } from '../helpers/setup.ts'

const reason = whyNot()
const suite = reason === undefined ? describe : describe.skip
const admin = { username: 'admin', password: PASSWORD }

interface Setting {
  portainer: StandInPortainer
  execute: (file: string, event: Event, more?: Partial<Settings>) => Promise<Execution>
}

interface Settings {
  vars: Record<string, string>
  secrets: Record<string, string>
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

function expectPrinted({ exitCode, log, lines }: Execution, text: string): void {
  if (exitCode !== 0 || !lines.includes(text))
    throw new Error(`Not printed, or failed (${exitCode}): ${text}\n${log}`)
}

const names = ({ state }: StandInPortainer): string[] => state.endpoints.map(({ Name }) => Name)

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
    expectPrinted(
      await execute('remote-engine-tls.yml', { name: 'push' }, { secrets }),
      'Endpoint 1 was created and is up',
    )
    expect(portainer.state.endpoints).toMatchObject([
      {
        Name: 'docker-2',
        URL: 'tcp://docker-2.example.com:2376',
        PublicURL: 'docker-2.example.com',
        GroupId: 2,
      },
    ])
    expect(portainer.state.tlsFiles.get('1')).toMatchObject({ ca: authority.cert, ...client })
    const again = await execute('remote-engine-tls.yml', { name: 'push' }, { secrets })
    expectPrinted(again, 'Endpoint 1 was unchanged and is up')
  })

  test('preview.yml', async () => {
    const engine = await openEngine()
    const github = closeAfterTest(await startGitHub())
    const { portainer, execute } = await openSetting({ resolve: () => engine.host })
    const vars = { PREVIEW_DOMAIN: 'preview.example.com', GITHUB_API_URL: github.apiUrl }
    const about = (action: string, fork = false): Event => ({
      name: 'pull_request',
      payload: {
        action,
        number: 12,
        pull_request: {
          number: 12,
          head: {
            sha: 'a'.repeat(40),
            ref: 'feature',
            repo: { full_name: fork ? 'mallory/shop' : 'acme/shop' },
          },
          base: { ref: 'main' },
        },
        repository: { full_name: 'acme/shop', default_branch: 'main' },
      },
    })
    const dashboard = `${portainer.url}/#!/1/docker/dashboard`
    for (const action of ['opened', 'synchronize']) {
      const text = `The preview is endpoint 1, at ${dashboard}`
      expectPrinted(await execute('preview.yml', about(action), { vars }), text)
    }
    expect(portainer.state.endpoints).toMatchObject([
      { Name: 'preview-pr-12', URL: 'tcp://pr-12.preview.example.com:2375' },
    ])
    expect(github.deployments).toMatchObject([
      { repository: 'acme/shop', environment: 'preview/pr-12', transient_environment: true },
    ])
    expect(github.deployments[0]?.statuses).toMatchObject([{ state: 'success', environment_url: dashboard }])

    const closed = await execute('preview.yml', about('closed'), { vars })
    expect([closed.exitCode, names(portainer)]).toEqual([0, []])
    expect(github.deployments[0]?.statuses.at(-1)?.state).toBe('inactive')

    const before = portainer.requests.length
    const fork = await execute('preview.yml', about('opened', true), { vars })
    expect([fork.exitCode, portainer.requests.length]).toEqual([0, before])
  })

  test('release-matrix.yml', async () => {
    const engine = await openEngine()
    const { portainer, execute } = await openSetting({ resolve: () => engine.host })
    const execution = await execute('release-matrix.yml', {
      name: 'release',
      payload: { action: 'published' },
    })
    const docker = (id: number): string => `${portainer.url}/api/endpoints/${id}/docker`
    for (const id of [1, 2, 3])
      expectPrinted(execution, `Endpoint ${id} is up: its Docker API is ${docker(id)}`)
    expect(names(portainer).sort()).toEqual(['docker-1', 'docker-2', 'docker-3'])
    expect(portainer.state.groups.map(({ Name }) => Name)).toEqual(['Unassigned', 'Production'])
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
    // Made, used, and gone when the job is over.
    expect(portainer.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)).toEqual([
      'POST',
      'DELETE',
    ])
    expect(names(portainer)).toEqual([])
  })

  test('rotate-certificates.yml', async () => {
    const authority = await makeAuthority()
    const server = await authority.issueServer({ names: ['docker-2.example.com'] })
    const client = await authority.issueClient()
    const engine = await openEngine({ tls: { ca: authority.cert, ...server } })
    const { portainer, execute } = await openSetting({ resolve: () => engine.host })
    const job = closeAfterTest(startJob())
    const created = await job.main({
      url: portainer.url,
      password: PASSWORD,
      name: 'docker-2',
      'endpoint-url': 'tcp://docker-2.example.com:2376',
      'tls-ca-cert': authority.cert,
      'tls-cert': client.cert,
      'tls-key': client.key,
    })
    expect(created.exitCode).toBe(0)
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
    const list = fs.readFileSync(path.join(root, 'examples/edge-fleet/endpoints.yml'), 'utf8')
    const { portainer, execute } = await openSetting({}, { 'edge-fleet/endpoints.yml': list })
    const changed = { name: 'pull_request', payload: { action: 'opened', number: 3, pull_request: { number: 3, head: { repo: { full_name: 'acme/shop' } } } } } as const // prettier-ignore
    const planned = await execute('edge-fleet.yml', changed)
    expectPrinted(planned, "Endpoint 'shop-berlin' would be created.")
    expect(portainer.requests.filter(({ method }) => method !== 'GET')).toEqual([])

    const execution = await execute('edge-fleet.yml', { name: 'push' })
    const keys = Object.fromEntries(portainer.state.endpoints.map(({ Name, EdgeKey }) => [Name, EdgeKey]))
    expect(Object.keys(keys).sort()).toEqual(['shop-berlin', 'shop-lyon', 'shop-porto'])
    const first = portainer.state.endpoints.find(({ Name }) => Name === 'shop-berlin')
    expect(execution.lines.join('\n')).toContain(
      `The first shop is endpoint ${first?.Id ?? 0}; ${JSON.stringify(keys).length} characters of keys, `,
    )
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

  test('there is a test for each of them', () => {
    const workflows = fs.readdirSync(path.join(root, 'examples')).filter((file) => file.endsWith('.yml'))
    const tests = fs.readFileSync(path.join(root, '__tests__/docs/examples.test.ts'), 'utf8')
    for (const file of workflows) expect(tests).toContain(`test('${file}'`)
  })
})
