import type { TlsFiles } from '../certificates/tls-files.ts'
import { RefusedError } from '../foundation/errors.ts'
import { type EndpointType, hasTls, isAgent } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { TlsInputs } from '../inputs/tls.ts'
import type { TlsMode } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'

/** Files to upload, and the mode that switches them on. */
export interface TlsUpdate {
  mode: TlsMode
  files: TlsFiles
}

/** The mode of a new endpoint; undefined without TLS. `readTls` refused checks without a file. */
export function tlsModeForCreate(tls: TlsInputs, type: EndpointType): TlsMode | undefined {
  const on = tls.on ?? type === 'agent'
  if (!on) return undefined
  return { on, skipVerify: tls.files.ca === undefined, skipClientVerify: tls.files.cert === undefined }
}

export function modeOf({ tls }: Endpoint): TlsMode {
  const { on, skipVerify, hasClientCertificate } = tls
  return { on, skipVerify: on && skipVerify, skipClientVerify: on && !hasClientCertificate }
}

export function describeMode({ on, skipVerify, skipClientVerify }: TlsMode): string {
  if (!on) return 'off'
  if (skipVerify) return skipClientVerify ? 'on, nothing verified' : 'on, engine not verified'
  return skipClientVerify ? 'on, without client certificate' : 'on, both sides verified'
}

/** The mode after an update. A flag that is not given stays as it is, unless there is a file for that check. */
function tlsModeForUpdate(tls: TlsInputs, existing: Endpoint): TlsMode {
  const on = tls.on ?? existing.tls.on
  if (!on) return { on, skipVerify: false, skipClientVerify: false }
  const { files } = tls
  const now = modeOf(existing)
  const skipVerify = tls.skipVerify ?? (files.ca === undefined && now.skipVerify)
  const skipClientVerify = tls.skipClientVerify ?? (files.cert === undefined && now.skipClientVerify)
  if (!skipVerify && files.ca === undefined && !(now.on && existing.tls.hasCa)) {
    throw new RefusedError(`Endpoint ${existing.id} has no CA stored.`, {
      hint: "Provide 'tls-ca-cert', or set 'tls-skip-verify: true' to skip that check.",
    })
  }
  if (!skipClientVerify && files.cert === undefined && !(now.on && existing.tls.hasClientCertificate)) {
    throw new RefusedError(`Endpoint ${existing.id} has no client certificate stored.`, {
      hint: "Provide 'tls-cert' and 'tls-key', or set 'tls-skip-client-verify: true' to skip that check.",
    })
  }
  if (isAgent(existing.type) && skipVerify !== skipClientVerify) {
    throw new RefusedError(
      `Endpoint ${existing.id} is an agent, which needs either all TLS files or both checks skipped, because Portainer 2.x swaps the two flags when it connects to an agent.`,
      { hint: "Provide 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or set both skip flags to 'true'." },
    )
  }
  return { on, skipVerify, skipClientVerify }
}

/**
 * What an update changes about TLS; undefined for nothing. Stored files can't be read back, so files that are given are
 * sent each time, or with `on-create` only if they are needed: TLS is off, or a file of the new mode is not stored.
 */
export function planTls(
  { tls, updateSecrets }: DesiredEndpoint,
  existing: Endpoint,
  note: (field: string, now: string, then: string) => void,
): TlsUpdate | undefined {
  if (!tls.provided) return undefined
  if (!hasTls(existing.type)) {
    throw new RefusedError(
      `Endpoint ${existing.id} is neither a Docker engine nor an agent: TLS inputs do not apply to it.`,
    )
  }
  const mode = tlsModeForUpdate(tls, existing)
  const now = modeOf(existing)
  const { on, hasCa, hasClientCertificate } = existing.tls
  const needsFiles = !on || (!mode.skipVerify && !hasCa) || (!mode.skipClientVerify && !hasClientCertificate)
  const files = updateSecrets === 'always' || needsFiles ? tls.files : {}
  // Each mode is described in other words.
  const differs = describeMode(mode) !== describeMode(now)
  if (differs) note('tls', describeMode(now), describeMode(mode))
  if (files.ca !== undefined) note('tls-ca-cert', 'not shown', tls.fingerprints.ca?.join(', ') ?? '')
  if (files.cert !== undefined) note('tls-cert', 'not shown', tls.fingerprints.cert ?? '')
  return differs || files.ca !== undefined || files.cert !== undefined ? { mode, files } : undefined
}
