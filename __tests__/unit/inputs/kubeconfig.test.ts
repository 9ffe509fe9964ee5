// What is masked of a kubeconfig, however YAML and JSON let one write it.
import { beforeAll, beforeEach, afterEach, expect, jest, test } from '@jest/globals'
import { InputError } from '../../../src/foundation/errors.ts'
import { readKubeconfig } from '../../../src/inputs/kubeconfig.ts'
import { InputSource } from '../../../src/inputs/source.ts'
import { loadYaml } from '../../../src/inputs/yaml.ts'

let masks: string[] = []
beforeAll(loadYaml)
beforeEach(() => {
  masks = []
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    masks.push(
      ...[...String(text).matchAll(/^::add-mask::(.*)$/gm)].map(([, mask = '']) => decodeURIComponent(mask)),
    )
    return true
  })
})
afterEach(() => {
  jest.restoreAllMocks()
})

/** The texts that reading this kubeconfig masks. */
function masksOf(text: string): string[] {
  readKubeconfig(new InputSource(new Map([['kubeconfig', text]])))
  return masks
}

const head =
  'apiVersion: v1\nkind: Config\nclusters:\n- name: main\n  cluster: {server: "https://10.0.0.9:6443"}\n'
const user = (lines: string): string =>
  `${head}users:\n- name: somebody\n  user:\n    ${lines.replaceAll('\n', '\n    ')}\n`

/** Each has a number of its own, since a text is masked once in a process. */
const secret = (number: number): string => `kt-${number}-s3cr3t`

const ways: [string, string, string[]][] = [
  ['plain', `token: ${secret(1)}`, [secret(1)]],
  ['in quotes', `token: "${secret(2)}"`, [secret(2)]],
  ['a comment after it', `token: ${secret(3)} # of the cluster`, [secret(3)]],
  ['a comma in it', `password: ${secret(4)},more`, [`${secret(4)},more`]],
  ['a colon in it', `password: ${secret(5)}:more`, [`${secret(5)}:more`]],
  ['on the next line', `token:\n  ${secret(6)}`, [secret(6)]],
  ['an anchor', `token: &t ${secret(7)}`, [secret(7)]],
  ['a tag', `token: !!str ${secret(8)}`, [secret(8)]],
  ['an anchor and a tag', `token: &t8 !secret "${secret(9)}"`, [secret(9)]],
  ['a block', `token: |-\n  ${secret(10)}\n  ${secret(11)}`, [secret(10), secret(11)]],
  [
    'a folded block',
    `token: >\n  ${secret(12)}\n  ${secret(13)}`,
    [secret(12), `${secret(12)} ${secret(13)}`],
  ],
  ['several lines', `token: ${secret(14)}\n  ${secret(15)}`, [`${secret(14)} ${secret(15)}`, secret(15)]],
  ['escapes', `token: "${secret(16)}\\u0021\\x21"`, [`${secret(16)}!!`, `${secret(16)}\\u0021\\x21`]],
  ['doubled quotes', `token: '${secret(17)}''s'`, [`${secret(17)}'s`, `${secret(17)}''s`]],
  ['a map in braces', `{token: ${secret(18)}, username: ${secret(19)}}`, [secret(18), secret(19)]],
  ['an explicit key', `? token\n: ${secret(20)}`, [secret(20)]],
  ['a key in quotes', `"token" : ${secret(21)}`, [secret(21)]],
  ['an unknown key', `whatever: ${secret(22)}`, [secret(22)]],
  [
    'a key that is no text',
    `? [${secret(23)}, {a: ${secret(24)}}]\n: ${secret(25)}`,
    [23, 24, 25].map(secret),
  ],
  [
    'arguments of a command',
    `exec:\n  command: kubectl\n  args: [get-token, "--password=${secret(26)}", -t=${secret(27)}]\n  env:\n  - {name: TOKEN, value: ${secret(28)}}`,
    [`--password=${secret(26)}`, ...[26, 27, 28].map(secret)],
  ],
  ['an alias of something harmless', `name: &n ${secret(29)}\ntoken: *n`, [secret(29)]],
  ['an alias of a list', `name: &l [${secret(30)}]\nargs: *l`, [secret(30)]],
  ['a merge', `name: &m {token: ${secret(31)}}\n<<: *m`, [secret(31)]],
  ['a line that was commented out', `token: x\n# token: ${secret(32)}\npassword: y`, [secret(32)]],
  ['a comment at the end of a line', `token: x # password=${secret(33)}`, [secret(33)]],
  ['a number', 'password: 31415', ['31415']],
  [
    'credentials of a server',
    `server: https://me:${secret(34)}%21@10.0.0.9`,
    [`${secret(34)}%21`, `${secret(34)}!`],
  ],
  ['credentials of a proxy', `proxy-url: socks5://me:${secret(35)}@proxy`, [secret(35)]],
]

test.each(ways)('a secret is masked: %s', (_, lines, expected) => {
  expect(masksOf(user(lines))).toEqual(expect.arrayContaining(expected))
})

test.each([
  [
    'JSON',
    JSON.stringify({ clusters: [], users: [{ user: { token: `${secret(40)}"\\` } }] }),
    [`${secret(40)}"\\`],
  ],
  [
    'JSON with tabs',
    JSON.stringify({ clusters: [], users: [{ user: { token: secret(41) } }] }, null, '\t'),
    [secret(41)],
  ],
  ['a JSON string', JSON.stringify(user(`token: ${secret(42)}`)), [secret(42)]],
  ['base64', Buffer.from(user(`token: ${secret(43)}`)).toString('base64'), [secret(43)]],
  ['a byte order mark', `\ufeff${user(`token: ${secret(44)}`)}`, [secret(44)]],
  ['line breaks of Windows', user(`token: ${secret(45)}`).replaceAll('\n', '\r\n'), [secret(45)]],
])('a secret is masked in %s', (_, text, expected) => {
  expect(masksOf(text)).toEqual(expect.arrayContaining(expected))
})

test('a key is masked in base64 and line by line', () => {
  const key = `-----BEGIN PRIVATE KEY-----\n${'c2VjcmV0'.repeat(8)}\n${'bW9yZQ=='.repeat(3)}\n-----END PRIVATE KEY-----\n`
  const data = Buffer.from(key).toString('base64')
  expect(masksOf(user(`client-key-data: ${data}`))).toEqual(
    expect.arrayContaining([data, 'c2VjcmV0'.repeat(8)]),
  )
})

test('what names things stays readable', () => {
  const text = `${head}users:
- name: somebody
  user:
    exec: {apiVersion: client.authentication.k8s.io/v1, command: kubelogin, interactiveMode: Never, timeout: 3600}
contexts:
- name: production
  context: {cluster: main, user: somebody, namespace: web, insecure-skip-tls-verify: true}
current-context: production
preferences: {colors: true}
`
  expect(masksOf(text)).toEqual([])
})

test.each([
  ['broken YAML', `${head}users: [{user: {token: swordfish}`],
  ['two documents', `${head}---\n${head}token: swordfish`],
  ['an alias of nothing', `${head}token: *swordfish`],
  ['a list', `- apiVersion: v1\n  token: swordfish`],
  ['nested too deep', `${head}token: ${'['.repeat(5000)}swordfish`],
  ['lists in lists', `${head}token:\n${'- '.repeat(20_000)}swordfish`],
])('refused, without a word of it: %s', (_, text) => {
  let refusal: unknown
  try {
    masksOf(text)
  } catch (error) {
    refusal = error
  }
  expect(refusal).toBeInstanceOf(InputError)
  expect(String(refusal)).toMatch(/'kubeconfig'/)
  expect(String(refusal)).not.toContain('swordfish')
})
