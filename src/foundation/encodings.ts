/**
 * How others may write a text. JSON, JSON in JSON, `\u` escapes, URLs (encoded once or again), forms and HTML are
 * decoded, in any mixture; base64 and hex are listed, since nothing in a text tells where they begin.
 */

/** A text without one layer of escapes. */
interface Decoded {
  text: string
  /** Where in the original text each character begins; one more for the end. Empty for the original itself. */
  starts: ArrayLike<number>
}

/** Layers of escapes that are taken off: JSON in JSON in a page, and what only looks like an escape in the secret. */
const MAX_LAYERS = 5

/** What is left after each layer of escapes; nothing where a text has none. Takes linear time, whatever is in it. */
export function decode(text: string): Decoded[] {
  const layers: Decoded[] = []
  let before: Decoded = { text, starts: [] }
  while (layers.length < MAX_LAYERS && /[\\%&+\t\n\r]/.test(before.text)) {
    const decoded = decodeLayer(before)
    if (decoded.text === before.text) break
    layers.push(decoded)
    before = decoded
  }
  return layers
}

/** What an encoding writes in two ways is one of them: a space for `+`, and a line break as the letter of `\n`. */
const FOLDED: Record<string, string> = { '+': ' ', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't' }

function decodeLayer({ text, starts: before }: Decoded): Decoded {
  const starts = new Int32Array(text.length + 1)
  let decoded = ''
  let at = 0
  while (at < text.length) {
    const escape = readers[text[at] ?? '']?.(text, at)
    const meant = escape?.meant ?? text[at] ?? ''
    for (const unit of meant.split('')) {
      starts[decoded.length] = before[at] ?? at
      decoded += FOLDED[unit] ?? unit
    }
    at = escape?.end ?? at + 1
  }
  starts[decoded.length] = before[at] ?? at
  return { text: decoded, starts }
}

interface Escape {
  meant: string
  end: number
}

const readers: Record<string, (text: string, at: number) => Escape | undefined> = {
  '\\': readBackslash,
  '%': readPercent,
  '&': readEntity,
}

/** `\u0022`, `\x22`, `\"`; the letters of `\n` and others are what they are folded to. */
function readBackslash(text: string, at: number): Escape | undefined {
  const [written, unicode, hex, letter] =
    /^\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^ux]))/.exec(text.slice(at, at + 6)) ?? []
  if (written === undefined) return undefined
  const meant = letter ?? String.fromCharCode(Number.parseInt(unicode ?? hex ?? '', 16))
  return { meant, end: at + written.length }
}

/** `%22`; for a character beyond ASCII, all of its bytes. */
function readPercent(text: string, at: number): Escape | undefined {
  const written = /^(?:%[0-9a-fA-F]{2}){1,4}/.exec(text.slice(at, at + 12))?.[0]
  if (written === undefined) return undefined
  const bytes = Buffer.from(written.replaceAll('%', ''), 'hex')
  const [first = 0] = bytes
  const length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
  const character = bytes.toString('utf8', 0, length)
  return character.includes('\ufffd')
    ? { meant: String.fromCharCode(first), end: at + 3 }
    : { meant: character, end: at + length * 3 }
}

/** `&DiacriticalGrave;` is the longest. */
const MAX_ENTITY = 20

/** `&quot;`, `&#34;`, `&#x22;`; a number also without its semicolon. */
function readEntity(text: string, at: number): Escape | undefined {
  const [entity, hex, decimal, name] =
    /^&(?:#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?|([A-Za-z]+[0-9]*);)/.exec(text.slice(at, at + MAX_ENTITY)) ?? []
  if (entity === undefined) return undefined
  const point =
    name === undefined ? Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16) : pointNamed(name)
  return point === undefined || point > 0x10ffff
    ? undefined
    : { meant: String.fromCodePoint(point), end: at + entity.length }
}

/** HTML's names for ASCII; for a character with several names, all of them. */
const ASCII_NAMES = `Tab 9 NewLine 10 excl 33 quot 34 QUOT 34 num 35 dollar 36 percnt 37 amp 38 AMP 38 apos 39 lpar 40
rpar 41 ast 42 midast 42 plus 43 comma 44 period 46 sol 47 colon 58 semi 59 lt 60 LT 60 equals 61 gt 62 GT 62 quest 63
commat 64 lsqb 91 lbrack 91 bsol 92 rsqb 93 rbrack 93 Hat 94 lowbar 95 UnderBar 95 grave 96 DiacriticalGrave 96
lcub 123 lbrace 123 verbar 124 vert 124 VerticalLine 124 rcub 125 rbrace 125`

/** HTML's names for U+00A0 to U+00FF, in order. */
const LATIN_NAMES = `nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3
acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig
Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave
Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave
iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml`

let names: Map<string, number> | undefined

function pointNamed(name: string): number | undefined {
  if (names === undefined) {
    names = new Map([['euro', 0x20ac]])
    for (const [, word = '', point] of ASCII_NAMES.matchAll(/(\w+)\s(\d+)/g)) names.set(word, Number(point))
    for (const [index, word] of LATIN_NAMES.split(/\s/).entries()) names.set(word, 0xa0 + index)
  }
  return names.get(name)
}

/** A shortened secret must still be too long for an ordinary word. */
const MIN_SHORTENED_LENGTH = 5

/** A secret as {@link decode} leaves it; also without an end that would be an escape with what follows it. */
export function decodedForms(secret: string): string[] {
  return [secret, ...decode(secret).map(({ text }) => text)].flatMap((text) => {
    const [end, name] =
      /(?:\\(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?|%[0-9a-f]?|&(?:#x?[0-9a-f]*|([a-z]+[0-9]*)))$/i.exec(text) ?? []
    const length = text.length - (end?.length ?? 0)
    const isEscape = end !== undefined && (name === undefined || pointNamed(name) !== undefined)
    return isEscape && length >= MIN_SHORTENED_LENGTH ? [text, text.slice(0, length)] : [text]
  })
}

/** Shorter pieces of base64 are found in anything. */
const MIN_BASE64_LENGTH = 8

/** A text in base64 (also in the middle of something longer) and hex. */
export function binaryForms(text: string): string[] {
  const bytes = Buffer.from(text)
  const whole = bytes.toString('base64')
  const pieces = [0, 1, 2].map((before) => inBase64(bytes, before))
  const long = pieces.filter((piece) => piece.length >= MIN_BASE64_LENGTH)
  const base64 = [whole, whole.replace(/=+$/, ''), ...long]
  const base64url = base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_'))
  const hex = bytes.toString('hex')
  return [...base64, ...base64url, hex, hex.toUpperCase()]
}

/** The base64 characters that depend on this text alone, if `before` bytes of its first group of three precede it. */
function inBase64(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
  return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
}
