// What a Portainer has in its database. Live and mutable: tests change it behind a client's back.

export interface AccessPolicies {
  [id: string]: { RoleId: number }
}

export interface TlsConfig {
  TLS: boolean
  TLSSkipVerify: boolean
  TLSCACert?: string
  TLSCert?: string
  TLSKey?: string
}

export interface Endpoint {
  Id: number
  Name: string
  Type: number
  URL: string
  GroupId: number
  PublicURL: string
  TLSConfig: TlsConfig
  AzureCredentials: { ApplicationID: string; TenantID: string; AuthenticationKey: string }
  /** Names, up to 1.23. */
  Tags: string[] | null
  /** Ids, from 1.24 on. */
  TagIds: number[]
  /** 1 up, 2 down. */
  Status: number
  /** Bytes of snapshot that lists and gets carry; 0 for none taken. */
  snapshotBytes: number
  AuthorizedUsers: number[]
  AuthorizedTeams: number[]
  UserAccessPolicies: AccessPolicies
  TeamAccessPolicies: AccessPolicies
  EdgeID?: string
  EdgeKey: string
  EdgeCheckinInterval: number
  ContainerEngine: string
  Gpus: unknown[]
  LastCheckInDate: number
  IsEdgeDevice: boolean
  /** false for an edge agent in the waiting room, which an administrator has yet to let in. */
  UserTrusted: boolean
  AgentVersion: string
}

export interface Group {
  Id: number
  Name: string
  Description: string
  Tags: string[]
  TagIds: number[]
  AuthorizedUsers: number[]
  AuthorizedTeams: number[]
  UserAccessPolicies: AccessPolicies
  TeamAccessPolicies: AccessPolicies
}

export interface Tag {
  ID: number
  Name: string
  /** Ids of the endpoints that carry it. */
  Endpoints: Set<number>
}

export interface User {
  Id: number
  Username: string
  password: string
  /** 1 administrator, 2 standard. */
  Role: number
}

export interface Team {
  Id: number
  Name: string
}

export interface Membership {
  Id: number
  UserID: number
  TeamID: number
  Role: number
}

export interface ApiKey {
  id: number
  userId: number
  description: string
  raw: string
}

/** A compose stack of a standalone engine. */
export interface Stack {
  Id: number
  Name: string
  EndpointId: number
  Env: { name: string; value: string }[] | null
  /** The compose file. */
  file: string
  ownerId: number
  createdBy: string
  /** Seconds since 1970, as Portainer has them; 0 for never updated. */
  created: number
  updatedBy: string
  updated: number
}

export type TlsFile = 'ca' | 'cert' | 'key'

export interface State {
  endpoints: Endpoint[]
  groups: Group[]
  tags: Tag[]
  users: User[]
  teams: Team[]
  memberships: Membership[]
  apiKeys: ApiKey[]
  stacks: Stack[]
  lastStackId: number
  settings: {
    RequiredPasswordLength: number
    EnforceEdgeID: boolean
    EdgeAgentCheckinInterval: number
    EdgePortainerUrl: string
  }
  /** Files under /data/tls, by folder; those of a failed create stay, as on a real server's disk. */
  tlsFiles: Map<string, Partial<Record<TlsFile, string>>>
  /** The last endpoint id that was handed out. */
  lastEndpointId: number
  instanceId: string
}

export const isEdge = ({ Type }: Endpoint): boolean => Type === 4 || Type === 7

export function emptyEndpoint(Id: number, Name: string): Endpoint {
  return {
    Id,
    Name,
    Type: 1,
    URL: 'unix:///var/run/docker.sock',
    GroupId: 1,
    PublicURL: '',
    TLSConfig: { TLS: false, TLSSkipVerify: false },
    AzureCredentials: { ApplicationID: '', TenantID: '', AuthenticationKey: '' },
    Tags: null,
    TagIds: [],
    Status: 1,
    snapshotBytes: 0,
    AuthorizedUsers: [],
    AuthorizedTeams: [],
    UserAccessPolicies: {},
    TeamAccessPolicies: {},
    EdgeKey: '',
    EdgeCheckinInterval: 0,
    ContainerEngine: '',
    Gpus: [],
    LastCheckInDate: 0,
    IsEdgeDevice: false,
    UserTrusted: true,
    AgentVersion: '',
  }
}

export function emptyGroup(Id: number, Name: string, Description = ''): Group {
  return {
    Id,
    Name,
    Description,
    Tags: [],
    TagIds: [],
    AuthorizedUsers: [],
    AuthorizedTeams: [],
    UserAccessPolicies: {},
    TeamAccessPolicies: {},
  }
}

export const nextId = (items: { Id?: number; ID?: number }[]): number =>
  items.reduce((highest, item) => Math.max(highest, item.Id ?? item.ID ?? 0), 0) + 1

/** Keeps the order of ids, as the database does; one of the same id is overwritten. */
export function store(endpoints: Endpoint[], endpoint: Endpoint): void {
  let at = endpoints.length
  while (at > 0 && (endpoints[at - 1]?.Id ?? 0) > endpoint.Id) at -= 1
  const same = endpoints[at - 1]?.Id === endpoint.Id
  endpoints.splice(same ? at - 1 : at, same ? 1 : 0, endpoint)
}
