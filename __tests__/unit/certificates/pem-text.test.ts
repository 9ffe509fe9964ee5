import { describe, expect, test } from '@jest/globals'
import { X509Certificate } from 'node:crypto'
import { readCertificates, readPrivateKey } from '../../../src/certificates/pem.ts'
import { findPem } from '../../../src/certificates/pem-text.ts'
import { rewriteKey } from '../../../stand-in/certificates.ts'
import { ca, client, intermediate, nested } from './samples.ts'

const base64 = (content: string | Buffer): string => Buffer.from(content).toString('base64')
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le')
const lines =
  (end: string, start = '') =>
  (pem: string): string =>
    pem.replace(/^.*$/gm, (line) => (line === '' ? '' : `${start}${line}${end}`))

/** What editors, mail, web forms, shells and converters make of PEM. */
const shapes: Record<string, (pem: string) => string | Buffer> = {
  'as it is': (pem) => pem,
  CRLF: (pem) => pem.replaceAll('\n', '\r\n'),
  CR: (pem) => pem.replaceAll('\n', '\r'),
  'spaces for line breaks': (pem) => pem.replaceAll('\n', ' '),
  'all white space gone': (pem) => pem.replace(/\s/g, ''),
  'a line break for each space': (pem) => pem.replaceAll(' ', '\n'),
  'indented, with blank lines': (pem) => pem.replaceAll('\n', '\n\n    '),
  'padding gone': (pem) => pem.replaceAll('=', ''),
  '\\n': (pem) => pem.replaceAll('\n', '\\n'),
  '\\r\\n': (pem) => pem.replaceAll('\n', '\\r\\n'),
  '\\\\n, escaped twice': (pem) => pem.replaceAll('\n', '\\\\n'),
  '`n of PowerShell': (pem) => pem.replaceAll('\n', '`r`n'),
  '\\012 and \\x0a': (pem) => pem.replace('\n', '\\012').replaceAll('\n', '\\x0a'),
  'a JSON string': (pem) => JSON.stringify(pem),
  'a JSON string in a JSON string': (pem) => JSON.stringify(JSON.stringify(pem)),
  'JSON of .NET': (pem) => JSON.stringify(pem).replaceAll('+', '\\u002B'),
  'JSON of PHP': (pem) => JSON.stringify(pem).replaceAll('/', '\\/'),
  'a value in JSON': (pem) => JSON.stringify({ name: 'web', value: pem }, null, 2),
  'a JSON list of lines': (pem) => JSON.stringify(pem.split('\n'), null, 2),
  'lines in quotes, with a backslash': lines('\\n" \\', '"'),
  '%0A': (pem) => pem.replaceAll('\n', '%0A'),
  '%0D%0A': (pem) => pem.replaceAll('\n', '%0D%0A'),
  '%250A': (pem) => pem.replaceAll('\n', '%250A'),
  encodeURIComponent: (pem) => encodeURIComponent(pem),
  'encodeURIComponent twice': (pem) => encodeURIComponent(encodeURIComponent(pem)),
  'a web form': (pem) => new URLSearchParams([['cert', pem]]).toString(),
  '<br>': (pem) => pem.replaceAll('\n', '<br>'),
  '<br/> and a line break': (pem) => pem.replaceAll('\n', '<br/>\n'),
  'HTML paragraphs': lines('</p>', '<p class="x">'),
  '&#10;': (pem) => pem.replaceAll('\n', '&#10;').replaceAll('+', '&#43;').replaceAll('/', '&#x2F;'),
  'escaped HTML': (pem) => pem.replaceAll('\n', '&lt;br&gt;').replaceAll('=', '&amp;#61;'),
  '&nbsp;': (pem) => pem.replaceAll(' ', '&nbsp;').replaceAll('\n', '&nbsp;\n'),
  'quoted-printable': (pem) => pem.replaceAll('=', '=3D').replaceAll('\n', '=0D=0A'),
  'a quoted-printable line cut in two': (pem) => pem.replaceAll('=', '=3D').replace(/(\n.{30})/, '$1=\n'),
  'quoted in a mail': lines('', '> '),
  'a list in Markdown': lines('', '* '),
  'commented out': lines('', '# '),
  'between ``` of Markdown': (pem) => `\`\`\`pem\n${pem}\`\`\`\n`,
  'zero-width spaces': lines('\u200b'),
  'no-break spaces': (pem) => pem.replaceAll(' ', '\u00a0').replaceAll('\n', '\u00a0\n'),
  'soft hyphens': (pem) => pem.replace(/(\n.{20})/g, '$1\u00ad'),
  'left-to-right marks': (pem) => `\u202a${pem.replaceAll('\n', '\u200e\n')}\u202c`,
  'line and paragraph separators': (pem) => pem.replace('\n', '\u2029').replaceAll('\n', '\u2028'),
  'byte order mark': (pem) => `\ufeff${pem}`,
  'dashes and quotes of a word processor': (pem) => `\u201c${pem.replaceAll('-----', '\u2014\u2014-')}\u201d`,
  'one long dash': (pem) => pem.replaceAll('-----', '\u2014'),
  'four dashes': (pem) => pem.replaceAll('-----', '----'),
  'eight dashes': (pem) => pem.replaceAll('-----', '--------'),
  'full-width characters': (pem) =>
    pem.replace(/[+/=-]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0)),
  'in quotes': (pem) => `'${pem}'`,
  'a variable of .env': (pem) => `CERT="${pem.replaceAll('\n', '\\n')}"`,
  'base64 in a line of .env': (pem) => `CERT=${base64(pem)}`,
  'base64 in a Secret of Kubernetes': (pem) =>
    `apiVersion: v1\nkind: Secret\ndata:\n  tls.crt: ${base64(pem)}\n`,
  RTF: (pem) => `{\\rtf1\\ansi ${pem.replaceAll('\n', '\\par\n')}}`,
  'text of openssl around it': (pem) => `Bag Attributes\n    friendlyName: x\nsubject=CN = x\n${pem}\nend`,
  base64,
  'base64 in lines': (pem) => base64(pem).replace(/.{76}/g, '$&\r\n'),
  'base64 without padding, for URLs': (pem) => Buffer.from(pem).toString('base64url'),
  'base64 in quotes': (pem) => `"${base64(pem)}"`,
  'base64 with \\n': (pem) => base64(pem).replace(/.{76}/g, '$&\\n'),
  'base64 of base64': (pem) => base64(base64(pem)),
  'base64 of base64 of base64': (pem) => base64(base64(base64(pem))),
  'base64 of %0A': (pem) => base64(pem.replaceAll('\n', '%0A')),
  'base64 of UTF-16': (pem) => base64(utf16(pem)),
  'data:': (pem) => `data:application/x-pem-file;base64,${base64(pem)}`,
  'data: in quotes': (pem) => `"data:application/octet-stream;base64,${base64(pem)}"`,
  'data: with %0A': (pem) => `data:text/plain,${encodeURIComponent(pem)}`,
  'bytes in UTF-8': (pem) => Buffer.from(pem),
  'bytes in UTF-16': utf16,
  'bytes in UTF-16 with a byte order mark': (pem) => utf16(`\ufeff${pem}`),
  'bytes in UTF-16, big endian': (pem) => utf16(pem).swap16(),
  'bytes in UTF-16, big endian, with a byte order mark': (pem) => utf16(`\ufeff${pem}`).swap16(),
  'UTF-16 read as UTF-8': (pem) => utf16(`\ufeff${pem}`).toString('utf8'),
  'bytes of base64': (pem) => Buffer.from(base64(pem)),
}

const keys = {
  'PKCS#8': client.key,
  SEC1: rewriteKey(client.key, 'ec-sec1'),
  'PKCS#1': rewriteKey((await ca.issueClient({ keyType: 'rsa' })).key, 'rsa-pkcs1'),
}
const chain = [nested.cert, intermediate.cert]

describe.each(Object.entries(shapes))('%s', (_, shape) => {
  test('a chain of certificates', () => {
    const text = findPem(shape(chain.join(''))) ?? ''
    expect(readCertificates('tls-cert', text).map(({ pem }) => pem)).toEqual(chain)
  })

  test.each(Object.entries(keys))('a key, %s', (_name, key) => {
    expect(readPrivateKey(findPem(shape(key)) ?? '').pem).toBe(key)
  })
})

const body = (pem: string): string => pem.replace(/-----.*-----|\s/g, '')
const der = (pem: string): Buffer => Buffer.from(body(pem), 'base64')

test.each([
  ['the base64 between the lines', body(ca.cert)],
  ['the base64 between the lines, as it was', ca.cert.replace(/-----.*-----\n/g, '')],
  ['the base64 of that', base64(body(ca.cert))],
  ['DER', der(ca.cert)],
  ['DER in a data: URL', `data:application/pkix-cert;base64,${body(ca.cert)}`],
])('without BEGIN and END lines: %s', (_, content) => {
  expect(readCertificates('ca-cert', findPem(content) ?? '').map(({ pem }) => pem)).toEqual([ca.cert])
})

test.each(Object.entries(keys))('a key without BEGIN and END lines: %s', (_, key) => {
  for (const content of [body(key), der(key)]) {
    expect(readPrivateKey(findPem(content) ?? '').pem).toBe(key)
  }
})

test.each([
  ['nothing', ''],
  ['a word', 'swordfish'],
  ['a path', './certs/production/ca.pem'],
  ['a path that is base64 too', 'certs/production/engine/ca'],
  ['a path of Windows', 'C:\\nodes\\runner\\ca.pem'],
  ['base64 of something else', base64('swordfish and others')],
  ['half of the base64 of a certificate', body(ca.cert).slice(0, 100)],
  ['bytes that are no DER', Buffer.from([0x30, 0x82, 1, 2, 3])],
  ['DER of something else', new X509Certificate(ca.cert).raw.subarray(4)],
  ['base64 too deep', base64(base64(base64(base64(ca.cert))))],
])('no PEM: %s', (_, content) => {
  expect(findPem(content)).toBeUndefined()
})
