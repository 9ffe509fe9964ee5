import { InputError } from '../foundation/errors.ts'

/** One PEM block: the words of its BEGIN line, and the unchecked text up to its END line. */
export interface Block {
  /** Empty for words that are not in {@link LABELS}. */
  label: string
  body: string
}

/** Only these appear in messages: other words between the dashes may be a secret. */
const LABELS = [
  'CERTIFICATE',
  'X509 CERTIFICATE',
  'TRUSTED CERTIFICATE',
  'CERTIFICATE REQUEST',
  'NEW CERTIFICATE REQUEST',
  'X509 CRL',
  'PKCS7',
  'PRIVATE KEY',
  'RSA PRIVATE KEY',
  'EC PRIVATE KEY',
  'DSA PRIVATE KEY',
  'ENCRYPTED PRIVATE KEY',
  'OPENSSH PRIVATE KEY',
  'EC PARAMETERS',
  'DH PARAMETERS',
  'PUBLIC KEY',
  'RSA PUBLIC KEY',
]

/** The spaces between the words may be missing: a secret can lose all of its white space. */
const MARKER = /-----(BEGIN|END) ?([A-Z0-9 ]{0,40})-----/g

/**
 * Finds the PEM blocks of a text, in order. Like OpenSSL, it ignores the text around them. It also drops the
 * `EC PARAMETERS` block that OpenSSL writes before a key, which only repeats the curve.
 * @param input the input that the text was given for, named in messages.
 * @param example the label that this input expects, for messages.
 * @throws InputError if there is no block, or one has no BEGIN or END line.
 */
export function findBlocks(input: string, text: string, example: string): Block[] {
  const blocks: Block[] = []
  let open: { label: string; from: number } | undefined
  for (const match of text.matchAll(MARKER)) {
    const label = toLabel(match[2] ?? '')
    if (match[1] === 'BEGIN') {
      if (open) throw missingEnd(input, blocks.length + 1)
      open = { label, from: match.index + match[0].length }
    } else {
      if (open === undefined) throw missingBegin(input)
      if (open.label !== label) throw missingEnd(input, blocks.length + 1)
      blocks.push({ label, body: text.slice(open.from, match.index) })
      open = undefined
    }
  }
  if (open) throw missingEnd(input, blocks.length + 1)
  if (blocks.length === 0) throw noBlocks(input, text, example)
  return blocks.filter((block) => block.label !== 'EC PARAMETERS')
}

/**
 * The bytes of a block. Its line breaks may be written as `\n`, replaced by spaces, or missing: they are not part of
 * the base64, and DER carries its own length.
 * @returns undefined if the block is not complete.
 */
export function decode(block: Block): Buffer | undefined {
  const lines = block.body.replace(/\\{1,4}[rn]/g, '\n').trim()
  const base64 = lines.replace(/^(?:[A-Za-z][A-Za-z-]{0,30}:.*\n)+/, '').replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  return isDer(bytes) ? bytes : undefined
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

function toLabel(words: string): string {
  const letters = words.replaceAll(' ', '')
  return LABELS.find((label) => label.replaceAll(' ', '') === letters) ?? ''
}

function missingEnd(input: string, number: number): InputError {
  const message = `'${input}' is cut off: PEM block ${number} has a BEGIN line, but no matching END line.`
  return new InputError(message, { hint: storeHint(input) })
}

function missingBegin(input: string): InputError {
  const message = `'${input}' is cut off: a PEM block has an END line, but no BEGIN line.`
  return new InputError(message, { hint: storeHint(input) })
}

function noBlocks(input: string, text: string, example: string): InputError {
  const lines = `'-----BEGIN ${example}-----' and '-----END ${example}-----'`
  const command = example === 'CERTIFICATE' ? 'x509' : 'pkey'
  const hint = `If the file is DER, convert it: openssl ${command} -inform der -in FILE -out FILE.pem`
  if (text.includes('\0')) {
    return new InputError(`'${input}' is not text in UTF-8. It must be PEM, with the lines ${lines}.`, {
      hint: `Windows PowerShell writes UTF-16 by default: save the file as UTF-8. ${hint}`,
    })
  }
  if (decode({ label: '', body: text })) {
    return new InputError(`'${input}' is base64 of DER. It must be PEM, with the lines ${lines}.`, { hint })
  }
  return new InputError(`'${input}' contains no PEM. It must have the lines ${lines}.`, { hint })
}
