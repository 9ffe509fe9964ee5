import * as core from '@actions/core'

/** Shorter texts are not masked: the runner would blot out half of the log, and hide nothing. */
const SHORTEST = 4

const known = new Set<string>()

/**
 * Masks a secret in the log, whole and line by line, and remembers it for {@link scrub}. To be called before the
 * secret is used for anything. Lines that delimit PEM are no secret and stay readable.
 * @returns false when it is too short to be masked.
 */
export function mask(secret: string): boolean {
  const parts = [secret, ...secret.split(/\r?\n/)].map((part) => part.trim())
  for (const part of parts) {
    if (part.length < SHORTEST || part.startsWith('-----') || known.has(part)) continue
    known.add(part)
    remember(part)
    core.setSecret(part)
  }
  return secret.trim().length >= SHORTEST
}

/**
 * Takes every secret out of a text that somebody else wrote (Portainer, an engine, the system): the runner's masks
 * do not reach the job summary, outputs and state. Also finds them encoded for JSON, URLs and base64. Where they
 * overlap, nothing of any is left.
 */
export function scrub(text: string): string {
  let clean = ''
  let done = 0
  for (let at = 0; at + SHORTEST <= text.length; at += 1) {
    const length = longestAt(text, at)
    if (length === 0) continue
    if (at >= done) clean += `${text.slice(done, at)}***`
    done = Math.max(done, at + length)
  }
  return done === 0 ? text : clean + text.slice(done)
}

/** All forms of all secrets by their first characters: a text is gone through once, however many secrets there are. */
const forms = new Map<number, Set<string>>()

function remember(secret: string): void {
  for (const form of encodings(secret)) {
    if (form.length < SHORTEST) continue
    const key = keyAt(form, 0)
    const alike = forms.get(key)
    if (alike === undefined) forms.set(key, new Set([form]))
    else alike.add(form)
  }
}

function longestAt(text: string, at: number): number {
  let longest = 0
  for (const form of forms.get(keyAt(text, at)) ?? []) {
    if (form.length > longest && text.startsWith(form, at)) longest = form.length
  }
  return longest
}

/** A number for the {@link SHORTEST} characters from `at` on; others may have the same one. */
function keyAt(text: string, at: number): number {
  let key = 0
  for (let index = at; index < at + SHORTEST; index += 1) key = (key * 31 + text.charCodeAt(index)) | 0
  return key
}

function encodings(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64')
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret.toWellFormed()),
    new URLSearchParams([['', secret]]).toString().slice(1),
    base64,
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    Buffer.from(secret).toString('hex'),
  ]
}
