/**
 * How secrets are kept out of what others can read. This is the whole of it:
 *
 * - **Masking** ({@link mask}) makes the runner write `***` in the log. Every secret is masked where it is read, before
 *   anything is done with it: inputs in `inputs/`, what Portainer returns (tokens, the hash of a password, edge keys)
 *   where the response is read.
 * - **Scrubbing** ({@link scrub}) does the same here, since masks do not reach the job summary, outputs and state. It is
 *   done to foreign text only, that is to whatever Portainer, an engine, GitHub or the system wrote: by `safe` and
 *   `quote` (`foundation/text.ts`) where such a text becomes part of a message, and by `report/outputs.ts` where it
 *   becomes an output. It also finds secrets that were encoded (`foundation/encodings.ts`).
 * - **Our own words** are neither: a sentence is put together after the foreign text in it was scrubbed, and is not
 *   scrubbed again. So a password `created` is masked in the log, as it must be, but does not change the output `result`.
 * - **Exempt** are texts of fewer than four characters and, among the parts of `headers`, common words such as `https`: to
 *   mask them would make everything else unreadable. A warning says so, except of a value in a kubeconfig.
 */
import * as core from '@actions/core'
import { binaryForms, decode, decodedForms } from './encodings.ts'

/** Shorter texts are not masked: the runner would blot out half of the log, and hide nothing. */
const MIN_LENGTH = 4

const PEM_BORDER = /^-----(BEGIN|END) [A-Z0-9 ]+-----$/

const known = new Set<string>()

/** In which forms {@link scrub} finds a secret: all of those of ten thousand keys would fill the memory. */
type Kind = 'encoded too' | 'as written'

/**
 * Masks a secret in the log, whole and line by line, and remembers it for {@link scrub}. Call it before any use.
 * @returns false if it is too short to be masked.
 */
export function mask(secret: string, found: Kind = 'encoded too'): boolean {
  const parts = [secret, ...secret.split(/\r?\n/)].map((part) => part.trim())
  for (const part of parts) {
    if (part.length < MIN_LENGTH || PEM_BORDER.test(part) || known.has(part)) continue
    known.add(part)
    const all = found === 'as written' ? [part] : [...decodedForms(part), ...binaryForms(part)]
    for (const form of all) remember(forms[found], form)
    core.setSecret(part)
  }
  return secret.trim().length >= MIN_LENGTH
}

/**
 * Takes every secret out of a foreign text, however it is encoded. Where secrets overlap, nothing of any is left.
 * @param end where to stop: the rest is looked at only for the ends of secrets that begin before.
 */
export function scrub(text: string, end = text.length): string {
  let clean = ''
  let done = 0
  for (const { from, to } of findSecrets(text, [forms['encoded too'], forms['as written']])) {
    if (from >= end) break
    if (from >= done) clean += `${text.slice(done, from)}***`
    done = Math.max(done, to)
  }
  return clean + text.slice(done, end)
}

/** Whether a secret is in a text, encoded too; one that was masked `as written` does not count. */
export const holdsSecret = (text: string): boolean => findSecrets(text, [forms['encoded too']]).length > 0

/** Texts to be found. */
interface Forms {
  all: Set<string>
  /** How long they are, longest first, by how they begin: a text is gone through once, however many there are. */
  lengths: Map<string, number[]>
}

const forms: Record<Kind, Forms> = {
  'encoded too': { all: new Set(), lengths: new Map() },
  'as written': { all: new Set(), lengths: new Map() },
}
/** Whether any form begins with such a pair of characters: rules out most places of a text at once. */
const begins = new Uint8Array(65_536)

function remember({ all, lengths }: Forms, form: string): void {
  if (form.length < MIN_LENGTH || all.has(form)) return
  all.add(form)
  begins[pairAt(form, 0)] = 1
  const start = form.slice(0, MIN_LENGTH)
  const others = lengths.get(start) ?? []
  if (!others.includes(form.length))
    lengths.set(
      start,
      [...others, form.length].sort((a, b) => b - a),
    )
}

interface Span {
  from: number
  to: number
}

/** Characters compared for each one of a text. Only a server that makes keys and texts for each other comes near it. */
const MAX_COMPARED = 1000

/** Where secrets are in a text, in order. If the search would take too long, all of it counts as one. */
function findSecrets(text: string, kinds: readonly Forms[]): Span[] {
  const budget = { left: (text.length + MIN_LENGTH) * MAX_COMPARED }
  const spans = findForms(text, kinds, budget)
  for (const { text: decoded, starts } of decode(text)) {
    for (const { from, to } of findForms(decoded, kinds, budget)) {
      spans.push({ from: starts[from] ?? 0, to: starts[to] ?? text.length })
    }
  }
  return budget.left < 0 ? [{ from: 0, to: text.length }] : spans.sort((a, b) => a.from - b.from)
}

function findForms(text: string, kinds: readonly Forms[], budget: { left: number }): Span[] {
  const spans: Span[] = []
  for (let at = 0; at + MIN_LENGTH <= text.length && budget.left >= 0; at += 1) {
    if (begins[pairAt(text, at)] === 0) continue
    const start = text.slice(at, at + MIN_LENGTH)
    let longest = 0
    for (const { all, lengths } of kinds) {
      for (const length of lengths.get(start) ?? []) {
        if (length <= longest) break
        if (at + length > text.length) continue
        budget.left -= length
        if (all.has(text.slice(at, at + length))) longest = length
      }
    }
    if (longest > 0) spans.push({ from: at, to: at + longest })
  }
  return spans
}

const pairAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) << 8) ^ text.charCodeAt(at + 1)) & 0xffff
