import { RefusedError } from '../foundation/errors.ts'
import type { TlsWanted } from '../inputs/tls.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { listed, type Changed } from './change.ts'
import { describeMode, modeOf, tlsModeForUpdate, type TlsMode } from './tls-mode.ts'

/** Files that are uploaded, and the mode that switches them on. */
export interface TlsUpdate {
  mode: TlsMode
  files: TlsWanted['files']
}

/**
 * What an update does about TLS; undefined where that is nothing.
 * @throws RefusedError for a kind that has no TLS of its own, and where less would be verified than is said.
 */
export function planTls(tls: TlsWanted, there: Endpoint, changed: Changed): TlsUpdate | undefined {
  if (tls.given && ![1, 2, 6].includes(there.type)) {
    throw new RefusedError(
      `Endpoint ${there.id} is neither a Docker engine nor an agent: TLS inputs do not apply to it.`,
    )
  }
  const mode = tlsModeForUpdate(tls, there)
  if (mode === undefined) return undefined
  const { files, fingerprints } = tls
  const now = modeOf(there)
  const differs =
    mode.on !== now.on ||
    (mode.on && (mode.skipVerify !== now.skipVerify || mode.skipClientVerify !== now.skipClientVerify))
  // What is stored can't be read back, so a file that is given is always sent.
  const sent = (field: string, given: boolean, shown: string): true | undefined =>
    changed(field, given, 'not shown', shown, true)
  const changes = [
    changed('tls', differs, describeMode(now), describeMode(mode), true),
    sent('tls-ca-cert', files.ca !== undefined, listed(fingerprints.ca ?? [])),
    sent('tls-cert', files.cert !== undefined, fingerprints.cert ?? ''),
  ]
  return changes.includes(true) ? { mode, files } : undefined
}
