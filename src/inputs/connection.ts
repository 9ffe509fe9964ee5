import * as core from '@actions/core'
import { checkPortainerCa } from '../certificates/tls-files.ts'
import { InputError } from '../foundation/errors.ts'
import { hasControl } from '../foundation/text.ts'
import { hasUserInfo, parseWebUrl, withoutTrailingSlashes } from '../foundation/web-url.ts'
import { isLoopback } from './address.ts'
import { checkApiKey, checkHeaderToken, checkPassword } from './credentials.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import { readHeaders } from './headers.ts'
import { collectMistakes } from '../foundation/mistakes.ts'
import { invalid, readBoolean, readNumber, type InputSource } from './source.ts'

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

/** Reads the inputs that say how Portainer is reached. Throws {@link InputError} or InputErrors. */
export function readConnection(source: InputSource): Connection {
  const { attempt, add, throwAny } = collectMistakes()
  const credentials = attempt(() => readCredentials(source))
  const initAdmin = attempt(() => readBoolean(source, 'init-admin')) ?? false
  if (initAdmin && credentials?.kind === 'api-key') {
    add(
      new InputError(
        "'init-admin' requires 'password': the administrator is created with it, and an API key can exist only after that.",
      ),
    )
  }
  const headers = attempt(() => readHeaders(source)) ?? []
  if (credentials?.kind === 'password' && headers.some(([name]) => /^authorization$/i.test(name))) {
    add(
      new InputError(
        "'headers' has 'Authorization', which the action itself sends after signing in with 'password'; use 'api-key' with it.",
      ),
    )
  }
  const connection = {
    url: attempt(() => readUrl(source)),
    username: attempt(() => readUsername(source)),
    credentials,
    initAdmin,
    setupToken: attempt(() => readSetupToken(source)),
    ca: attempt(() => readCa(source)),
    skipTlsVerify: attempt(() => readBoolean(source, 'skip-tls-verify')) ?? false,
    headers,
    waitSeconds: attempt(() => readNumber(source, 'wait-for-portainer', 0, 3600)) ?? 0,
    timeoutSeconds: attempt(() => readNumber(source, 'timeout', 1, 3600)) ?? 150,
  }
  throwAny()
  return connection as Connection
}

/** What a user should know about a connection that works but is not safe. */
export function connectionWarnings(connection: Connection): string[] {
  const url = new URL(connection.url)
  const warnings: string[] = []
  if (url.protocol === 'http:') {
    const proxy = goesByProxy(url) ? ' through a proxy' : ''
    if (proxy !== '' || !isLoopback(url.hostname)) {
      warnings.push(
        `'url' is plain http: credentials and keys travel unencrypted to ${url.hostname}${proxy}. Use https.`,
      )
    }
  }
  if (connection.skipTlsVerify) {
    warnings.push(
      "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead.",
    )
  }
  if (process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0') {
    warnings.push(
      "NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is verified all the same.",
    )
  }
  return warnings
}

/** Whether plain http leaves this machine through a proxy, as the proxy variables say. */
function goesByProxy({ hostname, host }: URL): boolean {
  const { env } = process
  if (!(env['http_proxy'] || env['HTTP_PROXY'])) return false
  const exceptions = (env['no_proxy'] || env['NO_PROXY'] || '').split(/[\s,]+/)
  return !exceptions.some((one) => {
    const suffix = one.replace(/^\*?\./, '.')
    return (
      one === '*' || one === hostname || one === host || (suffix.startsWith('.') && hostname.endsWith(suffix))
    )
  })
}

const URL_FORM = "'http(s)://host[:port][/sub-path]'"

function readUrl(source: InputSource): string {
  const text = source.text('url')
  if (text === undefined) throw new InputError(`'url' is missing; allowed: ${URL_FORM}.`)
  const fail = (why: string): InputError => invalid(source, 'url', text, URL_FORM, why)
  if (hasUserInfo(text)) {
    throw fail("it has user info; use 'username' and 'password', or 'api-key'")
  }
  if (hasControl(text) || /\s/.test(text)) throw fail('it contains white space or control characters')
  if (/^(https?:?\/*)+https?(:(?!\d)|\/\/)/i.test(text)) throw fail('the scheme is written twice')
  if (/^https?(:\/?(?!\/)|\/\/)/i.test(text)) throw fail("after the scheme there must be '://'")
  if (!/^https?:\/\//i.test(text)) {
    throw fail(
      /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
        ? "its scheme is neither 'http' nor 'https'"
        : "'http://' or 'https://' is missing",
    )
  }
  // A browser's address bar shows the page in the fragment: https://host/#!/home
  const [page = ''] = text.split('#')
  const url = parseWebUrl(page)
  if (url === undefined) throw fail('it is not a valid URL')
  if (page.includes('?')) throw fail('it has a query')
  const path = withoutTrailingSlashes(url.pathname).replace(/\/api$/, '')
  return url.origin + withoutTrailingSlashes(path)
}

function readUsername(source: InputSource): string {
  const username = source.text('username') ?? 'admin'
  if (hasControl(username)) throw invalid(source, 'username', username, 'a text without control characters')
  return username
}

function readCredentials(source: InputSource): Connection['credentials'] {
  const password = source.text('password')
  const apiKey = source.text('api-key')
  if (password !== undefined && apiKey !== undefined) {
    throw new InputError("'password' and 'api-key' are both given; provide exactly one of them.")
  }
  if (password !== undefined) {
    checkPassword(source, password)
    return { kind: 'password', password }
  }
  if (apiKey !== undefined) {
    checkApiKey(source, apiKey)
    return { kind: 'api-key', apiKey }
  }
  throw new InputError("Neither 'password' nor 'api-key' is given; provide exactly one of them.", {
    hint: EMPTY_SECRET,
  })
}

function readSetupToken(source: InputSource): string | undefined {
  const token = source.text('setup-token')
  if (token !== undefined) checkHeaderToken(source, 'setup-token', token)
  return token
}

function readCa(source: InputSource): string[] {
  const text = readFileInput(source, 'ca-cert')
  if (text === undefined) return []
  const { pem, warnings } = checkPortainerCa(text, new Date())
  for (const warning of warnings) core.warning(warning)
  return pem
}
