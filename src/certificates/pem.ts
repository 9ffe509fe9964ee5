import { X509Certificate, createPrivateKey, type KeyObject } from 'node:crypto'
import { InputError } from '../foundation/errors.ts'
import { keyFormatOf } from './der.ts'
import { decode, encode, findBlocks, storeHint, type Block } from './pem-blocks.ts'

/** A certificate as it was read, and as it is sent: one PEM block with LF line ends. */
export interface Certificate {
  readonly pem: string
  readonly x509: X509Certificate
}

/** A private key as it was read, and as it is sent: one PEM block with LF line ends. */
export interface PrivateKey {
  readonly pem: string
  readonly key: KeyObject
}

const KEY_LABELS = { pkcs1: 'RSA PRIVATE KEY', pkcs8: 'PRIVATE KEY', sec1: 'EC PRIVATE KEY' } as const

/** The curves that Go knows, which Portainer is written in. */
const CURVES = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']

/**
 * Reads the certificates in a PEM text, in the order given; at least one.
 * @param input the input the text was given for, to name in messages.
 * @throws InputError when there is anything but whole certificates in it. The text is never quoted.
 */
export function readCertificates(input: string, text: string): Certificate[] {
  const blocks = findBlocks(input, text, 'CERTIFICATE')
  if (blocks.some((block) => block.label.endsWith('PRIVATE KEY'))) {
    const also = blocks.some(isCertificate) ? 'also ' : ''
    const place =
      input === 'tls-cert' ? "the private key goes to 'tls-key'" : "a CA's private key goes nowhere"
    throw new InputError(`'${input}' ${also}holds a private key. It takes certificates only; ${place}.`)
  }
  const unexpected = blocks.find((block) => !isCertificate(block))
  if (unexpected) throw unexpectedBlock(input, unexpected, 'It takes certificates only.')
  if (blocks.length === 0)
    throw new InputError(`'${input}' holds no certificate. It takes certificates in PEM.`)
  return blocks.map((block, index) => {
    const certificate = parseCertificate(block)
    if (certificate) return certificate
    const which =
      blocks.length === 1 ? 'a certificate' : `a certificate, number ${index + 1} of ${blocks.length},`
    throw new InputError(`'${input}' holds ${which} that is damaged: it can't be decoded.`, {
      hint: storeHint(input),
    })
  })
}

/**
 * Reads the one private key in a PEM text: PKCS#1, PKCS#8 or SEC1; RSA, ECDSA or Ed25519; not encrypted.
 * @param input the input the text was given for, to name in messages.
 * @throws InputError when there is anything else in it. The text is never quoted.
 */
export function readPrivateKey(input: string, text: string): PrivateKey {
  const blocks = findBlocks(input, text, 'PRIVATE KEY')
  if (blocks.some(isCertificate)) {
    const also = blocks.every(isCertificate) ? '' : 'also '
    const message = `'${input}' ${also}holds a certificate. It takes one private key only; the certificate goes to 'tls-cert'.`
    throw new InputError(message)
  }
  const [block, second] = blocks
  if (!block) throw new InputError(`'${input}' holds no private key. It takes one private key in PEM.`)
  if (second)
    throw new InputError(`'${input}' holds ${blocks.length} PEM blocks. It takes one private key only.`)
  if (isEncrypted(block)) {
    throw new InputError(`'${input}' is encrypted with a passphrase. It takes a private key that is not.`, {
      hint: 'Decrypt it: openssl pkey -in FILE -out DECRYPTED_FILE',
    })
  }
  if (!Object.values<string>(KEY_LABELS).includes(block.label)) {
    throw unexpectedBlock(input, block, 'It takes a private key in PKCS#1, PKCS#8 or SEC1.')
  }
  const privateKey = parseKey(block)
  if (!privateKey) {
    throw new InputError(`'${input}' holds a private key that is damaged: it can't be decoded.`, {
      hint: storeHint(input),
    })
  }
  if (!isUsable(privateKey.key)) {
    const message = `'${input}' holds a private key of a kind that Portainer can't use. It takes RSA, ECDSA (P-224, P-256, P-384, P-521) or Ed25519.`
    throw new InputError(message)
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
    // OpenSSL reads these only when asked, and throws only then.
    const dates = [x509.validFromDate.getTime(), x509.validToDate.getTime()]
    if (dates.some(Number.isNaN) || x509.publicKey.type !== 'public') return undefined
    return { pem: encode('CERTIFICATE', bytes), x509 }
  } catch {
    return undefined
  }
}

/** The label comes from the bytes: OpenSSL and Go read a key under the label of another format too. */
function parseKey(block: Block): PrivateKey | undefined {
  const bytes = decode(block)
  const type = bytes && keyFormatOf(bytes)
  if (!type) return undefined
  try {
    return {
      pem: encode(KEY_LABELS[type], bytes),
      key: createPrivateKey({ key: bytes, format: 'der', type }),
    }
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
    PKCS7: 'Take the certificates out: openssl pkcs7 -in FILE -print_certs -out CERTIFICATE_FILE',
  }
  return new InputError(`'${input}' holds ${found}. ${allowed}`, { hint: hints[block.label] })
}
