import { isAgent, isEngine } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Capabilities } from '../portainer/versions.ts'
import type { Creation } from './create.ts'
import type { UpdatePlan } from './plan.ts'
import { filesLostBy } from './put-back.ts'
import { temporaryName } from './temporary-names.ts'
import type { TlsUpdate } from './tls-mode.ts'

/** A temporary endpoint that only tests a connection, without group, tags, users or teams. */
export interface Trial {
  desired: DesiredEndpoint
  creation: Creation
}

/**
 * The temporary endpoint that tests new TLS settings before an update sends them. Undefined if the update sends no files
 * and can be undone, if the new mode needs a stored file, which can't be read back, and if Portainer can't create a Docker
 * endpoint with TLS.
 */
export function planTrial(
  { desired, existing, update }: UpdatePlan,
  { dockerTlsBroken }: Capabilities,
): Trial | undefined {
  const { tls } = update
  if (tls === undefined || needsStoredFile(tls)) return undefined
  if (Object.keys(tls.files).length === 0 && filesLostBy(tls, existing).length === 0) return undefined
  if (dockerTlsBroken && isEngine(existing.type) && tls.mode.on) return undefined
  // An agent on Kubernetes is stored without the scheme that a create needs.
  const address = update.url ?? existing.url
  const url = address.includes('://') ? address : `tcp://${address}`
  const type = isAgent(existing.type) ? 'agent' : 'docker'
  return {
    desired: { ...desired, type, url, containerEngine: undefined, extraFields: [] },
    creation: {
      name: temporaryName(existing.name, 'trial'),
      tls: tls.mode.on ? tls.mode : undefined,
      group: undefined,
      tags: undefined,
      publicUrl: undefined,
      users: undefined,
      teams: undefined,
    },
  }
}

function needsStoredFile({ mode, files }: TlsUpdate): boolean {
  if (!mode.on) return false
  return (!mode.skipVerify && files.ca === undefined) || (!mode.skipClientVerify && files.cert === undefined)
}
