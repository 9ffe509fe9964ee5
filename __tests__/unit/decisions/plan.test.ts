// Wanted × there × policy × version: the plan, what it changes, and the writing requests that come of it.
import { describe, expect, test } from '@jest/globals'
import { planFor, type Plan } from '../../../src/decisions/plan.ts'
import type { Directory } from '../../../src/decisions/lookup.ts'
import { RefusedError } from '../../../src/foundation/errors.ts'
import { loadYaml } from '../../../src/inputs/yaml.ts'
import type { Endpoint } from '../../../src/portainer/endpoint.ts'
import { type Capabilities, capabilitiesOf, parseVersion } from '../../../src/portainer/versions.ts'
import { describeChanges } from '../../../src/report/log.ts'
import { makeAuthority } from '../../../stand-in/certificates.ts'
import { endpointThere, wantedOf, type EndpointInputs } from '../sample-endpoints.ts'
import { writesOf } from './plan-requests.ts'

await loadYaml()
const authority = await makeAuthority()
const client = await authority.issueClient()
const files = { 'tls-ca-cert': authority.cert, 'tls-cert': client.cert, 'tls-key': client.key }
const secured = { on: true, skipVerify: false, hasCa: true, hasClientCertificate: true }
const agentTls = { on: true, skipVerify: true, hasCa: false, hasClientCertificate: false }
/** What is to be changed only, never made: without it an address would have to be given. */
const existing = { 'if-missing': 'fail' }
const onCreate = { 'update-secrets': 'on-create' }
const KUBECONFIG = 'apiVersion: v1\nkind: Config'
const edgeKey = Buffer.from('https://portainer.example|portainer.example:8000|print|7').toString('base64')

const directory: Directory = {
  groups: [
    { id: 1, name: 'Unassigned' },
    { id: 2, name: 'production' },
    { id: 3, name: 'twice' },
    { id: 4, name: 'twice' },
  ],
  tags: [
    { id: 1, name: 'blue' },
    { id: 2, name: 'green' },
  ],
  users: [
    { id: 2, name: 'ann' },
    { id: 3, name: 'Bob' },
  ],
  teams: [{ id: 1, name: 'ops' }],
}

interface Row {
  what: string
  /** Beside `name: web`, unless an `id` is given. */
  inputs: EndpointInputs
  /** What differs from endpoint 7, `web`; none if not given. */
  existing?: Partial<Endpoint> | Partial<Endpoint>[]
  /** 2.23.0 if not given. */
  version?: string
  /** What the plan does, or the refusal. */
  plan: Plan['do'] | RegExp
  changes?: string[]
  writes?: string[]
  notices?: string[]
  warnings?: unknown[]
}

function planOf({ inputs, existing, version = '2.23.0' }: Row): [Plan, Capabilities] {
  const all = existing === undefined ? [] : Array.isArray(existing) ? existing : [existing]
  const parsed = parseVersion(version)
  const desired = wantedOf({ ...(inputs.id === undefined ? { name: 'web' } : {}), ...inputs })
  return [planFor(desired, all.map(endpointThere), { directory, version: parsed }), capabilitiesOf(parsed)]
}

function refusalOf(row: Row): RefusedError {
  try {
    planOf(row)
  } catch (error) {
    if (error instanceof RefusedError) return error
    throw error
  }
  throw new Error('It was not refused')
}

function check(rows: Row[]): void {
  test.each(rows)('$what', (row) => {
    if (row.plan instanceof RegExp) {
      const { message, hint } = refusalOf(row)
      expect([message, hint].join(' ')).toMatch(row.plan)
      return
    }
    const [plan, capabilities] = planOf(row)
    expect(plan.do).toBe(row.plan)
    if (row.changes !== undefined) {
      expect(describeChanges(plan.changes).map((line) => line.trim())).toEqual(row.changes)
    }
    if (row.notices !== undefined) expect(plan.notices).toEqual(row.notices)
    if (plan.do === 'create') expect(plan.warnings).toEqual(row.warnings ?? [])
    expect(writesOf(plan, capabilities)).toEqual(row.writes ?? [])
  })
}

const URL = 'tcp://10.0.0.8:2375'
const CREATE = 'POST Name=web EndpointCreationType=1 URL=tcp://10.0.0.8:2375'

describe('none there', () => {
  check([
    {
      what: 'is created with what is given',
      inputs: {
        'endpoint-url': URL,
        'public-url': 'web.example',
        group: 'production',
        tags: 'blue, new',
        'container-engine': 'podman',
        'extra-fields': 'Gpus=[]',
        users: 'ann',
      },
      plan: 'create',
      changes: [
        'name: none -> web',
        'type: none -> docker',
        'endpoint-url: none -> tcp://10.0.0.8:2375',
        'public-url: none -> web.example',
        'group: none -> production',
        'tags: none -> blue, new (new)',
        'container-engine: none -> podman',
        'extra-fields: none -> Gpus=[]',
        'users: none -> ann',
      ],
      notices: [],
      writes: [`${CREATE} PublicURL=web.example GroupID=2 TagIds=[1,99] ContainerEngine=podman Gpus=[]`],
    },
    {
      what: 'tags are names up to 1.23',
      version: '1.23.2',
      inputs: { 'endpoint-url': URL, tags: 'blue' },
      plan: 'create',
      writes: [`${CREATE} Tags=["blue"]`],
    },
    {
      what: 'a certificate is shown by its fingerprint, and its key not at all',
      inputs: { 'endpoint-url': URL, ...files },
      plan: 'create',
      changes: [
        'name: none -> web',
        'type: none -> docker',
        'endpoint-url: none -> tcp://10.0.0.8:2375',
        'tls: none -> on, both sides verified',
        expect.stringMatching(/^tls-ca-cert: none -> ([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as unknown as string,
        expect.stringMatching(/^tls-cert: none -> ([0-9A-F]{2}:){31}[0-9A-F]{2}$/) as unknown as string,
      ],
      writes: [
        `${CREATE} TLS=true TLSSkipVerify=false TLSSkipClientVerify=false TLSCACertFile=@ TLSCertFile=@ TLSKeyFile=@`,
      ],
    },
    {
      what: 'an agent gets TLS with both checks skipped',
      inputs: { type: 'agent', 'endpoint-url': 'tcp://10.0.0.8:9001' },
      plan: 'create',
      writes: [
        'POST Name=web EndpointCreationType=2 URL=tcp://10.0.0.8:9001 TLS=true TLSSkipVerify=true TLSSkipClientVerify=true',
      ],
    },
    {
      what: 'without an address none is created, since a variable may be empty',
      inputs: {},
      plan: /none was created, because 'endpoint-url' is not given.*unix:\/\/\/var\/run\/docker\.sock/,
    },
    {
      what: 'the local socket is created if the type is written, with a warning',
      inputs: { type: 'docker' },
      plan: 'create',
      warnings: [
        expect.stringMatching(/endpoint 'web' is Portainer's local socket.*'endpoint-url: unix:\/\/\//),
      ],
      writes: ['POST Name=web EndpointCreationType=1'],
    },
    {
      what: 'another path than that of the local socket is refused before 2.0',
      version: '1.25.0',
      inputs: { 'endpoint-url': 'unix:///run/user/1000/docker.sock' },
      plan: /Portainer 1\.25\.0 only supports the local socket \/var\/run\/docker\.sock/,
    },
    {
      what: 'a named pipe is not refused before 2.0',
      version: '1.25.0',
      inputs: { 'endpoint-url': 'npipe:////./pipe/docker_engine' },
      plan: 'create',
      writes: ['POST Name=web EndpointCreationType=1'],
    },
    {
      what: 'before 2.14 a notice says that names are not unique',
      version: '2.11.0',
      inputs: { 'endpoint-url': URL },
      plan: 'create',
      notices: [
        "Names are not unique before Portainer 2.14: keep runs for one name apart with GitHub's 'concurrency'.",
      ],
      writes: [CREATE],
    },
    {
      what: 'a group of a new name is made, with a notice',
      inputs: { 'endpoint-url': URL, group: 'preview' },
      plan: 'create',
      notices: ["The group 'preview' does not exist yet."],
      writes: [`${CREATE} GroupID=99`],
    },
    {
      what: 'of two groups of one name the first is taken, with a notice',
      inputs: { 'endpoint-url': URL, group: 'twice' },
      plan: 'create',
      notices: ["There are 2 groups named 'twice'; using the one with the lowest id, 3."],
      writes: [`${CREATE} GroupID=3`],
    },
    {
      what: 'a group id that does not exist is refused: Portainer would store it all the same',
      inputs: { 'endpoint-url': URL, group: '77' },
      plan: /no endpoint group with the id 77/,
    },
    {
      what: 'unknown users are refused before anything is made; case counts',
      inputs: { 'endpoint-url': URL, users: 'ann, carol, bob' },
      plan: /'users' contains unknown names: 'carol', 'bob'\./,
    },
    {
      what: 'if-missing: fail',
      inputs: { 'if-missing': 'fail' },
      plan: /no endpoint named 'web', and 'if-missing' is 'fail'/,
    },
    { what: 'an id is never created', inputs: { id: '7' }, plan: /no endpoint with the id 7/ },
    { what: 'absent is fine', inputs: { state: 'absent' }, plan: 'nothing', changes: [] },
    {
      what: 'absent with conditions is fine too',
      inputs: { state: 'absent', tags: 'blue', group: 'production' },
      plan: 'nothing',
    },
    {
      what: 'a kind that this version does not know',
      version: '1.24.2',
      inputs: { type: 'kubernetes' },
      plan: /1\.24\.2 does not support Kubernetes and would create a Docker endpoint.*2\.0 and later/,
    },
    {
      what: 'an engine that this version does not look at',
      version: '2.21.0',
      inputs: { 'endpoint-url': URL, 'container-engine': 'podman' },
      plan: /2\.21\.0 ignores 'container-engine'/,
    },
    {
      what: 'Docker with TLS on the two versions that dial it in plain text',
      version: '2.20.1',
      inputs: { 'endpoint-url': URL, ...files },
      plan: /2\.20\.1 can't create a Docker endpoint with TLS.*2\.20\.2/,
    },
  ])
})

describe('update: what differs is changed, the rest is left alone', () => {
  check([
    {
      what: 'nothing given but the name',
      inputs: {},
      existing: {},
      plan: 'leave',
      changes: [],
      notices: [],
    },
    {
      what: 'all as it is, in other words',
      inputs: {
        'endpoint-url': '10.0.0.7:2375',
        type: '1',
        group: '2',
        tags: 'green,blue',
        users: 'Bob,ann',
        teams: 'ops',
        tls: 'false',
      },
      existing: { groupId: 2, tagIds: [1, 2], users: new Map([[2, 0], [3, 4]]), teams: new Map([[1, 2]]) }, // prettier-ignore
      plan: 'leave',
      changes: [],
    },
    {
      what: 'the address',
      inputs: { 'endpoint-url': URL },
      existing: {},
      plan: 'update',
      changes: ['endpoint-url: tcp://10.0.0.7:2375 -> tcp://10.0.0.8:2375'],
      writes: ['PUT 7 {"URL":"tcp://10.0.0.8:2375"}'],
    },
    {
      what: 'the public URL',
      inputs: { 'public-url': 'web.example' },
      existing: { publicUrl: 'old.example' },
      plan: 'update',
      changes: ['public-url: old.example -> web.example'],
      writes: ['PUT 7 {"PublicURL":"web.example"}'],
    },
    {
      what: 'the group, by name',
      inputs: { group: 'production' },
      existing: {},
      plan: 'update',
      changes: ['group: Unassigned -> production'],
      writes: ['PUT 7 {"GroupID":2}'],
    },
    {
      what: 'the tags: the list given is the whole list',
      inputs: { tags: 'green' },
      existing: { tagIds: [1, 2] },
      plan: 'update',
      changes: ['tags: blue, green -> green'],
      writes: ['PUT 7 {"TagIDs":[2]}'],
    },
    {
      what: 'tags are names up to 1.23',
      version: '1.23.2',
      inputs: { tags: 'green' },
      existing: { tagIds: undefined, tags: ['blue'] },
      plan: 'update',
      changes: ['tags: blue -> green'],
      writes: ['PUT 7 {"Tags":["green"]}'],
    },
    {
      what: 'the name, by id',
      inputs: { id: '7', name: 'shop' },
      existing: {},
      plan: 'update',
      changes: ['name: web -> shop'],
      writes: ['PUT 7 {"Name":"shop"}'],
    },
    {
      what: 'users and teams: who is on the list already keeps the role',
      inputs: { users: 'Bob\nann', teams: 'ops', ...existing },
      existing: { users: new Map([[3, 4]]) },
      plan: 'update',
      changes: ['users: Bob -> Bob, ann', 'teams: none -> ops'],
      writes: [
        'PUT 7 {"UserAccessPolicies":{"2":{"RoleId":0},"3":{"RoleId":4}},"TeamAccessPolicies":{"1":{"RoleId":0}}}',
      ],
    },
    {
      what: 'TLS off',
      inputs: { tls: 'false', ...existing },
      existing: { tls: secured },
      plan: 'update',
      changes: ['tls: on, both sides verified -> off'],
      writes: ['PUT 7 {"TLS":false,"TLSSkipVerify":false,"TLSSkipClientVerify":false}'],
    },
    {
      what: 'TLS on, with files',
      inputs: { ...files, ...existing },
      existing: {},
      plan: 'update',
      writes: [
        'upload ca of 7',
        'upload cert of 7',
        'upload key of 7',
        'PUT 7 {"TLS":true,"TLSSkipVerify":false,"TLSSkipClientVerify":false}',
      ],
    },
    {
      what: 'files are sent each time, since what is stored can not be read back',
      inputs: { ...files, ...existing },
      existing: { tls: secured },
      plan: 'update',
      changes: [
        expect.stringMatching(/^tls-ca-cert: not shown -> /) as unknown as string,
        expect.stringMatching(/^tls-cert: not shown -> /) as unknown as string,
      ],
      writes: [
        'upload ca of 7',
        'upload cert of 7',
        'upload key of 7',
        'PUT 7 {"TLS":true,"TLSSkipVerify":false,"TLSSkipClientVerify":false}',
      ],
    },
    {
      what: 'with on-create, files that are stored are not sent again',
      inputs: { ...files, ...onCreate, ...existing },
      existing: { tls: secured },
      plan: 'leave',
    },
    {
      what: 'with on-create, a new address goes out without the files',
      inputs: { ...files, ...onCreate, 'endpoint-url': URL },
      existing: { tls: secured },
      plan: 'update',
      changes: ['endpoint-url: tcp://10.0.0.7:2375 -> tcp://10.0.0.8:2375'],
      writes: [`PUT 7 {"URL":"${URL}"}`],
    },
    ...[
      { what: 'TLS is switched on', tls: { ...secured, on: false } },
      { what: 'the CA is not stored', tls: { ...secured, skipVerify: true, hasCa: false } },
      { what: 'the client certificate is not stored', tls: { ...secured, hasClientCertificate: false } },
    ].map(({ what, tls }): Row => ({
      what: `with on-create, files are sent where ${what}`,
      inputs: { ...files, ...onCreate, ...existing },
      existing: { tls },
      plan: 'update',
      writes: [
        'upload ca of 7',
        'upload cert of 7',
        'upload key of 7',
        'PUT 7 {"TLS":true,"TLSSkipVerify":false,"TLSSkipClientVerify":false}',
      ],
    })),
    {
      what: 'with on-create, a flag that needs no file goes out without the files',
      inputs: {
        'tls-cert': client.cert,
        'tls-key': client.key,
        'tls-skip-verify': 'true',
        ...onCreate,
        ...existing,
      },
      existing: { tls: secured },
      plan: 'update',
      writes: ['PUT 7 {"TLS":true,"TLSSkipVerify":true,"TLSSkipClientVerify":false}'],
    },
    {
      what: 'one flag leaves the other, and the files',
      inputs: { 'tls-skip-verify': 'true', ...existing },
      existing: { tls: secured },
      plan: 'update',
      changes: ['tls: on, both sides verified -> on, engine not verified'],
      writes: ['PUT 7 {"TLS":true,"TLSSkipVerify":true,"TLSSkipClientVerify":false}'],
    },
    {
      what: 'what would have to be verified without a file is refused',
      inputs: { 'tls-skip-verify': 'false', ...existing },
      existing: { tls: { ...secured, skipVerify: true, hasCa: false } },
      plan: /Endpoint 7 has no CA stored.*Provide 'tls-ca-cert', or set 'tls-skip-verify: true'/,
    },
    {
      what: 'an agent takes all files or none',
      inputs: { type: 'agent', 'tls-ca-cert': authority.cert, 'if-missing': 'fail' },
      existing: { type: 2, tls: agentTls },
      plan: /is an agent, which needs either all TLS files or both checks skipped/,
    },
    {
      what: 'TLS does not apply to an edge agent',
      inputs: { 'tls-skip-verify': 'true', 'if-missing': 'fail' },
      existing: { type: 4, edgeKey },
      plan: /neither a Docker engine nor an agent: TLS inputs do not apply/,
    },
    {
      what: 'what can not be read back is sent again',
      inputs: {
        type: 'azure',
        'azure-application-id': 'app',
        'azure-tenant-id': 'tenant',
        'azure-authentication-key': 'azure-key-1',
      },
      existing: { type: 3, url: 'https://management.azure.com' },
      plan: 'update',
      changes: [
        'azure applicationId: not shown -> sent',
        'azure tenantId: not shown -> sent',
        'azure authenticationKey: not shown -> sent',
      ],
      writes: [
        'PUT 7 {"AzureApplicationID":"app","AzureTenantID":"tenant","AzureAuthenticationKey":"azure-key-1"}',
      ],
    },
    {
      what: 'with on-create, Azure credentials are not sent again',
      inputs: {
        type: 'azure',
        'azure-application-id': 'app',
        'azure-tenant-id': 'tenant',
        'azure-authentication-key': 'azure-key-1',
        ...onCreate,
      },
      existing: { type: 3, url: 'https://management.azure.com' },
      plan: 'leave',
    },
    {
      what: 'a kubeconfig is sent again',
      inputs: { type: 'kubeconfig', kubeconfig: KUBECONFIG },
      existing: { type: 6 },
      plan: 'update',
      changes: ['kubeconfig: not shown -> sent'],
      writes: [`PUT 7 {"KubeConfig":"${Buffer.from(KUBECONFIG).toString('base64')}"}`],
    },
    {
      what: 'with on-create, a kubeconfig is not sent again',
      inputs: { type: 'kubeconfig', kubeconfig: KUBECONFIG, ...onCreate },
      existing: { type: 6 },
      plan: 'leave',
    },
    {
      what: 'the check-in interval of an edge agent',
      inputs: {
        type: 'edge-agent',
        'endpoint-url': 'https://portainer.example/',
        'edge-checkin-interval': '30',
      },
      existing: { type: 4, url: 'portainer.example', edgeKey, checkinInterval: 5 },
      plan: 'update',
      changes: ['edge-checkin-interval: 5 -> 30'],
      writes: ['PUT 7 {"EdgeCheckinInterval":30}'],
    },
    {
      what: 'before 2.0 there is one check-in interval for all',
      version: '1.24.2',
      inputs: {
        type: 'edge-agent',
        'endpoint-url': 'https://portainer.example',
        'edge-checkin-interval': '30',
      },
      existing: { type: 4, url: 'portainer.example', edgeKey, checkinInterval: undefined },
      plan: 'leave',
      notices: [
        "Portainer before 2.0 has one check-in interval for all edge agents: 'edge-checkin-interval' was not sent.",
      ],
    },
    {
      what: 'the URL inside an edge key is compared, and can not be changed',
      inputs: { type: 'edge-agent', 'endpoint-url': 'https://other.example' },
      existing: { type: 4, url: 'portainer.example', edgeKey },
      plan: /calls 'https:\/\/portainer\.example', which is part of its key and can't be changed.*recreate/,
    },
    {
      what: 'a kind can not be changed',
      inputs: { type: 'agent', 'endpoint-url': 'tcp://10.0.0.7:9001' },
      existing: {},
      plan: /stored as type 1, and 'type' is 'agent'; the type of an endpoint can't be changed.*'if-exists: recreate'/,
    },
    {
      what: 'a type that is not given is not compared',
      inputs: { 'public-url': 'web.example' },
      existing: { type: 2, tls: agentTls },
      plan: 'update',
      writes: ['PUT 7 {"PublicURL":"web.example"}'],
    },
    {
      what: 'an agent on Kubernetes is an agent, and its address has lost its scheme',
      inputs: { type: 'agent', 'endpoint-url': 'tcp://10.0.0.7:9001' },
      existing: { type: 6, url: '10.0.0.7:9001', tls: agentTls },
      plan: 'leave',
    },
    {
      what: 'and what it skips can be said again',
      inputs: {
        type: 'agent',
        'endpoint-url': 'tcp://10.0.0.7:9001',
        'tls-skip-verify': 'true',
        'tls-skip-client-verify': 'true',
      },
      existing: { type: 6, url: '10.0.0.7:9001', tls: agentTls },
      plan: 'leave',
    },
    {
      what: 'inputs that are only used on creation earn a notice, and are not sent',
      inputs: { 'container-engine': 'podman', 'extra-fields': 'Gpus=[]' },
      existing: {},
      plan: 'leave',
      notices: [
        "'container-engine' is only used on creation; it was not changed.",
        "'extra-fields' are only used on creation; they were not sent.",
      ],
    },
  ])
})

describe('update: what clear names is emptied', () => {
  const full: Partial<Endpoint> = {
    publicUrl: 'web.example',
    tagIds: [1],
    users: new Map([[2, 0]]),
    teams: new Map([[1, 0]]),
  }
  check([
    {
      what: 'all of it',
      inputs: { clear: 'public-url, tags, users, teams' },
      existing: full,
      plan: 'update',
      changes: [
        'public-url: web.example -> none',
        'tags: blue -> none',
        'users: ann -> none',
        'teams: ops -> none',
      ],
      writes: ['PUT 7 {"PublicURL":"","TagIDs":[],"UserAccessPolicies":{},"TeamAccessPolicies":{}}'],
    },
    {
      what: 'what is empty already is left',
      inputs: { clear: 'public-url,tags,users' },
      existing: {},
      plan: 'leave',
    },
    {
      what: '1.18 and 1.19 can not empty the public URL',
      version: '1.19.2',
      inputs: { clear: 'public-url' },
      existing: full,
      plan: /1\.18 and 1\.19 can't empty the public URL/,
    },
    {
      what: '1.18 and 1.19 drop TLS that an update leaves out: it is named each time',
      version: '1.18.1',
      inputs: { 'public-url': 'web.example' },
      existing: { tls: secured, tagIds: undefined, tags: [] },
      plan: 'update',
      writes: [
        'PUT 7 {"PublicURL":"web.example","TLS":true,"TLSSkipVerify":false,"TLSSkipClientVerify":false}',
      ],
    },
  ])
})

describe('the other policies', () => {
  check([
    {
      what: 'reuse leaves it, whatever differs',
      inputs: { 'if-exists': 'reuse', type: 'agent', 'endpoint-url': 'tcp://10.0.0.8:9001' },
      existing: {},
      plan: 'leave',
      changes: [],
    },
    {
      what: 'fail',
      inputs: { 'if-exists': 'fail' },
      existing: {},
      plan: /Endpoint 'web' exists already, with the id 7, and 'if-exists' is 'fail'/,
    },
    {
      what: 'recreate keeps what is not given',
      inputs: { 'if-exists': 'recreate', 'endpoint-url': URL },
      existing: { groupId: 2, tagIds: [1, 2], publicUrl: 'web.example' },
      plan: 'recreate',
      changes: [
        'id: 7 -> a new one',
        'name: none -> web',
        'type: none -> docker',
        'endpoint-url: none -> tcp://10.0.0.8:2375',
        'public-url: none -> web.example',
        'group: none -> production',
        'tags: none -> blue, green',
      ],
      writes: [`${CREATE} PublicURL=web.example GroupID=2 TagIds=[1,2]`, 'DELETE 7'],
    },
    {
      what: 'recreate takes what is given, and empties what clear names',
      inputs: {
        'if-exists': 'recreate',
        'endpoint-url': URL,
        clear: 'public-url',
        tags: 'green',
        group: '1',
      },
      existing: { groupId: 2, tagIds: [1, 2], publicUrl: 'web.example' },
      plan: 'recreate',
      writes: [`${CREATE} GroupID=1 TagIds=[2]`, 'DELETE 7'],
    },
    {
      what: 'recreate keeps names of tags up to 1.23',
      version: '1.23.2',
      inputs: { 'if-exists': 'recreate', 'endpoint-url': URL },
      existing: { tagIds: undefined, tags: ['blue'] },
      plan: 'recreate',
      writes: [`${CREATE} GroupID=1 Tags=["blue"]`, 'DELETE 7'],
    },
    {
      what: 'recreate changes the kind',
      inputs: { 'if-exists': 'recreate', type: 'agent', 'endpoint-url': 'tcp://10.0.0.8:9001' },
      existing: {},
      plan: 'recreate',
      writes: [
        'POST Name=web EndpointCreationType=2 URL=tcp://10.0.0.8:9001 GroupID=1 TagIds=[] TLS=true TLSSkipVerify=true TLSSkipClientVerify=true',
        'DELETE 7',
      ],
    },
    {
      what: 'recreate never makes the local socket of a remote engine',
      inputs: { 'if-exists': 'recreate' },
      existing: {},
      plan: /is at 'tcp:\/\/10\.0\.0\.7:2375', and 'endpoint-url' is not given/,
    },
    {
      what: 'recreate never loses TLS whose files are left out',
      inputs: { 'if-exists': 'recreate', 'endpoint-url': URL },
      existing: { tls: secured },
      plan: /has TLS, and its files can't be read back/,
    },
    {
      what: 'recreate of an agent that was verified wants the files again',
      inputs: { 'if-exists': 'recreate', type: 'agent', 'endpoint-url': 'tcp://10.0.0.8:9001' },
      existing: { type: 2, tls: secured },
      plan: /has TLS, and its files can't be read back/,
    },
    {
      what: 'recreate without TLS when that is written out',
      inputs: { 'if-exists': 'recreate', 'endpoint-url': URL, tls: 'false' },
      existing: { tls: secured },
      plan: 'recreate',
      writes: [`${CREATE} GroupID=1 TagIds=[]`, 'DELETE 7'],
    },
    {
      what: 'recreate wants the kind written out where it is not the usual one',
      inputs: { 'if-exists': 'recreate', 'endpoint-url': URL },
      existing: { type: 2, tls: agentTls },
      plan: /is stored as type 2, and 'type' is not given/,
    },
    {
      what: 'several of one name: all are listed, and nothing is done',
      version: '2.11.0',
      inputs: { 'public-url': 'web.example' },
      existing: [{}, { id: 9, url: URL }],
      plan: /2 endpoints are named 'web': id 7 \('tcp:\/\/10\.0\.0\.7:2375'\), id 9 .*Choose one with 'id'/,
    },
  ])
})

describe('absent', () => {
  const tagged: Partial<Endpoint> = { groupId: 2, tagIds: [1, 2] }
  check([
    {
      what: 'by name',
      inputs: { state: 'absent' },
      existing: {},
      plan: 'remove',
      changes: ['endpoint: web -> gone'],
      writes: ['DELETE 7'],
    },
    {
      what: 'by id',
      inputs: { state: 'absent', id: '7' },
      existing: {},
      plan: 'remove',
      writes: ['DELETE 7'],
    },
    {
      what: 'by id, and the name differs',
      inputs: { state: 'absent', id: '7', name: 'shop' },
      existing: {},
      plan: /Endpoint 7 \('web'\) was not removed: its name is not 'shop'/,
    },
    {
      what: 'tags and group match',
      inputs: { state: 'absent', tags: 'blue', group: 'production' },
      existing: tagged,
      plan: 'remove',
      writes: ['DELETE 7'],
    },
    {
      what: 'one of the tags is missing',
      inputs: { state: 'absent', tags: 'blue, red' },
      existing: tagged,
      plan: /was not removed: it does not have the tag 'red'/,
    },
    {
      what: 'another group, by name',
      inputs: { state: 'absent', group: 'twice' },
      existing: tagged,
      plan: /was not removed: it is not in the group 'twice'/,
    },
    {
      what: 'another group, by id',
      inputs: { state: 'absent', group: '1' },
      existing: tagged,
      plan: /was not removed: it is not in the group 1/,
    },
    {
      what: 'the second of two groups of one name counts as well',
      inputs: { state: 'absent', group: 'twice' },
      existing: { groupId: 4 },
      plan: 'remove',
      writes: ['DELETE 7'],
    },
    {
      what: 'names of tags up to 1.23',
      version: '1.23.2',
      inputs: { state: 'absent', tags: 'blue' },
      existing: { tagIds: undefined, tags: ['blue'] },
      plan: 'remove',
      writes: ['DELETE 7'],
    },
    {
      what: 'several of one name',
      version: '1.24.2',
      inputs: { state: 'absent' },
      existing: [{}, { id: 9 }],
      plan: /2 endpoints are named 'web': id 7 .* id 9 .*Choose one with 'id', or remove the others/,
    },
    {
      what: 'other inputs are ignored',
      inputs: { state: 'absent', type: 'nonsense', 'endpoint-url': '%', clear: 'tags', 'if-exists': 'fail' },
      existing: {},
      plan: 'remove',
      writes: ['DELETE 7'],
    },
  ])
})

test('a plan holds no secret in what it shows', () => {
  const [plan] = planOf({
    what: '',
    inputs: { 'endpoint-url': URL, ...files },
    existing: { tls: secured },
    plan: 'update',
  })
  const shown = JSON.stringify([plan.changes, plan.notices])
  expect(shown).not.toContain('PRIVATE KEY')
  expect(shown).not.toContain(client.key.split('\n')[1] ?? 'no key')
})
