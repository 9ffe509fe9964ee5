/** Every input of action.yml, in its order. A test holds the two together. */
export const connectionInputs = [
  'url',
  'username',
  'password',
  'api-key',
  'init-admin',
  'setup-token',
  'ca-cert',
  'skip-tls-verify',
  'headers',
  'wait-for-portainer',
  'timeout',
] as const

/** What an endpoint is: inputs of the step, and keys of an item of `endpoints`. */
export const endpointInputs = [
  'name',
  'id',
  'type',
  'endpoint-url',
  'public-url',
  'group',
  'tags',
  'container-engine',
  'tls',
  'tls-ca-cert',
  'tls-cert',
  'tls-key',
  'tls-skip-verify',
  'tls-skip-client-verify',
  'azure-application-id',
  'azure-tenant-id',
  'azure-authentication-key',
  'kubeconfig',
  'edge-checkin-interval',
  'extra-fields',
  'users',
  'teams',
] as const

/** What to do with an endpoint: inputs of the step, and keys of an item too. */
export const policyInputs = ['state', 'if-exists', 'if-missing', 'update-secrets', 'clear'] as const

/** What holds for the run as a whole. */
export const runInputs = [
  'cleanup',
  'wait-until-up',
  'dry-run',
  'endpoints',
  'prune',
  'prune-limit',
  'concurrency',
  'deployment',
  'deployment-url',
  'github-token',
] as const

/** The inputs that an item of `endpoints` may have, and those that only the step has. */
export const itemInputs = [...endpointInputs, ...policyInputs] as const
export const stepOnlyInputs = [...connectionInputs, ...runInputs] as const

export type ItemInput = (typeof itemInputs)[number]
export type InputName = ItemInput | (typeof stepOnlyInputs)[number]

export const listInputs = ['tags', 'users', 'teams', 'clear'] as const satisfies readonly ItemInput[]

/** Inputs whose value is never quoted, and masked before anything else is done. */
export const secretInputs: ReadonlySet<InputName> = new Set<InputName>([
  'password',
  'api-key',
  'setup-token',
  'headers',
  'tls-key',
  'azure-authentication-key',
  'kubeconfig',
  'github-token',
])
