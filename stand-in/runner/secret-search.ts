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

/** A secret whole and by line. Lines that delimit PEM, and the words of a kubeconfig, are no secret. */
function partsOf(secret: string): string[] {
  return [secret, ...secret.split(/\r?\n/)]
    .map((part) => part.trim())
    .filter(
      (part) => part.length >= 4 && !part.startsWith('-----') && !/^[\w-]+:(\s+[\w./-]{1,8})?$/.test(part),
    )
}

const percent = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

/**
 * How a server may write a text: as JSON (JavaScript's and Go's), URLs, HTML, base64 (also in the middle of something
 * longer) and hex do.
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
  const points = Array.from(text).map((character) => character.codePointAt(0) ?? 0)
  const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index).toString(16))
  return [
    text,
    json,
    // In itself, and as the most careful of each would write it.
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(url),
    units.map((unit) => `\\u${unit.padStart(4, '0')}`).join(''),
    points.map((point) => `&#${point};`).join(''),
    points.map((point) => `&#x${point.toString(16)};`).join(''),
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

const decodeJson = (text: string): string =>
  text.replace(
    /\\(?:u\{([\da-f]{1,6})\}|u([\da-f]{4})|x([\da-f]{2})|([bfnrt])|(["'\\/]))/gi,
    (whole, point?: string, unit?: string, byte?: string, letter?: string, itself?: string) => {
      if (letter !== undefined) return whole === whole.toLowerCase() ? (controls[letter] ?? '') : whole
      return itself ?? String.fromCodePoint(Math.min(parseInt(point ?? unit ?? byte ?? '', 16), 0x10ffff))
    },
  )
const controls: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const decodeUrl = (text: string): string =>
  text.replace(/(?:%[\da-f]{2})+/gi, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString())

const decodeForm = (text: string): string => decodeUrl(text.replaceAll('+', ' '))

const decodeHtml = (text: string): string =>
  text.replace(
    /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,7}));?/gi,
    (whole, decimal?: string, hex?: string) => {
      const code = decimal === undefined ? parseInt(hex ?? '', 16) : Number(decimal)
      if (!Number.isNaN(code)) return String.fromCodePoint(Math.min(code, 0x10ffff))
      return entities[whole.replace(/^&|;$/g, '').toLowerCase()] ?? whole
    },
  )
/** Those that stand for a character that a secret has encoded. */
const entities: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', tab: '\t', newline: '\n' },
  ...{ excl: '!', num: '#', dollar: '$', percnt: '%', lpar: '(', rpar: ')', ast: '*', plus: '+', comma: ',' },
  ...{
    period: '.',
    sol: '/',
    colon: ':',
    semi: ';',
    equals: '=',
    quest: '?',
    commat: '@',
    lsqb: '[',
    bsol: '\\',
  },
  ...{
    rsqb: ']',
    hat: '^',
    lowbar: '_',
    grave: '`',
    lcub: '{',
    verbar: '|',
    vert: '|',
    rcub: '}',
    uuml: 'ü',
    euro: '€',
  },
}

/** So many layers are taken off: JSON in JSON in a URL is as deep as a server goes by accident. */
const LAYERS = 3

/** A text as it is, and with one to three layers of JSON, URL, form and HTML taken off, in any order. */
function readingsOf(text: string, layers = LAYERS): Set<string> {
  const readings = new Set([text])
  let newest = [text]
  for (let layer = 0; layer < layers && newest.length > 0; layer += 1) {
    const next = newest.flatMap((one) =>
      [decodeJson, decodeUrl, decodeForm, decodeHtml].map((decode) => decode(one)),
    )
    newest = [...new Set(next)].filter((one) => !readings.has(one))
    for (const one of newest) readings.add(one)
  }
  return readings
}

/** What may be base64 or hex in a text, decoded as if 0 to 3 characters of a group of four had been cut off before it. */
function decodeRuns(text: string): string {
  const base64 = text.match(/[\w+/-]{10,}/g) ?? []
  const hex = text.match(/[\da-f]{14,}/gi) ?? []
  return [
    ...base64.flatMap((run) =>
      ['', 'A', 'AA', 'AAA'].map((cut) => Buffer.from(cut + run, 'base64').toString()),
    ),
    ...hex.flatMap((run) => ['', '0'].map((cut) => Buffer.from(cut + run, 'hex').toString())),
  ].join('\n')
}

/** Fewer bytes of base64 are found in anything. */
const MIN_PACKED_BYTES = 7

/** In base64 the first and the last byte share a character with their neighbours, which may have been cut off. */
const withoutEnds = (part: string): string => Array.from(part).slice(1, -1).join('')

/**
 * Each place in which one of the secrets stands, with the start of it: as it is, or however it is encoded. What is
 * searched is decoded for that, so that no list says how a secret can be written.
 */
export function findLeaks(secrets: readonly string[], places: Record<string, string>): string[] {
  const parts = [...new Set(secrets.flatMap(partsOf))]
  const long = parts.filter((part) => Buffer.byteLength(part) >= MIN_PACKED_BYTES)
  return Object.entries(places).flatMap(([place, text]) => {
    if (text === '') return []
    const readings = [...readingsOf(text)]
    const packed = readings.flatMap((one) => [...readingsOf(decodeRuns(one), 1)])
    const found = new Set([
      ...parts.filter((part) => readings.some((one) => one.includes(part))),
      ...long.filter((part) => packed.some((one) => one.includes(withoutEnds(part)))),
    ])
    return [...found].map((part) => `${place} holds ${JSON.stringify(part.slice(0, 12))}…`)
  })
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
