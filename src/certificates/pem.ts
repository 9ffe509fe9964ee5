import { X509Certificate, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'
import { inputError, orUndefined, type InputError } from '../foundation/errors.ts'
import { decode, encode, findBlocks, isDer, storeHint, type Block } from './pem-blocks.ts'

/** A certificate, and how it is sent: one PEM block with LF line ends. */
export interface Certificate {
  pem: string
  x509: X509Certificate
}

export interface PrivateKey {
  pem: string
  key: KeyObject
}

/** What the bytes of a block are, whatever its label says. */
interface Content {
  /** The block's own where the bytes don't tell. */
  label: string
  certificate?: Certificate
  privateKey?: PrivateKey
  /** Why the block has no bytes. */
  fault?: string
}

/** The curves that Go supports; Portainer is written in Go. */
const CURVES = ['secp224r1', 'prime256v1', 'secp384r1', 'secp521r1']

/** Reads the certificates in a PEM text, at least one. Refuses anything else in it, and never quotes the text. */
export function readCertificates(input: string, text: string): Certificate[] {
  const contents = findBlocks(input, text, 'CERTIFICATE').map(contentOf)
  if (contents.some(({ label }) => label.endsWith('PRIVATE KEY'))) {
    const also = contents.some(({ certificate }) => certificate) ? 'also ' : ''
    const place =
      input === 'tls-cert'
        ? "The private key belongs in 'tls-key'."
        : 'No input takes the private key of a CA.'
    throw inputError(input, `${also}contains a private key, but takes only certificates. ${place}`)
  }
  const unexpected = contents.find(({ label }) => label !== 'CERTIFICATE')
  if (unexpected) throw unexpectedBlock(input, unexpected.label, 'It takes only certificates.')
  if (contents.length === 0) throw inputError(input, 'contains no certificate.')
  return contents.map(({ certificate, fault }, index) => {
    if (certificate) return certificate
    const which = contents.length === 1 ? '' : ` (number ${index + 1} of ${contents.length})`
    throw damaged(input, `certificate${which}`, fault)
  })
}

/** Reads the one private key in a PEM text: PKCS#1, PKCS#8 or SEC1; RSA, ECDSA or Ed25519; not encrypted. */
export function readPrivateKey(text: string): PrivateKey {
  const fail = (problem: string, hint?: string): InputError => inputError('tls-key', problem, hint)
  const contents = findBlocks('tls-key', text, 'PRIVATE KEY').map(contentOf)
  const certificates = contents.filter(({ label }) => label === 'CERTIFICATE')
  if (certificates.length > 0) {
    const also = certificates.length === contents.length ? '' : 'also '
    const problem = `${also}contains a certificate, but takes only one private key.`
    throw fail(`${problem} The certificate belongs in 'tls-cert'.`)
  }
  const [content] = contents
  if (!content) throw fail('contains no private key.')
  if (contents.length > 1) {
    throw fail(`contains ${contents.length} PEM blocks, but takes only one private key.`)
  }
  if (content.label === 'ENCRYPTED PRIVATE KEY') {
    const problem = 'is encrypted with a passphrase. Portainer needs a key that is not encrypted.'
    throw fail(problem, 'Decrypt it: openssl pkey -in FILE -out DECRYPTED_FILE')
  }
  if (!['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'].includes(content.label)) {
    throw unexpectedBlock('tls-key', content.label, 'It takes a private key in PKCS#1, PKCS#8 or SEC1.')
  }
  if (!content.privateKey) throw damaged('tls-key', 'private key', content.fault)
  if (!isUsable(content.privateKey.key)) {
    const allowed = 'It takes RSA, ECDSA (P-224, P-256, P-384, P-521) or Ed25519.'
    throw fail(`contains a private key that Portainer can't use. ${allowed}`)
  }
  return content.privateKey
}

function contentOf(block: Block): Content {
  if (/Proc-Type:\s*4,\s*ENCRYPTED/.test(block.body)) return { label: 'ENCRYPTED PRIVATE KEY' }
  const bytes = decode(block)
  const label = block.label === 'X509 CERTIFICATE' ? 'CERTIFICATE' : block.label
  return typeof bytes === 'string' ? { label, fault: bytes } : (identify(bytes) ?? { label })
}

const LENGTH = '(?:80|[0-7].|81..|82.{4}|83.{6})'
/** A version 3, and then PKCS#7 data. */
const PKCS12 = new RegExp(`^30${LENGTH}02010330${LENGTH}06092a864886f70d0107`)
const PKCS7 = new RegExp(`^30${LENGTH}06092a864886f70d010702`)

/** What these bytes are: a certificate, a key, or a container of them. Undefined for anything else. */
export function identify(bytes: Buffer): Content | undefined {
  const head = bytes.toString('hex', 0, 40)
  if (PKCS12.test(head)) return { label: 'PKCS12' }
  if (PKCS7.test(head)) return { label: 'PKCS7' }
  if (!isDer(bytes)) return undefined
  return (
    orUndefined(() => asCertificate(bytes)) ?? asPrivateKey(bytes) ?? orUndefined(() => asPublicKey(bytes))
  )
}

function asCertificate(bytes: Buffer): Content | undefined {
  const x509 = new X509Certificate(bytes)
  // OpenSSL parses dates and key only when they are read, and throws only then.
  const dates = [x509.validFromDate.getTime(), x509.validToDate.getTime()]
  if (dates.some(Number.isNaN) || x509.publicKey.type !== 'public') return undefined
  return { label: 'CERTIFICATE', certificate: { pem: encode('CERTIFICATE', bytes), x509 } }
}

/** Labels the key by its bytes: OpenSSL and Go also read a key under the label of another format. */
function asPrivateKey(bytes: Buffer): Content | undefined {
  const labelled = (label: string, key: KeyObject): Content => ({
    label,
    privateKey: { pem: encode(label, bytes), key },
  })
  try {
    return labelled('PRIVATE KEY', createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MISSING_PASSPHRASE') {
      return { label: 'ENCRYPTED PRIVATE KEY' }
    }
  }
  return orUndefined(() => {
    // OpenSSL takes this for "the format of its own kind of key", which is SEC1 for an EC key.
    const key = createPrivateKey({ key: bytes, format: 'der', type: 'pkcs1' })
    return labelled(key.asymmetricKeyType === 'ec' ? 'EC PRIVATE KEY' : 'RSA PRIVATE KEY', key)
  })
}

function asPublicKey(bytes: Buffer): Content {
  createPublicKey({ key: bytes, format: 'der', type: 'spki' })
  return { label: 'PUBLIC KEY' }
}

function isUsable(key: KeyObject): boolean {
  const kind = key.asymmetricKeyType
  if (kind === 'ec') return CURVES.includes(key.asymmetricKeyDetails?.namedCurve ?? '')
  return kind === 'rsa' || kind === 'ed25519'
}

function damaged(input: string, what: string, fault = "it can't be decoded"): InputError {
  return inputError(input, `contains a damaged ${what}: ${fault}.`, storeHint(input))
}

function unexpectedBlock(input: string, label: string, allowed: string): InputError {
  const key = input === 'tls-key'
  const names: Record<string, string> = {
    '': 'a PEM block of an unknown kind',
    PKCS7: 'PKCS#7',
    PKCS12: 'PKCS#12 (a .p12 or .pfx file)',
    'OPENSSH PRIVATE KEY': "a key in OpenSSH's own format",
  }
  const which = key ? '-nocerts -nodes' : input === 'tls-cert' ? '-clcerts -nokeys' : '-cacerts -nokeys'
  const pkcs7 = 'openssl pkcs7 -in FILE -print_certs -out CERTIFICATE_FILE'
  const hints: Record<string, string> = {
    'OPENSSH PRIVATE KEY': 'Convert it to PEM, in place: ssh-keygen -p -N "" -m PEM -f FILE',
    'TRUSTED CERTIFICATE': 'Convert it: openssl x509 -in FILE -out CERTIFICATE_FILE',
    PKCS7: `Extract the certificates: ${pkcs7} (with -inform der if FILE is binary)`,
    PKCS12: `Extract the ${key ? 'key' : 'certificates'}: openssl pkcs12 -in FILE ${which} -out ${key ? 'KEY' : 'CERTIFICATE'}_FILE (with -legacy for an old file)`,
  }
  const found = names[label] ?? `a PEM block '${label}'`
  return inputError(input, `contains ${found}. ${allowed}`, hints[label])
}
