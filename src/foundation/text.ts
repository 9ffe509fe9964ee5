import { scrub } from './secrets.ts'

/** Control characters, line and paragraph separators, direction marks, and other invisible format characters. */
const INVISIBLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Cs}]/gu

/** Whether a text holds a control character (line breaks, tabs and NUL among them). */
export function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text)
}

/**
 * A foreign text made fit for one line of a log: secrets taken out, control and direction characters written as
 * `\u{…}`, cut after `limit` characters, and nothing left that the runner would take for a command
 * (`::name::` at the start of a line, `##[name]` anywhere in it).
 */
export function safe(text: string, limit = 1000): string {
  const clean = scrub(text)
  const cut =
    clean.length > limit ? `${clean.slice(0, limit).toWellFormed()}… (${clean.length} characters)` : clean
  return cut
    .trim()
    .replace(INVISIBLE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll('##[', '##\\[')
    .replace(/^::/, '\\::')
}

/** {@link safe}, in single quotes. */
export function quote(text: string, limit = 200): string {
  return `'${safe(text, limit)}'`
}

/** `a, b or c`, each in single quotes. */
export function oneOf(words: readonly string[]): string {
  const quoted = words.map((word) => `'${word}'`)
  const last = quoted.pop() ?? ''
  return quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`
}

/** `1 endpoint`, `3 endpoints`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`
}
