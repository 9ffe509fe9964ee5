// What the form of a create says, refused in the version's words when it says too little.
import { badRequest } from './replies.ts'
import { file, flag, value, wholeNumber, type Form } from './form-body.ts'
import { refuseEdgeTls } from './endpoints-tls.ts'
import type { Server } from './handler.ts'
import type { Endpoint } from './state.ts'

export interface CreatePayload {
  name: string
  kind: number
  url: string
  publicUrl: string
  groupId: number
  tags: string[] | null
  tagIds: number[]
  tls: boolean
  skipVerify: boolean
  skipClientVerify: boolean
  files: { ca?: string; cert?: string; key?: string }
  azure: Endpoint['AzureCredentials']
  interval: number
  engine: string
  gpus: unknown[]
  edgeDevice: boolean
}

export const agent = 2
export const azure = 3
export const edge = 4
export const localKubernetes = 5
export const kubeconfig = 6

function readList(server: Server, form: Form, name: string): unknown[] | undefined {
  const text = value(form, name)
  if (text === '') return undefined
  try {
    const list = JSON.parse(text) as unknown
    if (Array.isArray(list)) return list as unknown[]
  } catch {
    // Falls through to the refusal.
  }
  const capital = server.rules.tagField === 'Tags' ? 'Tags' : name
  throw badRequest(server.words.invalid(`${capital} parameter`))
}

function readTls(
  server: Server,
  form: Form,
  kind: number,
): Pick<CreatePayload, 'tls' | 'skipVerify' | 'skipClientVerify' | 'files'> {
  const tls = flag(form, 'TLS')
  refuseEdgeTls(server, tls && kind === edge)
  if (!tls) return { tls, skipVerify: false, skipClientVerify: false, files: {} }
  const need = (field: string, what: string) => {
    const content = file(form, field)
    if (content !== undefined) return content
    throw badRequest(server.words.invalid(`${what} file. Ensure that the file is uploaded correctly`))
  }
  const skipVerify = flag(form, 'TLSSkipVerify')
  const skipClientVerify = flag(form, 'TLSSkipClientVerify')
  const files = {
    ...(skipVerify ? {} : { ca: need('TLSCACertFile', 'CA certificate') }),
    ...(skipClientVerify ? {} : { cert: need('TLSCertFile', 'certificate'), key: need('TLSKeyFile', 'key') }),
  }
  return { tls, skipVerify, skipClientVerify, files }
}

function readAzure(server: Server, form: Form): Endpoint['AzureCredentials'] {
  const need = (field: string, what: string) => {
    const text = value(form, field)
    if (text === '') throw badRequest(server.words.invalid(`Azure ${what}`))
    return text
  }
  return {
    ApplicationID: need('AzureApplicationID', 'application ID'),
    TenantID: need('AzureTenantID', 'tenant ID'),
    AuthenticationKey: need('AzureAuthenticationKey', 'authentication key'),
  }
}

export function readCreate(server: Server, form: Form): CreatePayload {
  const { rules, words } = server
  const name = value(form, 'Name')
  if (name === '') throw badRequest(words.name)
  const kind = wholeNumber(form, rules.typeField) ?? 0
  if (kind === 0) throw badRequest(words.type)
  const tags =
    rules.tagField === 'Tags' ? (readList(server, form, 'Tags') as string[] | undefined) : undefined
  const tagIds =
    rules.tagField === 'TagIds' ? (readList(server, form, 'TagIds') as number[] | undefined) : undefined
  const tls = readTls(server, form, kind)
  const engine = rules.containerEngine ? value(form, 'ContainerEngine') : ''
  if (!['', 'docker', 'podman'].includes(engine)) {
    throw badRequest("invalid container engine value. Value must be one of: 'docker' or 'podman'")
  }
  const url = kind === azure ? 'https://management.azure.com' : value(form, 'URL')
  if (url === '' && rules.urlRequired) throw badRequest('Invalid endpoint URL')
  if (url === '' && kind === edge && rules.edgeUrlRequired) throw badRequest('URL cannot be empty')
  return {
    name,
    kind,
    url,
    publicUrl: kind === azure ? '' : value(form, 'PublicURL'),
    groupId: wholeNumber(form, 'GroupID') ?? 1,
    tags: tags ?? (rules.since('1.19.0') ? [] : null),
    tagIds: tagIds ?? [],
    ...tls,
    azure:
      kind === azure ? readAzure(server, form) : { ApplicationID: '', TenantID: '', AuthenticationKey: '' },
    interval: rules.intervalFields.map((field) => wholeNumber(form, field)).find((number) => number) ?? 0,
    engine,
    gpus: (rules.since('2.15.0') ? readList(server, form, 'Gpus') : undefined) ?? [],
    edgeDevice: rules.since('2.11.1') && flag(form, 'IsEdgeDevice'),
  }
}
