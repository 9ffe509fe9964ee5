// The connection test of a create: what is asked of an engine or agent, and how its failure is told.
import { DialFailure, readText, type Dialer, type Target } from './dialer.ts'
import { Refused } from './replies.ts'
import type { Rules } from './versions.ts'
import type { Words } from './error-messages.ts'
import type { Endpoint, State } from './state.ts'

export interface Patience {
  /** Milliseconds of the first ping. */
  ping: number
  /** Milliseconds of each call of the Docker client. */
  engine: number
}

export interface Connections {
  dialer: Dialer
  rules: Rules
  words: Words
  state: State
  patience: Patience
}

export function targetOf(state: State, endpoint: Endpoint): Target {
  const { TLS, TLSSkipVerify, TLSCert } = endpoint.TLSConfig
  if (!TLS) return { url: endpoint.URL }
  const files = state.tlsFiles.get(String(endpoint.Id)) ?? {}
  return {
    url: endpoint.URL.includes('://') ? endpoint.URL : `tcp://${endpoint.URL}`,
    tls: {
      verify: !TLSSkipVerify,
      ...(TLSSkipVerify ? {} : { ca: files.ca ?? '' }),
      ...(TLSCert === undefined ? {} : { cert: files.cert ?? '', key: files.key ?? '' }),
    },
  }
}

const withHost = (url: string, tls: boolean) => url.replace(/^\w+:\/\//, tls ? 'https://' : 'http://')

/** How Go's url.Parse and http.Client refuse an address that 1.x pings. */
function unpingable(url: string): string | undefined {
  const asked = `${url}/_ping`
  if (asked.startsWith(':')) return `parse "${asked}": missing protocol scheme`
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(asked)?.[1]
  if (scheme === 'http' || scheme === 'https') return undefined
  if (scheme === undefined && /^[^/]*:/.test(asked)) {
    return `parse "${asked}": first path segment in URL cannot contain colon`
  }
  return `Get "${asked}": unsupported protocol scheme "${scheme ?? ''}"`
}

/** 1.x: GET <url>/_ping. Any HTTP answer will do; one with the agent's header makes the endpoint an agent's. */
export async function pingFirst(connections: Connections, target: Target): Promise<boolean> {
  const url = target.url.replace(/^tcp:\/\//, target.tls ? 'https://' : 'http://')
  const message = 'Unable to ping Docker environment'
  const wrong = unpingable(url)
  if (wrong !== undefined) throw new Refused(500, message, wrong)
  const secure = url.startsWith('https://') ? { tls: target.tls ?? { verify: true } } : {}
  try {
    const call = { path: '/_ping', timeout: connections.patience.ping }
    const response = await connections.dialer.call({ url, ...secure }, call)
    await readText(response)
    return response.headers['portainer-agent'] !== undefined
  } catch (error) {
    if (!(error instanceof DialFailure)) throw error
    if (error.message.startsWith('tls: p') || error.message.includes('PEM data')) {
      throw new Refused(500, 'Unable to create TLS configuration', error.message)
    }
    throw new Refused(500, message, `Get "${url}/_ping": ${error.message}`)
  }
}

/** 2.x, for agents: GET https://<url>/ping must be 204 and name the platform. */
export async function agentPlatform(
  connections: Connections,
  url: string,
  tls: NonNullable<Target['tls']>,
): Promise<{ kubernetes: boolean; version: string }> {
  const { rules, words, dialer, patience } = connections
  const fail = (details: string) => new Refused(500, `Unable to get ${words.thing} type`, details)
  if (url === '')
    throw fail(`Get "https:/${rules.since('2.15.0') ? '////' : '//'}ping": http: no Host in request URL`)
  if (!url.includes('://') && !rules.since('2.15.0')) {
    throw fail(`parse "${url}": first path segment in URL cannot contain colon`)
  }
  const asked = url.includes('://') ? withHost(url, true) : `https://${url}`
  let response
  try {
    response = await dialer.call({ url: asked, tls }, { path: '/ping', timeout: patience.ping })
  } catch (error) {
    if (!(error instanceof DialFailure)) throw error
    const undialled = error.kind === 'not-allowed' || /^tls: p|PEM data/.test(error.message)
    if (undialled) throw fail(error.message)
    throw fail(`Get "${asked}/ping": ${error.message}`)
  }
  await readText(response)
  if (response.statusCode !== 204) throw fail(`Failed request with status ${response.statusCode}`)
  const platform = response.headers['portainer-agent-platform']
  if (platform === undefined) throw fail('Agent Platform Header is missing')
  const version = response.headers['portainer-agent']
  if (rules.agentNeedsVersionHeader && version === undefined) throw fail('Version header is missing')
  return { kubernetes: platform === '2', version: rules.agentNeedsVersionHeader ? String(version) : '' }
}

function dockerError(rules: Rules, target: Target, method: string, error: DialFailure): string {
  if (error.kind === 'not-allowed') return error.message
  const asked = `${method} "${withHost(target.url, target.tls !== undefined)}/_ping": ${error.message}`
  if (error.kind === 'unreachable' || error.kind === 'timeout') {
    return `Cannot connect to the Docker daemon at ${target.url}. Is the docker daemon running?`
  }
  if (error.kind === 'client-certificate') {
    return rules.since('2.17.0')
      ? `the server probably has client authentication (--tlsverify) enabled; check your TLS client certification settings: ${asked}`
      : `The server probably has client authentication (--tlsverify) enabled. Please check your TLS client certification settings: ${asked}`
  }
  if (error.message.startsWith('tls: p') || error.message.includes('PEM data')) return error.message
  return `error during connect: ${asked}`
}

async function dockerPing(connections: Connections, target: Target): Promise<void> {
  const { rules, dialer, patience } = connections
  if (!target.url.includes('://')) throw new Error(`unable to parse docker host \`${target.url}\``)
  const methods = rules.headFirst ? ['HEAD', 'GET'] : ['GET']
  for (const method of methods) {
    const last = method === 'GET'
    try {
      const response = await dialer.call(target, { method, path: '/_ping', timeout: patience.engine })
      const text = await readText(response)
      if (response.statusCode === 200) return
      if (last) throw new Error(`Error response from daemon: ${messageOf(text)}`)
    } catch (error) {
      if (!(error instanceof DialFailure)) throw error
      // Older clients blame the GET that follows a failed HEAD; only one that hangs is asked twice here.
      const named = last || !rules.since('2.20.0') ? 'Get' : 'Head'
      if (last || error.kind !== 'timeout') throw new Error(dockerError(rules, target, named, error))
    }
  }
}

function messageOf(text: string): string {
  try {
    return (JSON.parse(text) as { message: string }).message
  } catch {
    return text.trim()
  }
}

async function isPodman(connections: Connections, target: Target): Promise<boolean> {
  const call = { path: '/version', timeout: connections.patience.engine }
  const text = await readText(await connections.dialer.call(target, call))
  return text.includes('Podman Engine')
}

/** Takes a snapshot: throws in the Docker client's words when the engine does not answer its ping. */
export async function snapshot(connections: Connections, endpoint: Endpoint): Promise<void> {
  const { rules, state, dialer, patience } = connections
  let target = targetOf(state, endpoint)
  if (endpoint.Type === 6) {
    const url = endpoint.URL.includes('://') ? endpoint.URL : `tcp://${endpoint.URL}`
    const response = await dialer.call(
      { ...target, url },
      { path: '/kubernetes/version', timeout: patience.engine },
    )
    if (response.statusCode !== 200) throw new Error(messageOf(await readText(response)))
    response.resume()
    return
  }
  if (rules.dockerTlsBroken && endpoint.Type === 1) target = { url: target.url }
  if (endpoint.TLSConfig.TLS && endpoint.URL === '') target = { ...target, url: '' }
  await dockerPing(connections, target)
  if (rules.containerEngine && endpoint.ContainerEngine !== '') {
    const podman = await isPodman(connections, target)
    if (podman !== (endpoint.ContainerEngine === 'podman')) {
      const [wanted, found] = podman ? ['Docker', 'Podman'] : ['Podman', 'Docker']
      throw new Error(
        `the ${wanted} environment option doesn't support ${found} environments. Please select the ${found} option instead.`,
      )
    }
  }
}
