import { encode, hasMarker } from './pem-blocks.ts'
import { identify } from './pem.ts'

/**
 * Finds PEM, however editors, mail, web forms, shells and converters changed it. DER, and base64 without its BEGIN and
 * END lines, become PEM; PKCS#7 and PKCS#12 become blocks with those labels. A repair only replaces characters that PEM
 * can't contain.
 * @param layers of base64 around it: one on purpose, one more by mistake, and one by a tool.
 */
export function findPem(content: string | Buffer, layers = 3): string | undefined {
  if (typeof content !== 'string') {
    const found = identify(content)
    if (found !== undefined) return encode(found.label, content)
  }
  const text = repair(typeof content === 'string' ? content : decodeText(content))
  if (hasMarker(text)) return text
  const packed = layers === 0 ? undefined : (decodeBase64(text) ?? findPackedPem(text))
  return packed === undefined ? undefined : findPem(packed, layers - 1)
}

/** The text of a file in UTF-8 or, as Windows tools write it, UTF-16 with or without a byte order mark. */
export function decodeText(bytes: Buffer): string {
  const [first, second] = bytes
  const bigEndian = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0)
  const littleEndian = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0)
  if (bytes.length % 2 === 0 && (bigEndian || littleEndian)) {
    return new TextDecoder(bigEndian ? 'utf-16be' : 'utf-16le').decode(bytes)
  }
  return new TextDecoder().decode(bytes)
}

/** The bytes of base64 in quotes, in lines, in the URL alphabet, or after `data:…,`; undefined if it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const packed = text
    .trim()
    .replace(/^["']?data:[^,]{0,200},/i, '')
    .replace(/[\s"'`]/g, '')
  if (packed.length < 16 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(packed)) return undefined
  return Buffer.from(packed, 'base64')
}

/** Base64 of PEM inside other text, such as a line of a `.env` file or a Secret of Kubernetes in YAML. */
function findPackedPem(text: string): string | undefined {
  const begin = /LS0tLS1CRUdJTi[A-Za-z0-9+/\r\n]*={0,2}/g
  const packed = text.match(begin)?.map((base64) => Buffer.from(base64, 'base64').toString('utf8'))
  return packed?.join('\n')
}

/** What HTML writes for characters of PEM and around it. */
const ENTITIES: Record<string, string> = {
  nbsp: ' ',
  newline: '\n',
  plus: '+',
  sol: '/',
  equals: '=',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
}

/** Each expression runs in linear time, and none matches anything in intact PEM. */
function repair(given: string): string {
  let text = given.replaceAll('\0', '')
  // A web form writes a space as `+`.
  if (/-(?:BEGIN|END)\+[A-Z]/.test(text)) text = text.replaceAll('+', ' ')
  // URL encoding, also of what was URL-encoded before (`%250A`).
  text = text.replace(/(?:%(?:25){0,4}[0-9a-f]{2})+/gi, (codes) =>
    Buffer.from(codes.replace(/%(?:25){0,4}([0-9a-f]{2})/gi, '$1'), 'hex').toString('utf8'),
  )
  // HTML: entities, also escaped ones (`&amp;#10;`), and then tags, such as `<br>`.
  text = text
    .replace(/&(?:amp;){0,4}#(?:x([0-9a-f]{1,4})|(\d{1,5}));/gi, (_, hex?: string, decimal?: string) =>
      hex === undefined ? String.fromCharCode(Number(decimal)) : fromHex(hex),
    )
    .replace(/&(?:amp;){0,4}(?:hyphen|[mn]?dash);/gi, '-')
    .replace(
      /&(?:amp;){0,4}([a-z]{2,7});/gi,
      (entity, name: string) => ENTITIES[name.toLowerCase()] ?? entity,
    )
    .replace(/<\/?[a-z][^<>]{0,200}>/gi, '\n')
  // Quoted-printable mail.
  text = text.replace(/=(0[ad]|09|20|3d)/gi, (_, code: string) => fromHex(code))
  text = text.replace(/=\r?\n(?=[A-Za-z0-9+/])/g, '')
  // Full-width characters, the dashes of word processors, and what is invisible: zero-width characters, soft hyphens,
  // marks of direction and byte order.
  text = text
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u2010-\u2015\u2212\ufe58\ufe63]/g, '-')
    .replace(/[\u0085\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
  // The escapes of JSON and of programming languages, also escaped ones (`\\n`), and PowerShell's (`n).
  return text.replace(
    /\\{1,8}(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([rnt]|par(?![a-z])|01[25])|(?=["'/]))|`([rn])/gi,
    (_, unicode?: string, hex?: string) => {
      const code = unicode ?? hex
      return code === undefined ? '\n' : fromHex(code)
    },
  )
}

const fromHex = (digits: string): string => String.fromCharCode(Number.parseInt(digits, 16))
