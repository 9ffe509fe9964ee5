// Booleans, numbers, choices and texts that are not what they have to be.
import type { Refusal } from './refusal.ts'

const BOOLEAN = "allowed: 'true' or 'false'."
const KINDS =
  "allowed: 'docker', 'agent', 'azure', 'edge-agent', 'kubernetes' or 'kubeconfig', or the numbers 1 to 6 in that order. Portainer would silently make a Docker endpoint of another one."

export const booleans: Refusal[] = [
  [{ 'init-admin': 'yes' }, `'init-admin' is 'yes'; ${BOOLEAN}`],
  [{ 'skip-tls-verify': 'on' }, `'skip-tls-verify' is 'on'; ${BOOLEAN}`],
  [{ cleanup: '1' }, `'cleanup' is '1'; ${BOOLEAN}`],
  [{ 'dry-run': 'tRUE' }, `'dry-run' is 'tRUE'; ${BOOLEAN}`],
  [{ tls: 'y' }, `'tls' is 'y'; ${BOOLEAN}`],
  [{ 'tls-skip-verify': 'nope' }, `'tls-skip-verify' is 'nope'; ${BOOLEAN}`],
  [{ 'tls-skip-client-verify': '"true"' }, `'tls-skip-client-verify' is '"true"'; ${BOOLEAN}`],
]

export const numbers: Refusal[] = [
  [{ timeout: '0' }, "'timeout' is '0'; allowed: a whole number from 1 to 3600."],
  [{ timeout: '3601' }, "'timeout' is '3601'; allowed: a whole number from 1 to 3600."],
  [{ timeout: '2m' }, "'timeout' is '2m'; allowed: a whole number from 1 to 3600."],
  [{ 'wait-for-portainer': '-1' }, "'wait-for-portainer' is '-1'; allowed: a whole number from 0 to 3600."],
  [{ 'wait-until-up': '1.5' }, "'wait-until-up' is '1.5'; allowed: a whole number from 0 to 3600."],
  [{ 'wait-until-up': '1e3' }, "'wait-until-up' is '1e3'; allowed: a whole number from 0 to 3600."],
  [{ concurrency: '0' }, "'concurrency' is '0'; allowed: a whole number from 1 to 64."],
  [{ concurrency: '65' }, "'concurrency' is '65'; allowed: a whole number from 1 to 64."],
  [{ concurrency: '٣' }, "'concurrency' is '٣'; allowed: a whole number from 1 to 64."],
  [{ id: '0' }, "'id' is '0'; allowed: a whole number from 1 to 2147483647."],
  [{ id: 'web' }, "'id' is 'web'; allowed: a whole number from 1 to 2147483647."],
  [{ id: '99999999999' }, "'id' is '99999999999'; allowed: a whole number from 1 to 2147483647."],
  [{ group: '0' }, "'group' is '0'; allowed: a whole number from 1 to 2147483647."],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://p.example.com', 'edge-checkin-interval': '5s' },
    "'edge-checkin-interval' is '5s'; allowed: a whole number from 1 to 2147483647.",
  ],
]

export const choices: Refusal[] = [
  [{ type: 'swarm' }, `'type' is 'swarm'; ${KINDS}`],
  [{ type: '0' }, `'type' is '0'; ${KINDS}`],
  [{ type: '7' }, `'type' is '7'; ${KINDS}`],
  [{ type: '01' }, `'type' is '01'; ${KINDS}`],
  [{ type: 'edge agent' }, `'type' is 'edge agent'; ${KINDS}`],
  [{ state: 'gone' }, "'state' is 'gone'; allowed: 'present' or 'absent'."],
  [{ 'if-exists': 'replace' }, "'if-exists' is 'replace'; allowed: 'update', 'reuse', 'recreate' or 'fail'."],
  [{ 'if-missing': 'ignore' }, "'if-missing' is 'ignore'; allowed: 'create', 'fail' or 'skip'."],
  [{ 'update-secrets': 'never' }, "'update-secrets' is 'never'; allowed: 'always' or 'on-create'."],
  [
    { 'container-engine': 'kubernetes' },
    "'container-engine' is 'kubernetes'; allowed: 'docker' or 'podman'.",
  ],
  [
    { type: 'edge-agent', 'container-engine': 'containerd' },
    "'container-engine' is 'containerd'; allowed: 'docker', 'podman' or 'kubernetes'.",
  ],
  [
    { 'container-engine': 'containerd' },
    "'container-engine' is 'containerd'; allowed: 'docker' or 'podman'.",
  ],
  [{ clear: 'tags, group' }, "'clear' is 'group'; allowed: 'public-url', 'tags', 'users' or 'teams'."],
]

export const texts: Refusal[] = [
  [{ name: '' }, "'name' is missing; it is needed, unless 'id' says which endpoint is meant."],
  [{ name: 'web\nserver' }, "'name' is 'web\\u{a}server'; allowed: a text without control characters."],
  [
    { name: 'n'.repeat(256) },
    `'name' is '${'n'.repeat(200)}… (256 characters)'; allowed: 255 characters at most.`,
  ],
  [{ name: '::error::\u0007' }, "'name' is '\\::error::\\u{7}'; allowed: a text without control characters."],
  [
    { name: '\u202eweb\u0001' },
    "'name' is '\\u{202e}web\\u{1}'; allowed: a text without control characters.",
  ],
  [{ group: 'a\tb' }, "'group' is 'a\\u{9}b'; allowed: an id, or a name without control characters."],
  [{ tags: 'web,a\tb' }, "'tags' is 'a\\u{9}b'; allowed: names without control characters."],
  [
    { 'public-url': '10.0.7.10\n10.0.7.11' },
    "'public-url' is '10.0.7.10\\u{a}10.0.7.11'; allowed: one line of text.",
  ],
  [
    { deployment: 'preview\tpr-1', 'github-token': 'ghs_0123456789' },
    "'deployment' is 'preview\\u{9}pr-1'; allowed: one line of at most 255 characters.",
  ],
  [
    { 'deployment-url': 'https://preview.example.com' },
    "'deployment-url' needs 'deployment', which names the GitHub environment.",
  ],
  ...['preview.example.com', 'https://', 'javascript:alert(1)', 'https://a b'].map((url): Refusal => [
    { deployment: 'preview', 'deployment-url': url },
    `'deployment-url' is '${url}'; allowed: 'http(s)://…' without user info.`,
  ]),
  [
    { deployment: 'preview', 'deployment-url': 'https://me:swordfish@app' },
    "'deployment-url' is 'https://***@app'; allowed: 'http(s)://…' without user info.",
  ],
  [
    { 'extra-fields': 'EdgeAsyncMode' },
    "'extra-fields' is 'EdgeAsyncMode'; allowed: lines of the form 'Field=value'.",
  ],
  [
    { 'extra-fields': 'Gpus=[]\n=true' },
    "'extra-fields' is '=true'; allowed: lines of the form 'Field=value'.",
  ],
  [
    { 'extra-fields': 'Edge Async=true' },
    "'extra-fields' is 'Edge Async'; allowed: a field name such as 'Gpus'.",
  ],
  [{ 'extra-fields': 'Gpus=[]\nGpus=[1]' }, "'extra-fields' names 'Gpus' twice."],
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
    `'extra-fields' names '${field}', which an input of its own stands for; use that.`,
  ]),
  ...['public-url', 'tags', 'users', 'teams'].map((name): Refusal => [
    { 'endpoint-url': 'tcp://10.0.7.10:2375', [name]: 'some', clear: name },
    `'clear' names '${name}', and '${name}' is given as well; only one of them is allowed.`,
  ]),
]
