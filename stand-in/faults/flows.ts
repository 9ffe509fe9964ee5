// What a run is asked to do while faults are injected, what must be there before, and what must hold afterwards.
import { startAgent } from '../engines/agent.ts'
import { makeAuthority, type Issued } from '../certificates.ts'
import { startEngine, type StandInEngine } from '../engines/engine.ts'
import type { Inputs, StepResult } from '../runner/runner.ts'
import { emptyEndpoint, type Endpoint, type State } from '../portainer/state.ts'

/** Engines that are up, for any number of runs. */
export interface FlowEngines {
  plain: StandInEngine
  secure: StandInEngine
  agent: StandInEngine
  ca: string
  client: Issued
  renewed: Issued
  close(): Promise<void>
}

export interface Flow {
  credentials: 'password' | 'api-key'
  /** 2.11 and later know API keys. */
  versions?: 'with API keys' | '1.x'
  /** Can't succeed, with or without faults. */
  fails?: true
  /** Portainer has no administrator yet. */
  fresh?: boolean
  https?: boolean
  /** The step that meets the faults: main, two of them at once, or the post step after a main without faults. */
  step?: 'twice' | 'post'
  /** Puts into the database what is there before. */
  prepare?: (state: State, engines: FlowEngines) => void
  inputs: (engines: FlowEngines) => Inputs
  /** What is not as it should be after a run that says that all is well. */
  wrong: (state: State, result: StepResult, engines: FlowEngines) => string[]
}

export async function startFlowEngines(): Promise<FlowEngines> {
  const authority = await makeAuthority()
  const { cert, key } = await authority.issueServer()
  const plain = await startEngine()
  const secure = await startEngine({ tls: { ca: authority.cert, cert, key } })
  const agent = await startAgent({ platform: 'docker' })
  return {
    plain,
    secure,
    agent,
    ca: authority.cert,
    client: await authority.issueClient(),
    renewed: await authority.issueClient(),
    close: async () => {
      await Promise.all([plain.close(), secure.close(), agent.close()])
    },
  }
}

const NAME = 'web'

/** People, a group and a tag that are there in every flow. */
export function prepareOthers(state: State): void {
  state.users.push({ Id: 2, Username: 'alice', password: 'x', Role: 2 })
  const [unassigned] = state.groups
  if (unassigned) state.groups.push({ ...unassigned, Id: 2, Name: 'old group' })
  state.tags.push({ ID: 1, Name: 'old', Endpoints: new Set() })
}

function addEndpoint(state: State, fields: Partial<Endpoint>): void {
  state.lastEndpointId += 1
  state.endpoints.push({ ...emptyEndpoint(state.lastEndpointId, NAME), ...fields })
}

function addSecureEndpoint(state: State, { secure, ca, client }: FlowEngines): void {
  const folder = `/data/tls/${state.lastEndpointId + 1}`
  const TLSConfig = {
    TLS: true,
    TLSSkipVerify: false,
    TLSCACert: `${folder}/ca.pem`,
    TLSCert: `${folder}/cert.pem`,
    TLSKey: `${folder}/key.pem`,
  }
  state.tlsFiles.set(String(state.lastEndpointId + 1), { ca, ...client })
  addEndpoint(state, { URL: secure.url, TLSConfig })
}

const wanted: Inputs = {
  name: NAME,
  'public-url': 'web.example',
  group: 'new group',
  tags: 'old, new',
  users: 'alice',
}

const tlsInputs = (ca: string, { cert, key }: Issued): Inputs => ({
  'tls-ca-cert': ca,
  'tls-cert': cert,
  'tls-key': key,
})

/** The one endpoint of the name, compared with what `wanted` says; the words of what differs. */
function compare(state: State, result: StepResult, url: string, group = 'new group'): string[] {
  const named = state.endpoints.filter(({ Name }) => Name === NAME)
  const [endpoint] = named
  if (endpoint === undefined || named.length > 1) return [`${named.length} endpoints of the name`]
  const seen = {
    id: String(endpoint.Id),
    type: endpoint.Type,
    url: endpoint.URL,
    publicUrl: endpoint.PublicURL,
    group: state.groups.find(({ Id }) => Id === endpoint.GroupId)?.Name,
    tags: tagsOf(state, endpoint),
    users: usersOf(endpoint),
  }
  const should = {
    id: result.outputs['id'],
    type: 1,
    url,
    publicUrl: 'web.example',
    group,
    tags: 'new,old',
    users: '2',
  }
  return (Object.keys(should) as (keyof typeof should)[]).flatMap((key) =>
    seen[key] === should[key] ? [] : [`${key} is ${seen[key] ?? ''} and not ${should[key] ?? ''}`],
  )
}

function tagsOf(state: State, { Tags, TagIds }: Endpoint): string {
  const names = TagIds.map((id) => state.tags.find(({ ID }) => ID === id)?.Name ?? `${id}?`)
  return [...(Tags ?? []), ...names].sort().join()
}

const usersOf = ({ AuthorizedUsers, UserAccessPolicies }: Endpoint): string =>
  [...AuthorizedUsers, ...Object.keys(UserAccessPolicies)].join()

function compareFiles(state: State, result: StepResult, ca: string, { cert, key }: Issued): string[] {
  const files = state.tlsFiles.get(result.outputs['id'] ?? '') ?? {}
  const same = (one = '', other: string): boolean => one.trim() === other.trim()
  return same(files.ca, ca) && same(files.cert, cert) && same(files.key, key) ? [] : ['TLS files are others']
}

const gone = (state: State): string[] =>
  state.endpoints.some(({ Name }) => Name === NAME) ? ['the endpoint is still there'] : []

const makeFlows = <Name extends string>(flows: Record<Name, Flow>): Record<Name, Flow> => flows

export const flows = makeFlows({
  create: {
    credentials: 'password',
    inputs: ({ plain }) => ({ ...wanted, 'endpoint-url': plain.url }),
    wrong: (state, result, { plain }) => compare(state, result, plain.url),
  },
  'create with TLS': {
    credentials: 'api-key',
    versions: 'with API keys',
    https: true,
    inputs: ({ secure, ca, client }) => ({
      ...wanted,
      'endpoint-url': secure.url,
      ...tlsInputs(ca, client),
    }),
    wrong: (state, result, { secure, ca, client }) => [
      ...compare(state, result, secure.url),
      ...compareFiles(state, result, ca, client),
    ],
  },
  'create on a fresh Portainer': {
    credentials: 'password',
    fresh: true,
    inputs: ({ plain }) => ({
      ...wanted,
      'endpoint-url': plain.url,
      'init-admin': true,
      'wait-for-portainer': 5,
    }),
    wrong: (state, result, { plain }) => compare(state, result, plain.url),
  },
  'create and wait': {
    credentials: 'password',
    inputs: ({ plain }) => ({ ...wanted, 'endpoint-url': plain.url, 'wait-until-up': 20 }),
    wrong: (state, result, { plain }) => compare(state, result, plain.url),
  },
  'create what turns out to be an agent': {
    credentials: 'password',
    versions: '1.x',
    fails: true,
    inputs: ({ agent }) => ({
      name: NAME,
      'endpoint-url': agent.url,
      'tls-skip-verify': true,
      'tls-skip-client-verify': true,
    }),
    wrong: () => ['an agent passes for an engine'],
  },
  'create twice at once': {
    credentials: 'password',
    step: 'twice',
    inputs: ({ plain }) => ({ ...wanted, 'endpoint-url': plain.url }),
    wrong: (state, result, { plain }) => compare(state, result, plain.url),
  },
  update: {
    credentials: 'password',
    prepare: (state, { secure }) => addEndpoint(state, { URL: secure.url }),
    inputs: ({ plain }) => ({ ...wanted, 'endpoint-url': plain.url }),
    wrong: (state, result, { plain }) => compare(state, result, plain.url),
  },
  rotate: {
    credentials: 'password',
    prepare: addSecureEndpoint,
    inputs: ({ ca, renewed }) => ({
      ...wanted,
      ...tlsInputs(ca, renewed),
      group: 'old group',
      'if-missing': 'fail',
    }),
    wrong: (state, result, { secure, ca, renewed }) => [
      ...compare(state, result, secure.url, 'old group'),
      ...compareFiles(state, result, ca, renewed),
    ],
  },
  recreate: {
    credentials: 'password',
    prepare: (state, { plain }) => addEndpoint(state, { URL: plain.url }),
    inputs: ({ plain }) => ({ ...wanted, 'endpoint-url': plain.url, 'if-exists': 'recreate' }),
    wrong: (state, result, { plain }) => [
      ...compare(state, result, plain.url),
      ...(result.outputs['id'] === '1' ? ['it is the old one'] : []),
    ],
  },
  absent: {
    credentials: 'password',
    prepare: (state) => addEndpoint(state, {}),
    inputs: () => ({ name: NAME, state: 'absent' }),
    wrong: gone,
  },
  list: {
    credentials: 'password',
    prepare(state, { plain }) {
      addEndpoint(state, { Name: 'old', URL: plain.url })
      addEndpoint(state, { Name: 'changed', URL: plain.url })
    },
    inputs: ({ plain }) => ({
      group: 'new group',
      endpoints: JSON.stringify([
        { ...wanted, 'endpoint-url': plain.url },
        { name: 'changed', 'public-url': 'changed.example', 'if-missing': 'fail' },
        { name: 'old', state: 'absent', group: '' },
      ]),
    }),
    wrong(state, result, { plain }) {
      const [first, changed] = JSON.parse(result.outputs['endpoints'] ?? '[]') as Record<string, string>[]
      const own = { ...result, outputs: first ?? {} }
      const there = state.endpoints.find(({ Name }) => Name === 'changed')
      return [
        ...compare(state, own, plain.url),
        ...(there?.PublicURL === 'changed.example' && changed?.['id'] === String(there.Id)
          ? []
          : ['not changed']),
        ...(state.endpoints.some(({ Name }) => Name === 'old') ? ['the old one is still there'] : []),
      ]
    },
  },
  cleanup: {
    credentials: 'password',
    step: 'post',
    inputs: ({ plain }) => ({ ...wanted, 'endpoint-url': plain.url, cleanup: true }),
    wrong: (state, result) => (result.warnings.length > 0 ? [] : gone(state)),
  },
})

export type FlowName = keyof typeof flows

export const flowNames = Object.keys(flows) as FlowName[]
