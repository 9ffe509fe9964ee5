// `endpoints`: item, line and column of what is wrong, and never the text of the list.
import type { Refusal } from './refusal.ts'

const list = (text: string): { name: string; endpoints: string } => ({ name: '', endpoints: text })
const socket = 'endpoint-url: unix:///var/run/docker.sock'

export const lists: Refusal[] = [
  [{ name: 'web', endpoints: '- name: a' }, "'name' … 'endpoints'"],
  [{ name: '', id: 1, endpoints: '- name: a' }, "'id' … 'endpoints'"],
  [{ ...list(`- {name: a, ${socket}}`), deployment: 'preview' }, "'deployment' … 'endpoints'"],
  [list('[]'), "'endpoints' … empty list"],
  [list('{name: a}'), "'endpoints' … line 1, column 1 … not a list"],
  [list('name: a\ntype: b'), "'endpoints' … line 1, column 1 … not a list"],
  [list('nowhere.yml'), `'endpoints' … 'nowhere.yml'`],
  [list('"tls-key": "swordfish"'), `'endpoints'`],
  [list('../list.yml'), `'endpoints' … '../list.yml'`],
  [list('../outside.pem'), `'endpoints' … GITHUB_WORKSPACE`],
  [list('pipe'), `'endpoints' … regular file`],
  [
    list('list.yml'),
    "'endpoints' … item 1 … line 1, column 3 … 'type' … 'swarm' … 'docker' … 'agent' … 'azure' … 'edge-agent' … 'kubernetes' … 'kubeconfig' … 1 … 6",
  ],
  [list('- swordfish\n- b'), "'endpoints' … line 1, column 3 … item 1 … a map"],
  [list('- name: a\n-\n'), "'endpoints' … line 2, column 2 … item 2 … a map"],
  [list('- name: a\n  swordfish: 1'), `'endpoints' … line 2, column 3 … item 1`],
  [list('- name: a\n  password: swordfish'), `'endpoints' … line 2, column 3 … item 1`],
  [list('[{"name": "a", "wait-until-up": 5}]'), `'endpoints' … line 1, column 16 … item 1`],
  [list('- name: a\n  type: agent\n  name: b'), "'endpoints' … line 3, column 3 … item 1 … 'name' … twice"],
  [list('- name: "a'), "'endpoints' … line 1, column 11 … not valid YAML (MISSING_CHAR)"],
  [list('- name: a\n\t- b'), "'endpoints' … line 2, column 1 … not valid YAML (TAB_AS_INDENT)"],
  [list('- {name: a}\n---\n- {name: b}'), "'endpoints' … line 2, column 1 … not valid YAML (MULTIPLE_DOCS)"],
  [list('- name: *a\n'), "'endpoints' … line 1, column 9 … alias … without"],
  [list(`- &x {name: a}\n${'- *x\n'.repeat(101)}`), "'endpoints' … 101 aliases"],
  [list('- name: [a, b]'), "'endpoints' … line 1, column 9 … 'name' … a list"],
  [list('- name: a\n  tls-key: {a: b}'), "'endpoints' … line 2, column 12 … 'tls-key' … a map"],
  [list('- name: a\n  tags: [a, [b]]'), "'endpoints' … line 2, column 13 … 'tags' … text"],
  [list('- name: a\n  extra-fields: {Gpus: [1]}'), "'endpoints' … line 2, column 24 … 'extra-fields' … text"],
  [list('- type: docker'), "'endpoints' … item 1 … line 1, column 3 … 'name' … missing"],
  [list('- name: null'), "'endpoints' … item 1 … line 1, column 3 … 'name' … missing"],
  [
    list('- name: a'),
    "'endpoints' … item 1 … line 1, column 3 … 'endpoint-url' … missing … 'endpoints' … local socket … 'unix:///var/run/docker.sock'",
  ],
  [
    list(`- {name: a, ${socket}}\n- {name: b, ${socket}}\n- {name: a, ${socket}}`),
    "'endpoints' … item 3 … line 3, column 3 … 'name' … item 1",
  ],
  [
    list(`- {id: 7, name: a, ${socket}}\n- {id: 07, name: b, ${socket}}`),
    "'endpoints' … item 2 … line 2, column 3 … 'id' … item 1",
  ],
  [
    list(`- {name: a, ${socket}, tls: yes}\n- {name: b, type: 9}\n- {name: c, if-exists: x, ${socket}}`),
    [
      "'endpoints' … item 1 … line 1, column 3 … 'tls' … 'yes' … 'true' … 'false'",
      "'endpoints' … item 2 … line 2, column 3 … 'type' … '9' … 'docker' … 'agent' … 'azure' … 'edge-agent' … 'kubernetes' … 'kubeconfig' … 1 … 6",
      "'endpoints' … item 3 … line 3, column 3 … 'if-exists' … 'x' … 'update' … 'reuse' … 'recreate' … 'fail'",
    ],
  ],
  [
    list(`- {name: n, id: x}\n`.repeat(12)),
    [
      ...Array.from({ length: 10 }, (_, index) => `'endpoints' … ${index + 1} … 'id' … 'x' … 1 … 2147483647`),
      '2 items more',
    ],
  ],
  [
    { ...list(`- {name: a, ${socket}}`), 'if-missing': 'never' },
    "'endpoints' … item 1 … line 1, column 3 … 'if-missing' … 'never' … 'create' … 'fail' … 'skip'",
  ],
]

const one = list(`- {name: a, ${socket}}`)

export const prune: Refusal[] = [
  [{ prune: true }, "'prune' … 'endpoints'"],
  [{ ...one, prune: true, state: 'Absent', tags: 'fleet' }, "'prune' … 'state: absent'"],
  ...[{}, { group: 1 }].map((scope): Refusal => [
    { ...one, prune: true, ...scope },
    "'prune' … 'group' … 'tags'",
  ]),
  [{ ...one, prune: 'all' }, "'prune' … 'all' … 'true' … 'false'"],
  [{ ...one, prune: true, tags: 'fleet', 'prune-limit': 0 }, "'prune-limit' … '0' … 1 … 10000"],
]
