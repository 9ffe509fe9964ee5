// Writes and signs one certificate, with a library.
import 'reflect-metadata' // Before the library, which does not load without it.
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509'
import { webcrypto } from 'node:crypto'
import { isIP } from 'node:net'

export interface Issuer {
  name: string
  key: webcrypto.CryptoKey
}

export interface Subject {
  name: string
  publicKey: webcrypto.CryptoKey
  ca: boolean
  /** DNS names and IP addresses. */
  names: string[]
  usage: keyof typeof usages
  notBefore: Date
  notAfter: Date
}

const usages = {
  server: [ExtendedKeyUsage.serverAuth],
  client: [ExtendedKeyUsage.clientAuth],
  both: [ExtendedKeyUsage.serverAuth, ExtendedKeyUsage.clientAuth],
  none: [],
}

/** As PEM, the way OpenSSL writes it. */
export async function writeCertificate(subject: Subject, issuer: Issuer): Promise<string> {
  const { publicKey, notBefore, notAfter } = subject
  const certificate = await X509CertificateGenerator.create(
    {
      subject: commonName(subject.name),
      issuer: commonName(issuer.name),
      notBefore,
      notAfter,
      publicKey,
      signingKey: issuer.key,
      extensions: extensionsOf(subject),
    },
    webcrypto,
  )
  return `${certificate.toString('pem')}\n`
}

/** Given as an object: text would be parsed. */
function commonName(name: string): Name {
  return new Name(name === '' ? [] : [{ CN: [{ utf8String: name }] }])
}

function extensionsOf({ name, ca, names, usage }: Subject): Extension[] {
  const signing = (KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign) as KeyUsageFlags
  const alternatives = names.map((value) => ({
    type: isIP(value) ? ('ip' as const) : ('dns' as const),
    value,
  }))
  return [
    new BasicConstraintsExtension(ca, undefined, true),
    new KeyUsagesExtension(ca ? signing : KeyUsageFlags.digitalSignature, true),
    ...(usage === 'none' ? [] : [new ExtendedKeyUsageExtension(usages[usage])]),
    // Critical when nothing else names the holder (RFC 5280).
    ...(names.length === 0 ? [] : [new SubjectAlternativeNameExtension(alternatives, name === '')]),
  ]
}
