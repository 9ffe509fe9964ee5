import { inputError, type InputError } from '../foundation/errors.ts'

/** The words of a BEGIN line, '' if they are unknown, and the unchecked text up to the END line. */
export interface Block {
  label: string
  body: string
}

/** Only these appear in messages: other words between the dashes may be a secret. */
const LABELS = [
  'CERTIFICATE, X509 CERTIFICATE, TRUSTED CERTIFICATE, CERTIFICATE REQUEST, NEW CERTIFICATE REQUEST, X509 CRL',
  'PRIVATE KEY, RSA PRIVATE KEY, EC PRIVATE KEY, DSA PRIVATE KEY, ENCRYPTED PRIVATE KEY, OPENSSH PRIVATE KEY',
  'PUBLIC KEY, RSA PUBLIC KEY, SSH2 PUBLIC KEY, EC PARAMETERS, DH PARAMETERS, PKCS7, PKCS12',
  'PGP PRIVATE KEY BLOCK, PGP PUBLIC KEY BLOCK, PGP MESSAGE',
].flatMap((labels) => labels.split(', '))

/** White space between the words may be missing or changed, and word processors make one dash of several. */
const MARKER = /-{1,5}\s?(BEGIN|END)\s?([A-Z0-9\s]{0,40}?)\s?-{1,5}/g

export const hasMarker = (text: string): boolean => findMarkers(text).next().done !== true

const LABEL_OF_LETTERS = new Map(LABELS.map((label) => [label.replaceAll(' ', ''), label]))

interface Marker {
  word: string
  label: string
  from: number
  to: number
}

/** The BEGIN and END lines of a text, as far as they are asked for. Without five dashes, only those of a known label. */
function* findMarkers(text: string): Generator<Marker, undefined> {
  for (const { 0: line, 1: word = '', 2: words = '', index } of text.matchAll(MARKER)) {
    const label = LABEL_OF_LETTERS.get(words.replace(/\s/g, '')) ?? ''
    if (label !== '' || (line.startsWith('-----') && line.endsWith('-----'))) {
      yield { word, label, from: index, to: index + line.length }
    }
  }
}

/**
 * Finds the PEM blocks of a text, and ignores `EC PARAMETERS`, which OpenSSL writes before a key.
 * @param example the label that this input expects, for messages.
 */
export function findBlocks(input: string, text: string, example: string): Block[] {
  const cutOff = (why: string): InputError => inputError(input, `is cut off: ${why}`, storeHint(input))
  const blocks: Block[] = []
  let begin: Marker | undefined
  const noEnd = (): InputError =>
    cutOff(`PEM block ${blocks.length + 1} has a BEGIN line, but no matching END line.`)
  for (const marker of findMarkers(text)) {
    if (begin === undefined) {
      if (marker.word === 'END') throw cutOff('a PEM block has an END line, but no BEGIN line.')
      begin = marker
    } else {
      if (marker.word === 'BEGIN' || marker.label !== begin.label) throw noEnd()
      blocks.push({ label: begin.label, body: text.slice(begin.to, marker.from) })
      begin = undefined
    }
  }
  if (begin !== undefined) throw noEnd()
  if (blocks.length === 0) {
    const lines = `'-----BEGIN ${example}-----' and '-----END ${example}-----'`
    throw inputError(input, `contains no PEM. It must have the lines ${lines}.`)
  }
  return blocks.filter((block) => block.label !== 'EC PARAMETERS')
}

/** What mail, programming languages and editors put around lines, beside white space. */
const AROUND_LINES = /[\s"'`,;|>*#\\^\u2018-\u201e\u2022\u00ab\u00bb]+/g

/** The bytes of a block, or what is wrong with it. Characters around lines that base64 never contains are ignored. */
export function decode(block: Block): Buffer | string {
  const lines = block.body.trim().replace(/^-{1,20}|-{1,20}$/g, '')
  const base64 = lines.replace(/^\s*(?:[A-Za-z][A-Za-z-]{0,30}:.*\n)+/, '').replace(AROUND_LINES, '')
  if (base64 === '') return 'it is empty'
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return 'it has characters that base64 does not have'
  const bytes = Buffer.from(base64, 'base64')
  return isDer(bytes) ? bytes : 'some of it is missing or changed'
}

/** PEM in the form that every reader accepts: lines of 64 characters that end in LF. */
export function encode(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** Whether these bytes are exactly one DER sequence. OpenSSL ignores what follows it, and we would send that along. */
export function isDer(bytes: Buffer): boolean {
  const [tag, length = 0] = bytes
  if (tag !== 0x30) return false
  if (length < 0x80) return bytes.length === 2 + length
  const lengthBytes = length - 0x80
  if (lengthBytes < 1 || lengthBytes > 4 || bytes.length < 2 + lengthBytes) return false
  return bytes.length === 2 + lengthBytes + bytes.readUIntBE(2, lengthBytes)
}

/** What to do about a text that was damaged on its way. */
export function storeHint(input: string): string {
  const name = input.toUpperCase().replaceAll('-', '_')
  return `Store the file as it is, line breaks included: gh secret set ${name} < FILE`
}
