import * as core from '@actions/core'

/** Shorter texts are not masked: the runner would blot out half of the log, and hide nothing. */
const MIN_LENGTH = 4

const MIN_BASE64_LENGTH = 8

const known = new Set<string>()

/** What begins and ends PEM is no secret. */
const PEM_BORDER = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/

/**
 * Masks a secret in the log, whole and line by line, and remembers it for {@link scrub}. To be called before the
 * secret is used for anything. Lines that delimit PEM are no secret and stay readable.
 * @param found in which forms {@link scrub} finds it: those of ten thousand keys would fill the memory.
 * @returns false when it is too short to be masked.
 */
export function mask(secret: string, found: 'encoded too' | 'as written' = 'encoded too'): boolean {
  const parts = [secret, ...secret.split(/\r?\n/)].map((part) => part.trim())
  for (const part of parts) {
    if (part.length < MIN_LENGTH || PEM_BORDER.test(part) || known.has(part)) continue
    known.add(part)
    if (found === 'as written') remember(writtenForms, [part])
    else remember(forms, encodings(part))
    core.setSecret(part)
  }
  return secret.trim().length >= MIN_LENGTH
}

/**
 * Takes every secret out of a text that somebody else wrote (Portainer, an engine, the system): the runner's masks
 * do not reach the job summary, outputs and state. Also finds them encoded for JSON, URLs and base64. Where they
 * overlap, nothing of any is left.
 * @param end where to stop: the rest is looked at only for the ends of secrets that begin before.
 */
export function scrub(text: string, end = text.length): string {
  let clean = ''
  let done = 0
  for (let at = 0; at < end && at + MIN_LENGTH <= text.length; at += 1) {
    if (begins[pairAt(text, at)] === 0) continue
    const length = Math.max(longestAt(forms, text, at), longestAt(writtenForms, text, at))
    if (length === 0) continue
    if (at >= done) clean += `${text.slice(done, at)}***`
    done = Math.max(done, at + length)
  }
  return clean + text.slice(done, end)
}

/** Whether a secret is in a text, encoded too; one that was masked `as written` does not count. */
export function holdsSecret(text: string): boolean {
  for (let at = 0; at + MIN_LENGTH <= text.length; at += 1) if (longestAt(forms, text, at) > 0) return true
  return false
}

/** Forms of secrets by their first characters: a text is gone through once, however many secrets there are. */
type Forms = Map<number, Set<string>>

const forms: Forms = new Map()
/** Of those that are masked `as written`. */
const writtenForms: Forms = new Map()
/** Whether any form begins with such a pair of characters: tells most places of a text at once. */
const begins = new Uint8Array(65_536)

function remember(where: Forms, written: readonly string[]): void {
  for (const form of written) {
    if (form.length < MIN_LENGTH) continue
    begins[pairAt(form, 0)] = 1
    const key = keyAt(form, 0)
    const alike = where.get(key)
    if (alike === undefined) where.set(key, new Set([form]))
    else alike.add(form)
  }
}

function longestAt(where: Forms, text: string, at: number): number {
  let longest = 0
  for (const form of where.get(keyAt(text, at)) ?? []) {
    if (form.length > longest && text.startsWith(form, at)) longest = form.length
  }
  return longest
}

const pairAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1)) & 0xffff

/** A number for the {@link MIN_LENGTH} characters from `at` on; others may have the same one. */
function keyAt(text: string, at: number): number {
  let key = 0
  for (let index = at; index < at + MIN_LENGTH; index += 1) key = (key * 31 + text.charCodeAt(index)) | 0
  return key
}

/** As JSON (JavaScript's and Go's), URLs and forms, HTML, base64 and hex write it. */
function encodings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  const url = encodeURIComponent(secret.toWellFormed())
  const form = new URLSearchParams([['', secret]]).toString().slice(1)
  const html = secret
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;')
  const whole = bytes.toString('base64')
  const base64 = [whole, whole.replace(/=+$/, ''), ...[0, 1, 2].flatMap((before) => inBase64(bytes, before))]
  const hex = bytes.toString('hex')
  const everyByte = hex.replace(/../g, '%$&')
  return [
    secret,
    json,
    json.replace(/[<>&]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
    url,
    url.replace(/%../g, (code) => code.toLowerCase()),
    form,
    form.replaceAll('*', '%2A').replaceAll('%7E', '~'),
    everyByte,
    everyByte.toUpperCase(),
    html,
    html.replaceAll('&#34;', '&quot;').replaceAll('&#39;', '&apos;'),
    ...base64,
    ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    hex,
    hex.toUpperCase(),
  ]
}

/**
 * The characters of base64 that a secret alone decides, with so many bytes before it in its group of three. Short ones
 * are left out: they are found in anything.
 */
function inBase64(secret: Buffer, before: number): string[] {
  const text = Buffer.concat([Buffer.alloc(before), secret]).toString('base64')
  const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + secret.length) * 8) / 6))
  return own.length < MIN_BASE64_LENGTH ? [] : [own]
}
