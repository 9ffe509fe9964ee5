import { hasTls, isAgent, isEngine } from '../inputs/endpoint-types.ts'
import type { EndpointChange, TlsMode } from '../portainer/endpoint-forms.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { Capabilities } from '../portainer/versions.ts'
import type { Creation } from './create.ts'
import { temporaryName, type UpdatePlan } from './plan.ts'
import { modeOf, type TlsUpdate } from './tls-mode.ts'
import type { Update } from './update.ts'

/**
 * The temporary endpoint that tests new TLS settings before an update. Undefined if the update can be undone, if the new
 * mode needs a stored file, which can't be read back, or if this Portainer can't create a Docker endpoint with TLS.
 */
export function planTrial(
  { desired, existing, update }: UpdatePlan,
  { dockerTlsBroken }: Capabilities,
): Creation | undefined {
  const { tls } = update
  if (tls === undefined) return undefined
  const { mode, files } = tls
  const changesFiles = Object.keys(files).length > 0 || filesLostBy(tls, existing).length > 0
  const lacksFile =
    (!mode.skipVerify && files.ca === undefined) || (!mode.skipClientVerify && files.cert === undefined)
  const isBroken = dockerTlsBroken && isEngine(existing.type)
  if (!changesFiles || (mode.on && (lacksFile || isBroken))) return undefined
  // An agent on Kubernetes is stored without the scheme that a create needs.
  const address = update.url ?? existing.url
  const url = address.includes('://') ? address : `tcp://${address}`
  const type = isAgent(existing.type) ? 'agent' : 'docker'
  return {
    desired: { ...desired, type, url, containerEngine: undefined, extraFields: [] },
    name: temporaryName(existing.name, 'trial'),
    tls: mode.on ? mode : undefined,
  }
}

/**
 * How to undo an update. Flags that need a file that is gone stay as they were sent.
 * @returns `lost`: the inputs whose former content is overwritten or deleted, and which Portainer never shows.
 */
export function planRollBack(existing: Endpoint, update: Update): { change: EndpointChange; lost: string[] } {
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
function filesLostBy({ mode, files }: TlsUpdate, { tls }: Endpoint): string[] {
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

/**
 * When Portainer's pages and API use the address and TLS of an update: at once, only if the address differs in that
 * update, or only after a restart. Until then they use the old connection, whether the new one works or not.
 * Recorded on 2.14.0-2.23.0, read up to 2.41.1.
 */
export function reconnectsWhen(
  existing: Endpoint,
  { url, tls }: { url?: string | undefined; tls?: TlsMode | undefined },
  { reconnectsOn }: Capabilities,
): 'at-once' | 'url-differs' | 'restarted' {
  if (!hasTls(existing.type) || (url === undefined && tls === undefined)) return 'at-once'
  // Portainer expects new files where an update asks a Docker engine on `tcp://` for a check.
  const hasCheck = tls !== undefined && tls.on && !(tls.skipVerify && tls.skipClientVerify)
  const expectsFiles = isEngine(existing.type) && hasCheck && (url?.startsWith('tcp://') ?? true)
  switch (reconnectsOn) {
    case 'every-update':
      return 'at-once'
    case 'restart':
      return 'restarted'
    case 'new-files':
      return expectsFiles ? 'at-once' : 'restarted'
    case 'new-files-or-difference': {
      const differs =
        (url ?? existing.url) !== existing.url || (tls?.on ?? existing.tls.on) !== existing.tls.on
      return expectsFiles || differs ? 'at-once' : 'url-differs'
    }
  }
}
