import { isLocalSocket } from '../inputs/address.ts'
import { creationTypes, type Kind } from '../inputs/kinds.ts'
import type { Form } from './form.ts'
import type { Abilities } from './versions.ts'

/** An endpoint to create, all names resolved to ids, in this project's words. */
export interface NewEndpoint {
  name: string
  kind: Kind
  /** Undefined: Portainer's local socket, or the cluster it runs in. */
  url: string | undefined
  publicUrl: string | undefined
  groupId: number | undefined
  tags: { names: string[]; ids: number[] } | undefined
  containerEngine: string | undefined
  tls: { skipVerify: boolean; skipClientVerify: boolean } | undefined
  azure: { applicationId?: string; tenantId?: string; authenticationKey?: string }
  kubeconfig: string | undefined
  checkinInterval: number | undefined
  extraFields: [field: string, value: string][]
}

const LOCAL_SOCKET = 'unix:///var/run/docker.sock'
const FILE_FIELDS = { ca: 'TLSCACertFile', cert: 'TLSCertFile', key: 'TLSKeyFile' } as const

/**
 * The form fields that create an endpoint on this version. `EndpointType` (1.x) and `EndpointCreationType` (2.x) go
 * out together, as do both names of the check-in interval (`CheckinInterval` up to 2.18): each version ignores the
 * other one. Booleans are exactly `true`; anything else would silently be false.
 * @param files where the TLS files lie.
 */
export function createForm(
  endpoint: NewEndpoint,
  abilities: Abilities,
  files: { ca?: string; cert?: string; key?: string },
): Form {
  const type = String(creationTypes[endpoint.kind])
  const fields: [string, string][] = [
    ['Name', endpoint.name],
    ['EndpointType', type],
    ['EndpointCreationType', type],
  ]
  const add = (field: string, value: string | number | undefined): void => {
    if (value !== undefined) fields.push([field, String(value)])
  }
  add('URL', urlField(endpoint, abilities))
  add('PublicURL', endpoint.publicUrl)
  add('GroupID', endpoint.groupId)
  if (endpoint.tags !== undefined) {
    if (abilities.tagIds) add('TagIds', JSON.stringify(endpoint.tags.ids))
    else add('Tags', JSON.stringify(endpoint.tags.names))
  }
  add('ContainerEngine', endpoint.containerEngine ?? usualEngine(endpoint.kind, abilities))
  if (endpoint.tls !== undefined) {
    add('TLS', 'true')
    add('TLSSkipVerify', String(endpoint.tls.skipVerify))
    add('TLSSkipClientVerify', String(endpoint.tls.skipClientVerify))
  }
  add('AzureApplicationID', endpoint.azure.applicationId)
  add('AzureTenantID', endpoint.azure.tenantId)
  add('AzureAuthenticationKey', endpoint.azure.authenticationKey)
  add('CheckinInterval', endpoint.checkinInterval)
  add('EdgeCheckinInterval', endpoint.checkinInterval)
  if (endpoint.kubeconfig !== undefined)
    add('KubeConfig', Buffer.from(endpoint.kubeconfig).toString('base64'))
  fields.push(...endpoint.extraFields)
  return {
    fields,
    files: (['ca', 'cert', 'key'] as const).flatMap((file) => {
      const path = files[file]
      return path === undefined ? [] : [[FILE_FIELDS[file], path] as [string, string]]
    }),
  }
}

/** Business Edition takes an edge agent that names no engine for one on Kubernetes, until the agent has checked in. */
function usualEngine(kind: Kind, abilities: Abilities): string | undefined {
  return kind === 'edge-agent' && abilities.containerEngine ? 'docker' : undefined
}

/** 1.18 demands the local socket's URL; 1.19-1.25 fail on it and want none. */
function urlField(endpoint: NewEndpoint, abilities: Abilities): string | undefined {
  const local = endpoint.kind === 'docker' && (endpoint.url === undefined || isLocalSocket(endpoint.url))
  if (!local) return endpoint.url
  if (abilities.localSocket === 'url') return endpoint.url ?? LOCAL_SOCKET
  return abilities.localSocket === 'no-url' ? undefined : endpoint.url
}
