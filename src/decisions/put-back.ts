import type { EndpointChange } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { modeOf, type TlsMode, type TlsUpdate } from './tls-mode.ts'
import type { Update } from './update.ts'

/** How to undo an update, and what can't be undone because Portainer never shows it. */
export interface PutBack {
  change: EndpointChange
  /** The inputs whose former content is overwritten or deleted. */
  lost: string[]
}

/** Everything as it was, except for files that are gone; flags that need one of those stay as they were sent. */
export function planPutBack(existing: Endpoint, update: Update): PutBack {
  return {
    change: {
      name: update.name && existing.name,
      url: update.url && existing.url,
      publicUrl: update.publicUrl === undefined ? undefined : existing.publicUrl,
      groupId: update.group && existing.groupId,
      tags: update.tags && { names: existing.tags ?? [], ids: existing.tagIds ?? [] },
      tls: update.tls && modeBefore(existing, update.tls.mode),
      checkinInterval: update.checkinInterval && existing.checkinInterval,
      users: update.users && existing.users,
      teams: update.teams && existing.teams,
    },
    lost: [
      ...(update.tls === undefined ? [] : filesLostBy(update.tls, existing)),
      ...(update.kubeconfig === undefined ? [] : ['kubeconfig']),
    ],
  }
}

/**
 * The inputs whose stored files an update overwrites or deletes: Portainer deletes the files of a check that is skipped,
 * and all of them when TLS is switched off.
 */
export function filesLostBy({ mode, files }: TlsUpdate, { tls }: Endpoint): string[] {
  if (!tls.on) return []
  const losesCa = !mode.on || mode.skipVerify || files.ca !== undefined
  const losesClient = !mode.on || mode.skipClientVerify || files.cert !== undefined
  return [
    ...(tls.hasCa && losesCa ? ['tls-ca-cert'] : []),
    ...(tls.hasClientCertificate && losesClient ? ['tls-cert', 'tls-key'] : []),
  ]
}

function modeBefore(existing: Endpoint, sent: TlsMode): TlsMode {
  const before = modeOf(existing)
  if (!before.on) return before
  if (!sent.on) return before.skipVerify && before.skipClientVerify ? before : sent
  return {
    on: true,
    skipVerify: before.skipVerify || sent.skipVerify,
    skipClientVerify: before.skipClientVerify || sent.skipClientVerify,
  }
}
