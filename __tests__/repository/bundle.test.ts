// What is shipped: how long it is, which modules are in it, and that each of them is there for a reason.
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Metafile } from 'esbuild'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { startConnectProxy } from '../../stand-in/http-proxy.ts'
import { startGitHub } from '../../stand-in/github/github.ts'
import { startPortainer } from '../../stand-in/portainer/portainer.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { emptyGroup } from '../../stand-in/portainer/state.ts'
import { bundle, modulesOf, packageOf, root } from '../../scripts/bundle.ts'
import { closeAfterTest, openEngine, openSetup, type Run } from '../helpers/setup.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bundle-'))
let metafiles: Map<string, Metafile>

beforeAll(async () => {
  metafiles = await bundle(folder)
})

afterAll(() => {
  fs.rmSync(folder, { recursive: true })
})

function modules(file: string): string[] {
  const metafile = metafiles.get(file)
  if (metafile === undefined) throw new Error(`${file} was not built`)
  return [...modulesOf(metafile).keys()]
}

const packages = (file: string): string[] =>
  [...new Set(modules(file).flatMap((module) => packageOf(module) ?? []))]
    .map((name) => name.replace(/^.*node_modules\/|\/$/g, ''))
    .sort()

const bytes = (file: string): number => fs.statSync(path.join(folder, file)).size
const text = (file: string): string => fs.readFileSync(path.join(folder, file), 'utf8')

test('there are two entries, what post loads when it has something to do, and two chunks', () => {
  expect([...metafiles.keys()].sort()).toEqual([
    'cleanup.cjs',
    'github.cjs',
    'main.cjs',
    'post.cjs',
    'yaml.cjs',
  ])
  expect(fs.readdirSync(path.join(root, 'dist')).sort()).toEqual(
    ['THIRD-PARTY-LICENSES', ...metafiles.keys()].sort(),
  )
})

test('the common path is short', () => {
  expect(bytes('main.cjs') + bytes('post.cjs')).toBeLessThan(400_000)
  expect(bytes('cleanup.cjs')).toBeLessThan(bytes('main.cjs'))
  // Post starts on every run, mostly for nothing.
  expect(bytes('post.cjs')).toBeLessThan(2_000)
})

test('the common path holds these packages and no others', () => {
  expect(packages('main.cjs')).toEqual(['@actions/core', 'combined-stream', 'delayed-stream', 'form-data'])
  expect(packages('cleanup.cjs')).toEqual(['@actions/core'])
  expect(packages('post.cjs')).toEqual([])
})

test('of the toolkit it holds what is called', () => {
  expect(
    modules('main.cjs')
      .filter((module) => module.includes('@actions/'))
      .sort(),
  ).toEqual([
    'node_modules/@actions/core/lib/command.js',
    'node_modules/@actions/core/lib/core.js',
    'node_modules/@actions/core/lib/file-command.js',
    'node_modules/@actions/core/lib/utils.js',
  ])
})

test('only the chunk for GitHub holds undici and http-client', () => {
  expect(packages('github.cjs')).toEqual(expect.arrayContaining(['@actions/http-client', 'undici']))
  expect(packages('yaml.cjs')).toEqual(['yaml'])
  for (const file of ['main.cjs', 'post.cjs', 'cleanup.cjs', 'yaml.cjs']) {
    expect(text(file)).not.toMatch(/undici|http-client/i)
  }
})

test('no module of main is never called', async () => {
  const coverage = path.join(folder, 'coverage')
  await runEverything({ NODE_V8_COVERAGE: coverage })
  const main = fs.readFileSync(path.join(root, 'dist/main.cjs'), 'utf8')
  const starts = [...main.matchAll(/^\/\/ ((?:src|node_modules|instead-of)\S+)$/gm)]
  const called = new Set(
    calledIn(coverage, 'main.cjs').map((offset) => starts.findLast(({ index }) => index < offset)?.[1]),
  )
  const withFunctions = starts
    .filter(({ index }, number) => /function|=>/.test(main.slice(index, starts[number + 1]?.index)))
    .map(([, module]) => module)
  expect([...new Set(withFunctions)].filter((module) => !called.has(module))).toEqual([])
})

/** Where in a built file functions begin that were called at least once. */
function calledIn(coverage: string, file: string): number[] {
  interface Script {
    url: string
    functions: { functionName: string; ranges: { startOffset: number; count: number }[] }[]
  }
  const scripts = fs.readdirSync(coverage).flatMap((name) => {
    const { result } = JSON.parse(fs.readFileSync(path.join(coverage, name), 'utf8')) as { result: Script[] }
    return result.filter(({ url }) => url.endsWith(`dist/${file}`))
  })
  return scripts
    .flatMap(({ functions }) => functions.map(({ ranges }) => ranges[0]))
    .flatMap((range) =>
      range !== undefined && range.count > 0 && range.startOffset > 0 ? [range.startOffset] : [],
    )
}

/** One run of each kind, and those that go wrong. */
async function runEverything(env: NodeJS.ProcessEnv): Promise<void> {
  const { portainer, run } = await openSetup({ version: '2.23.0' })
  const github = closeAfterTest(await startGitHub())
  const jobEnv = {
    ...env,
    GITHUB_API_URL: `${github.apiUrl}/api/v3`,
    GITHUB_SERVER_URL: 'https://github.example',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_SHA: '1'.repeat(40),
    GITHUB_EVENT_NAME: 'push',
  }
  const act = (inputs: Inputs): Promise<Run> => run(inputs, jobEnv)
  const authority = await makeAuthority()
  const client = await authority.issueClient()
  const engine = await openEngine({
    tls: { ...(await authority.issueServer()), ca: authority.cert },
  })
  const tls = {
    name: 'tls',
    'endpoint-url': engine.url,
    'tls-ca-cert': authority.cert,
    'tls-cert': client.cert,
    'tls-key': client.key,
  }
  const results = [
    await act({ ...tls, group: 'new', tags: 'one', users: 'admin', cleanup: true, 'wait-until-up': 5 }),
    await act({ ...tls, 'public-url': 'host' }),
    await act({ ...tls, 'if-exists': 'recreate' }),
    await act({ name: 'tls', state: 'absent' }),
    await act({ name: 'plain', deployment: 'staging', 'github-token': 'ghs_0123456789abcdef' }),
    await act({
      endpoints: '[{name: a}, {name: b}]',
      'endpoint-url': 'unix:///var/run/docker.sock',
      'dry-run': true,
    }),
  ]
  expect(results.map(({ exitCode, errors }) => [exitCode, errors])).toEqual(results.map(() => [0, []]))
  const forgiven = portainer.misbehave({
    method: 'GET',
    path: /^\/api\/endpoints\?/,
    act: { status: 503 },
    times: 1,
  })
  expect(await act({ name: 'plain', 'public-url': 'x' })).toMatchObject({ exitCode: 0 })
  forgiven()
  portainer.misbehave({ path: '/api/status', act: { status: 200, body: 'hello' }, times: 1 })
  expect(await act({ name: 'plain' })).toMatchObject({ exitCode: 1 })
  const inBetween = (): Promise<void> => {
    portainer.state.groups.push(emptyGroup(90, 'raced'))
    return Promise.resolve()
  }
  portainer.misbehave({ method: 'POST', path: '/api/endpoint_groups', act: { hold: inBetween } })
  expect(await act({ name: 'plain', group: 'raced' })).toMatchObject({ exitCode: 0 })
  expect(await act({ name: 'bad', 'endpoint-url': 'tcp://127.0.0.1:1' })).toMatchObject({ exitCode: 1 })
  const refused = await run(
    { name: 'plain', deployment: 'staging', 'github-token': 'ghs_0123456789abcdef' },
    { ...jobEnv, GITHUB_API_URL: `${github.apiUrl}/nothing` },
  )
  expect([refused.exitCode, refused.warnings.length]).toEqual([0, 1])
  const secure = closeAfterTest(await startPortainer({ version: '2.23.0', https: true }))
  expect(await act({ name: 'plain', url: secure.url })).toMatchObject({ exitCode: 1 })
  const proxy = closeAfterTest(await startConnectProxy(new URL(secure.url).host))
  const proxied = await run({ name: 'plain', url: secure.url }, { ...jobEnv, HTTPS_PROXY: proxy.url })
  expect(proxied).toMatchObject({ exitCode: 1 })
}

test('every module of our own is in main or cleanup', () => {
  const own = fs
    .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `src/${file.replaceAll(path.sep, '/')}`)
    .filter((file) =>
      /^(export )?(async )?(function|const|class|let) /m.test(fs.readFileSync(path.join(root, file), 'utf8')),
    )
  const shipped = ['main.cjs', 'post.cjs', 'cleanup.cjs'].flatMap(modules)
  expect(own.filter((file) => !shipped.includes(file))).toEqual([])
})

describe.each(['main.cjs', 'post.cjs', 'cleanup.cjs'])('%s', (file) => {
  test('can be read', () => {
    const lines = text(file).split('\n')
    expect(lines.filter((line) => line.length > 500).map((line) => line.slice(0, 80))).toEqual([])
    expect(bytes(file) / lines.length).toBeLessThan(60)
  })

  test('names the module that each part comes from', () => {
    const named = [...text(file).matchAll(/^\/\/ ((?:src|node_modules)\/\S+)$/gm)].map(([, module]) => module)
    const there = modules(file).filter((module) => /^(src|node_modules)\//.test(module))
    expect(there.filter((module) => !named.includes(module))).toEqual([])
  })

  test('is ASCII, or V8 would keep it twice as long', () => {
    expect(text(file)).not.toMatch(/[^\x00-\x7f]/)
  })

  test('loads nothing of Node at its start that only some runs need', () => {
    const atStart = [...text(file).matchAll(/^(?:var|const) \S+ = (?:__toESM\()?require\("([^"]+)"\)/gm)]
    const loaded = new Set(atStart.map(([, name = '']) => name.replace(/^node:/, '')))
    for (const name of [
      'https',
      'tls',
      'child_process',
      'worker_threads',
      'readline',
      'zlib',
      'http2',
      'dns',
    ]) {
      expect(loaded).not.toContain(name)
    }
    expect(text(file)).not.toMatch(/\bimport\(/)
  })
})
