// One run against a server that says what it was given, searched for all of it; how many there were is counted.
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import type { Misbehaviour, RecordedRequest } from '../../../stand-in/portainer/portainer.ts'
import { startPortainer } from '../../../stand-in/portainer/portainer.ts'
import { startQuickRunner } from '../../../stand-in/runner/thread-runner.ts'
import type { Inputs, StepResult } from '../../../stand-in/runner/runner.ts'
import { passwordHash } from '../../../stand-in/portainer/json-shapes.ts'
import { API_KEY, files, PASSWORD, type Canary } from './canaries.ts'
import { echoOf, ways, type Says } from './echoes.ts'
import { flows, putThere } from './steps.ts'
import { startHostileGitHub } from './github.ts'

/** Each becomes `***`, and a message of Portainer is cut after 1000 characters. */
const MOST_SAID = 300

export interface Scenario {
  canary: Canary
  flow: string
  way: string
  /** Where the server misbehaves. */
  at: Pick<Misbehaviour, 'method' | 'path' | 'skip'>
  debug: boolean
}

export interface Searcher {
  /** Throws when a secret is found. Tells whether the server came to misbehave. */
  search(scenario: Scenario): Promise<{ misbehaved: boolean; main: StepResult }>
  /** Of a step whose inputs are refused: no server is there. */
  refuse(inputs: Inputs, env: Record<string, string>, secrets: readonly string[]): Promise<StepResult>
  /** Main and post steps that were searched. */
  readonly runs: number
  close(): Promise<void>
}

export async function startSearcher(): Promise<Searcher> {
  const runner = startQuickRunner({ threads: 8, speed: 40 })
  const workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'leaks-'))
  for (const [name, text] of Object.entries(files)) fs.writeFileSync(path.join(workspace, name), text)
  const github = await startHostileGitHub()
  let runs = 0
  let begin = 0

  async function search({ canary, flow: name, way, at, debug }: Scenario): ReturnType<Searcher['search']> {
    const flow = flows[name]
    if (flow === undefined) throw new Error(`No flow ${name}`)
    const withKey = canary.inputs['api-key'] !== undefined
    const password = String(canary.inputs['password'] ?? PASSWORD) || PASSWORD
    const fresh = flow.fresh === true && !withKey
    const portainer = await startPortainer({
      version: '2.44.0',
      edition: 'BE',
      dial: false,
      limiter: false,
      localSocket: '/nowhere',
      ...(fresh ? {} : { admin: { username: 'admin', password } }),
      // A proxy that asks itself: what a client sends to a proxy has the whole URL in the place of the path.
      ...(canary.proxied ? { basePath: String(canary.inputs['url']) } : {}),
    })
    const { state, requests } = portainer
    if (withKey) state.apiKeys.push({ id: 1, userId: 1, description: '', raw: API_KEY })
    if (flow.there) putThere(state)
    const port = /:(\d+)/.exec(portainer.url)?.[1] ?? ''
    const inputs: Inputs = {
      url: portainer.url,
      password,
      name: 'web',
      'endpoint-url': 'tcp://10.0.0.1:2375',
      timeout: 3600,
      ...flow.inputs,
      ...canary.inputs,
    }
    const proxy = canary.env?.['http_proxy']
    const env = {
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: '1'.repeat(40),
      ...canary.env,
      ...(proxy === undefined ? {} : { http_proxy: `${proxy}127.0.0.1:${port}` }),
      ...(debug ? { RUNNER_DEBUG: '1' } : {}),
      GITHUB_WORKSPACE: workspace,
    }
    const own = [...canary.secrets, ...secretTexts(inputs)]
    const given = [...own]
    let misbehaved = false
    let first = 0
    let told = Infinity
    let forms: string[] = []
    const echo = (): string[] => {
      told = Math.min(told, requests.length - 1)
      const before = given.length
      for (const secret of toldBy(requests.slice(first), told - first))
        if (!given.includes(secret)) given.push(secret)
      if (!misbehaved || given.length > before) forms = echoOf(given)
      misbehaved = true
      return forms
    }
    // No message is shown to its end: each begins with others.
    const says: Says = () => {
      const all = echo()
      begin = (begin + 211) % all.length
      return [...all.slice(begin), ...all.slice(0, begin)].slice(0, MOST_SAID).join(' ')
    }
    const act = ways[way]?.(says, echo)
    if (act === undefined) throw new Error(`No way ${way}`)
    try {
      if (!flow.post) portainer.misbehave({ ...at, act })
      runs += 2
      const main = await runner.main(inputs, env, given)
      // The post step knows nothing of the tokens that main was told; the masks of main hold for its log.
      first = requests.length
      given.splice(0, given.length, ...own)
      told = Infinity
      if (flow.post) portainer.misbehave({ ...at, act })
      await runner.post(main, inputs, env, given)
      return { misbehaved, main }
    } catch (cause) {
      throw new Error(`${canary.what}; ${name}; ${way} at ${JSON.stringify(at)}; ${String(cause)}`)
    } finally {
      await portainer.close()
    }
  }

  return {
    search,
    refuse: (inputs, env, secrets) => {
      runs += 1
      return runner.main(inputs, { ...env, GITHUB_WORKSPACE: workspace }, secrets)
    },
    get runs() {
      return runs
    },
    close: async () => {
      await runner.close()
      await github.close()
      fs.rmSync(workspace, { recursive: true })
    },
  }
}

/** Those that are given as they are. */
const secretTexts = (inputs: Inputs): string[] =>
  ['password', 'api-key', 'setup-token', 'azure-authentication-key', 'github-token', 'tls-key']
    .map((name) => String(inputs[name] ?? ''))
    .filter((text) => text.length > 20)

/**
 * What Portainer made itself for this client: its tokens, and the hash of a new administrator's password, if that was
 * among the answers before it misbehaved.
 */
function toldBy(requests: readonly RecordedRequest[], good: number): string[] {
  return requests.flatMap(({ headers, path: asked, status }, index) => [
    ...(headers.authorization === undefined ? [] : [headers.authorization.replace('Bearer ', '')]),
    ...(asked.endsWith('/admin/init') && status === 200 && index < good ? [passwordHash] : []),
  ])
}
