// Looks for secrets wherever a run leaves something behind.
import * as fs from 'node:fs'
import path from 'node:path'

/** Inputs whose value must not be found anywhere afterwards. Of `headers`, the values. */
const secretInputs = [
  'password',
  'api-key',
  'setup-token',
  'tls-key',
  'azure-authentication-key',
  'github-token',
]

/** The secrets among a step's inputs and variables; passwords of proxies too. */
export function secretsOf(
  inputs: Record<string, string | number | boolean | undefined>,
  env: NodeJS.ProcessEnv,
): string[] {
  const valueOf = (name: string): string => {
    const value = String(inputs[name] ?? '')
    return value.startsWith('env:') ? (env[value.slice(4)] ?? '') : value
  }
  const values = secretInputs.map(valueOf)
  // Of a kubeconfig what signs in, not what names things.
  const signsIn = valueOf('kubeconfig').matchAll(/(?:token|password|client-key-data):\s*["']?([^\s"',}]+)/g)
  for (const [, value = ''] of signsIn) values.push(value)
  const headers = String(inputs['headers'] ?? '')
    .split('\n')
    .map((line) => line.slice(line.indexOf(':') + 1))
  const proxies = ['http_proxy', 'HTTP_PROXY', 'https_proxy', 'HTTPS_PROXY'].flatMap((name) => {
    const { password = '' } = URL.parse(env[name] ?? '') ?? {}
    return [password, decodeURIComponent(password)]
  })
  return [...values, ...headers, ...proxies]
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= 4)
}

const known = new Map<string, string[]>()

/** Whole, by line, and as encodings change it. Lines that delimit PEM, and the words of a kubeconfig, are no secret. */
function formsOf(secret: string): string[] {
  const before = known.get(secret)
  if (before !== undefined) return before
  const forms = findForms(secret)
  if (known.size < 1000) known.set(secret, forms) // the same few again and again
  return forms
}

function findForms(secret: string): string[] {
  const parts = [secret, ...secret.split(/\r?\n/)]
    .map((part) => part.trim())
    .filter(
      (part) => part.length >= 4 && !part.startsWith('-----') && !/^[\w-]+:(\s+[\w./-]{1,8})?$/.test(part),
    )
  return parts.flatMap(encodingsOf).filter((form) => form.length >= 4)
}

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/**
 * As JSON (JavaScript's and Go's), URLs, HTML, base64 (also in the middle of something longer) and hex write it. Apart
 * from the action's own list on purpose: a form that is missing there must not be missing here with it.
 */
export function encodingsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const json = JSON.stringify(text).slice(1, -1)
  const url = encodeURIComponent(text.toWellFormed())
  const form = new URLSearchParams([['', text]]).toString().slice(1)
  const html = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;')
  // Whatever stands before a text shifts its base64; what its neighbours take part in is left out.
  const shifted = [0, 1, 2].map((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const from = Math.ceil((shift * 8) / 6)
    return whole.slice(from, Math.floor(((shift + bytes.length) * 8) / 6))
  })
  const long = shifted.filter((one) => one.length >= 8)
  return [
    text,
    json,
    json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
    url,
    url.replace(/%../g, (code) => code.toLowerCase()),
    form,
    form.replaceAll('*', '%2A').replaceAll('%7E', '~'),
    percent(text),
    percent(text).toUpperCase(),
    html,
    html.replaceAll('&#34;', '&quot;').replaceAll('&#39;', '&apos;'),
    ...long,
    ...long.map((one) => one.replaceAll('+', '-').replaceAll('/', '_')),
    bytes.toString('hex'),
    bytes.toString('hex').toUpperCase(),
  ]
}

/** Each place in which one of the secrets stands, with the start of it. */
export function findLeaks(secrets: readonly string[], places: Record<string, string>): string[] {
  const forms = [...new Set(secrets.flatMap(formsOf))]
  return Object.entries(places).flatMap(([place, text]) =>
    forms
      .filter((form) => text.includes(form))
      .map((form) => `${place} holds ${JSON.stringify(form.slice(0, 12))}…`),
  )
}

/** The contents of all files below a folder, by path. */
export function readAllFiles(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name)
        return [file, fs.readFileSync(file, 'utf8')]
      }),
  )
}
