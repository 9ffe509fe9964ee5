import * as core from '@actions/core'
import { checkPortainerCa } from '../certificates/tls-files.ts'
import { InputError } from '../foundation/errors.ts'
import { hasControl, quote, withoutUserInfo } from '../foundation/text.ts'
import { mask } from '../foundation/secrets.ts'
import { isLoopback } from './address.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import { invalid, type InputSource } from './source.ts'
import { readBoolean, readNumber } from './source.ts'

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
  /** Seconds to keep trying until Portainer answers. */
  waitSeconds: number
  /** Seconds that one request may take, its retries included. */
  timeoutSeconds: number
}

/** Reads the inputs that say how Portainer is reached. Throws {@link InputError}. */
export function readConnection(source: InputSource): Connection {
  const url = readUrl(source)
  const credentials = readCredentials(source)
  const initAdmin = readBoolean(source, 'init-admin') ?? false
  if (initAdmin && credentials.kind === 'api-key') {
    throw new InputError(
      "'init-admin' needs 'password': the administrator is created with it, and an API key needs an administrator first.",
    )
  }
  const username = source.text('username') ?? 'admin'
  if (hasControl(username)) throw invalid('username', username, 'a text without control characters')
  const caText = readFileInput(source, 'ca-cert')
  return {
    url,
    username,
    credentials,
    initAdmin,
    setupToken: readHeaderValue(source, 'setup-token'),
    ca: caText === undefined ? [] : readCa(caText),
    skipTlsVerify: readBoolean(source, 'skip-tls-verify') ?? false,
    headers: readHeaders(source),
    waitSeconds: readNumber(source, 'wait-for-portainer', 0, 3600) ?? 0,
    timeoutSeconds: readNumber(source, 'timeout', 1, 3600) ?? 150,
  }
}

/** What a user should know about a connection that works but is not safe. */
export function connectionWarnings(connection: Connection): string[] {
  const { protocol, hostname } = new URL(connection.url)
  return [
    ...(protocol === 'http:' && !isLoopback(hostname)
      ? [`'url' is plain http: credentials and keys go to ${hostname} in clear. Use https.`]
      : []),
    ...(connection.skipTlsVerify
      ? [
          "'skip-tls-verify' is on: anybody between here and Portainer can read the credentials. Give Portainer's certificate in 'ca-cert' instead.",
        ]
      : []),
    ...(process.env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? ["NODE_TLS_REJECT_UNAUTHORIZED=0 is ignored: Portainer's certificate is verified all the same."]
      : []),
  ]
}

const URL_FORM = "'http(s)://host[:port][/sub-path]'"

function readUrl(source: InputSource): string {
  const text = source.text('url')
  if (text === undefined) throw new InputError(`'url' is missing; allowed: ${URL_FORM}.`)
  const bad = (why: string): InputError =>
    new InputError(`'url' ${why}; allowed: ${URL_FORM}, without user info, query or fragment.`)
  if (!/^https?:\/\/[^/\\]/i.test(text)) throw invalid('url', withoutUserInfo(text), URL_FORM)
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw invalid('url', withoutUserInfo(text), URL_FORM)
  }
  if (url.username !== '' || url.password !== '' || /^https?:\/\/[^/]*@/i.test(text)) {
    throw bad("holds user info; credentials belong in 'username' and 'password', or 'api-key'")
  }
  if (/[?#]/.test(text)) throw bad(`is ${quote(text)}, with a query or a fragment`)
  if (hasControl(text) || /\s/.test(text)) throw bad(`is ${quote(text)}, with white space in it`)
  return (
    url.origin +
    url.pathname
      .replace(/\/+$/, '')
      .replace(/\/api$/, '')
      .replace(/\/+$/, '')
  )
}

function readCredentials(source: InputSource): Connection['credentials'] {
  const password = source.text('password')
  const apiKey = readHeaderValue(source, 'api-key')
  if (password !== undefined && apiKey !== undefined) {
    throw new InputError("'password' and 'api-key' are both given; exactly one of them is allowed.")
  }
  if (password !== undefined) return { kind: 'password', password }
  if (apiKey !== undefined) return { kind: 'api-key', apiKey }
  throw new InputError("Neither 'password' nor 'api-key' is given; exactly one of them is needed.", {
    hint: EMPTY_SECRET,
  })
}

/** A secret that is sent in a header, where a line break would start another one. */
function readHeaderValue(source: InputSource, name: 'api-key' | 'setup-token'): string | undefined {
  const text = source.text(name)
  if (text !== undefined && !isHeaderValue(text)) {
    throw invalid(name, text, 'one line of printable ASCII characters')
  }
  return text
}

const isHeaderValue = (text: string): boolean => /^[\x20-\x7e]*$/.test(text)

/** Headers that are ours to set: a second one would break the request or hand the credentials elsewhere. */
const RESERVED =
  /^(authorization|x-api-key|x-setup-token|host|content-.*|transfer-encoding|trailer|connection)$/i

/** Errors give a line's number and nothing that stands in it: a secret with a colon in it would be taken for a name. */
function readHeaders(source: InputSource): [string, string][] {
  const lines = (source.text('headers') ?? '').split('\n').map((line) => line.trim())
  const seen = new Set<string>()
  return lines.flatMap((line, index): [string, string][] => {
    if (line === '') return []
    const refuseLine = (why: string): InputError =>
      new InputError(`'headers', line ${index + 1}, ${why}; allowed: one 'Name: value' a line.`)
    const at = line.indexOf(':')
    const name = line.slice(0, Math.max(at, 0)).trim()
    const value = line.slice(at + 1).trim()
    if (at < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name))
      throw refuseLine("is not of the form 'Name: value'")
    if (RESERVED.test(name)) throw refuseLine('names a header that the action sets itself')
    if (seen.has(name.toLowerCase())) throw refuseLine('names a header a second time')
    seen.add(name.toLowerCase())
    if (value === '') throw refuseLine('has no value')
    if (!isHeaderValue(value)) throw refuseLine('has a value that is not printable ASCII')
    if (!mask(value)) {
      core.warning(`'headers', line ${index + 1}: the value is too short to be masked in the log.`)
    }
    return [[name, value]]
  })
}

function readCa(text: string): string[] {
  const { pem, warnings } = checkPortainerCa(text, new Date())
  for (const warning of warnings) core.warning(warning)
  return pem
}
