import type { TlsFiles } from '../certificates/tls-files.ts'
import { RefusedError } from '../foundation/errors.ts'
import { type EndpointType, isAgent, hasTls } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { TlsInputs } from '../inputs/tls.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { type Changed, listed } from './changes.ts'

/** How Portainer and an engine verify each other. */
export interface TlsMode {
  on: boolean
  skipVerify: boolean
  skipClientVerify: boolean
}

/** The mode of a new endpoint; undefined without TLS. `readTls` has refused a check that has no file and is not skipped. */
export function tlsModeForCreate(tls: TlsInputs, type: EndpointType): TlsMode | undefined {
  const on = tls.on ?? (type === 'agent' ? true : undefined)
  if (on !== true) return undefined
  return { on, skipVerify: tls.files.ca === undefined, skipClientVerify: tls.files.cert === undefined }
}

/**
 * The mode after an update. A flag that is not given stays as it is, unless there is a file for that check. Undefined if
 * no TLS input is given.
 * @throws RefusedError if a check needs a file that is neither given nor stored.
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
        hint: `Provide '${input}', or set '${flag}: true' to skip that check.`,
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
      `Endpoint ${existing.id} is an agent, which needs either all TLS files or both checks skipped, because Portainer 2.x swaps the two flags when it connects to an agent.`,
      { hint: "Provide 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or set both skip flags to 'true'." },
    )
  }
  return { on, skipVerify, skipClientVerify }
}

/** The mode as a plan shows it. */
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

/** Files to upload, and the mode that switches them on. */
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

/** Perhaps only the CA is renewed, or perhaps the secrets for certificate and key are empty. */
export function warnOfOldCertificate({ files, mode }: TlsUpdate, existing: Endpoint): string[] {
  if (files.ca === undefined || files.cert !== undefined || mode.skipClientVerify) return []
  return [
    `'tls-ca-cert' was given without 'tls-cert' and 'tls-key': endpoint ${existing.id} keeps its old client certificate and key.`,
  ]
}
