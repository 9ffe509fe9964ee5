import type { X509Certificate } from 'node:crypto'

/** One DER element: its tag, what is in it, and how many bytes it takes with its head. */
interface Element {
  tag: number
  content: Buffer
  size: number
}

/** Key usages as X.509 numbers them, as bits of the first byte. */
const KEY_USAGE = { digitalSignature: 0x80 } as const

const KEY_USAGE_OID = '551d0f'
const VERSION_TAG = 0xa0
const EXTENSIONS_TAG = 0xa3

/** Whether these bytes are one DER sequence, from the first to the last: nothing cut off, nothing after it. */
export function isWholeSequence(bytes: Buffer): boolean {
  const element = readElement(bytes)
  return element?.tag === 0x30 && element.size === bytes.length
}

/** In which of its formats a private key is written, told by the field after its version number. */
export function keyFormatOf(bytes: Buffer): 'pkcs1' | 'pkcs8' | 'sec1' | undefined {
  const whole = readElement(bytes)
  const tag = whole && readElements(whole.content)[1]?.tag
  return tag === 0x02 ? 'pkcs1' : tag === 0x30 ? 'pkcs8' : tag === 0x04 ? 'sec1' : undefined
}

/** Whether the certificate is of X.509 version 1, which knows no extensions and so can't say whether it is a CA. */
export function isVersion1(certificate: X509Certificate): boolean {
  return fieldsOf(certificate)[0]?.tag !== VERSION_TAG
}

/**
 * Whether the certificate allows its key for signatures, such as those of a TLS handshake. `node:crypto` tells the
 * extended key usages only.
 * @returns undefined when it does not restrict the use of its key.
 */
export function allowsSignatures(certificate: X509Certificate): boolean | undefined {
  const wrapped = fieldsOf(certificate).find((field) => field.tag === EXTENSIONS_TAG)
  const list = wrapped && readElement(wrapped.content)
  for (const extension of list ? readElements(list.content) : []) {
    const parts = readElements(extension.content)
    if (parts[0]?.content.toString('hex') !== KEY_USAGE_OID) continue
    const bits = readElement(parts.at(-1)?.content ?? Buffer.alloc(0))?.content
    return ((bits?.[1] ?? 0) & KEY_USAGE.digitalSignature) !== 0
  }
  return undefined
}

/** The fields of the part of a certificate that is signed. */
function fieldsOf(certificate: X509Certificate): Element[] {
  const whole = readElement(certificate.raw)
  const signed = whole && readElement(whole.content)
  return signed ? readElements(signed.content) : []
}

function readElements(bytes: Buffer): Element[] {
  const elements: Element[] = []
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes.subarray(at))
    if (element === undefined) break
    elements.push(element)
    at += element.size
  }
  return elements
}

/** The element at the start of these bytes; undefined when they are no DER, or are cut off. */
function readElement(bytes: Buffer): Element | undefined {
  const [tag, first] = bytes
  if (tag === undefined || first === undefined) return undefined
  const lengthBytes = first < 0x80 ? 0 : first - 0x80
  if (lengthBytes > 4 || first === 0x80 || bytes.length < 2 + lengthBytes) return undefined
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes)
  const size = 2 + lengthBytes + length
  if (size > bytes.length) return undefined
  return { tag, content: bytes.subarray(2 + lengthBytes, size), size }
}
