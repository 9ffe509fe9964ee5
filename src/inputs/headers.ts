import { collectMistakes, InputError } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import type { InputSource } from './source.ts'

/** Headers that the action sets itself: a second one would break the request or send the credentials elsewhere. */
const RESERVED = /^(x-api-key|x-setup-token|host|content-.*|transfer-encoding|trailer|connection)$/i

/** Values are masked. Errors show nothing of a line: a secret with a colon in it would be taken for a name. */
export function readHeaders(source: InputSource): [name: string, value: string][] {
  const { attempt, throwAny } = collectMistakes()
  const headers: [string, string][] = []
  const seen = new Set<string>()
  for (const [index, line] of (source.text('headers') ?? '').split('\n').entries()) {
    if (line.trim() === '') continue
    const place = `'headers', line ${index + 1}`
    attempt(() => {
      const header = readHeader(line.trim(), place, seen)
      if (!maskHeader(header[1])) {
        const why = 'is too short or too common a word to be masked in the log'
        source.warn(`${place}: the value, or a part of it, ${why}.`)
      }
      headers.push(header)
    })
  }
  throwAny()
  return headers
}

function readHeader(line: string, place: string, seen: Set<string>): [name: string, value: string] {
  const fail = (why: string): InputError =>
    new InputError(`${place}, ${why}; allowed: one 'Name: value' per line.`, { input: 'headers' })
  const at = line.indexOf(':')
  const name = line.slice(0, Math.max(at, 0)).trim()
  const value = line.slice(at + 1).trim()
  if (at < 1 || !/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) throw fail("is not of the form 'Name: value'")
  if (RESERVED.test(name)) throw fail('names a header that the action sets itself')
  if (seen.has(name.toLowerCase())) throw fail('names a header for a second time')
  seen.add(name.toLowerCase())
  if (value === '') throw fail('has no value')
  if (!/^[\x20-\x7e]*$/.test(value)) throw fail('has a value that is not printable ASCII')
  return [name, value]
}

/** Masks a header's value and the parts of it that are secrets by themselves; false if one could not be masked. */
function maskHeader(value: string): boolean {
  const parts = secretParts(value).filter((part) => part !== '')
  const masked = parts.map((part) => !COMMON_WORDS.has(part.toLowerCase()) && mask(part))
  return masked.every((done) => done)
}

/** A value, what follows its scheme word, user and password of `Basic`, and the value of each cookie and each pair. */
function secretParts(value: string): string[] {
  const parts = [value]
  const [, scheme = '', rest] = /^([A-Za-z][\w-]*) +(\S.*)$/.exec(value) ?? []
  if (rest !== undefined && !scheme.includes('=')) parts.push(rest)
  if (rest !== undefined && scheme.toLowerCase() === 'basic') {
    const decoded = Buffer.from(rest, 'base64').toString('utf8')
    const colon = decoded.indexOf(':')
    if (colon >= 0) parts.push(decoded, decoded.slice(0, colon), decoded.slice(colon + 1))
  }
  for (const pair of (rest ?? value).split(/[;,&]/)) {
    const equals = pair.indexOf('=')
    const part = pair
      .slice(equals + 1)
      .trim()
      .replace(/^"(.*)"$/, '$1')
    // The padding of base64 is no pair.
    if (equals > 0 && /[^=]/.test(part)) parts.push(part)
  }
  return parts
}

/** Words that are no secrets, and that a log could not be read without: it would show `***://` for every address. */
const COMMON_WORDS = new Set(
  [
    'http https true false none null yes no localhost name value test',
    'portainer docker agent azure edge-agent kubernetes kubeconfig podman endpoint endpoints',
    'created updated unchanged reused recreated deleted absent present failed',
    'admin administrator user users team teams group tags github actions gzip identity',
    'bearer basic digest token application/json text/plain',
    'production staging development preview',
  ].flatMap((words) => words.split(' ')),
)
