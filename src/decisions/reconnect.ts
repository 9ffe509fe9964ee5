import { hasTls, isEngine } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { Capabilities } from '../portainer/versions.ts'
import type { TlsMode } from './tls-mode.ts'

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
