import { scrub } from './secrets.ts'

/** Whether a text holds a control character (line breaks, tabs and NUL among them). */
export function hasControl(text: string): boolean {
  return /[\x00-\x1f\x7f-\x9f]/.test(text)
}

/** Control characters, line and paragraph separators, direction marks and other invisible characters as `\u{…}`. */
function visible(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text
  return text.replace(
    // Not a literal: V8 builds the tables behind \p{…} when it reads one, at every start.
    new RegExp(String.raw`[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]`, 'gu'),
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  )
}

/** Characters beyond the limit in which a secret that begins before it may end. */
const MAX_ENCODED_SECRET = 65_536

/**
 * A foreign text made fit for one line of a log: secrets taken out, control and direction characters written as
 * `\u{…}`, cut after `limit` characters, and nothing left that the runner would take for a command
 * (`::name::` at the start of a line, `##[name]` anywhere in it).
 */
export function safe(text: string, limit = 1000): string {
  const isLong = text.length > limit + MAX_ENCODED_SECRET
  const clean = isLong ? scrub(text.slice(0, limit + MAX_ENCODED_SECRET), limit) : scrub(text)
  const cut =
    clean.length > limit || isLong
      ? `${clean.slice(0, limit).toWellFormed()}… (${text.length} characters)`
      : clean
  return printable(cut, Infinity)
}

/**
 * One line of the action's own words, fit for the log. Foreign text in it was made {@link safe} before, so secrets are not
 * looked for: they would be found in our own words.
 */
export function printable(text: string, limit = 4000): string {
  const cut =
    text.length > limit ? `${text.slice(0, limit).toWellFormed()}… (${text.length} characters)` : text
  return visible(cut.trim()).replaceAll('##[', '##\\[').replace(/^::/, '\\::')
}

/** {@link safe}, in single quotes, and without what PEM holds: it may be a key that was meant for another input. */
export function quote(text: string, limit = 200): string {
  const begin = /-----BEGIN[A-Z0-9 ]{1,40}-----/.exec(text)
  const shown =
    begin === null ? text.replace(/^[^]*(?=-----END)/, '…') : `${text.slice(0, begin.index)}${begin[0]}…`
  return `'${safe(shown, limit)}'`
}

/** With a full stop, so that another sentence may follow: the words of a server often have none. */
export function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

/** `a, b or c`, each in single quotes. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}

/** `a, b and c`, each in single quotes. */
export function allOf(words: readonly string[]): string {
  return oneOf(words).replace(/ or ('[^']*')$/, ' and $1')
}

/** `1 endpoint`, `3 endpoints`. */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}

/** A text of up to so many characters can't be nested deeply enough to matter. */
const SHORT = 65_536

/**
 * The JSON of Portainer and GitHub is about ten levels deep. V8 needs 60 times the memory of a text that is nothing but
 * brackets.
 */
const MAX_DEPTH = 200

/** Whether JSON is nested more than 200 levels deep. To be asked before foreign JSON is parsed. */
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
