/** A Portainer version as numbers; a suffix such as `-rc1` is left out of comparisons. */
export type Version = readonly [major: number, minor: number, patch: number]

export function parseVersion(text: string): Version | undefined {
  const match = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text)
  return match ? [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)] : undefined
}

export const formatVersion = (version: Version): string => version.join('.')

function isAtLeast(version: Version, least: Version): boolean {
  const [major, minor, patch] = version
  if (major !== least[0]) return major > least[0]
  return minor === least[1] ? patch >= least[2] : minor > least[1]
}

/** What a Portainer version can do. Nothing else compares versions; see docs/portainer.md. */
export type Capabilities = ReturnType<typeof findCapabilities>

/** An unknown version is taken for the newest. */
export function capabilitiesOf(version: Version | undefined): Capabilities {
  return findCapabilities((...least) => version === undefined || isAtLeast(version, least))
}

function findCapabilities(from: (...least: Version) => boolean) {
  return {
    apiKeys: from(2, 11, 0),
    /** `ContainerEngine` is read; ignored before. */
    containerEngine: from(2, 22, 0),
    /** A second endpoint of one name is refused with 409. Before, creates at once can also be given the same id. */
    uniqueNames: from(2, 14, 0),
    /** Type 5 is known; 1.x would create a Docker endpoint for it. */
    kubernetes: from(2, 0, 0),
    edgeAgents: from(1, 22, 0),
    /** Docker over TLS can't be created, since it is dialled in plain text (portainer issues 11606, 11665, 11721). */
    dockerTlsBroken: from(2, 20, 0) && !from(2, 20, 2),
    /** How the local socket is written: 1.18 demands its URL, 1.19-1.25 take no URL for it and fail on `unix://`. */
    localSocket: from(2, 0, 0) ? 'either' : from(1, 19, 0) ? 'no-url' : 'url',
    /** Tags are an endpoint's ids; before, its names. */
    tagIds: from(1, 24, 0),
    /** Who may use an endpoint is a policy in the update; before, a list in a request of its own. */
    accessPolicies: from(1, 21, 0),
    /** An update that leaves TLS out switches it off and ignores empty texts. */
    updateDropsTls: !from(1, 20, 0),
    /** `POST /endpoints/{id}/snapshot`, after which `Status` tells whether Portainer can connect. */
    snapshots: from(1, 20, 0),
    /** Which updates make Portainer reconnect with the new settings: see `reconnectsWhen`. */
    reconnectsOn: from(2, 20, 0)
      ? 'new-files-or-difference'
      : from(2, 19, 0)
        ? 'new-files'
        : from(2, 15, 0)
          ? 'restart'
          : 'every-update',
    /** The method of the request that removes many endpoints. */
    bulkRemoval: from(2, 39, 0) ? 'post' : from(2, 21, 0) ? 'delete' : 'none',
    /** For which agents a certificate that is not trusted is reported as an agent that is already paired. */
    saysPairedForUntrusted: from(2, 16, 0) ? 'Kubernetes agents' : from(2, 13, 0) ? 'agents' : 'never',
  } as const
}
