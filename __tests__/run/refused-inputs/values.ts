// Booleans, numbers, choices and texts that are not what they have to be.
import type { Refusal } from './refusal.ts'

export const booleans: Refusal[] = [
  [{ 'init-admin': 'yes' }, `'init-admin' … 'yes'`],
  [{ 'skip-tls-verify': 'on' }, `'skip-tls-verify' … 'on'`],
  [{ cleanup: '1' }, `'cleanup' … '1'`],
  [{ 'dry-run': 'tRUE' }, `'dry-run' … 'tRUE'`],
  [{ tls: 'y' }, `'tls' … 'y'`],
  [{ 'tls-skip-verify': 'nope' }, `'tls-skip-verify' … 'nope'`],
  [{ 'tls-skip-client-verify': '"true"' }, `'tls-skip-client-verify' … '"true"'`],
]

export const numbers: Refusal[] = [
  [{ timeout: '0' }, "'timeout' … '0' … 1 … 3600"],
  [{ timeout: '3601' }, "'timeout' … '3601' … 1 … 3600"],
  [{ timeout: '2m' }, "'timeout' … '2m' … 1 … 3600"],
  [{ 'wait-for-portainer': '-1' }, "'wait-for-portainer' … '-1' … 0 … 3600"],
  [{ 'wait-until-up': '1.5' }, "'wait-until-up' … '1.5' … 0 … 3600"],
  [{ 'wait-until-up': '1e3' }, "'wait-until-up' … '1e3' … 0 … 3600"],
  [{ concurrency: '0' }, "'concurrency' … '0' … 1 … 64"],
  [{ concurrency: '65' }, "'concurrency' … '65' … 1 … 64"],
  [{ concurrency: '٣' }, "'concurrency' … '٣' … 1 … 64"],
  [{ id: '0' }, "'id' … '0' … 1 … 2147483647"],
  [{ id: 'web' }, "'id' … 'web' … 1 … 2147483647"],
  [{ id: '99999999999' }, "'id' … '99999999999' … 1 … 2147483647"],
  [{ group: '0' }, "'group' … '0' … 1 … 2147483647"],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://p.example.com', 'edge-checkin-interval': '5s' },
    "'edge-checkin-interval' … '5s' … 1 … 2147483647",
  ],
]

/** Words for a type that Portainer's pages, its API and people use, by what to write instead. */
const meant = {
  "use 'agent', or 'docker'": ['swarm', 'Docker Swarm'],
  "use 'docker' … 'container-engine: podman'": ['podman'],
  "use 'docker' with 'endpoint-url: unix:///var/run/docker.sock'": ['local', 'Socket'],
  "for a Docker engine, use 'docker'": ['Docker Standalone', 'API'],
  "use 'edge-agent'": ['edge', 'edge_agent', 'Edge Agent Standard', 'edge agent async', '7'],
  "for a Portainer agent, use 'agent'": ['Portainer Agent', 'docker-agent'],
  "use 'azure'": ['ACI', 'Azure ACI'],
  "the cluster Portainer runs in, use 'kubernetes' … 'kubeconfig'": ['k8s', 'kube'],
  "use 'kubeconfig'": ['kube-config', 'Import'],
  'would silently create a Docker endpoint': ['0', '01', 'vm'],
}

export const choices: Refusal[] = [
  ...Object.entries(meant).flatMap(([says, words]) =>
    words.map((type): Refusal => [{ type }, `'type' … '${type}' … ${says} … allowed`]),
  ),
  ...Object.entries({ doker: 'docker', agnet: 'agent', azrue: 'azure' }).map(([type, word]): Refusal => [
    { type },
    `'type' … '${type}' … did you mean '${word}'? Allowed`,
  ]),
  [{ 'if-exists': 'updates' }, "'if-exists' … 'updates' … did you mean 'update'?"],
  [{ 'update-secrets': 'On Create' }, "'update-secrets' … 'On Create' … did you mean 'on-create'?"],
  [{ state: 'gone' }, "'state' … 'gone' … 'present' … 'absent'"],
  [{ 'if-exists': 'replace' }, "'if-exists' … 'replace' … 'update' … 'reuse' … 'recreate' … 'fail'"],
  [{ 'if-missing': 'ignore' }, "'if-missing' … 'ignore' … 'create' … 'fail' … 'skip'"],
  [{ 'update-secrets': 'never' }, "'update-secrets' … 'never' … 'always' … 'on-create'"],
  [{ 'container-engine': 'kubernetes' }, "'container-engine' … 'kubernetes' … 'docker' … 'podman'"],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://portainer', 'container-engine': 'containerd' },
    "'container-engine' … 'containerd' … 'docker' … 'podman' … 'kubernetes'",
  ],
  [{ 'container-engine': 'containerd' }, "'container-engine' … 'containerd' … 'docker' … 'podman'"],
  [{ clear: 'tags, group' }, "'clear' … 'group' … 'public-url' … 'tags' … 'users' … 'teams'"],
]

export const texts: Refusal[] = [
  [{ name: '' }, "'name' … missing"],
  [{ name: 'web\nserver' }, "'name' … 'web\\u{a}server'"],
  [{ name: 'n'.repeat(256) }, `'name' … '${'n'.repeat(200)}… (256 characters)' … 255`],
  [{ name: '::error::\u0007' }, "'name' … '\\::error::\\u{7}'"],
  [{ name: '\u202eweb\u0001' }, "'name' … '\\u{202e}web\\u{1}'"],
  [{ group: 'a\tb' }, "'group' … 'a\\u{9}b'"],
  [{ tags: 'web,a\tb' }, "'tags' … 'a\\u{9}b'"],
  [{ 'public-url': '10.0.7.10\n10.0.7.11' }, "'public-url' … '10.0.7.10\\u{a}10.0.7.11'"],
  [
    { deployment: 'preview\tpr-1', 'github-token': 'ghs_0123456789' },
    "'deployment' … 'preview\\u{9}pr-1' … 255",
  ],
  [{ 'deployment-url': 'https://preview.example.com' }, "'deployment-url' … 'deployment'"],
  ...['preview.example.com', 'https://', 'javascript:alert(1)', 'https://a b'].map((url): Refusal => [
    { deployment: 'preview', 'deployment-url': url },
    `'deployment-url' … '${url}' … 'http(s)://host/path'`,
  ]),
  [
    { deployment: 'preview', 'deployment-url': 'https://me:swordfish@app' },
    "'deployment-url' … 'https://***@app' … user info",
  ],
  [{ 'extra-fields': 'EdgeAsyncMode' }, "'extra-fields' … 'EdgeAsyncMode' … 'Field=value'"],
  [{ 'extra-fields': 'Gpus=[]\n=true' }, "'extra-fields' … '=true' … 'Field=value'"],
  [{ 'extra-fields': 'Edge Async=true' }, "'extra-fields' … 'Edge Async' … 'Gpus'"],
  [{ 'extra-fields': 'Gpus=[]\nGpus=[1]' }, "'extra-fields' … 'Gpus' … twice"],
  ...[
    'Name',
    'url',
    'PublicURL',
    'GroupID',
    'Tags',
    'TAGIDS',
    'TLSSkipVerify',
    'TLSKeyFile',
    'EndpointCreationType',
    'EndpointType',
    'AzureTenantID',
    'CheckinInterval',
    'EdgeCheckinInterval',
    'ContainerEngine',
    'KubeConfig',
  ].map((field): Refusal => [
    { 'extra-fields': `EdgeAsyncMode=true\n${field}=x` },
    `'extra-fields' … '${field}'`,
  ]),
  ...['public-url', 'tags', 'users', 'teams'].map((name): Refusal => [
    { 'endpoint-url': 'tcp://10.0.7.10:2375', [name]: 'some', clear: name },
    `'clear' … '${name}'`,
  ]),
]

export const textLists: Refusal[] = [
  [{ tags: ',\n,' }, "'tags' … ',\\u{a},' … names nothing"],
  [{ tags: "['', '']" }, "'tags' … '['', '']' … names nothing"],
  ...['tags', 'users', 'teams'].map((name): Refusal => [
    { [name]: '[]', 'endpoint-url': 'tcp://10.0.7.10:2375' },
    `'${name}' … '[]' … empty list … 'clear: ${name}'`,
  ]),
  [{ clear: '[]' }, "'clear' … '[]' … empty list"],
  ...['[{"name": "production"}]', '{a: b}', '- - production', '- a: b'].map((tags): Refusal => [
    { tags },
    `'tags' … '${tags}' … only contain names … allowed … ['[EU]']`,
  ]),
  ...['[production], [docker]', '["production]'].map((tags): Refusal => [
    { tags },
    `'tags' … '${tags}' … not valid YAML … allowed … ['[EU]']`,
  ]),
  ...['[production, docker', 'production, docker]', 'production, - docker'].map((tags): Refusal => [
    { tags },
    `'tags' … '${tags}' … looks like a list … allowed`,
  ]),
]

/** Everything wrong at once, and nothing that only follows from it: what an unknown type would need is not known. */
export const several: Refusal[] = [
  [
    { url: 'portainer.example.com', timeout: '1m', type: 'vm', 'endpoint-url': 'engine', cleanup: 'yes' },
    { each: ["'url' … missing", "'timeout' … '1m'", "'cleanup' … 'yes'", "'type' … 'vm'"] },
  ],
]
