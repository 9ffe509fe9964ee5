import type { Node } from 'yaml'
import { findPem } from '../certificates/pem-text.ts'
import { InputError, orUndefined } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { readFileInput } from './files.ts'
import type { InputSource } from './source.ts'
import { parseYaml, type YamlText } from './yaml.ts'

/** Keys whose values are no secrets, but for credentials in an address. */
const HARMLESS = new Set(
  [
    'apiVersion kind preferences colors name current-context namespace',
    'cluster clusters context contexts user users',
    'server tls-server-name insecure-skip-tls-verify disable-compression',
    'command interactiveMode provideClusterInfo installHint',
  ].flatMap((keys) => keys.split(' ')),
)

/** Keys of credentials: there, even a number is a secret. */
const CREDENTIAL = /pass|token|secret|key|auth|data/i

/** Items of a list share their defaults. */
const maskedBefore = new Set<string>()

/** Reads `kubeconfig` and masks every value in it that may be a secret. */
export function readKubeconfig(source: InputSource): string | undefined {
  const text = readFileInput(source, 'kubeconfig')
  if (text === undefined || maskedBefore.has(text)) return text
  try {
    const yaml = parseYaml("'kubeconfig'", text)
    if (yaml.map(yaml.document.contents) === undefined) {
      throw new InputError("'kubeconfig' is not a map with 'clusters', 'users' and 'contexts'.")
    }
    maskNodes(yaml, text)
  } catch (error) {
    // An earlier run may have sent it anyway, and Portainer may repeat it.
    maskLong(text)
    throw error instanceof InputError ? new InputError(error.message, { input: 'kubeconfig' }) : error
  }
  maskedBefore.add(text)
  return text
}

function maskNodes(yaml: YamlText, text: string): void {
  /** Each list and map is visited once, however many aliases lead to it. */
  const visited = new Set<unknown>()
  maskComments(yaml.document)
  visit(yaml.document.contents, '')

  function visit(node: unknown, key: string): void {
    maskComments(node)
    const pairs = yaml.map(node)
    const list = yaml.list(node)
    if (pairs === undefined && list === undefined) {
      const { range } = (node ?? {}) as Partial<Node>
      maskScalar(yaml.text(node) ?? '', range ? text.slice(range[0], range[1]) : '', key)
      return
    }
    if (visited.has(pairs ?? list)) return
    visited.add(pairs ?? list)
    for (const element of list ?? []) visit(element, HARMLESS.has(key) ? '' : key)
    for (const pair of pairs ?? []) {
      const name = yaml.text(pair.key)
      if (name === undefined) visit(pair.key, '')
      else maskComments(pair.key)
      visit(pair.value, name ?? '')
    }
  }
}

function maskScalar(value: string, written: string, key: string): void {
  // Credentials in an address, wherever it is.
  const userInfo = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)@/i.exec(value)?.[1]
  for (const part of userInfo?.split(':') ?? []) {
    mask(part)
    mask(orUndefined(() => decodeURIComponent(part)) ?? '')
  }
  if (HARMLESS.has(key) || /^(?:true|false|null|~)?$/i.test(value)) return
  // A port or a number of seconds, which the log is full of.
  if (/^\d{1,5}$/.test(value) && !CREDENTIAL.test(key)) return
  mask(value)
  // Portainer is sent, and may repeat, the text as it is: with quotes, escapes, indents and folds.
  mask(written.replace(/^["']|["']$/g, ''))
  // `--token=…` among the arguments of a command.
  mask(/^--?[\w.-]+=([^]+)$/.exec(value)?.[1] ?? '')
  if (value.length > 100) mask(findPem(value) ?? '')
}

/** A comment may be a value that was replaced, or a line that was commented out. */
function maskComments(node: unknown): void {
  const { comment, commentBefore } = (node ?? {}) as Partial<Node>
  for (const line of `${commentBefore ?? ''}\n${comment ?? ''}`.split('\n')) {
    maskLong(line)
    const [, key = '', value = ''] = /^[\s-]*["']?(\w[\w.-]*)["']?\s*[:=]\s*(\S.*)$/.exec(line) ?? []
    if (value !== '') maskScalar(value.trim().replace(/^["']|["']$/g, ''), value.trim(), key)
  }
}

/** Masks keys and certificates in base64. */
function maskLong(text: string): void {
  for (const [long] of text.matchAll(/[A-Za-z0-9+/_=-]{40,}/g)) mask(long)
}
