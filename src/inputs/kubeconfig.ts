import { decodeBase64, decodeText } from '../certificates/pem-text.ts'
import { mask } from '../foundation/secrets.ts'
import { readFileInput, type FileFormat } from './files.ts'
import type { InputSource } from './source.ts'

const KUBECONFIG: FileFormat = { name: 'a kubeconfig', find: findKubeconfig }

/** A kubeconfig as YAML or JSON, in a JSON string, or in base64 once or twice. */
function findKubeconfig(content: string | Buffer, layers = 2): string | undefined {
  const text = (typeof content === 'string' ? content : decodeText(content)).trim()
  if (/^[ \t]*["']?(?:apiVersion|kind|clusters|contexts|users|current-context)["']?[ \t]*:/m.test(text))
    return text
  if (/^\{[^]*"clusters"/.test(text)) return text
  const packed = layers === 0 ? undefined : (fromJson(text) ?? decodeBase64(text))
  return packed === undefined ? undefined : findKubeconfig(packed, layers - 1)
}

function fromJson(text: string): string | undefined {
  if (!text.startsWith('"')) return undefined
  try {
    return JSON.parse(text) as string
  } catch {
    return undefined
  }
}

/** What names things in a kubeconfig, or says where they are: shown in Portainer, in outputs, or everywhere. */
const HARMLESS =
  /^(apiVersion|kind|name|clusters?|users?|contexts?|namespace|current-context|server|tls-server-name|preferences)$/

/** `key: value`, one a line or in braces, as YAML and JSON write it; the value quoted, plain, or below its key. */
const PAIR =
  /(?:^|[{,\s])["']?([A-Za-z][\w.-]*)["']?[ \t]*:[ \t]*(?:[|>][+-]?[ \t]*\n[ \t]*)?(?:"((?:[^"\\\n]|\\.)*)"|'((?:[^'\n]|'')*)'|([^\s"'{[,][^\n,{}[\]]*))/gm

/** Keys and certificates in base64, also where they are folded into several lines. */
const LONG = /[A-Za-z0-9+/_=-]{40,}/g

/**
 * Reads `kubeconfig` and masks what is secret in it: all values but those that name things. Its lines are not masked
 * as they are, since `kind: Config` or `users:` would blot out half of a log.
 * @throws InputError when it is not the text, base64 of it, a variable or a file.
 */
export function readKubeconfig(source: InputSource): string | undefined {
  const text = readFileInput(source, 'kubeconfig', KUBECONFIG)
  if (text === undefined) return undefined
  for (const [, key = '', double, single, plain] of text.matchAll(PAIR)) {
    if (HARMLESS.test(key)) continue
    mask(double ?? single ?? plain ?? '')
    // What the quotes stand for is what the cluster is given.
    if (double?.includes('\\')) mask(unescape(double))
    if (single?.includes("''")) mask(single.replaceAll("''", "'"))
  }
  for (const [long] of text.matchAll(LONG)) mask(long)
  return text
}

/** Of the escapes that YAML knows those that JSON has too: who writes a kubeconfig by program uses no other. */
function unescape(double: string): string {
  try {
    return JSON.parse(`"${double}"`) as string
  } catch {
    return double
  }
}
