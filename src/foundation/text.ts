import { scrub } from './secrets.ts'

/** Line breaks, tabs and NUL among them. */
export const hasControl = (text: string): boolean => /[\x00-\x1f\x7f-\x9f]/.test(text)

/**
 * One line, with control characters, direction marks and other invisible ones as `\u{…}`, and without what the runner
 * would take for a command: `::name::` at the start, or `##[name]` anywhere.
 */
function oneLine(text: string): string {
  const line = text.trim().replaceAll('##[', '##\\[').replace(/^::/, '\\::')
  if (/^[\x20-\x7e]*$/.test(line)) return line
  // Not a literal: V8 builds the tables behind \p{…} when it reads one, at every start.
  const invisible = new RegExp(String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]`, 'gu')
  return line.replace(invisible, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
}

const shorten = (text: string, limit: number, length = text.length): string =>
  `${text.slice(0, limit).toWellFormed()}… (${length} characters)`

/** Characters beyond the limit in which a secret that begins before it may end. */
const MAX_ENCODED_SECRET = 65_536

/** A foreign text made fit for one line of the log: without secrets, and cut after `limit` characters. */
export function safe(text: string, limit = 1000): string {
  const isLong = text.length > limit + MAX_ENCODED_SECRET
  const clean = isLong ? scrub(text.slice(0, limit + MAX_ENCODED_SECRET), limit) : scrub(text)
  return oneLine(isLong || clean.length > limit ? shorten(clean, limit, text.length) : clean)
}

/** The action's own words. They are not searched for secrets: foreign text in them was made {@link safe} before. */
export function printable(text: string, limit = 4000): string {
  return oneLine(text.length > limit ? shorten(text, limit) : text)
}

/** {@link safe}, in single quotes, and without what PEM holds: it may be a key that was meant for another input. */
export function quote(text: string, limit = 200): string {
  const begin = /-----BEGIN[A-Z0-9 ]{1,40}-----/.exec(text)
  const shown =
    begin === null ? text.replace(/^[^]*(?=-----END)/, '…') : `${text.slice(0, begin.index)}${begin[0]}…`
  return `'${safe(shown, limit)}'`
}

/** With a full stop, so that another sentence may follow: the words of a server often have none. */
export const asSentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`)

function quotedList(words: readonly string[], conjunction: string): string {
  const quoted = words.map((word) => `'${word}'`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} ${conjunction} ${last}`
}

/** `'a', 'b' or 'c'` */
export const oneOf = (words: readonly string[]): string => quotedList(words, 'or')

export const allOf = (words: readonly string[]): string => quotedList(words, 'and')

export const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`

/** A text this short can't be nested deeply enough to matter. */
const SHORT = 65_536

/** The JSON of Portainer and GitHub is about ten levels deep. */
const MAX_DEPTH = 200

/** Ask before parsing foreign JSON: V8 needs 60 times the memory of a text that is nothing but brackets. */
export function isTooDeep(text: string): boolean {
  if (text.length <= SHORT) return false
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '[' || character === '{') {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (character === ']' || character === '}') depth -= 1
  }
  return false
}

/** An http(s) URL. Undefined for what `URL` would quietly repair: white space, backslashes, a scheme written twice. */
export function parseWebUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^/?#]/i.test(text) || /[\s\\]/.test(text) || hasControl(text)) return undefined
  if (/^https?:\/\/https?:(?!\d)/i.test(text)) return undefined
  return URL.parse(text) ?? undefined
}

/** The host to connect to: a URL has IPv6 addresses in brackets. */
export const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[|\]$/g, '')

/** Whether a URL that was parsed from this text has user info, even an empty one. */
export const hasUserInfo = (text: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(text)

/** An address without user info, query and fragment, which may be secrets, whatever else is wrong with it. */
export const withoutSecrets = (address: string): string =>
  address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@').replace(/([?#]).+$/s, '$1***')

/** Without the lookbehind this would take quadratic time. */
export const withoutTrailingSlashes = (text: string): string => text.replace(/(?<!\/)\/+$/, '')
