/** A Portainer version as numbers; a suffix such as `-rc1` is left out of comparisons. */
export type Version = readonly [major: number, minor: number, patch: number]

/** The numbers of `2.21.0-rc1`; undefined when the text holds none. */
export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined
}

/** `2.21.0` */
export function formatVersion(version: Version): string {
  return version.join('.')
}

/** Whether `version` is `least` or later. */
export function isAtLeast(version: Version, least: Version): boolean {
  for (const [index, number] of least.entries()) {
    const own = version[index] ?? 0
    if (own !== number) return own > number
  }
  return true
}

/** What one Portainer does, so that nobody else compares versions. Versions of each change: api documentation in `docs/portainer.md`. */
export interface Capabilities {
  /** An API key signs in: 2.11.0. */
  apiKeys: boolean
  /** `ContainerEngine` is read: 2.22.0; ignored before. */
  containerEngine: boolean
  /** A second endpoint of one name is refused with 409: 2.14.0. Before, creates at once can also be given the same id. */
  uniqueNames: boolean
  /** Kind 5 is known: 2.0.0. 1.x would make a Docker endpoint of it. */
  kubernetes: boolean
  /** Kind 4 is known: 1.22.0. */
  edgeAgents: boolean
  /** Docker over TLS can't be created: 2.20.0 and 2.20.1 dial it in plain text (portainer issues 11606, 11665, 11721). */
  dockerTlsBroken: boolean
  /** How the local socket is written: 1.18 demands its URL, 1.19-1.25 take no URL for it and fail on `unix://`. */
  localSocket: 'url' | 'no-url' | 'either'
  /** Tags are an endpoint's names up to 1.23, ids from 1.24.0. */
  tagIds: boolean
  /** Who may use an endpoint: a list in a request of its own up to 1.20, policies in the update from 1.21.0. */
  accessPolicies: boolean
  /** An update that leaves TLS out switches it off and ignores empty texts: 1.18 and 1.19. */
  updateDropsTls: boolean
  /** `POST /endpoints/{id}/snapshot`, after which `Status` tells whether Portainer can connect: 1.20.0. */
  snapshots: boolean
  /**
   * What makes Portainer drop the connection in use for the one that an update describes: every update up to 2.14; only a
   * restart on 2.15-2.18; on 2.19 also an update that asks a Docker engine for a check, where new files are expected; from
   * 2.20.0 also another address, and TLS switched on or off.
   */
  reconnectsOn: 'every-update' | 'restart' | 'new-files' | 'new-files-or-difference'
  /** Many endpoints are removed by one request: DELETE from 2.21.0, POST from 2.39.0. */
  bulkRemoval: 'none' | 'delete' | 'post'
  /** For which agents a certificate that is not trusted is reported as an agent that is already paired: all on 2.13-2.15. */
  saysPairedForUntrusted: 'never' | 'agents' | 'Kubernetes agents'
}

/** Of the version asked for last: a fleet asks a few times for each item. */
let known: { version: Version | undefined; capabilities: Capabilities } | undefined

/** What a version can do. An unknown one is taken for the newest. */
export function capabilitiesOf(version: Version | undefined): Capabilities {
  if (known === undefined || known.version !== version)
    known = { version, capabilities: findCapabilities(version) }
  return known.capabilities
}

function findCapabilities(version: Version | undefined): Capabilities {
  const from = (...least: [number, number, number]): boolean =>
    version === undefined || isAtLeast(version, least)
  return {
    apiKeys: from(2, 11, 0),
    containerEngine: from(2, 22, 0),
    uniqueNames: from(2, 14, 0),
    kubernetes: from(2, 0, 0),
    edgeAgents: from(1, 22, 0),
    dockerTlsBroken: from(2, 20, 0) && !from(2, 20, 2),
    localSocket: from(2, 0, 0) ? 'either' : from(1, 19, 0) ? 'no-url' : 'url',
    tagIds: from(1, 24, 0),
    accessPolicies: from(1, 21, 0),
    updateDropsTls: !from(1, 20, 0),
    snapshots: from(1, 20, 0),
    reconnectsOn: from(2, 20, 0)
      ? 'new-files-or-difference'
      : from(2, 19, 0)
        ? 'new-files'
        : from(2, 15, 0)
          ? 'restart'
          : 'every-update',
    bulkRemoval: from(2, 39, 0) ? 'post' : from(2, 21, 0) ? 'delete' : 'none',
    saysPairedForUntrusted: from(2, 16, 0) ? 'Kubernetes agents' : from(2, 13, 0) ? 'agents' : 'never',
  }
}
