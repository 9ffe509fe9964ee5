import { expect, test } from '@jest/globals'
import fc, { thorough } from '../../helpers/random.ts'
import { checkPortainerCa, checkTlsFiles } from '../../../src/certificates/tls-files.ts'
import { findPem } from '../../../src/certificates/pem-text.ts'
import { readCertificates, readPrivateKey } from '../../../src/certificates/pem.ts'
import { explainContent, explainValue } from '../../../src/inputs/file-hints.ts'
import { InputError, InputErrors } from '../../../src/foundation/errors.ts'
import { rewriteKey } from '../../../stand-in/certificates.ts'
import { anyUse, ca, client, nested, NOW, selfSigned, version1 } from './samples.ts'

const certificates = [ca.cert, client.cert, nested.cert, selfSigned.cert, version1, anyUse]
const keys = [
  client.key,
  rewriteKey(client.key, 'ec-sec1'),
  (await ca.issueClient({ keyType: 'rsa-pkcs1' })).key,
]

/** What may stand where a line break was. */
const breaks = fc.constantFrom(
  ...['\n', '\r\n', '\\n', '\\r\\n', ' ', '   ', '', '\t', '\n  ', '\\\\n'],
  ...[
    '%0A',
    '%0D%0A',
    '<br>',
    '<br />\n',
    '&#10;',
    '=0A',
    '\u200b\n',
    '\u00a0',
    '\u2028',
    '\n> ',
    '",\n"',
    '`n',
  ],
)
/** What the whole may be wrapped in. */
const wrappings = fc.constantFrom<(text: string) => string | Buffer>(
  (text) => text,
  (text) => Buffer.from(text, 'utf16le'),
  (text) => Buffer.from(text).toString('base64'),
  (text) => `data:;base64,${Buffer.from(text).toString('base64')}`,
  JSON.stringify,
  encodeURIComponent,
)

test('certificates whose line breaks were replaced, each in its own way, are read as they were', () => {
  const chains = fc.array(fc.constantFrom(...certificates), { minLength: 1, maxLength: 4 })
  fc.assert(
    fc.property(chains, fc.infiniteStream(breaks), wrappings, (chain, stream, wrap) => {
      const damaged = wrap(chain.join('').replaceAll('\n', () => String(stream.next().value)))
      expect(readCertificates('tls-cert', findPem(damaged) ?? '').map(({ pem }) => pem)).toEqual(chain)
    }),
    { numRuns: thorough ? 300 : 100 },
  )
})

test('a key whose line breaks were replaced is read as it was', () => {
  fc.assert(
    fc.property(fc.constantFrom(...keys), fc.infiniteStream(breaks), wrappings, (key, stream, wrap) => {
      const damaged = wrap(key.replaceAll('\n', () => String(stream.next().value)))
      expect(readPrivateKey(findPem(damaged) ?? '').pem).toBe(key)
    }),
    { numRuns: thorough ? 300 : 100 },
  )
})

/** Part of a text replaced by something else, once or a few times. */
function mutated(texts: string[]): fc.Arbitrary<string> {
  const junk = fc.oneof(
    fc.string({ maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 5 }),
    fc.constantFrom(
      '-----',
      '-----BEGIN ',
      '-----END PRIVATE KEY-----',
      '\\',
      '\\n',
      '=',
      '\0',
      'Proc-Type: 4,ENCRYPTED',
    ),
    fc.constantFrom(...certificates, ...keys),
  )
  const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(70), junk), {
    minLength: 1,
    maxLength: 4,
  })
  return fc.tuple(fc.constantFrom(...texts), edits).map(([text, list]) =>
    list.reduce((now, [where, length, insert]) => {
      const at = Math.floor(where * now.length)
      return now.slice(0, at) + insert + now.slice(at + length)
    }, text),
  )
}

/** All that is thrown is InputErrors that start with one of these inputs; returns all they say. */
function told(attempt: () => unknown): string {
  try {
    attempt()
    return ''
  } catch (error) {
    const errors = error instanceof InputErrors ? error.errors : [error]
    return errors.map(wordsOf).join('\n')
  }
}

function wordsOf(error: unknown): string {
  if (!(error instanceof InputError)) throw error
  expect(error.message).toMatch(/^'(tls-ca-cert|tls-cert|tls-key|ca-cert)' /)
  expect(error.cause).toBeUndefined()
  return `${error.message}\n${error.hint ?? ''}`
}

/** Every run of eight characters of base64 in the keys. */
const runs = new Set(
  keys.flatMap((key) => {
    const base64 = key.replace(/-----[^-]*-----|\s/g, '')
    return Array.from({ length: base64.length - 7 }, (_, at) => base64.slice(at, at + 8))
  }),
)

const quotes = (text: string): boolean =>
  Array.from({ length: text.length }, (_, at) => text.slice(at, at + 8)).some((run) => runs.has(run))

test('whatever a key text is, it is read or refused, and never quoted', () => {
  fc.assert(
    fc.property(mutated([...keys, client.key + client.cert]), (key) => {
      const text = told(() => checkTlsFiles({ cert: client.cert, key: findPem(key) ?? key }, NOW))
      expect(quotes(text)).toBe(false)
    }),
    { numRuns: thorough ? 1500 : 500 },
  )
})

test('whatever certificate texts are, they are read or refused, and a key in them is never quoted', () => {
  fc.assert(
    fc.property(
      mutated([...certificates, client.cert + client.key]).map((text) => findPem(text) ?? text),
      (text) => {
        const tls = told(() => checkTlsFiles({ ca: text, cert: text, key: client.key }, NOW))
        const own = told(() => checkTlsFiles({ cert: text, key: client.key }, NOW))
        const portainer = told(() => checkPortainerCa(text, NOW))
        expect(quotes(tls + own + portainer)).toBe(false)
      },
    ),
    { numRuns: thorough ? 1500 : 500 },
  )
})

test('what is read is read again as the same', () => {
  fc.assert(
    fc.property(mutated(certificates), (text) => {
      let read
      try {
        read = readCertificates('ca-cert', text).map(({ pem }) => pem)
      } catch {
        return
      }
      expect(readCertificates('ca-cert', read.join('')).map(({ pem }) => pem)).toEqual(read)
    }),
    { numRuns: 500 },
  )
})

test.each(
  [
    '\\',
    '-',
    'A: b\n',
    '-----BEGIN CERTIFICATE-----',
    '-----BEGIN ',
    '%25',
    '&amp;',
    '<a',
    '=\n',
    '=0',
    '"',
    '\u200b',
  ].concat([
    '> ',
    'BEGIN+',
    'Zm9v',
    '\\u00',
    '- BEGIN',
    'data:',
    ' ',
    '\u{fdfa}',
    '\0',
    '30 82 ',
    'MI',
    '$',
    '[',
  ]),
)('a mebibyte of %j is read or refused in linear time', (part) => {
  const long = part.repeat(2 ** 20 / part.length)
  for (const text of [long, `-----BEGIN CERTIFICATE-----${long}-----END CERTIFICATE-----`]) {
    expect(told(() => readCertificates('ca-cert', findPem(text) ?? ''))).not.toBe('')
    explainContent(Buffer.from(text))
    explainValue(text)
  }
})
