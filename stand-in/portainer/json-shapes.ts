// How each version writes its objects as JSON.
import type { Server } from './handler.ts'
import type { Rules } from './versions.ts'
import { isEdge, type Endpoint, type Group, type Stack, type Tag, type User } from './state.ts'

/** Where an endpoint is shown: some fields are filled in only there. */
export type Place = 'create' | 'put' | 'get' | 'list'

const securitySettings = {
  allowBindMountsForRegularUsers: true,
  allowPrivilegedModeForRegularUsers: true,
  allowVolumeBrowserForRegularUsers: false,
  allowHostNamespaceForRegularUsers: true,
  allowDeviceMappingForRegularUsers: true,
  allowStackManagementForRegularUsers: true,
  allowContainerCapabilitiesForRegularUsers: true,
  allowSysctlSettingForRegularUsers: true,
  enableHostManagementFeatures: false,
}

function kubernetes({ since }: Rules): unknown {
  return {
    Snapshots: [],
    Configuration: {
      UseLoadBalancer: false,
      UseServerMetrics: false,
      ...(since('2.16.0')
        ? { EnableResourceOverCommit: since('2.20.0'), ResourceOverCommitPercentage: 0 }
        : {}),
      StorageClasses: [],
      IngressClasses: [],
      ...(since('2.9.0') ? { RestrictDefaultNamespace: false } : {}),
      ...(since('2.16.0') ? { IngressAvailabilityPerNamespace: false, AllowNoneIngressClass: false } : {}),
    },
    ...(since('2.19.0')
      ? {
          Flags: {
            IsServerMetricsDetected: false,
            IsServerIngressClassDetected: false,
            IsServerStorageDetected: false,
          },
        }
      : {}),
  }
}

function access(rules: Rules, endpoint: Endpoint): unknown {
  const { AuthorizedUsers, AuthorizedTeams, UserAccessPolicies, TeamAccessPolicies } = endpoint
  if (rules.access === 'lists') return { AuthorizedUsers, AuthorizedTeams }
  const forgotten =
    isEdge(endpoint) && rules.forgetsEdgePolicies && Object.keys(UserAccessPolicies).length === 0
  return forgotten
    ? { UserAccessPolicies: null, TeamAccessPolicies: null }
    : { UserAccessPolicies, TeamAccessPolicies }
}

function legacyAccess(rules: Rules, endpoint: Endpoint): unknown {
  if (rules.access === 'lists') return {}
  const empty = isEdge(endpoint) && rules.forgetsEdgePolicies
  return { AuthorizedUsers: empty ? [] : null, AuthorizedTeams: empty ? [] : null }
}

/** Everything but `Snapshots`, which is put in afterwards because it can be big. */
export function endpointShape(
  { rules, state, now }: Pick<Server, 'rules' | 'state' | 'now'>,
  endpoint: Endpoint,
  place: Place,
): Record<string, unknown> {
  const { since } = rules
  const hidden = place === 'list' || place === 'get'
  const edge = isEdge(endpoint)
  const effective = endpoint.EdgeCheckinInterval || state.settings.EdgeAgentCheckinInterval
  const interval = place === 'list' && since('2.6.0') ? effective : endpoint.EdgeCheckinInterval
  const seconds = Math.floor(now() / 1000)
  const queried =
    (place === 'list' && (edge || !since('2.19.0'))) || (place === 'get' && edge && since('2.18.0'))
  // The only field that tells of an edge agent that is gone: its Status stays 1.
  const heartbeat =
    hidden && edge && since('2.18.0') && seconds - endpoint.LastCheckInDate <= 2 * effective + 20
  const shape = {
    Id: endpoint.Id,
    Name: endpoint.Name,
    Type: endpoint.Type,
    ...(since('2.22.0') ? { ContainerEngine: endpoint.ContainerEngine } : {}),
    URL: endpoint.URL,
    GroupId: endpoint.GroupId,
    PublicURL: endpoint.PublicURL,
    ...(since('2.15.0') ? { Gpus: endpoint.Gpus } : {}),
    TLSConfig: endpoint.TLSConfig,
    ...(since('2.13.0') ? {} : { Extensions: [] }),
    ...azureCredentials(rules, endpoint, hidden),
    ...(rules.tagField === 'TagIds' ? { TagIds: endpoint.TagIds } : {}),
    ...(since('1.19.0') ? { Status: endpoint.Status } : {}),
    ...(access(rules, endpoint) as object),
    ...(since('1.22.0') ? { EdgeKey: endpoint.EdgeKey } : {}),
    ...(endpoint.EdgeID === undefined ? {} : { EdgeID: endpoint.EdgeID }),
    ...(since('2.0.0') ? { EdgeCheckinInterval: interval, Kubernetes: kubernetes(rules) } : {}),
    ...(since('2.1.0')
      ? {
          ComposeSyntaxMaxVersion: hidden ? '3.9' : '',
          SecuritySettings: securitySettings,
          LastCheckInDate: endpoint.LastCheckInDate,
        }
      : {}),
    ...(since('2.13.0') && !since('2.41.0') ? { QueryDate: queried ? seconds : 0 } : {}),
    ...(since('2.17.0') ? { Heartbeat: heartbeat } : {}),
    ...(since('2.13.0') && !since('2.20.0') ? { IsEdgeDevice: endpoint.IsEdgeDevice } : {}),
    // Left out when false from 2.20 on.
    ...(since('2.13.0') && ((edge && endpoint.UserTrusted) || !since('2.20.0'))
      ? { UserTrusted: edge && endpoint.UserTrusted }
      : {}),
    ...(since('2.16.0')
      ? {
          PostInitMigrations: { MigrateIngresses: false, ...(since('2.17.0') ? { MigrateGPUs: false } : {}) },
        }
      : {}),
    ...(since('2.13.0')
      ? { Edge: { AsyncMode: false, PingInterval: 0, SnapshotInterval: 0, CommandInterval: 0 } }
      : {}),
    ...(since('2.15.0') ? { Agent: agent(rules, endpoint) } : {}),
    ...(since('2.18.0') && !since('2.20.0') ? { EnableGPUManagement: false } : {}),
    ...(legacyAccess(rules, endpoint) as object),
    Tags: rules.tagField === 'Tags' ? endpoint.Tags : null,
  }
  return rules.omitsEmpty ? withoutEmpty(shape) : shape
}

const agent = ({ omitsEmpty }: Rules, { AgentVersion }: Endpoint): object =>
  omitsEmpty && AgentVersion === '' ? {} : { Version: AgentVersion }

/** Hidden from readers; left out when there are none by 2.41. */
function azureCredentials({ since }: Rules, { AzureCredentials }: Endpoint, hidden: boolean): object {
  if (!hidden && AzureCredentials.ApplicationID !== '') return { AzureCredentials }
  return since('2.41.0')
    ? {}
    : { AzureCredentials: { ApplicationID: '', TenantID: '', AuthenticationKey: '' } }
}

/** The fields that 2.45 leaves out when there is nothing in them. */
const maybeEmpty = new Set([
  'TagIds',
  'Gpus',
  'Status',
  'UserAccessPolicies',
  'TeamAccessPolicies',
  'AuthorizedUsers',
  'AuthorizedTeams',
  'Tags',
])

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === 0 ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)

function withoutEmpty(object: object): Record<string, unknown> {
  const left = Object.entries(object).filter(([name, value]) => !maybeEmpty.has(name) || !isEmpty(value))
  return Object.fromEntries(left)
}

export function groupShape(rules: Rules, group: Group): unknown {
  const { Id, Name, Description } = group
  // The group that is always there has an empty list where others have none.
  const Labels = Id === 1 ? [] : null
  if (rules.access === 'lists') {
    const { AuthorizedUsers, AuthorizedTeams, Tags } = group
    return { Id, Name, Description, AuthorizedUsers, AuthorizedTeams, Tags, Labels }
  }
  const { UserAccessPolicies, TeamAccessPolicies, TagIds, Tags } = group
  const legacy = { AuthorizedUsers: null, AuthorizedTeams: null }
  const common = { Id, Name, Description, UserAccessPolicies, TeamAccessPolicies }
  if (rules.tagField === 'Tags') return { ...common, Tags, Labels, ...legacy }
  if (rules.omitsEmpty) return withoutEmpty({ ...common, TagIds, Labels, ...legacy })
  return { ...common, TagIds, Labels, ...legacy, ...(rules.since('2.20.0') ? {} : { Tags: null }) }
}

export function tagShape(rules: Rules, tag: Tag): unknown {
  const { ID, Name, Endpoints } = tag
  return rules.tagField === 'Tags'
    ? { ID, Name }
    : { ID, Name, Endpoints: Object.fromEntries([...Endpoints].map((id) => [id, true])), EndpointGroups: {} }
}

/** Of every user on 1.20 to 1.25. */
const portainerAuthorizations = Object.fromEntries(
  [
    'DockerHubInspect',
    'EndpointExtensionAdd',
    'EndpointExtensionRemove',
    'EndpointGroupList',
    'EndpointInspect',
    'EndpointList',
    'ExtensionList',
    'MOTD',
    'RegistryInspect',
    'RegistryList',
    'TeamList',
    'TemplateInspect',
    'TemplateList',
    'UserInspect',
    'UserList',
    'UserMemberships',
  ].map((name) => [`Portainer${name}`, true]),
)

/** Of everybody's password. */
export const passwordHash = '$2a$10$stand.in.stand.in.stand.uR3vVqkq0b1X1J1m1x1y1z1A1B1C1D1'

export function userShape({ since }: Rules, user: User, place: 'init' | 'create' | 'list'): unknown {
  const { Id, Username, Role } = user
  // 1.18 shows everyone's hash in the list; the answer to admin/init shows it on every version.
  const password =
    place === 'init' || (place === 'list' && !since('1.19.0')) ? { Password: passwordHash } : {}
  if (!since('1.20.0')) return { Id, Username, ...password, Role }
  if (place === 'list' && since('2.17.0')) return { Id, Username, Role }
  return {
    Id,
    Username,
    ...password,
    ...(since('2.9.0') && !since('2.20.0') ? { UserTheme: '' } : {}),
    Role,
    ...(since('2.13.0') ? { TokenIssueAt: 0 } : {}),
    ...(since('2.19.0') ? { ThemeSettings: { color: '' } } : {}),
    ...(since('2.20.0') ? { UseCache: false } : {}),
    PortainerAuthorizations: since('2.0.0') ? null : portainerAuthorizations,
    EndpointAuthorizations: !since('2.0.0') && place === 'list' && Role === 1 ? {} : null,
  }
}

/** `2` is a compose stack, and 6 the kind of resource that a stack is. */
export function stackShape({ rules, state }: Pick<Server, 'rules' | 'state'>, stack: Stack): unknown {
  const { since } = rules
  const { Id, Name, EndpointId, Env, ownerId } = stack
  const byAdministrator = state.users.some((user) => user.Id === ownerId && user.Role === 1)
  const resource = {
    Id,
    ResourceId: since('2.5.0') ? `${EndpointId}_${Name}` : Name,
    SubResourceIds: [],
    Type: 6,
    UserAccesses: byAdministrator ? [] : [{ UserId: ownerId, AccessLevel: 1 }],
    TeamAccesses: [],
    Public: false,
    AdministratorsOnly: byAdministrator,
    System: false,
  }
  return {
    Id,
    Name,
    Type: 2,
    EndpointId,
    SwarmId: '',
    EntryPoint: 'docker-compose.yml',
    Env,
    ...(since('1.23.0') ? { ResourceControl: resource } : {}),
    ...(since('2.0.0') ? { Status: 1 } : {}),
    ProjectPath: `/data/compose/${Id}`,
    ...(since('2.5.0')
      ? {
          CreationDate: stack.created,
          CreatedBy: stack.createdBy,
          UpdateDate: stack.updated,
          UpdatedBy: stack.updatedBy,
        }
      : {}),
    ...(since('2.9.0') ? { AdditionalFiles: null, AutoUpdate: null } : {}),
    ...(since('2.15.0') ? { Option: null } : {}),
    ...(since('2.9.0') ? { GitConfig: null } : {}),
    ...(since('2.13.0') ? { FromAppTemplate: false } : {}),
    ...(since('2.9.0') ? { Namespace: '' } : {}),
    ...(since('2.9.0') && !since('2.22.0') ? { IsComposeFormat: false } : {}),
  }
}
