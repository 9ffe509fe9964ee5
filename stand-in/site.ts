// One Portainer, a stand-in or a live one, with engines that it can reach: what the demo and the live tests run on.
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startAgent } from './engines/agent.ts'
import { makeAuthority, type Issued } from './certificates.ts'
import { startEngine } from './engines/engine.ts'
import { startPortainer, type PortainerOptions, type StandInPortainer } from './portainer/portainer.ts'
import { takeRefusingPort } from './refusing-port.ts'
import type { Inputs } from './runner/runner.ts'

export interface Site {
  /** Undefined for a live server. */
  portainer: StandInPortainer | undefined
  /** The inputs that say where Portainer is. */
  address: Inputs
  /** The inputs that sign in with the password; undefined where an API key was given instead. */
  password: Inputs | undefined
  /** The inputs that sign in best: an API key where there is one. */
  credentials(): Inputs
  /** Put before every name on a live server, where others have names too. */
  prefix: string
  engines: Engines
  /** Waits until the next sign-in is safe: past ten at once, then one a second, a live Portainer bans the address. */
  turn(): Promise<void>
  close(): Promise<void>
}

/** Addresses as Portainer is told them, and what the secure engine wants to see. */
export interface Engines {
  plain: string
  secure: string
  agent: string
  /** Nothing listens there. */
  nobody: string
  ca: string
  client: Issued
  /** Another client certificate of the same CA, for a rotation. */
  renewed: Issued
}

/** The administrator of a stand-in. */
export const admin = { username: 'admin', password: 'correct-horse-battery' }

/**
 * A stand-in without an administrator, unless the options say otherwise. Engines have the addresses that the README
 * uses; the stand-in finds them where they really listen.
 */
export async function openSite(options: PortainerOptions): Promise<Site> {
  const { engines, close } = await startEngines('10.0.7.11')
  const named = {
    plain: '10.0.7.10:2375',
    secure: '10.0.7.11:2376',
    agent: '10.0.7.12:9001',
    nobody: '10.0.7.99:2375',
  }
  const found = Object.entries(named).map(([name, host]) => [host, engines[name as keyof typeof named]])
  const places = new Map(found as [string, string][])
  const portainer = await startPortainer({
    ...options,
    resolve: (host) => places.get(host)?.replace('tcp://', '') ?? host,
    limiter: false, // a day's runs in a few seconds
  })
  const tcp = Object.fromEntries(Object.entries(named).map(([name, host]) => [name, `tcp://${host}`]))
  let apiKey: string | undefined
  return {
    portainer,
    address: { url: portainer.url, ...(portainer.caCert === '' ? {} : { 'ca-cert': portainer.caCert }) },
    password: admin,
    credentials() {
      if (/^(1|2\.\d)\./.test(options.version)) return admin
      apiKey ??= portainer.createApiKey()
      return { 'api-key': apiKey }
    },
    prefix: '',
    engines: { ...engines, ...(tcp as typeof named) },
    turn: () => Promise.resolve(),
    close: async () => {
      await portainer.close()
      await close()
    },
  }
}

export interface LiveOptions {
  address: Inputs
  credentials: Inputs
  /** The name or address under which that server reaches this machine, where the engines listen. */
  engineHost: string
}

/** A server that runs already. Only endpoints with the prefix are touched. */
export async function openLiveSite({ address, credentials, engineHost }: LiveOptions): Promise<Site> {
  const { engines, close } = await startEngines(engineHost, engineHost)
  const signsIn = credentials['password'] !== undefined
  let next = Promise.resolve()
  return {
    portainer: undefined,
    address,
    password: signsIn ? credentials : undefined,
    credentials: () => credentials,
    prefix: `try-${randomBytes(3).toString('hex')}-`,
    engines,
    async turn() {
      const mine = next
      if (signsIn) next = mine.then(() => sleep(1100))
      await mine
    },
    close,
  }
}

async function startEngines(
  secureHost: string,
  reachedAt = '127.0.0.1',
): Promise<{ engines: Engines; close: () => Promise<void> }> {
  const authority = await makeAuthority()
  const { cert, key } = await authority.issueServer({ names: ['localhost', '127.0.0.1', secureHost] })
  const listenOn = reachedAt === '127.0.0.1' ? reachedAt : '0.0.0.0'
  const plain = await startEngine({ listenOn })
  const secure = await startEngine({ listenOn, tls: { ca: authority.cert, cert, key } })
  const agent = await startAgent({ platform: 'docker', listenOn })
  const nobody = await takeRefusingPort()
  const at = (port: string | undefined): string => `tcp://${reachedAt}:${port ?? ''}`
  return {
    engines: {
      plain: at(plain.host.split(':')[1]),
      secure: at(secure.host.split(':')[1]),
      agent: at(agent.host.split(':')[1]),
      nobody: at(String(nobody.port)),
      ca: authority.cert,
      client: await authority.issueClient({ name: 'portainer' }),
      renewed: await authority.issueClient({ name: 'portainer, renewed' }),
    },
    close: async () => {
      nobody.close()
      await Promise.all([plain.close(), secure.close(), agent.close()])
    },
  }
}
