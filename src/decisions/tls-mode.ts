import { RefusedError } from '../foundation/errors.ts'
import type { Kind } from '../inputs/kinds.ts'
import type { TlsWanted } from '../inputs/tls.ts'
import type { Endpoint } from '../portainer/endpoint.ts'

/** How Portainer verifies, and is verified by, an engine. */
export interface TlsMode {
  on: boolean
  skipVerify: boolean
  skipClientVerify: boolean
}

/**
 * The mode of a new endpoint; undefined for no TLS. What is not skipped is there as a file: `readTls` refused the rest.
 */
export function tlsModeForCreate(tls: TlsWanted, kind: Kind): TlsMode | undefined {
  const on = tls.on ?? (kind === 'agent' ? true : undefined)
  if (on !== true) return undefined
  return { on, skipVerify: tls.files.ca === undefined, skipClientVerify: tls.files.cert === undefined }
}

/**
 * The mode after an update: a flag that is left out stays as it is, except that a file that is given is used.
 * Undefined when no TLS input is given.
 * @throws RefusedError when something would have to be verified for which there is no file, given or stored.
 */
export function tlsModeForUpdate(tls: TlsWanted, there: Endpoint): TlsMode | undefined {
  if (!tls.given) return undefined
  const on = tls.on ?? there.tls.on
  if (!on) return { on, skipVerify: false, skipClientVerify: false }
  const skipVerify = tls.skipVerify ?? (tls.files.ca === undefined && there.tls.on && there.tls.skipVerify)
  const skipClientVerify =
    tls.skipClientVerify ?? (tls.files.cert === undefined && there.tls.on && !there.tls.hasClientCertificate)
  const lacks = (input: string, flag: string): RefusedError =>
    new RefusedError(
      `Endpoint ${there.id} has no ${input === 'tls-ca-cert' ? 'CA' : 'client certificate'} stored.`,
      {
        hint: `Give '${input}', or write '${flag}: true' if you mean that.`,
      },
    )
  if (!skipVerify && tls.files.ca === undefined && !(there.tls.on && there.tls.hasCa)) {
    throw lacks('tls-ca-cert', 'tls-skip-verify')
  }
  if (
    !skipClientVerify &&
    tls.files.cert === undefined &&
    !(there.tls.on && there.tls.hasClientCertificate)
  ) {
    throw lacks("tls-cert' and 'tls-key", 'tls-skip-client-verify')
  }
  if ([2, 6].includes(there.type) && skipVerify !== skipClientVerify) {
    throw new RefusedError(
      `Endpoint ${there.id} is an agent, which takes either all TLS files or both checks skipped (Portainer 2.x swaps the two flags on the way to an agent).`,
      { hint: "Give 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or write both skip flags." },
    )
  }
  return { on, skipVerify, skipClientVerify }
}

/** The mode in words, for a plan. */
export function describeMode(mode: TlsMode): string {
  if (!mode.on) return 'off'
  if (mode.skipVerify && mode.skipClientVerify) return 'on, nothing verified'
  if (mode.skipVerify) return 'on, engine not verified'
  return mode.skipClientVerify ? 'on, without client certificate' : 'on, both sides verified'
}

/** The mode that an endpoint has now. */
export function modeOf(there: Endpoint): TlsMode {
  const { on, skipVerify, hasClientCertificate } = there.tls
  return { on, skipVerify: on && skipVerify, skipClientVerify: on && !hasClientCertificate }
}
