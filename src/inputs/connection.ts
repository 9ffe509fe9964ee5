import * as core from '@actions/core'
import { checkPortainerCa } from '../certificates/tls-files.ts'
import { collectMistakes, inputError, InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import { hasControl, hasUserInfo, parseWebUrl, withoutTrailingSlashes } from '../foundation/text.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import type { InputName } from './names.ts'
import type { InputSource } from './source.ts'

export interface Connection {
  /** Without a trailing `/` or `/api`: `https://host[:port][/sub-path]`. */
  url: string
  username: string
  credentials: { kind: 'password'; password: string } | { kind: 'api-key'; apiKey: string }
  initAdmin: boolean
  setupToken: string | undefined
  /** Certificates to trust for Portainer's own HTTPS, one PEM each. */
  ca: string[]
  skipTlsVerify: boolean
  headers: [name: string, value: string][]
  /** Seconds to keep trying until Portainer responds. */
  waitSeconds: number
  /** Seconds that one request may take, its retries included. */
  timeoutSeconds: number
}

export function readConnection(source: InputSource): Connection {
  const { attempt, refuse, throwAny } = collectMistakes()
  const credentials = attempt(() => readCredentials(source))
  const initAdmin = attempt(() => source.boolean('init-admin')) ?? false
  if (initAdmin && credentials?.kind === 'api-key') {
    refuse("'init-admin' requires 'password', with which the administrator is created.")
  }
  const headers = attempt(() => readHeaders(source)) ?? []
  if (credentials?.kind === 'password' && headers.some(([name]) => /^authorization$/i.test(name))) {
    refuse("'headers' has 'Authorization', which a sign-in with 'password' sets; use 'api-key'.")
  }
  const connection = {
    url: attempt(() => readUrl(source)),
    username: attempt(() => source.line('username', 'a text without control characters')) ?? 'admin',
    credentials,
    initAdmin,
    setupToken: attempt(() => readHeaderToken(source, 'setup-token')),
    ca: attempt(() => readCa(source)),
    skipTlsVerify: attempt(() => source.boolean('skip-tls-verify')) ?? false,
    headers,
    waitSeconds: attempt(() => source.number('wait-for-portainer', 0, 3600)) ?? 0,
    timeoutSeconds: attempt(() => source.number('timeout', 1, 3600)) ?? 150,
  }
  throwAny()
  return connection as Connection
}

export function connectionWarnings({ url, skipTlsVerify }: Connection): string[] {
  const target = new URL(url)
  const proxy = goesByProxy(target) ? ' through a proxy' : ''
  const isExposed = target.protocol === 'http:' && (proxy !== '' || !isLoopback(target.hostname))
  return [
    isExposed &&
      `'url' is plain http: credentials and keys travel unencrypted to ${target.hostname}${proxy}. Use https.`,
    skipTlsVerify &&
      "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead.",
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0' &&
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is still verified.",
  ].filter((warning) => warning !== false)
}

/** Whether a host is the machine this runs on; IPv6 in brackets, as in a URL. */
export const isLoopback = (hostname: string): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/** Whether plain http leaves this machine through a proxy, as the proxy variables say. */
function goesByProxy({ hostname, host }: URL): boolean {
  const { env } = process
  if (!(env['http_proxy'] || env['HTTP_PROXY'])) return false
  const exceptions = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/)
  return !exceptions.some((one) => {
    const suffix = one.replace(/^\*?\./, '.')
    return ['*', hostname, host].includes(one) || (suffix.startsWith('.') && hostname.endsWith(suffix))
  })
}

const URL_FORM = "'http(s)://host[:port][/sub-path]'"

/** What may be wrong with how a URL begins; the first that matches is reported. */
const SCHEME_FAULTS: [RegExp, string][] = [
  [/^(https?:?\/*)+https?(:(?!\d)|\/\/)/i, 'the scheme is written twice'],
  [/^https?(:\/?(?!\/)|\/\/)/i, "after the scheme there must be '://'"],
  [/^(?!https?:)[a-z][a-z0-9+.-]*:\/\//i, "its scheme is neither 'http' nor 'https'"],
  [/^(?!https?:)/i, "'http://' or 'https://' is missing"],
]

function readUrl(source: InputSource): string {
  const text = source.text('url')
  if (text === undefined) throw new InputError(`'url' is missing; allowed: ${URL_FORM}.`)
  const fail = (why: string): InputError => source.invalid('url', text, URL_FORM, why)
  if (hasUserInfo(text)) throw fail("it has user info; use 'username' and 'password', or 'api-key'")
  if (hasControl(text) || /\s/.test(text)) throw fail('it contains white space or control characters')
  const fault = SCHEME_FAULTS.find(([pattern]) => pattern.test(text))
  if (fault !== undefined) throw fail(fault[1])
  // A browser's address bar shows the page in the fragment: https://host/#!/home
  const [page = ''] = text.split('#')
  const url = parseWebUrl(page)
  if (url === undefined) throw fail('it is not a valid URL')
  if (page.includes('?')) throw fail('it has a query')
  const path = withoutTrailingSlashes(url.pathname).replace(/\/api$/, '')
  return url.origin + withoutTrailingSlashes(path)
}

function readCredentials(source: InputSource): Connection['credentials'] {
  const password = source.text('password')
  if (password !== undefined && source.text('api-key') !== undefined) {
    throw new InputError("'password' and 'api-key' are both given; provide exactly one of them.")
  }
  if (password !== undefined) {
    checkPassword(source, password)
    return { kind: 'password', password }
  }
  const apiKey = readHeaderToken(source, 'api-key')
  if (apiKey === undefined) {
    throw new InputError("Neither 'password' nor 'api-key' is given; provide exactly one of them.", {
      hint: EMPTY_SECRET,
    })
  }
  if (JWT.test(apiKey)) {
    throw inputError(
      'api-key',
      "is a JSON Web Token. Create an access token in Portainer under My account; it begins with 'ptr_'.",
    )
  }
  return { kind: 'api-key', apiKey }
}

function readCa(source: InputSource): string[] {
  const text = readFileInput(source, 'ca-cert')
  if (text === undefined) return []
  const { pem, warnings } = checkPortainerCa(text, new Date())
  for (const warning of warnings) core.warning(warning)
  return pem
}

const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/

/** A hash of a password, as tools print it for Portainer's option `--admin-password`. */
const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/

/** What a shell or another program would replace by a value, and GitHub does not: `$NAME`, `${NAME}`, `%NAME%`, … */
const UNEXPANDED =
  /^(\$\{?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\}?|\$\(.*\)|%[A-Z][A-Z0-9_]*%|\$env:\w+|env:\w+|\$?\{\{.*\}\}|(secrets|vars|env)\.\w+)$/i

const NAME_ONLY = 'the name of a variable or secret, not its value: nothing replaces it here'

const expressionFor = (name: InputName): string =>
  `'${name}: \${{ secrets.NAME }}' in the workflow, with the name of the secret`

const QUOTED = /^(["'`]).*\1$/s

/** Refuses a token that can't be one, because of what was copied with it or instead of it. */
export function readToken(source: InputSource, name: InputName): string | undefined {
  const token = source.text(name)
  if (token === undefined) return undefined
  if (UNEXPANDED.test(token)) throw inputError(name, `is ${NAME_ONLY}; write ${expressionFor(name)}.`)
  if (QUOTED.test(token)) throw inputError(name, 'has quotes around it; store the secret without them.')
  if (/^(bearer|token|basic|x-api-key:)\s/i.test(token)) {
    throw inputError(name, "begins with a word such as 'Bearer'; give the token alone.")
  }
  return token
}

/** A token that is sent in a header, where a line break would begin another one. */
function readHeaderToken(source: InputSource, name: InputName): string | undefined {
  const token = readToken(source, name)
  if (token === undefined || /^[\x20-\x7e]*$/.test(token)) return token
  throw source.invalid(name, token, 'one line of printable ASCII characters')
}

/** Refuses what can't be a password, and warns of what is unlikely to be one. */
function checkPassword(source: InputSource, password: string): void {
  if (/^ptr_[\w+/=-]{16,}$/.test(password)) {
    throw inputError('password', "is an access token of Portainer ('ptr_'); give it in 'api-key' instead.")
  }
  if (JWT.test(password)) {
    throw inputError('password', "is a JSON Web Token; give the password, or an access token in 'api-key'.")
  }
  if (BCRYPT.test(password)) {
    source.warn("'password' is a bcrypt hash, which Portainer takes for the password itself.")
  }
  if (UNEXPANDED.test(password)) {
    source.warn(`'password' looks like ${NAME_ONLY}. If so, write ${expressionFor('password')}.`)
  } else if (QUOTED.test(password)) {
    source.warn("'password' has quotes around it, which are sent as part of it.")
  }
}

/** Headers that the action sets itself: a second one would break the request or send the credentials elsewhere. */
const RESERVED = /^(x-api-key|x-setup-token|host|content-.*|transfer-encoding|trailer|connection)$/i

/** Values are masked. Errors show nothing of a line: a secret with a colon in it would be taken for a name. */
function readHeaders(source: InputSource): [name: string, value: string][] {
  const { attempt, throwAny } = collectMistakes()
  const headers: [string, string][] = []
  const seen = new Set<string>()
  for (const [index, line] of (source.text('headers') ?? '').split('\n').entries()) {
    if (line.trim() === '') continue
    const place = `'headers', line ${index + 1}`
    attempt(() => {
      const header = readHeader(line.trim(), place, seen)
      if (!maskHeader(header[1])) {
        const why = 'is too short or too common a word to be masked in the log'
        source.warn(`${place}: the value, or a part of it, ${why}.`)
      }
      headers.push(header)
    })
  }
  throwAny()
  return headers
}

function readHeader(line: string, place: string, seen: Set<string>): [name: string, value: string] {
  const fail = (why: string): InputError =>
    new InputError(`${place}, ${why}; allowed: one 'Name: value' per line.`, { input: 'headers' })
  const at = line.indexOf(':')
  const name = line.slice(0, Math.max(at, 0)).trim()
  const value = line.slice(at + 1).trim()
  if (at < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw fail("is not of the form 'Name: value'")
  if (RESERVED.test(name)) throw fail('names a header that the action sets itself')
  if (seen.has(name.toLowerCase())) throw fail('names a header for a second time')
  seen.add(name.toLowerCase())
  if (value === '') throw fail('has no value')
  if (!/^[\x20-\x7e]*$/.test(value)) throw fail('has a value that is not printable ASCII')
  return [name, value]
}

/** Masks a header's value and the parts of it that are secrets by themselves; false if one could not be masked. */
function maskHeader(value: string): boolean {
  const parts = secretParts(value).filter((part) => part !== '')
  const masked = parts.map((part) => !COMMON_WORDS.has(part.toLowerCase()) && mask(part))
  return masked.every((done) => done)
}

/** A value, what follows its scheme word, user and password of `Basic`, and the value of each cookie and each pair. */
function secretParts(value: string): string[] {
  const parts = [value]
  const [, scheme = '', rest] = /^([A-Za-z][\w-]*) +(\S.*)$/.exec(value) ?? []
  if (rest !== undefined && !scheme.includes('=')) parts.push(rest)
  if (rest !== undefined && scheme.toLowerCase() === 'basic') {
    const decoded = Buffer.from(rest, 'base64').toString('utf8')
    const colon = decoded.indexOf(':')
    if (colon >= 0) parts.push(decoded, decoded.slice(0, colon), decoded.slice(colon + 1))
  }
  for (const pair of (rest ?? value).split(/[;,&]/)) {
    const equals = pair.indexOf('=')
    const part = pair
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1')
    // The padding of base64 is no pair.
    if (equals > 0 && /[^=]/.test(part)) parts.push(part)
  }
  return parts
}

/** Words that are no secrets. Masked, they would make the log unreadable: `***://` for every address. */
const COMMON_WORDS = new Set(
  [
    'http https true false none null yes no localhost name value test',
    'portainer docker agent azure edge-agent kubernetes kubeconfig podman endpoint endpoints',
    'created updated unchanged reused recreated deleted absent present failed',
    'admin administrator user users team teams group tags github actions gzip identity',
    'bearer basic digest token application/json text/plain',
    'production staging development preview',
  ].flatMap((words) => words.split(' ')),
)
