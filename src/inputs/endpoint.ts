import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { optional } from '../foundation/optional.ts'
import { hasControl, quote } from '../foundation/text.ts'
import { isLocalSocket, readAddress } from './address.ts'
import { readFileInput } from './files.ts'
import { invalid, type InputSource } from './source.ts'
import { checkBelongs, readKind } from './types.ts'
import { readKubeconfig } from './kubeconfig.ts'
import { readChoice, readChoices, readNumber } from './source.ts'
import { readTls, type TlsInputs } from './tls.ts'
import type { EndpointType } from './endpoint-types.ts'

export type GroupSelector = { by: 'id'; id: number } | { by: 'name'; name: string }
export const clearable = ['public-url', 'tags', 'users', 'teams'] as const
export type Clearable = (typeof clearable)[number]

/** How an endpoint is found: by `Id`, by exact name, or (`present`: rename, `absent`: both must match) by both. */
export type Selector = { id: number; name: string | undefined } | { id: undefined; name: string }

/** An endpoint that should be there. What is undefined was left out: a default on create, left alone on an update. */
export interface DesiredEndpoint {
  state: 'present'
  selector: Selector
  type: EndpointType
  /** Whether `type` was written; a kind that exists already is compared only then. */
  typeGiven: boolean
  ifExists: 'update' | 'reuse' | 'recreate' | 'fail'
  ifMissing: 'create' | 'fail' | 'skip'
  /** Whether an update sends what can't be read back: TLS files, the Azure key, a kubeconfig. */
  updateSecrets: 'always' | 'on-create'
  clear: ReadonlySet<Clearable>
  url: string | undefined
  publicUrl: string | undefined
  group: GroupSelector | undefined
  tags: string[] | undefined
  /** `kubernetes` only for an edge agent. */
  containerEngine: 'docker' | 'podman' | 'kubernetes' | undefined
  tls: TlsInputs
  azure: { applicationId?: string; tenantId?: string; authenticationKey?: string }
  kubeconfig: string | undefined
  checkinInterval: number | undefined
  extraFields: [field: string, value: string][]
  users: string[] | undefined
  teams: string[] | undefined
}

/** An endpoint that should be gone. Conditions that are given must all match. */
export interface EndpointToRemove {
  state: 'absent'
  selector: Selector
  tags: string[] | undefined
  group: GroupSelector | undefined
}

/** Reads what one endpoint should be. Throws {@link InputError} for whatever can't work. */
export function readEndpoint(source: InputSource): DesiredEndpoint | EndpointToRemove {
  const state = readChoice(source, 'state', ['present', 'absent']) ?? 'present'
  const selector = readSought(source)
  const tags = source.list('tags')
  for (const tag of tags ?? []) {
    if (hasControl(tag)) throw invalid('tags', tag, 'names without control characters')
  }
  const group = readGroup(source)
  if (state === 'absent') {
    maskUnused(source)
    return { state, selector, tags, group }
  }

  const givenKind = readKind(source)
  const type = givenKind ?? 'docker'
  checkBelongs(source, type, givenKind !== undefined)
  const address = source.text('endpoint-url')
  const desired: DesiredEndpoint = {
    state,
    selector,
    type,
    typeGiven: givenKind !== undefined,
    ifExists: readChoice(source, 'if-exists', ['update', 'reuse', 'recreate', 'fail']) ?? 'update',
    ifMissing: readChoice(source, 'if-missing', ['create', 'fail', 'skip']) ?? 'create',
    updateSecrets: readChoice(source, 'update-secrets', ['always', 'on-create']) ?? 'always',
    clear: new Set(readChoices(source, 'clear', clearable)),
    url: address === undefined ? undefined : readAddress(type, address),
    publicUrl: readLine(source, 'public-url'),
    group,
    tags,
    containerEngine: readContainerEngine(source, type),
    tls: readTls(source, type),
    azure: {
      ...optional('applicationId', readLine(source, 'azure-application-id')),
      ...optional('tenantId', readLine(source, 'azure-tenant-id')),
      ...optional('authenticationKey', readLine(source, 'azure-authentication-key')),
    },
    kubeconfig: readKubeconfig(source),
    checkinInterval: readNumber(source, 'edge-checkin-interval', 1, 2_147_483_647),
    extraFields: readExtraFields(source),
    users: source.list('users'),
    teams: source.list('teams'),
  }
  checkClear(source, desired.clear)
  if (mayCreate(desired)) checkCreatable(source, desired)
  if (desired.url !== undefined && isLocalSocket(desired.url) && desired.tls.on) {
    throw new InputError("'endpoint-url' is a local socket, which has no TLS; leave the TLS inputs out.")
  }
  return desired
}

/**
 * Masks the secrets of an endpoint that have no use in this step, as far as they can be read: Portainer has them from an
 * earlier run, and may repeat them.
 */
function maskUnused(source: InputSource): void {
  mask(source.text('azure-authentication-key') ?? '')
  for (const read of [() => mask(readFileInput(source, 'tls-key') ?? ''), () => readKubeconfig(source)]) {
    try {
      read()
    } catch {
      continue // a file that is gone by now
    }
  }
}

/** Whether this run may make a new endpoint: `id` says which one it must be. */
export function mayCreate(desired: DesiredEndpoint): boolean {
  return (
    (desired.selector.id === undefined && desired.ifMissing === 'create') || desired.ifExists === 'recreate'
  )
}

/** What a create needs. Checked before the first request, when nobody knows yet whether there will be one. */
function checkCreatable(source: InputSource, desired: DesiredEndpoint): void {
  const { type, url } = desired
  const need = (name: string, why: string): InputError =>
    new InputError(`'${name}' is missing; ${why}, unless 'if-missing' is 'fail'.`)
  if (type === 'agent' && url === undefined)
    throw need('endpoint-url', "'type' 'agent' needs it, as 'tcp://host:9001'")
  if (type === 'edge-agent' && url === undefined) {
    throw need('endpoint-url', "'type' 'edge-agent' needs the URL at which the agent reaches Portainer")
  }
  if (type === 'azure') {
    for (const name of ['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'] as const) {
      if (source.text(name) === undefined) throw need(name, "'type' 'azure' needs it")
    }
  }
  if (type === 'kubeconfig' && desired.kubeconfig === undefined)
    throw need('kubeconfig', "'type' 'kubeconfig' needs it")
  if (type === 'docker' && url === undefined) {
    const beside = desired.tls.provided
      ? 'TLS inputs'
      : desired.users !== undefined || desired.teams !== undefined
        ? "'users' or 'teams'"
        : source.inItem
          ? "an item of 'endpoints'"
          : undefined
    if (beside !== undefined) {
      throw need(
        'endpoint-url',
        `with ${beside} it must be written out, even for the local socket ('unix:///var/run/docker.sock'), which is root on Portainer's host`,
      )
    }
  }
  if (/^https:/i.test(url ?? '') && type === 'docker' && !desired.tls.on) {
    throw new InputError(
      "'endpoint-url' is 'https://…' without TLS: Portainer would dial it in plain text; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write both skip flags.",
    )
  }
  if ((desired.tls.on || type === 'agent') && desired.tls.incomplete !== undefined) {
    throw new InputError(`${desired.tls.incomplete}, unless 'if-missing' is 'fail'.`)
  }
}

function readSought(source: InputSource): Selector {
  const name = source.text('name')
  if (name !== undefined) {
    if (hasControl(name) || !name.isWellFormed())
      throw invalid('name', name, 'a text without control characters')
    if (Array.from(name).length > 255) throw invalid('name', name, '255 characters at most')
  }
  const id = readNumber(source, 'id', 1, 2_147_483_647)
  if (id !== undefined) return { id, name }
  if (name !== undefined) return { id, name }
  throw new InputError("'name' is missing; it is needed, unless 'id' says which endpoint is meant.")
}

function readContainerEngine(source: InputSource, type: EndpointType): DesiredEndpoint['containerEngine'] {
  const engines = ['docker', 'podman'] as const
  return readChoice(
    source,
    'container-engine',
    type === 'edge-agent' ? ([...engines, 'kubernetes'] as const) : engines,
  )
}

/** The endpoint group, by id or name. */
export function readGroup(source: InputSource): GroupSelector | undefined {
  const text = source.text('group')
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) {
    const id = readNumber(source, 'group', 1, 2_147_483_647)
    return id === undefined ? undefined : { by: 'id', id }
  }
  if (hasControl(text)) throw invalid('group', text, 'an id, or a name without control characters')
  return { by: 'name', name: text }
}

function readLine(
  source: InputSource,
  name: 'public-url' | 'azure-application-id' | 'azure-tenant-id' | 'azure-authentication-key',
): string | undefined {
  const text = source.text(name)
  if (text !== undefined && name === 'azure-authentication-key') mask(text)
  if (text !== undefined && hasControl(text)) throw invalid(name, text, 'one line of text')
  return text
}

/** Fields of the create request that an input stands for, in lower case. */
const OWN_FIELDS =
  /^(name|url|publicurl|groupid|tags|tagids|tls.*|endpoint(creation)?type|azure.*|(edge)?checkininterval|containerengine|kubeconfig)$/i

function readExtraFields(source: InputSource): [string, string][] {
  const seen = new Set<string>()
  return (source.pairs('extra-fields') ?? []).map(([field, value]) => {
    if (seen.has(field)) throw new InputError(`'extra-fields' names ${quote(field)} twice.`)
    seen.add(field)
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field))
      throw invalid('extra-fields', field, "a field name such as 'Gpus'")
    if (OWN_FIELDS.test(field)) {
      throw new InputError(
        `'extra-fields' names ${quote(field)}, which an input of its own stands for; use that.`,
      )
    }
    return [field, value]
  })
}

function checkClear(source: InputSource, clear: ReadonlySet<Clearable>): void {
  for (const name of clear) {
    if (source.text(name) !== undefined || source.list(name) !== undefined) {
      throw new InputError(
        `'clear' names '${name}', and '${name}' is given as well; only one of them is allowed.`,
      )
    }
  }
}
