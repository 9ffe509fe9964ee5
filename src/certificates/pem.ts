import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto'
import { InputError } from '../foundation/errors.ts'
import { decode, encode, findBlocks, storeHint, type Block } from './pem-blocks.ts'

export interface Certificate {
  /** One PEM block with LF line ends, as it is sent. */
  readonly pem: string
  readonly x509: X509Certificate
}

export interface PrivateKey {
  /** One PEM block with LF line ends, as it is sent. */
  readonly pem: string
  readonly key: KeyObject
}

const KEY_LABELS = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY']

/** The curves that Go supports; Portainer is written in Go. */
const CURVES = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']

/**
 * Reads the certificates in a PEM text, at least one, in the order given.
 * @param input the input that the text was given for, named in messages.
 * @throws InputError if the text contains anything but complete certificates. The text is never quoted.
 */
export function readCertificates(input: string, text: string): Certificate[] {
  const blocks = findBlocks(input, text, 'CERTIFICATE')
  if (blocks.some((block) => block.label.endsWith('PRIVATE KEY'))) {
    const also = blocks.some(isCertificate) ? 'also ' : ''
    const place =
      input === 'tls-cert'
        ? "The private key belongs in 'tls-key'."
        : 'No input takes the private key of a CA.'
    throw new InputError(`'${input}' ${also}contains a private key, but takes only certificates. ${place}`)
  }
  const unexpected = blocks.find((block) => !isCertificate(block))
  if (unexpected) throw unexpectedBlock(input, unexpected, 'It takes only certificates.')
  if (blocks.length === 0) throw new InputError(`'${input}' contains no certificate.`)
  return blocks.map((block, index) => {
    const certificate = parseCertificate(block)
    if (certificate) return certificate
    const which = blocks.length === 1 ? '' : ` (number ${index + 1} of ${blocks.length})`
    throw new InputError(`'${input}' contains a damaged certificate${which}: it can't be decoded.`, {
      hint: storeHint(input),
    })
  })
}

/**
 * Reads the one private key in a PEM text: PKCS#1, PKCS#8 or SEC1; RSA, ECDSA or Ed25519; not encrypted.
 * @param input the input that the text was given for, named in messages.
 * @throws InputError if the text contains anything else. The text is never quoted.
 */
export function readPrivateKey(input: string, text: string): PrivateKey {
  const blocks = findBlocks(input, text, 'PRIVATE KEY')
  if (blocks.some(isCertificate)) {
    const also = blocks.every(isCertificate) ? '' : 'also '
    throw new InputError(
      `'${input}' ${also}contains a certificate, but takes only one private key. The certificate belongs in 'tls-cert'.`,
    )
  }
  const [block, second] = blocks
  if (!block) throw new InputError(`'${input}' contains no private key.`)
  if (second)
    throw new InputError(`'${input}' contains ${blocks.length} PEM blocks, but takes only one private key.`)
  if (isEncrypted(block)) {
    throw new InputError(
      `'${input}' is encrypted with a passphrase. Portainer needs a key that is not encrypted.`,
      { hint: 'Decrypt it: openssl pkey -in FILE -out DECRYPTED_FILE' },
    )
  }
  if (!KEY_LABELS.includes(block.label)) {
    throw unexpectedBlock(input, block, 'It takes a private key in PKCS#1, PKCS#8 or SEC1.')
  }
  const privateKey = parseKey(block)
  if (!privateKey) {
    throw new InputError(`'${input}' contains a damaged private key: it can't be decoded.`, {
      hint: storeHint(input),
    })
  }
  if (!isUsable(privateKey.key)) {
    throw new InputError(
      `'${input}' contains a private key that Portainer can't use. It takes RSA, ECDSA (P-224, P-256, P-384, P-521) or Ed25519.`,
    )
  }
  return privateKey
}

function isCertificate(block: Block): boolean {
  return block.label === 'CERTIFICATE' || block.label === 'X509 CERTIFICATE'
}

function isEncrypted(block: Block): boolean {
  return block.label === 'ENCRYPTED PRIVATE KEY' || /Proc-Type:\s*4,\s*ENCRYPTED/.test(block.body)
}

function parseCertificate(block: Block): Certificate | undefined {
  const bytes = decode(block)
  if (!bytes) return undefined
  try {
    const x509 = new X509Certificate(bytes)
    // OpenSSL parses dates and key only when they are read, and throws only then.
    const dates = [x509.validFromDate.getTime(), x509.validToDate.getTime()]
    if (dates.some(Number.isNaN) || x509.publicKey.type !== 'public') return undefined
    return { pem: encode('CERTIFICATE', bytes), x509 }
  } catch {
    return undefined
  }
}

/** Labels the key by its bytes: OpenSSL and Go also read a key under the label of another format. */
function parseKey(block: Block): PrivateKey | undefined {
  const bytes = decode(block)
  if (!bytes) return undefined
  const pkcs8 = parseDer(bytes, 'pkcs8')
  if (pkcs8) return { pem: encode('PRIVATE KEY', bytes), key: pkcs8 }
  // For OpenSSL this means "as its own kind of key is written": SEC1 for an EC key.
  const key = parseDer(bytes, 'pkcs1')
  return key && { pem: encode(`${key.asymmetricKeyType === 'ec' ? 'EC' : 'RSA'} PRIVATE KEY`, bytes), key }
}

function parseDer(bytes: Buffer, type: 'pkcs1' | 'pkcs8'): KeyObject | undefined {
  try {
    return createPrivateKey({ key: bytes, format: 'der', type })
  } catch {
    return undefined
  }
}

function isUsable(key: KeyObject): boolean {
  const kind = key.asymmetricKeyType
  if (kind === 'ec') return CURVES.includes(key.asymmetricKeyDetails?.namedCurve ?? '')
  return kind === 'rsa' || kind === 'ed25519'
}

function unexpectedBlock(input: string, block: Block, allowed: string): InputError {
  const found = block.label ? `a PEM block '${block.label}'` : 'a PEM block of an unknown kind'
  const hints: Record<string, string> = {
    'OPENSSH PRIVATE KEY': 'Rewrite it as PEM, in place: ssh-keygen -p -N "" -m PEM -f FILE',
    'TRUSTED CERTIFICATE': 'Rewrite it: openssl x509 -in FILE -out CERTIFICATE_FILE',
    PKCS7: 'Extract the certificates: openssl pkcs7 -in FILE -print_certs -out CERTIFICATE_FILE',
  }
  return new InputError(`'${input}' contains ${found}. ${allowed}`, { hint: hints[block.label] })
}
