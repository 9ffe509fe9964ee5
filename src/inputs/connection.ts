import * as core from '@actions/core'
import { inputError } from '../certificates/pem-blocks.ts'
import { checkPortainerCa } from '../certificates/tls-files.ts'
import { collectMistakes, InputError } from '../foundation/errors.ts'
import { hasControl } from '../foundation/text.ts'
import { hasUserInfo, parseWebUrl, withoutTrailingSlashes } from '../foundation/web-url.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import { readHeaders } from './headers.ts'
import type { InputName } from './names.ts'
import type { InputSource } from './source.ts'

/** How Portainer is reached and who signs in. */
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
  const { attempt, add, throwAny } = collectMistakes()
  const credentials = attempt(() => readCredentials(source))
  const initAdmin = attempt(() => source.boolean('init-admin')) ?? false
  if (initAdmin && credentials?.kind === 'api-key') {
    add(new InputError("'init-admin' requires 'password', with which the administrator is created."))
  }
  const headers = attempt(() => readHeaders(source)) ?? []
  if (credentials?.kind === 'password' && headers.some(([name]) => /^authorization$/i.test(name))) {
    add(new InputError("'headers' has 'Authorization', which a sign-in with 'password' sets; use 'api-key'."))
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

/** What a user should know about a connection that works but is not safe. */
export function connectionWarnings(connection: Connection): string[] {
  const url = new URL(connection.url)
  const proxy = goesByProxy(url) ? ' through a proxy' : ''
  const warnings: [applies: boolean, text: string][] = [
    [
      url.protocol === 'http:' && (proxy !== '' || !isLoopback(url.hostname)),
      `'url' is plain http: credentials and keys travel unencrypted to ${url.hostname}${proxy}. Use https.`,
    ],
    [
      connection.skipTlsVerify,
      "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead.",
    ],
    [
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0',
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is verified all the same.",
    ],
  ]
  return warnings.filter(([applies]) => applies).map(([, text]) => text)
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
    throw inputError('api-key', "is a JSON Web Token; create an access token, which begins with 'ptr_'.")
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

/** A JSON Web Token: header, payload and signature. */
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

/** Refuses what is certainly no password, and warns of what hardly is one: Portainer may have been given it all the same. */
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
