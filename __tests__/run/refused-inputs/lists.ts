// `endpoints`: item, line and column of what is wrong, and never a value of the list.
import path from 'node:path'
import type { Refusal } from './refusal.ts'
import { workspace } from './workspace.ts'

const list = (text: string): { name: string; endpoints: string } => ({ name: '', endpoints: text })
const socket = 'endpoint-url: unix:///var/run/docker.sock'
const one = list(`- {name: a, ${socket}}`)
/** What is said of a place in an item: item, line, column. */
const at = (item: number, line: number, column: number, says: string): string =>
  `'endpoints', item ${item}, line ${line}, column ${column}: ${says}`

export const lists: Refusal[] = [
  [{ ...one, name: 'web' }, "'name' … 'endpoints'"],
  [{ ...one, id: 1 }, "'id' … 'endpoints'"],
  [{ ...one, deployment: 'preview' }, "'deployment' … 'endpoints'"],
  [list('[]'), "'endpoints' … empty list"],
  ...['{name: a}', 'name: a\ntype: b'].map((text): Refusal => [
    list(text),
    "'endpoints', line 1, column 1 … not a list … '- name: …'",
  ]),
  [
    list(`endpoints:\n  - {name: a, ${socket}}`),
    "'endpoints', line 1, column 1 … '- name: …' … without 'endpoints:'",
  ],
  ...['nowhere.yml', '~/fleet.json'].map((file): Refusal => [
    list(file),
    `'endpoints' … '${file}' … does not exist … '${path.resolve(workspace, file)}' … actions/checkout`,
  ]),
  [list('../list.yml'), "'endpoints' … '../list.yml' … GITHUB_WORKSPACE"],
  ...['"tls-key": "swordfish"', 'swordfish', 'c3dvcmRmaXNo'.repeat(400)].map((text): Refusal => [
    list(text),
    /^'endpoints' is neither a list nor the path of a file(?!.*(?:swordfish|c3dv))/s,
  ]),
  [list('../outside.pem'), "'endpoints' … '../outside.pem' … GITHUB_WORKSPACE"],
  [list('folder'), "'endpoints' … 'folder' … is a folder … one file"],
  [list('pipe'), "'endpoints' … 'pipe' … not a regular file"],
  [list('- name: "a'), "'endpoints', line 1, column 11 … not valid YAML (MISSING_CHAR)"],
  [list('- name: a\n\t- b'), "'endpoints', line 2, column 1 … not valid YAML (TAB_AS_INDENT)"],
  [list('- {name: a}\n---\n- {name: b}'), "'endpoints', line 2, column 1 … not valid YAML (MULTIPLE_DOCS)"],
  [list('- name: *a\n'), "'endpoints', line 1, column 9 … alias … without"],
  [list(`- &x {name: a}\n${'- *x\n'.repeat(101)}`), "'endpoints' … 101 aliases"],
  [list(`- name: ${'['.repeat(101)}`), "'endpoints' … 100 brackets"],
]

export const items: Refusal[] = [
  [list('list.yml'), at(1, 2, 9, "'type' … can't be used … use 'agent', or 'docker'")],
  [
    list('- swordfish\n- [b]\n-\n'),
    { each: [at(1, 1, 3, 'this is not a map'), at(2, 2, 3, 'this is not'), at(3, 3, 2, 'this is not')] },
  ],
  [
    list(
      [
        `- {name: a, ${socket}}`,
        '- endpoint_url: tcp://swordfish:1',
        '- name: b\n  wait-until-up: 60\n  password: swordfish\n  url: tcp://swordfish:1',
        '- {name: c, Tag: swordfish}',
        '- {name: d, something: swordfish}',
        '- {name: e, the sword fish: 1}',
      ].join('\n'),
    ),
    {
      each: [
        at(2, 2, 3, "'endpoint_url' … did you mean 'endpoint-url'?"),
        at(3, 4, 3, "'wait-until-up' … input of the step"),
        at(3, 5, 3, "'password' … input of the step"),
        at(3, 6, 3, "'url' … input of the step … 'endpoint-url'"),
        at(4, 7, 13, "'Tag' … did you mean 'tags'?"),
        at(5, 8, 13, "'something' … allowed: 'name' … 'clear'"),
        at(6, 9, 13, "an unknown key; allowed: 'name' … 'clear'"),
      ],
    },
  ],
  [list('- name: a\n  type: agent\n  name: b'), at(1, 3, 3, "'name' … twice")],
  [list('- name: [a, b]'), at(1, 1, 9, "'name' … a list")],
  [list('- name: a\n  tls-key: {a: b}'), at(1, 2, 12, "'tls-key' … a map")],
  [list('- name: a\n  tags: [a, [b]]'), at(1, 2, 13, "'tags' … names")],
  [list('- name: a\n  extra-fields: {Gpus: [1]}'), at(1, 2, 24, "'extra-fields' … texts")],
  ...['- type: docker', '- name: null'].map((text): Refusal => [
    list(text),
    at(1, 1, 3, "'name' is missing … 'id'"),
  ]),
  // What to do is said once.
  [
    list('- name: a\n- {name: b, type: docker}'),
    {
      each: [
        at(
          1,
          1,
          3,
          "'endpoint-url' is missing … local socket ('unix:///var/run/docker.sock') … if-missing: fail",
        ),
        at(2, 2, 3, "'endpoint-url' is missing"),
      ],
    },
  ],
  [
    list(`- {name: a, ${socket}}\n- {name: b, ${socket}}\n- {name: a, ${socket}}`),
    at(3, 3, 10, "'name' … same … item 1"),
  ],
  [
    list(`- {id: 7, name: a, ${socket}}\n- {id: 07, name: b, ${socket}}`),
    at(2, 2, 8, "'id' … same … item 1"),
  ],
  [
    list(
      `- {name: a, ${socket}, tls: swordfish, tags: ['', '']}\n- {name: b, type: 9}\n- {name: c, if-exists: x, ${socket}}`,
    ),
    {
      each: [
        at(1, 1, 78, "'tags' … names nothing"),
        at(1, 1, 61, "'tls' has a value that can't be used; allowed: 'true' or 'false'"),
        at(2, 2, 19, "'type' … 'edge-agent' … 1 to 6"),
        at(3, 3, 24, "'if-exists' … 'update', 'reuse', 'recreate' or 'fail'"),
      ],
    },
  ],
  [
    list(`- {name: n, id: x}\n`.repeat(12)),
    {
      each: [
        ...Array.from({ length: 9 }, (_, index) => at(index + 1, index + 1, 17, "'id' … 1 to 2147483647")),
        '3 more mistakes',
      ],
    },
  ],
  // A default of the step is wrong once.
  [
    { ...list(`- {name: a, ${socket}}\n- {name: b, ${socket}}`), 'if-missing': 'never' },
    /^'if-missing' is 'never'; allowed: 'create', 'fail' or 'skip'\.$/,
  ],
]

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
