import type { TlsFiles } from '../certificates/tls-files.ts'
import { RefusedError } from '../foundation/errors.ts'
import { type EndpointType, isAgent, hasTls } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { TlsInputs } from '../inputs/tls.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type Changed, listed } from './changes.ts'

/** How Portainer verifies, and is verified by, an engine. */
export interface TlsMode {
  on: boolean
  skipVerify: boolean
  skipClientVerify: boolean
}

/**
 * The mode of a new endpoint; undefined for no TLS. What is not skipped is there as a file: `readTls` refused the rest.
 */
export function tlsModeForCreate(tls: TlsInputs, type: EndpointType): TlsMode | undefined {
  const on = tls.on ?? (type === 'agent' ? true : undefined)
  if (on !== true) return undefined
  return { on, skipVerify: tls.files.ca === undefined, skipClientVerify: tls.files.cert === undefined }
}

/**
 * The mode after an update: a flag that is left out stays as it is, except that a file that is given is used.
 * Undefined when no TLS input is given.
 * @throws RefusedError when something would have to be verified for which there is no file, given or stored.
 */
export function tlsModeForUpdate(tls: TlsInputs, existing: Endpoint): TlsMode | undefined {
  if (!tls.provided) return undefined
  const on = tls.on ?? existing.tls.on
  if (!on) return { on, skipVerify: false, skipClientVerify: false }
  const skipVerify =
    tls.skipVerify ?? (tls.files.ca === undefined && existing.tls.on && existing.tls.skipVerify)
  const skipClientVerify =
    tls.skipClientVerify ??
    (tls.files.cert === undefined && existing.tls.on && !existing.tls.hasClientCertificate)
  const lacks = (input: string, flag: string): RefusedError =>
    new RefusedError(
      `Endpoint ${existing.id} has no ${input === 'tls-ca-cert' ? 'CA' : 'client certificate'} stored.`,
      {
        hint: `Give '${input}', or write '${flag}: true' if you mean that.`,
      },
    )
  if (!skipVerify && tls.files.ca === undefined && !(existing.tls.on && existing.tls.hasCa)) {
    throw lacks('tls-ca-cert', 'tls-skip-verify')
  }
  if (
    !skipClientVerify &&
    tls.files.cert === undefined &&
    !(existing.tls.on && existing.tls.hasClientCertificate)
  ) {
    throw lacks("tls-cert' and 'tls-key", 'tls-skip-client-verify')
  }
  if (isAgent(existing.type) && skipVerify !== skipClientVerify) {
    throw new RefusedError(
      `Endpoint ${existing.id} is an agent, which takes either all TLS files or both checks skipped (Portainer 2.x swaps the two flags on the way to an agent).`,
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
export function modeOf(existing: Endpoint): TlsMode {
  const { on, skipVerify, hasClientCertificate } = existing.tls
  return { on, skipVerify: on && skipVerify, skipClientVerify: on && !hasClientCertificate }
}

/** Files that are uploaded, and the mode that switches them on. */
export interface TlsUpdate {
  mode: TlsMode
  files: TlsFiles
}

/**
 * What an update changes about TLS; undefined for nothing. Stored files can't be read back, so files that are given are
 * sent each time, or with `on-create` only if they are needed: TLS is off, or a file of the new mode is not stored.
 * @throws RefusedError for a type that has no TLS settings, and where {@link tlsModeForUpdate} does.
 */
export function planTls(
  { tls, updateSecrets }: Pick<DesiredEndpoint, 'tls' | 'updateSecrets'>,
  existing: Endpoint,
  changed: Changed,
): TlsUpdate | undefined {
  if (tls.provided && !hasTls(existing.type)) {
    throw new RefusedError(
      `Endpoint ${existing.id} is neither a Docker engine nor an agent: TLS inputs do not apply to it.`,
    )
  }
  const mode = tlsModeForUpdate(tls, existing)
  if (mode === undefined) return undefined
  const { fingerprints } = tls
  const now = modeOf(existing)
  const { on, hasCa, hasClientCertificate } = existing.tls
  const needsFiles = !on || (!mode.skipVerify && !hasCa) || (!mode.skipClientVerify && !hasClientCertificate)
  const files = updateSecrets === 'always' || needsFiles ? tls.files : {}
  const differs =
    mode.on !== now.on ||
    (mode.on && (mode.skipVerify !== now.skipVerify || mode.skipClientVerify !== now.skipClientVerify))
  const sent = (field: string, source: boolean, shown: string): true | undefined =>
    changed(field, source, 'not shown', shown, true)
  const changes = [
    changed('tls', differs, describeMode(now), describeMode(mode), true),
    sent('tls-ca-cert', files.ca !== undefined, listed(fingerprints.ca ?? [])),
    sent('tls-cert', files.cert !== undefined, fingerprints.cert ?? ''),
  ]
  return changes.includes(true) ? { mode, files } : undefined
}

/** A CA alone may be all that is renewed, or the secrets of certificate and key may be empty. */
export function warnOfOldCertificate({ files, mode }: TlsUpdate, existing: Endpoint): string[] {
  if (files.ca === undefined || files.cert !== undefined || mode.skipClientVerify) return []
  return [
    `'tls-ca-cert' was given without 'tls-cert' and 'tls-key': endpoint ${existing.id} keeps its old client certificate and key.`,
  ]
}
