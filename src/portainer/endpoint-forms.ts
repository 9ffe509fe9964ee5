import * as fs from 'node:fs'
import { Readable } from 'node:stream'
import type { TlsFiles } from '../certificates/tls-files.ts'
import { withoutTrailingSlashes } from '../foundation/text.ts'
import { isLocalSocket } from '../inputs/address.ts'
import { creationType, type EndpointType } from '../inputs/endpoint-types.ts'
import type { Endpoint } from './endpoint.ts'
import type { Capabilities } from './versions.ts'

/** An endpoint to create, all names resolved to ids, in this project's words. */
export interface NewEndpoint {
  name: string
  type: EndpointType
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
export function createForm(endpoint: NewEndpoint, capabilities: Capabilities, files: TlsFiles): Form {
  const type = String(creationType(endpoint.type))
  const fields: [string, string][] = [
    ['Name', endpoint.name],
    ['EndpointType', type],
    ['EndpointCreationType', type],
  ]
  const add = (field: string, value: string | number | undefined): void => {
    if (value !== undefined) fields.push([field, String(value)])
  }
  add('URL', urlField(endpoint, capabilities))
  add('PublicURL', endpoint.publicUrl)
  add('GroupID', endpoint.groupId)
  if (endpoint.tags !== undefined) {
    if (capabilities.tagIds) add('TagIds', JSON.stringify(endpoint.tags.ids))
    else add('Tags', JSON.stringify(endpoint.tags.names))
  }
  add('ContainerEngine', engineField(endpoint, capabilities))
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

/**
 * Kubernetes is an empty field. Edge agents that name no engine are taken for ones on Kubernetes until they check in
 * (Business Edition, and Community Edition by 2.41).
 */
function engineField({ type, containerEngine }: NewEndpoint, capabilities: Capabilities): string | undefined {
  if (containerEngine !== undefined) return containerEngine === 'kubernetes' ? '' : containerEngine
  return type === 'edge-agent' && capabilities.containerEngine ? 'docker' : undefined
}

/** 1.18 demands the local socket's URL; 1.19-1.25 fail on it and want none. */
function urlField(endpoint: NewEndpoint, capabilities: Capabilities): string | undefined {
  // An agent whose key has a slash at the end of its URL asks for `//api/...`, and never checks in.
  if (endpoint.type === 'edge-agent') return endpoint.url && withoutTrailingSlashes(endpoint.url)
  const local = endpoint.type === 'docker' && (endpoint.url === undefined || isLocalSocket(endpoint.url))
  if (!local) return endpoint.url
  if (capabilities.localSocket === 'url') return endpoint.url ?? LOCAL_SOCKET
  return capabilities.localSocket === 'no-url' ? undefined : endpoint.url
}

/** What an update changes, all names resolved to ids. What is undefined is left alone. */
export interface EndpointChange {
  name?: string | undefined
  url?: string | undefined
  publicUrl?: string | undefined
  groupId?: number | undefined
  tags?: { names: string[]; ids: number[] } | undefined
  tls?: { on: boolean; skipVerify: boolean; skipClientVerify: boolean } | undefined
  azure?: { applicationId?: string; tenantId?: string; authenticationKey?: string }
  kubeconfig?: string | undefined
  checkinInterval?: number | undefined
  users?: ReadonlyMap<number, number> | undefined
  teams?: ReadonlyMap<number, number> | undefined
}

/**
 * The JSON of `PUT /api/endpoints/{id}`. From 1.20 only what is named changes; 1.18 and 1.19 switch TLS off and delete
 * its files when it is left out, so there it is always named. On 1.18-1.20 who may use an endpoint is a request of its own.
 */
export function updateFields(
  change: EndpointChange,
  existing: Endpoint,
  capabilities: Capabilities,
): Record<string, unknown> {
  const tls =
    change.tls ??
    (capabilities.updateDropsTls
      ? {
          on: existing.tls.on,
          skipVerify: existing.tls.skipVerify,
          skipClientVerify: !existing.tls.hasClientCertificate,
        }
      : undefined)
  const policies = (access: ReadonlyMap<number, number> | undefined): unknown =>
    access && Object.fromEntries([...access].map(([id, role]) => [String(id), { RoleId: role }]))
  const fields = {
    Name: change.name,
    URL: change.url,
    PublicURL: change.publicUrl,
    GroupID: change.groupId,
    ...(capabilities.tagIds ? { TagIDs: change.tags?.ids } : { Tags: change.tags?.names }),
    TLS: tls?.on,
    TLSSkipVerify: tls?.skipVerify,
    TLSSkipClientVerify: tls?.skipClientVerify,
    AzureApplicationID: change.azure?.applicationId,
    AzureTenantID: change.azure?.tenantId,
    AzureAuthenticationKey: change.azure?.authenticationKey,
    KubeConfig: change.kubeconfig && Buffer.from(change.kubeconfig).toString('base64'),
    EdgeCheckinInterval: change.checkinInterval,
    ...(capabilities.accessPolicies
      ? { UserAccessPolicies: policies(change.users), TeamAccessPolicies: policies(change.teams) }
      : {}),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

/** What goes out with a create or an upload: text fields, and files by the path they lie at. */
export interface Form {
  fields: [name: string, value: string][]
  files: [field: string, path: string][]
}

/** One boundary for all forms of a run: nobody else knows it, and random numbers are slow to come by. */
let boundary: string | undefined
/** Loaded with the first form, since most runs send none. */
const loadLibrary = () => import('form-data')
let library: ReturnType<typeof loadLibrary> | undefined

/**
 * A form as a stream that is sent once, reading its files as it goes; they are closed when it is destroyed. In
 * multipart as Portainer reads it: files need a filename, or they count as missing; the boundary belongs into the
 * content type, or every field does.
 */
export async function openForm(form: Form): Promise<{ stream: Readable; headers: Record<string, string> }> {
  library ??= loadLibrary()
  const { default: FormData } = await library
  const stream = new FormData()
  boundary ??= stream.getBoundary()
  stream.setBoundary(boundary)
  for (const [name, value] of form.fields) stream.append(name, value)
  // All lengths first: a missing file is an error before another one is open.
  const files = form.files.map(([field, path]) => ({ field, path, knownLength: fs.statSync(path).size }))
  for (const { field, path, knownLength } of files) {
    stream.append(field, readWhenSent(path), {
      filename: `${field}.pem`,
      contentType: 'application/x-pem-file',
      knownLength,
    })
  }
  return {
    stream,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(stream.getLengthSync()),
    },
  }
}

/** A file that is read at once when its turn in the form comes: a few kilobytes, and no handle stays open. */
const readWhenSent = (path: string): Readable =>
  new Readable({
    read() {
      this.push(fs.readFileSync(path))
      this.push(null)
    },
  })
