// What each version of Portainer does. Every difference of behaviour is named here once; shapes of JSON are in
// json-shapes.ts, words of errors in error-messages.ts.

export interface Rules {
  version: string
  /** True for this version and every later one. */
  since: (version: string) => boolean
  typeField: 'EndpointType' | 'EndpointCreationType'
  /** Edge agents came with 1.22: before, 4 falls through to Docker. */
  edgeAgents: boolean
  kubernetes: boolean
  urlRequired: boolean
  edgeUrlRequired: boolean
  /** 2.13+ parses the host of an edge URL strictly; before, one without a scheme had an empty host. */
  edgeHostStrict: boolean
  /** 1.x asks `_ping` before an id is handed out; any HTTP answer will do. 2.x leaves it to the snapshot. */
  pingsFirst: boolean
  /** 1.18 takes none; up to 1.22.0 a failed one only marks the endpoint as down. */
  snapshot: 'none' | 'lenient' | 'strict'
  /** The Docker client asks HEAD before GET, each with its own 60 s. */
  headFirst: boolean
  /** Up to 2.15 the snapshot is inside the stored endpoint and so in the answer to a create. */
  snapshotInEndpoint: boolean
  tagField: 'Tags' | 'TagIds'
  /** An unknown group or tag is noticed, but only after the endpoint is stored. */
  checksGroupAfterStoring: boolean
  uniqueNames: boolean
  /** Up to 1.22 the next id is only read when a create begins, and taken when it ends. */
  idTakenWhenStored: boolean
  /** Storing an endpoint sets the counter back to its id, so two creates at once can be given the same one. */
  counterFollowsStored: boolean
  /** Docker over TLS is dialled in plain text: broken in 2.20.0 and 2.20.1 only. */
  dockerTlsBroken: boolean
  /** The agent's ping takes the two skip flags swapped. */
  agentFlagsSwapped: boolean
  agentNeedsVersionHeader: boolean
  /** 2.13-2.15 take any error with "unknown" in it, an unknown authority too, for an agent that is paired; later, only that of a Kubernetes agent. */
  takesUnknownForPaired: (type: number) => boolean
  containerEngine: boolean
  /** The form field that sets the check-in interval, first one given wins. */
  intervalFields: string[]
  access: 'lists' | 'policies'
  /** A new edge endpoint has no access policies, where others have empty ones. */
  forgetsEdgePolicies: boolean
  /** The payload of PUT has no optional keys: what is left out is the zero value, and TLS goes off. */
  putOmittedIsZero: boolean
  /**
   * When a PUT builds a new connection: at each (`always`), at one that names URL or TLS (`named`), never, when a Docker
   * engine's checks are named (`checks`), or when something differs as well (`changed`).
   */
  putReconnects: 'always' | 'named' | 'never' | 'checks' | 'changed'
  /** What a snapshot of an edge agent comes to: the endpoint is down, the handler panics, or 400. */
  edgeSnapshot: 'down' | 'panics' | 'refused'
  apiKeys: boolean
  apiKeyNeedsPassword: boolean
  /** What an API key beside an `Authorization` header is answered; undefined where it is allowed. */
  twoCredentials: 401 | 403 | undefined
  cookies: boolean
  /** What keeps other sites' pages out: a token beside the session cookie, or a look at where a request comes from. */
  forgery: 'unchecked' | 'token' | 'origin'
  userNameAnyCase: boolean
  passwordRule: 'any' | 'strong' | 'length'
  setupToken: boolean
  timeoutMode: boolean
  systemStatus: boolean
  snapshotCall: boolean
  /** DELETE /api/endpoints with a list in its body; from about 2.39 on also POST /api/endpoints/delete. */
  bulkDelete: 'none' | 'delete' | 'delete-and-post'
  logout: 'none' | 'ok' | 'drops'
  /** A handler that panics is answered 200 with nothing in it; before, the connection is dropped. */
  panicsAnswerEmpty: boolean
  /** What a list for a standard user makes of an endpoint whose group is gone. */
  skipsLostGroups: boolean
  /** Objects are written without their empty fields. */
  omitsEmpty: boolean
  edgeTlsRefused: boolean
  /** An edge agent whose engine is not named is stored as one on Kubernetes until it checks in. */
  edgeIsKubernetes: boolean
  /** An engine that can't be reached is a JSON error of the proxy; before, an empty 502. */
  proxyFailureJson: boolean
  outboundAllowList: boolean
  /** `/api/status/version` is gone from 2.45 on. */
  statusVersion: boolean
  refusesProxyWhenDown: boolean
  /** Anyone who is signed in may administer when the RBAC extension is missing: 1.21.0-1.22.0. */
  everyoneAdministers: boolean
  trailingNewline: boolean
}

function numbers(version: string): number[] {
  return version
    .replace(/-.*/, '')
    .split('.')
    .map((part) => Number(part))
}

export function compareVersions(one: string, other: string): number {
  const [a, b] = [numbers(one), numbers(other)]
  for (let index = 0; index < 3; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

export function rulesOf(version: string): Rules {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`Not a version of Portainer: ${version}`)
  // Asked for a dozen versions at each request, so each is compared once.
  const known = new Map<string, boolean>()
  const since = (other: string) => {
    const answer = known.get(other) ?? compareVersions(version, other) >= 0
    known.set(other, answer)
    return answer
  }
  const between = (first: string, before: string) => since(first) && !since(before)
  return {
    version,
    since,
    typeField: since('2.0.0') ? 'EndpointCreationType' : 'EndpointType',
    edgeAgents: since('1.22.0'),
    kubernetes: since('2.0.0'),
    urlRequired: !since('1.19.0'),
    edgeUrlRequired: since('2.17.0'),
    edgeHostStrict: since('2.13.0'),
    pingsFirst: !since('2.0.0'),
    snapshot: since('1.22.1') ? 'strict' : since('1.19.0') ? 'lenient' : 'none',
    headFirst: since('2.16.0'),
    snapshotInEndpoint: !since('2.16.0'),
    tagField: since('1.24.0') ? 'TagIds' : 'Tags',
    checksGroupAfterStoring: since('1.22.1'),
    uniqueNames: since('2.14.0'),
    idTakenWhenStored: !since('1.23.0'),
    counterFollowsStored: !since('2.13.0'),
    dockerTlsBroken: between('2.20.0', '2.20.2'),
    agentFlagsSwapped: since('2.0.0'),
    agentNeedsVersionHeader: since('2.15.0'),
    takesUnknownForPaired: (type) => since('2.13.0') && (type === 6 || !since('2.16.0')),
    containerEngine: since('2.22.0'),
    intervalFields: since('2.19.0')
      ? ['EdgeCheckinInterval', 'CheckinInterval']
      : since('2.0.0')
        ? ['CheckinInterval']
        : [],
    access: since('1.21.0') ? 'policies' : 'lists',
    forgetsEdgePolicies: between('1.22.0', '1.24.2') || between('2.0.0', '2.9.0'),
    putOmittedIsZero: !since('1.20.0'),
    putReconnects: since('2.20.0')
      ? 'changed'
      : since('2.19.0')
        ? 'checks'
        : since('2.15.0')
          ? 'never'
          : since('1.20.0')
            ? 'named'
            : 'always',
    edgeSnapshot: since('2.11.1') ? 'refused' : since('2.0.0') ? 'panics' : 'down',
    apiKeys: since('2.11.0'),
    apiKeyNeedsPassword: since('2.20.0'),
    twoCredentials: since('2.41.0') ? 401 : since('2.20.0') ? 403 : undefined,
    cookies: since('2.20.0'),
    forgery: since('2.39.0') ? 'origin' : since('2.20.0') ? 'token' : 'unchecked',
    userNameAnyCase: since('2.5.0'),
    passwordRule: since('2.14.0') ? 'length' : since('2.13.0') ? 'strong' : 'any',
    setupToken: since('2.43.0') || between('2.39.3', '2.40.0'),
    timeoutMode: since('2.13.0'),
    systemStatus: since('2.17.0'),
    snapshotCall: since('1.20.0'),
    bulkDelete: since('2.39.0') ? 'delete-and-post' : since('2.21.0') ? 'delete' : 'none',
    logout: between('2.21.0', '2.41.0') ? 'drops' : since('2.0.0') ? 'ok' : 'none',
    panicsAnswerEmpty: since('2.45.0'),
    skipsLostGroups: since('2.45.0'),
    omitsEmpty: since('2.45.0'),
    edgeTlsRefused: since('2.41.0'),
    edgeIsKubernetes: since('2.41.0'),
    proxyFailureJson: since('2.45.0'),
    outboundAllowList: since('2.45.0'),
    statusVersion: between('1.24.0', '2.45.0'),
    refusesProxyWhenDown: between('1.20.0', '1.22.1'),
    everyoneAdministers: between('1.21.0', '1.22.1'),
    trailingNewline: !since('2.20.0'),
  }
}
