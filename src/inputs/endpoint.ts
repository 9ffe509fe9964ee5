import { collectMistakes, InputError } from '../foundation/errors.ts'
import { type InputSource, invalid, optional, readChoice, readChoices, readNumber } from './source.ts'
import { mask } from '../foundation/secrets.ts'
import { allOf, hasControl } from '../foundation/text.ts'
import { isLocalSocket, readAddress, readPublicUrl } from './address.ts'
import { checkToken } from './connection.ts'
import { type EndpointType, findMisplaced, readType } from './endpoint-types.ts'
import { readExtraFields } from './extra-fields.ts'
import { readFileInput } from './files.ts'
import { readKubeconfig } from './kubeconfig.ts'
import type { InputName } from './names.ts'
import { readTls, type TlsInputs } from './tls.ts'

export type GroupSelector = { by: 'id'; id: number } | { by: 'name'; name: string }
export const clearable = ['public-url', 'tags', 'users', 'teams'] as const
export type Clearable = (typeof clearable)[number]

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

/**
 * Reads what one endpoint should be.
 * @throws InputError or InputErrors: all that can't work, without what merely follows from another mistake.
 */
export function readEndpoint(source: InputSource): DesiredEndpoint | EndpointToRemove {
  const { errors, add, attempt, throwAny } = collectMistakes()
  const state = attempt(() => readChoice(source, 'state', ['present', 'absent'])) ?? 'present'
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
  const ifExists = attempt(() => readChoice(source, 'if-exists', ['update', 'reuse', 'recreate', 'fail']))
  const ifMissing = attempt(() => readChoice(source, 'if-missing', ['create', 'fail', 'skip']))
  const givenType = attempt(() => readType(source))
  const typeGiven = source.text('type') !== undefined
  const type = givenType ?? 'docker'
  const typeRead = !typeGiven || givenType !== undefined
  const misplaced = typeRead ? findMisplaced(source, type) : []
  for (const { error } of misplaced) add(error)
  // Nothing more is said of an input that does not belong here.
  const belongs = (name: InputName): boolean => !misplaced.some(({ names }) => names.includes(name))
  const url = typeRead && belongs('endpoint-url') ? attempt(() => readAddress(source, type)) : undefined
  const tls = belongs('tls') ? attempt(() => readTls(source, type)) : undefined
  const kubeconfig = belongs('kubeconfig') ? attempt(() => readKubeconfig(source)) : undefined
  const whatAndHowRead = stateAndSelectorRead && errors.length === before

  const clear = attempt(() => readChoices(source, 'clear', clearable))
  for (const name of clear ?? []) attempt(() => checkCleared(source, name))
  const desired = {
    state,
    selector,
    type,
    typeGiven,
    ifExists: ifExists ?? 'update',
    ifMissing: ifMissing ?? 'create',
    updateSecrets: attempt(() => readChoice(source, 'update-secrets', ['always', 'on-create'])) ?? 'always',
    clear: new Set(clear),
    url,
    publicUrl: attempt(() => readPublicUrl(source)),
    group,
    tags,
    containerEngine: typeRead ? attempt(() => readContainerEngine(source, type)) : undefined,
    tls,
    azure: attempt(() => readAzure(source)),
    kubeconfig,
    checkinInterval: attempt(() => readNumber(source, 'edge-checkin-interval', 1, 2_147_483_647)),
    extraFields: attempt(() => readExtraFields(source)) ?? [],
    users: attempt(() => source.list('users')),
    teams: attempt(() => source.list('teams')),
  } as DesiredEndpoint
  if (whatAndHowRead) checkCombination(source, desired).forEach(add)
  throwAny()
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

/** Whether this run may create an endpoint: with `id` it must exist. */
export function mayCreate(desired: DesiredEndpoint): boolean {
  return (
    (desired.selector.id === undefined && desired.ifMissing === 'create') || desired.ifExists === 'recreate'
  )
}

/** What can't work together, and what a create would need: nobody knows yet whether there will be one. */
function checkCombination(source: InputSource, desired: DesiredEndpoint): InputError[] {
  const { url, tls } = desired
  if (url !== undefined && isLocalSocket(url) && tls.on) {
    return [
      new InputError(
        "'endpoint-url' is a local socket, which has no TLS; remove the TLS inputs, or use 'tcp://host:port'.",
      ),
    ]
  }
  return mayCreate(desired) ? missingForCreate(source, desired) : []
}

const UPDATE_ONLY = "To only update an endpoint that exists, add 'if-missing: fail'."

function missingForCreate(source: InputSource, desired: DesiredEndpoint): InputError[] {
  const { type, url, tls } = desired
  // Without these inputs an endpoint can still be updated; a recreate needs them all the same.
  const hint = desired.ifExists === 'recreate' ? undefined : UPDATE_ONLY
  const missing = (names: readonly string[], why: string): InputError =>
    new InputError(`${allOf(names)} ${names.length === 1 ? 'is' : 'are'} missing: ${why}.`, { hint })
  const withoutUrl =
    url === undefined && typesWithAddress.includes(type) ? whyAddressNeeded(source, desired) : undefined
  if (withoutUrl !== undefined) return [missing(['endpoint-url'], withoutUrl)]
  if (type === 'azure') {
    const names = (['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'] as const).filter(
      (name) => source.text(name) === undefined,
    )
    return names.length === 0 ? [] : [missing(names, "required by 'type: azure'")]
  }
  if (type === 'kubeconfig' && source.text('kubeconfig') === undefined) {
    return [missing(['kubeconfig'], "required by 'type: kubeconfig'")]
  }
  if (/^https:/i.test(url ?? '') && type === 'docker' && !tls.on) {
    return [
      new InputError(
        "'endpoint-url' begins with 'https://', but there are no TLS inputs: Portainer would connect without TLS; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write 'tls-skip-verify: true' and 'tls-skip-client-verify: true'.",
      ),
    ]
  }
  if ((tls.on || type === 'agent') && tls.incomplete !== undefined)
    return [new InputError(`${tls.incomplete}.`)]
  return []
}

const typesWithAddress: readonly EndpointType[] = ['docker', 'agent', 'edge-agent']

/** Why a create needs an address, if that can be said before it is known whether there will be one. */
function whyAddressNeeded(
  source: InputSource,
  { type, tls, users, teams }: DesiredEndpoint,
): string | undefined {
  if (type === 'agent') return "'type: agent' requires the agent's address, such as 'tcp://host:9001'"
  if (type === 'edge-agent') return "'type: edge-agent' requires the URL at which the agent reaches Portainer"
  const beside = tls.provided
    ? 'With TLS inputs'
    : users !== undefined || teams !== undefined
      ? "With 'users' or 'teams'"
      : source.inItem
        ? 'In a list'
        : undefined
  if (beside === undefined) return undefined
  return `a create needs it. ${beside}, even Portainer's local socket ('unix:///var/run/docker.sock') must be written out, because it is root on its host`
}

function readSelector(source: InputSource): Selector {
  const name = source.text('name')
  if (name !== undefined) {
    if (hasControl(name) || !name.isWellFormed())
      throw invalid(source, 'name', name, 'a text without control characters')
    if (Array.from(name).length > 255) throw invalid(source, 'name', name, '255 characters at most')
  }
  const id = readNumber(source, 'id', 1, 2_147_483_647)
  if (id !== undefined) return { id, name }
  if (name !== undefined) return { id, name }
  throw new InputError("'name' is missing; without it, 'id' must say which endpoint is meant.")
}

function readTags(source: InputSource): string[] | undefined {
  const tags = source.list('tags')
  const wrong = tags?.find(hasControl)
  if (wrong !== undefined) throw invalid(source, 'tags', wrong, 'names without control characters')
  return tags
}

/** The endpoint group, by id or name. Throws {@link InputError}. */
export function readGroup(source: InputSource): GroupSelector | undefined {
  const text = source.text('group')
  if (text === undefined) return undefined
  if (/^\d+$/.test(text)) {
    const id = readNumber(source, 'group', 1, 2_147_483_647)
    return id === undefined ? undefined : { by: 'id', id }
  }
  if (hasControl(text)) throw invalid(source, 'group', text, 'an id, or a name without control characters')
  return { by: 'name', name: text }
}

function readContainerEngine(source: InputSource, type: EndpointType): DesiredEndpoint['containerEngine'] {
  const engines = ['docker', 'podman'] as const
  return readChoice(
    source,
    'container-engine',
    type === 'edge-agent' ? ([...engines, 'kubernetes'] as const) : engines,
  )
}

function readAzure(source: InputSource): DesiredEndpoint['azure'] {
  const { attempt, throwAny } = collectMistakes()
  const readLine = (name: 'azure-application-id' | 'azure-tenant-id' | 'azure-authentication-key') =>
    attempt(() => {
      const text = source.text(name)
      if (text !== undefined && hasControl(text)) throw invalid(source, name, text, 'one line of text')
      return text
    })
  const key = source.text('azure-authentication-key')
  if (key !== undefined) {
    mask(key)
    attempt(() => {
      checkToken('azure-authentication-key', key)
    })
  }
  const azure = {
    ...optional('applicationId', readLine('azure-application-id')),
    ...optional('tenantId', readLine('azure-tenant-id')),
    ...optional('authenticationKey', readLine('azure-authentication-key')),
  }
  throwAny()
  return azure
}

function checkCleared(source: InputSource, name: Clearable): void {
  if (source.text(name) === undefined) return
  throw new InputError(`'clear' names '${name}', and '${name}' is given as well; use one of them.`)
}
