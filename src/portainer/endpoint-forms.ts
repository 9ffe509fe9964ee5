import * as fs from 'node:fs'
import { Readable } from 'node:stream'
import type { TlsFiles } from '../certificates/tls-files.ts'
import { withoutTrailingSlashes } from '../foundation/text.ts'
import { isLocalSocket, LOCAL_SOCKET } from '../inputs/address.ts'
import { creationType } from '../inputs/endpoint-types.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import type { Access, Endpoint } from './endpoint.ts'
import type { Capabilities } from './versions.ts'

/** How Portainer and an engine verify each other. */
export interface TlsMode {
  on: boolean
  skipVerify: boolean
  skipClientVerify: boolean
}

/** A desired endpoint with all names resolved to ids. */
export interface NewEndpoint extends Pick<
  DesiredEndpoint,
  | 'type'
  | 'url'
  | 'publicUrl'
  | 'containerEngine'
  | 'azure'
  | 'kubeconfig'
  | 'checkinInterval'
  | 'extraFields'
> {
  name: string
  groupId: number | undefined
  tags: { names: string[]; ids: number[] } | undefined
  tls: TlsMode | undefined
}

/**
 * Old and new names of a field go out together, since each version ignores the other one: `EndpointType` is 1.x,
 * `CheckinInterval` up to 2.18. Booleans are exactly `true`; anything else would silently be false.
 */
export function createForm(endpoint: NewEndpoint, capabilities: Capabilities, files: TlsFiles): Form {
  const { tags, tls, azure, kubeconfig, checkinInterval } = endpoint
  const fields = {
    Name: endpoint.name,
    EndpointType: creationType(endpoint.type),
    EndpointCreationType: creationType(endpoint.type),
    URL: urlField(endpoint, capabilities),
    PublicURL: endpoint.publicUrl,
    GroupID: endpoint.groupId,
    ...(capabilities.tagIds
      ? { TagIds: tags && JSON.stringify(tags.ids) }
      : { Tags: tags && JSON.stringify(tags.names) }),
    ContainerEngine: engineField(endpoint, capabilities),
    TLS: tls === undefined ? undefined : true,
    TLSSkipVerify: tls?.skipVerify,
    TLSSkipClientVerify: tls?.skipClientVerify,
    AzureApplicationID: azure.applicationId,
    AzureTenantID: azure.tenantId,
    AzureAuthenticationKey: azure.authenticationKey,
    CheckinInterval: checkinInterval,
    EdgeCheckinInterval: checkinInterval,
    KubeConfig: kubeconfig && Buffer.from(kubeconfig).toString('base64'),
  }
  const texts = defined(fields).map(([name, value]): [string, string] => [name, String(value)])
  const paths = { TLSCACertFile: files.ca, TLSCertFile: files.cert, TLSKeyFile: files.key }
  return { fields: [...texts, ...endpoint.extraFields], files: defined(paths) }
}

const defined = <T>(fields: Record<string, T>): [string, NonNullable<T>][] =>
  Object.entries(fields).filter((field): field is [string, NonNullable<T>] => field[1] !== undefined)

/** Kubernetes is an empty field. An edge agent without an engine counts as Kubernetes until it checks in. */
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

/** What an update changes, all names resolved to ids; the rest is left alone. */
export interface EndpointChange extends Partial<
  Pick<NewEndpoint, 'url' | 'publicUrl' | 'groupId' | 'tags' | 'azure' | 'kubeconfig' | 'checkinInterval'>
> {
  name?: string | undefined
  tls?: TlsMode | undefined
  users?: Access | undefined
  teams?: Access | undefined
}

/** 1.18 and 1.19 switch TLS off and delete its files when it is left out: there it is always named. */
export function updateFields(
  change: EndpointChange,
  existing: Endpoint,
  capabilities: Capabilities,
): Record<string, unknown> {
  const stored = { ...existing.tls, skipClientVerify: !existing.tls.hasClientCertificate }
  const tls = change.tls ?? (capabilities.updateDropsTls ? stored : undefined)
  const policies = (access: Access | undefined): unknown =>
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
  return Object.fromEntries(defined(fields))
}

/** What goes out with a create or an upload: text fields, and files by the path they lie at. */
export interface Form {
  fields: [name: string, value: string][]
  files: [field: string, path: string][]
}

/** The same for all forms of a run: random numbers are slow to come by. */
let boundary: string | undefined

/** A stream that reads its files as it goes. Without a filename Portainer takes a file for missing. */
export async function openForm(form: Form): Promise<{ stream: Readable; headers: Record<string, string> }> {
  const { default: FormData } = await import('form-data')
  const stream = new FormData()
  boundary ??= stream.getBoundary()
  stream.setBoundary(boundary)
  for (const [name, value] of form.fields) stream.append(name, value)
  for (const [field, path] of form.files) {
    stream.append(field, readWhenSent(path), {
      filename: `${field}.pem`,
      contentType: 'application/x-pem-file',
      knownLength: fs.statSync(path).size,
    })
  }
  const headers = { ...stream.getHeaders(), 'content-length': String(stream.getLengthSync()) }
  return { stream, headers }
}

/** A file that is read at once when its turn in the form comes: a few kilobytes, and no handle stays open. */
const readWhenSent = (path: string): Readable =>
  new Readable({
    read() {
      this.push(fs.readFileSync(path))
      this.push(null)
    },
  })
