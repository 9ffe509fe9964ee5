import { InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { optional } from '../foundation/optional.ts'
import { hasControl, quote } from '../foundation/text.ts'
import { isLocalSocket, readAddress } from './address.ts'
import { readFileInput } from './files.ts'
import { refuse, type Given } from './given.ts'
import { checkBelongs, readKind, type Kind } from './kinds.ts'
import { readKubeconfig } from './kubeconfig.ts'
import { readChoice, readChoices, readNumber } from './scalars.ts'
import { readTls, type TlsWanted } from './tls.ts'

export type GroupWanted = { by: 'id'; id: number } | { by: 'name'; name: string }
export const clearable = ['public-url', 'tags', 'users', 'teams'] as const
export type Clearable = (typeof clearable)[number]

/** How an endpoint is found: by `Id`, by exact name, or (`present`: rename, `absent`: both must match) by both. */
export type Sought = { id: number; name: string | undefined } | { id: undefined; name: string }

/** An endpoint that should be there. What is undefined was left out: a default on create, left alone on an update. */
export interface Wanted {
  state: 'present'
  sought: Sought
  kind: Kind
  /** Whether `type` was written; a kind that exists already is compared only then. */
  kindGiven: boolean
  ifExists: 'update' | 'reuse' | 'recreate' | 'fail'
  ifMissing: 'create' | 'fail'
  clear: ReadonlySet<Clearable>
  url: string | undefined
  publicUrl: string | undefined
  group: GroupWanted | undefined
  tags: string[] | undefined
  containerEngine: 'docker' | 'podman' | undefined
  tls: TlsWanted
  azure: { applicationId?: string; tenantId?: string; authenticationKey?: string }
  kubeconfig: string | undefined
  checkinInterval: number | undefined
  extraFields: [field: string, value: string][]
  users: string[] | undefined
  teams: string[] | undefined
}

/** An endpoint that should be gone. Conditions that are given must all match. */
export interface Unwanted {
  state: 'absent'
  sought: Sought
  tags: string[] | undefined
  group: GroupWanted | undefined
}

/** Reads what one endpoint should be. Throws {@link InputError} for whatever can't work. */
export function readEndpoint(given: Given): Wanted | Unwanted {
  const state = readChoice(given, 'state', ['present', 'absent']) ?? 'present'
  const sought = readSought(given)
  const tags = given.list('tags')
  for (const tag of tags ?? []) {
    if (hasControl(tag)) throw refuse('tags', tag, 'names without control characters')
  }
  const group = readGroup(given)
  if (state === 'absent') {
    maskUnused(given)
    return { state, sought, tags, group }
  }

  const givenKind = readKind(given)
  const kind = givenKind ?? 'docker'
  checkBelongs(given, kind, givenKind !== undefined)
  const address = given.text('endpoint-url')
  const wanted: Wanted = {
    state,
    sought,
    kind,
    kindGiven: givenKind !== undefined,
    ifExists: readChoice(given, 'if-exists', ['update', 'reuse', 'recreate', 'fail']) ?? 'update',
    ifMissing: readChoice(given, 'if-missing', ['create', 'fail']) ?? 'create',
    clear: new Set(readChoices(given, 'clear', clearable)),
    url: address === undefined ? undefined : readAddress(kind, address),
    publicUrl: readLine(given, 'public-url'),
    group,
    tags,
    containerEngine: readChoice(given, 'container-engine', ['docker', 'podman']),
    tls: readTls(given, kind),
    azure: {
      ...optional('applicationId', readLine(given, 'azure-application-id')),
      ...optional('tenantId', readLine(given, 'azure-tenant-id')),
      ...optional('authenticationKey', readLine(given, 'azure-authentication-key')),
    },
    kubeconfig: readKubeconfig(given),
    checkinInterval: readNumber(given, 'edge-checkin-interval', 1, 2_147_483_647),
    extraFields: readExtraFields(given),
    users: given.list('users'),
    teams: given.list('teams'),
  }
  checkClear(given, wanted.clear)
  if (mayCreate(wanted)) checkCreatable(given, wanted)
  if (wanted.url !== undefined && isLocalSocket(wanted.url) && wanted.tls.on) {
    throw new InputError("'endpoint-url' is a local socket, which has no TLS; leave the TLS inputs out.")
  }
  return wanted
}

/**
 * Masks the secrets of an endpoint that have no use in this step, as far as they can be read: Portainer has them from an
 * earlier run, and may repeat them.
 */
export function maskUnused(given: Given): void {
  mask(given.text('azure-authentication-key') ?? '')
  for (const read of [() => mask(readFileInput(given, 'tls-key') ?? ''), () => readKubeconfig(given)]) {
    try {
      read()
    } catch {
      continue // a file that is gone by now
    }
  }
}

/** Whether this run may make a new endpoint: `id` says which one it must be. */
export function mayCreate(wanted: Wanted): boolean {
  return (wanted.sought.id === undefined && wanted.ifMissing === 'create') || wanted.ifExists === 'recreate'
}

/** What a create needs. Checked before the first request, when nobody knows yet whether there will be one. */
function checkCreatable(given: Given, wanted: Wanted): void {
  const { kind, url } = wanted
  const need = (name: string, why: string): InputError =>
    new InputError(`'${name}' is missing; ${why}, unless 'if-missing' is 'fail'.`)
  if (kind === 'agent' && url === undefined)
    throw need('endpoint-url', "'type' 'agent' needs it, as 'tcp://host:9001'")
  if (kind === 'edge-agent' && url === undefined) {
    throw need('endpoint-url', "'type' 'edge-agent' needs the URL at which the agent reaches Portainer")
  }
  if (kind === 'azure') {
    for (const name of ['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'] as const) {
      if (given.text(name) === undefined) throw need(name, "'type' 'azure' needs it")
    }
  }
  if (kind === 'kubeconfig' && wanted.kubeconfig === undefined)
    throw need('kubeconfig', "'type' 'kubeconfig' needs it")
  if (kind === 'docker' && url === undefined) {
    const beside = wanted.tls.given
      ? 'TLS inputs'
      : wanted.users !== undefined || wanted.teams !== undefined
        ? "'users' or 'teams'"
        : given.inItem
          ? "an item of 'endpoints'"
          : undefined
    if (beside !== undefined) {
      throw need(
        'endpoint-url',
        `with ${beside} it must be written out, even for the local socket ('unix:///var/run/docker.sock'), which is root on Portainer's host`,
      )
    }
  }
  if (/^https:/i.test(url ?? '') && kind === 'docker' && !wanted.tls.on) {
    throw new InputError(
      "'endpoint-url' is 'https://…' without TLS: Portainer would dial it in plain text; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write both skip flags.",
    )
  }
  if ((wanted.tls.on || kind === 'agent') && wanted.tls.incomplete !== undefined) {
    throw new InputError(`${wanted.tls.incomplete}, unless 'if-missing' is 'fail'.`)
  }
}

function readSought(given: Given): Sought {
  const name = given.text('name')
  if (name !== undefined) {
    if (hasControl(name) || !name.isWellFormed())
      throw refuse('name', name, 'a text without control characters')
    if (Array.from(name).length > 255) throw refuse('name', name, '255 characters at most')
  }
  const id = readNumber(given, 'id', 1, 2_147_483_647)
  if (id !== undefined) return { id, name }
  if (name !== undefined) return { id, name }
  throw new InputError("'name' is missing; it is needed, unless 'id' says which endpoint is meant.")
}

function readGroup(given: Given): GroupWanted | undefined {
  const text = given.text('group')
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) {
    const id = readNumber(given, 'group', 1, 2_147_483_647)
    return id === undefined ? undefined : { by: 'id', id }
  }
  if (hasControl(text)) throw refuse('group', text, 'an id, or a name without control characters')
  return { by: 'name', name: text }
}

function readLine(
  given: Given,
  name: 'public-url' | 'azure-application-id' | 'azure-tenant-id' | 'azure-authentication-key',
): string | undefined {
  const text = given.text(name)
  if (text !== undefined && name === 'azure-authentication-key') mask(text)
  if (text !== undefined && hasControl(text)) throw refuse(name, text, 'one line of text')
  return text
}

/** Fields of the create request that an input stands for, in lower case. */
const OWN_FIELDS =
  /^(name|url|publicurl|groupid|tags|tagids|tls.*|endpoint(creation)?type|azure.*|(edge)?checkininterval|containerengine|kubeconfig)$/i

function readExtraFields(given: Given): [string, string][] {
  const seen = new Set<string>()
  return (given.pairs('extra-fields') ?? []).map(([field, value]) => {
    if (seen.has(field)) throw new InputError(`'extra-fields' names ${quote(field)} twice.`)
    seen.add(field)
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field))
      throw refuse('extra-fields', field, "a field name such as 'Gpus'")
    if (OWN_FIELDS.test(field)) {
      throw new InputError(
        `'extra-fields' names ${quote(field)}, which an input of its own stands for; use that.`,
      )
    }
    return [field, value]
  })
}

function checkClear(given: Given, clear: ReadonlySet<Clearable>): void {
  for (const name of clear) {
    if (given.text(name) !== undefined || given.list(name) !== undefined) {
      throw new InputError(
        `'clear' names '${name}', and '${name}' is given as well; only one of them is allowed.`,
      )
    }
  }
}
