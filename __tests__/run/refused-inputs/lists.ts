// `endpoints`: item, line and column of what is wrong, and never the text of the list.
import type { Refusal } from './refusal.ts'

const KEYS =
  "'name', 'id', 'type', 'endpoint-url', 'public-url', 'group', 'tags', 'container-engine', 'tls', 'tls-ca-cert', 'tls-cert', 'tls-key', 'tls-skip-verify', 'tls-skip-client-verify', 'azure-application-id', 'azure-tenant-id', 'azure-authentication-key', 'kubeconfig', 'edge-checkin-interval', 'extra-fields', 'users', 'teams', 'state', 'if-exists', 'if-missing', 'update-secrets' or 'clear'"
const FILE = 'allowed: a YAML or JSON list, or the path of a file that holds one.'
const list = (text: string): { name: string; endpoints: string } => ({ name: '', endpoints: text })
const socket = 'endpoint-url: unix:///var/run/docker.sock'

export const lists: Refusal[] = [
  [
    { name: 'web', endpoints: '- name: a' },
    "'name' can't be given beside 'endpoints': each item has its own.",
  ],
  [
    { name: '', id: 1, endpoints: '- name: a' },
    "'id' can't be given beside 'endpoints': each item has its own.",
  ],
  [
    { ...list(`- {name: a, ${socket}}`), deployment: 'preview' },
    "'deployment' can't be given beside 'endpoints': it is about one endpoint.",
  ],
  [list('[]'), "'endpoints' is an empty list."],
  [list('{name: a}'), "'endpoints', line 1, column 1: this is not a list."],
  [list('name: a\ntype: b'), "'endpoints', line 1, column 1: this is not a list."],
  [list('nowhere.yml'), `'endpoints' is 'nowhere.yml', which is no file that is there; ${FILE}`],
  [list('"tls-key": "swordfish"'), `'endpoints' is a text, which is no file that is there; ${FILE}`],
  [list('../list.yml'), `'endpoints' is '../list.yml', which is no file that is there; ${FILE}`],
  [list('../outside.pem'), `'endpoints' is a text, which leads out of GITHUB_WORKSPACE; ${FILE}`],
  [
    list('pipe'),
    `'endpoints' is a text, which is not a regular file of at most 2 MiB that can be read; ${FILE}`,
  ],
  [
    list('list.yml'),
    "'endpoints', item 1 (line 1, column 3): 'type' is 'swarm'; allowed: 'docker', 'agent', 'azure', 'edge-agent', 'kubernetes' or 'kubeconfig', or the numbers 1 to 6 in that order. Portainer would silently make a Docker endpoint of another one.",
  ],
  [list('- swordfish\n- b'), "'endpoints', line 1, column 3: item 1 is not a map of inputs."],
  [list('- name: a\n-\n'), "'endpoints', line 2, column 2: item 2 is not a map of inputs."],
  [
    list('- name: a\n  swordfish: 1'),
    `'endpoints', line 2, column 3: item 1 has a key that is not known; allowed: ${KEYS}.`,
  ],
  [
    list('- name: a\n  password: swordfish'),
    `'endpoints', line 2, column 3: item 1 has a key that is not known; allowed: ${KEYS}.`,
  ],
  [
    list('[{"name": "a", "wait-until-up": 5}]'),
    `'endpoints', line 1, column 16: item 1 has a key that is not known; allowed: ${KEYS}.`,
  ],
  [
    list('- name: a\n  type: agent\n  name: b'),
    "'endpoints', line 3, column 3: item 1 has the key 'name' twice.",
  ],
  [list('- name: "a'), "'endpoints', line 1, column 11: not valid YAML (MISSING_CHAR)."],
  [list('- name: a\n\t- b'), "'endpoints', line 2, column 1: not valid YAML (TAB_AS_INDENT)."],
  [list('- {name: a}\n---\n- {name: b}'), "'endpoints', line 2, column 1: not valid YAML (MULTIPLE_DOCS)."],
  [list('- name: *a\n'), "'endpoints', line 1, column 9: an alias without an anchor before it."],
  [list(`- &x {name: a}\n${'- *x\n'.repeat(101)}`), "'endpoints' has 101 aliases; at most 100 are allowed."],
  [list('- name: [a, b]'), "'endpoints', line 1, column 9: 'name' can't be a list."],
  [list('- name: a\n  tls-key: {a: b}'), "'endpoints', line 2, column 12: 'tls-key' can't be a map."],
  [list('- name: a\n  tags: [a, [b]]'), "'endpoints', line 2, column 13: an element of 'tags' must be text."],
  [
    list('- name: a\n  extra-fields: {Gpus: [1]}'),
    "'endpoints', line 2, column 24: a value of 'extra-fields' must be text.",
  ],
  [
    list('- type: docker'),
    "'endpoints', item 1 (line 1, column 3): 'name' is missing; it is needed, unless 'id' says which endpoint is meant.",
  ],
  [
    list('- name: null'),
    "'endpoints', item 1 (line 1, column 3): 'name' is missing; it is needed, unless 'id' says which endpoint is meant.",
  ],
  [
    list('- name: a'),
    "'endpoints', item 1 (line 1, column 3): 'endpoint-url' is missing; with an item of 'endpoints' it must be written out, even for the local socket ('unix:///var/run/docker.sock'), which is root on Portainer's host, unless 'if-missing' is 'fail'.",
  ],
  [
    list(`- {name: a, ${socket}}\n- {name: b, ${socket}}\n- {name: a, ${socket}}`),
    "'endpoints', item 3 (line 3, column 3): 'name' is the same as that of item 1.",
  ],
  [
    list(`- {id: 7, name: a, ${socket}}\n- {id: 07, name: b, ${socket}}`),
    "'endpoints', item 2 (line 2, column 3): 'id' is the same as that of item 1.",
  ],
  [
    list(`- {name: a, ${socket}, tls: yes}\n- {name: b, type: 9}\n- {name: c, if-exists: x, ${socket}}`),
    [
      "'endpoints', item 1 (line 1, column 3): 'tls' is 'yes'; allowed: 'true' or 'false'.",
      "'endpoints', item 2 (line 2, column 3): 'type' is '9'; allowed: 'docker', 'agent', 'azure', 'edge-agent', 'kubernetes' or 'kubeconfig', or the numbers 1 to 6 in that order. Portainer would silently make a Docker endpoint of another one.",
      "'endpoints', item 3 (line 3, column 3): 'if-exists' is 'x'; allowed: 'update', 'reuse', 'recreate' or 'fail'.",
    ],
  ],
  [
    list(`- {name: n, id: x}\n`.repeat(12)),
    [
      ...Array.from(
        { length: 10 },
        (_, index) =>
          `'endpoints', item ${index + 1} (line ${index + 1}, column 3): 'id' is 'x'; allowed: a whole number from 1 to 2147483647.`,
      ),
      '… and 2 items more.',
    ],
  ],
  [
    { ...list(`- {name: a, ${socket}}`), 'if-missing': 'never' },
    "'endpoints', item 1 (line 1, column 3): 'if-missing' is 'never'; allowed: 'create', 'fail' or 'skip'.",
  ],
]

const one = list(`- {name: a, ${socket}}`)

export const prune: Refusal[] = [
  [{ prune: true }, "'prune' needs 'endpoints': it removes what that list no longer names."],
  [
    { ...one, prune: true, state: 'Absent', tags: 'fleet' },
    "'prune' can't be used with 'state: absent', which removes every endpoint of the list.",
  ],
  ...[{}, { group: 1 }].map((scope): Refusal => [
    { ...one, prune: true, ...scope },
    "'prune' needs 'group' or 'tags' on the step, which say what it may remove; group 1 (Unassigned) alone is not enough.",
  ]),
  [{ ...one, prune: 'all' }, "'prune' is 'all'; allowed: 'true' or 'false'."],
  [
    { ...one, prune: true, tags: 'fleet', 'prune-limit': 0 },
    "'prune-limit' is '0'; allowed: a whole number from 1 to 10000.",
  ],
]
