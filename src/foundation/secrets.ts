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
    core.setSecret(part)
  }
  return secret.trim().length >= SHORTEST
}

/**
 * Takes every secret out of a text that somebody else wrote (Portainer, an engine, the system): the runner's masks
 * do not reach the job summary, outputs and state. Also finds them encoded for JSON, URLs and base64.
 */
export function scrub(text: string): string {
  let clean = text
  for (const form of forms()) if (clean.includes(form)) clean = clean.replaceAll(form, '***')
  return clean
}

let formsOf = 0
let sortedForms: string[] = []

/** All forms of all secrets, longest first, so that a part never uncovers the rest of a whole. */
function forms(): string[] {
  if (formsOf !== known.size) {
    const all = [...known].flatMap(encodings).filter((form) => form.length >= SHORTEST)
    sortedForms = [...new Set(all)].sort((a, b) => b.length - a.length)
    formsOf = known.size
  }
  return sortedForms
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
