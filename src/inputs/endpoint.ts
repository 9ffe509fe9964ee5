import { collectMistakes, InputError, orUndefined } from '../foundation/errors.ts'
import { allOf, hasControl, quote } from '../foundation/text.ts'
import { isLocalSocket, readAddress, readPublicUrl } from './address.ts'
import { readToken } from './connection.ts'
import { type EndpointType, readType, refuseMisplaced } from './endpoint-types.ts'
import { readFileInput } from './files.ts'
import { readKubeconfig } from './kubeconfig.ts'
import type { InputName } from './names.ts'
import type { InputSource } from './source.ts'
import { readTls, type TlsInputs } from './tls.ts'

const MAX_INT32 = 2_147_483_647

const CLEARABLE = ['public-url', 'tags', 'users', 'teams'] as const

export type GroupSelector = { by: 'id'; id: number } | { by: 'name'; name: string }

/** How an endpoint is found: by `Id`, by exact name, or (`present`: rename, `absent`: both must match) by both. */
export type Selector = { id: number; name: string | undefined } | { id: undefined; name: string }

/** An endpoint that should exist. What is undefined was not given: a default on create, left alone on an update. */
export interface DesiredEndpoint {
  state: 'present'
  selector: Selector
  type: EndpointType
  /** Whether `type` was written; the type of an existing endpoint is compared only then. */
  typeGiven: boolean
  ifExists: 'update' | 'reuse' | 'recreate' | 'fail'
  ifMissing: 'create' | 'fail' | 'skip'
  /** Whether an update sends what can't be read back: TLS files, the Azure key, a kubeconfig. */
  updateSecrets: 'always' | 'on-create'
  clear: ReadonlySet<(typeof CLEARABLE)[number]>
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

/** What the run should do about one endpoint: the inputs of the step, or an item of `endpoints`. */
export type Item = DesiredEndpoint | EndpointToRemove

/** What `prune` may remove: endpoints of this group with all of these tags. At least one of the two is given. */
export interface PruneScope {
  group: GroupSelector | undefined
  tags: string[] | undefined
}

/** Throws all mistakes, except those that merely follow from another one. */
export function readEndpoint(source: InputSource): Item {
  const { errors, refuse, attempt, throwAny } = collectMistakes()
  const state = attempt(() => source.choice('state', ['present', 'absent'])) ?? 'present'
  const selector = attempt(() => readSelector(source))
  const stateAndSelectorRead = errors.length === 0
  const tags = attempt(() => readTags(source))
  const group = attempt(() => readGroup(source))
  if (state === 'absent') {
    maskUnused(source)
    throwAny()
    return { state, selector, tags, group } as EndpointToRemove
  }

  const before = errors.length
  const ifExists = attempt(() => source.choice('if-exists', ['update', 'reuse', 'recreate', 'fail']))
  const ifMissing = attempt(() => source.choice('if-missing', ['create', 'fail', 'skip']))
  const type = attempt(() => readType(source) ?? 'docker')
  const misplaced = type === undefined ? [] : refuseMisplaced(source, type, refuse)
  // Nothing more is said of an input that does not belong here.
  const belongs = (name: InputName): boolean => !misplaced.includes(name)
  const url = type && belongs('endpoint-url') ? attempt(() => readAddress(source, type)) : undefined
  const tls = belongs('tls') ? attempt(() => readTls(source, type ?? 'docker')) : undefined
  const kubeconfig = belongs('kubeconfig') ? attempt(() => readKubeconfig(source)) : undefined
  const whatAndHowRead = stateAndSelectorRead && errors.length === before

  const clear = attempt(() => source.choices('clear', CLEARABLE))
  for (const name of clear ?? []) {
    if (source.text(name) === undefined) continue
    refuse(`'clear' names '${name}', and '${name}' is given as well; use one of them.`)
  }
  const desired = {
    state,
    selector,
    type,
    typeGiven: source.text('type') !== undefined,
    ifExists: ifExists ?? 'update',
    ifMissing: ifMissing ?? 'create',
    updateSecrets: attempt(() => source.choice('update-secrets', ['always', 'on-create'])) ?? 'always',
    clear: new Set(clear),
    url,
    publicUrl: attempt(() => readPublicUrl(source)),
    group,
    tags,
    containerEngine: type && attempt(() => readContainerEngine(source, type)),
    tls,
    azure: attempt(() => readAzure(source)),
    kubeconfig,
    checkinInterval: attempt(() => source.number('edge-checkin-interval', 1, MAX_INT32)),
    extraFields: attempt(() => readExtraFields(source)) ?? [],
    users: attempt(() => source.list('users')),
    teams: attempt(() => source.list('teams')),
  } as DesiredEndpoint
  if (whatAndHowRead) attempt(() => checkCombination(source, desired))
  throwAny()
  return desired
}

/** Masks secrets that a removal does not need: Portainer may know and repeat them. */
function maskUnused(source: InputSource): void {
  source.mask('azure-authentication-key')
  // What can't be read is not needed, such as a file that is gone by now.
  orUndefined(() => readFileInput(source, 'tls-key'))
  orUndefined(() => readKubeconfig(source))
}

/** Refuses inputs that can't work together, or that could not create the endpoint if it turns out to be missing. */
function checkCombination(source: InputSource, desired: DesiredEndpoint): void {
  const { url, tls, selector, ifMissing, ifExists } = desired
  if (url !== undefined && isLocalSocket(url) && tls.on) {
    throw new InputError(
      "'endpoint-url' is a local socket, which has no TLS; remove the TLS inputs, or use 'tcp://host:port'.",
    )
  }
  // With `id` the endpoint must exist.
  const mayCreate = (selector.id === undefined && ifMissing === 'create') || ifExists === 'recreate'
  if (mayCreate) checkCreate(source, desired)
}

const UPDATE_ONLY = "To only update an endpoint that exists, add 'if-missing: fail'."

function checkCreate(source: InputSource, desired: DesiredEndpoint): void {
  const { type, url = '', tls } = desired
  const requireInputs = (names: readonly InputName[], why = `required by 'type: ${type}'`): void => {
    const missing = names.filter((name) => source.text(name) === undefined)
    if (missing.length === 0) return
    // Without these inputs an endpoint can still be updated; a recreate needs them anyway.
    const hint = desired.ifExists === 'recreate' ? undefined : UPDATE_ONLY
    const verb = missing.length === 1 ? 'is' : 'are'
    throw new InputError(`${allOf(missing)} ${verb} missing: ${why}.`, { hint })
  }
  const whyAddress = whyAddressNeeded(source, desired)
  if (whyAddress !== undefined) requireInputs(['endpoint-url'], whyAddress)
  if (type === 'azure') {
    requireInputs(['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'])
  }
  if (type === 'kubeconfig') requireInputs(['kubeconfig'])
  if (/^https:/i.test(url) && type === 'docker' && !tls.on) {
    throw new InputError(
      "'endpoint-url' begins with 'https://', but there are no TLS inputs: Portainer would connect without TLS; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write 'tls-skip-verify: true' and 'tls-skip-client-verify: true'.",
    )
  }
  if ((tls.on || type === 'agent') && tls.incomplete !== undefined) throw new InputError(tls.incomplete)
}

/** Why a create would need an address; undefined if it can do without one. */
function whyAddressNeeded(source: InputSource, desired: DesiredEndpoint): string | undefined {
  const { type, tls, users, teams } = desired
  if (type === 'agent') return "'type: agent' requires the agent's address, such as 'tcp://host:9001'"
  if (type === 'edge-agent') return "'type: edge-agent' requires the URL at which the agent reaches Portainer"
  if (type !== 'docker') return undefined
  let beside = source.inItem ? 'In a list' : undefined
  if (users !== undefined || teams !== undefined) beside = "With 'users' or 'teams'"
  if (tls.provided) beside = 'With TLS inputs'
  if (beside === undefined) return undefined
  return `a create needs it. ${beside}, even Portainer's local socket ('unix:///var/run/docker.sock') must be written out, because it is root on its host`
}

function readSelector(source: InputSource): Selector {
  const form = 'a text without control characters'
  const name = source.line('name', form)
  if (name?.isWellFormed() === false) throw source.invalid('name', name, form)
  if (Array.from(name ?? '').length > 255) throw source.invalid('name', name ?? '', '255 characters at most')
  const id = source.number('id', 1, MAX_INT32)
  if (id !== undefined) return { id, name }
  if (name !== undefined) return { id, name }
  throw new InputError("'name' is missing: provide it, or the 'id' of the endpoint.")
}

function readTags(source: InputSource): string[] | undefined {
  const tags = source.list('tags')
  const wrong = tags?.find(hasControl)
  if (wrong !== undefined) throw source.invalid('tags', wrong, 'names without control characters')
  return tags
}

export function readGroup(source: InputSource): GroupSelector | undefined {
  const name = source.line('group', 'an id, or a name without control characters')
  if (name === undefined) return undefined
  const id = /^\d+$/.test(name) ? source.number('group', 1, MAX_INT32) : undefined
  return id === undefined ? { by: 'name', name } : { by: 'id', id }
}

function readContainerEngine(source: InputSource, type: EndpointType): DesiredEndpoint['containerEngine'] {
  const engines = ['docker', 'podman', 'kubernetes'] as const
  return source.choice('container-engine', type === 'edge-agent' ? engines : engines.slice(0, 2))
}

const AZURE_INPUTS = [
  ['applicationId', 'azure-application-id'],
  ['tenantId', 'azure-tenant-id'],
  ['authenticationKey', 'azure-authentication-key'],
] as const

function readAzure(source: InputSource): DesiredEndpoint['azure'] {
  const { attempt, throwAny } = collectMistakes()
  source.mask('azure-authentication-key')
  attempt(() => readToken(source, 'azure-authentication-key'))
  const azure: DesiredEndpoint['azure'] = {}
  for (const [key, name] of AZURE_INPUTS) {
    const text = attempt(() => source.line(name))
    if (text !== undefined) azure[key] = text
  }
  throwAny()
  return azure
}

/** Fields of the create request that an input stands for. */
const OWN_FIELDS =
  /^(name|url|publicurl|groupid|tags|tagids|tls.*|endpoint(creation)?type|azure.*|(edge)?checkininterval|containerengine|kubeconfig)$/i

function readExtraFields(source: InputSource): [field: string, value: string][] {
  const { attempt, throwAny } = collectMistakes()
  const seen = new Set<string>()
  const fields = source.pairs('extra-fields')
  for (const [field] of fields) {
    attempt(() => {
      if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field)) {
        throw source.invalid('extra-fields', field, "field names such as 'Gpus'")
      }
      if (seen.has(field)) throw new InputError(`'extra-fields' has ${quote(field)} twice.`)
      seen.add(field)
      if (OWN_FIELDS.test(field)) {
        throw new InputError(`'extra-fields' has ${quote(field)}, for which there is an input; use that.`)
      }
    })
  }
  throwAny()
  return fields
}
