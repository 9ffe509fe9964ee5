import { InputError } from '../foundation/errors.ts'
import { isWholeSequence } from './der.ts'

/** One PEM block: the words of its BEGIN line, and the text up to its END line, unchecked. */
export interface Block {
  label: string
  body: string
}

/** Blocks that people confuse with those we take. Only these are named in messages: other words may be a secret. */
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

/** Spaces inside a marker may be lost too when a secret loses its white space. */
const MARKER = /-----(BEGIN|END) ?([A-Z0-9 ]{0,40})-----/g

/**
 * Finds the PEM blocks of a text, in order. Text around them is dropped, as OpenSSL does, and so is the
 * `EC PARAMETERS` block that OpenSSL writes before a key, which holds the curve once more.
 * @param example the label of what the input takes, for messages.
 * @throws InputError when there is none, or one has no end or no beginning.
 */
export function findBlocks(input: string, text: string, example: string): Block[] {
  const blocks: Block[] = []
  let open: { label: string; from: number } | undefined
  for (const match of text.matchAll(MARKER)) {
    const label = toLabel(match[2] ?? '')
    if (match[1] === 'BEGIN') {
      if (open) throw unfinished(input, blocks.length + 1)
      open = { label, from: match.index + match[0].length }
    } else {
      if (open?.label !== label) throw open ? unfinished(input, blocks.length + 1) : headless(input)
      blocks.push({ label, body: text.slice(open.from, match.index) })
      open = undefined
    }
  }
  if (open) throw unfinished(input, blocks.length + 1)
  if (blocks.length === 0) throw noBlocks(input, text, example)
  return blocks.filter((block) => block.label !== 'EC PARAMETERS')
}

/**
 * The bytes of a block. Line breaks that were lost in a secret don't matter: written out as `\n`, turned into
 * spaces, or gone, they are no part of the base64, and the bytes say themselves how many they are.
 * @returns undefined when they are not whole.
 */
export function decode(block: Block): Buffer | undefined {
  const lines = block.body.replace(/\\{1,4}[rn]/g, '\n').trim()
  const base64 = lines.replace(/^(?:[A-Za-z][A-Za-z-]{0,30}:.*\n)+/, '').replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return undefined
  const bytes = Buffer.from(base64, 'base64')
  return isWholeSequence(bytes) ? bytes : undefined
}

/** PEM as every reader takes it: lines of 64 characters that end in LF. */
export function encode(label: string, bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
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

function unfinished(input: string, number: number): InputError {
  const message = `'${input}' is cut off: its PEM block ${number} has a BEGIN line, but no END line of the same kind.`
  return new InputError(message, { hint: storeHint(input) })
}

function headless(input: string): InputError {
  const message = `'${input}' is cut off: a PEM block in it has an END line, but no BEGIN line.`
  return new InputError(message, { hint: storeHint(input) })
}

function noBlocks(input: string, text: string, example: string): InputError {
  const lines = `'-----BEGIN ${example}-----' and '-----END ${example}-----'`
  const command = example === 'CERTIFICATE' ? 'x509' : 'pkey'
  const hint = `If the file is DER, convert it: openssl ${command} -inform der -in FILE -out FILE.pem`
  if (text.includes('\0')) {
    return new InputError(`'${input}' is not text in UTF-8. It must hold PEM, with the lines ${lines}.`, {
      hint: `Windows PowerShell writes UTF-16 by default: save the file as UTF-8. ${hint}`,
    })
  }
  if (decode({ label: '', body: text })) {
    return new InputError(`'${input}' holds base64 of DER. It must hold PEM, with the lines ${lines}.`, {
      hint,
    })
  }
  return new InputError(`'${input}' holds no PEM. It must have the lines ${lines}.`, { hint })
}
