// Authorities and certificates for tests: real ones, made on the spot, for engines, clients and Portainer itself.
import { createPrivateKey, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { isIP } from 'node:net'
import { bits, boolean, explicit, integer, octets, oid, pem, sequence, set, time, tlv, utf8 } from './der.ts'

/** How the key is made and written: `ec` is PKCS#8, `ec-sec1` says EC PRIVATE KEY, `rsa-pkcs1` RSA PRIVATE KEY. */
export type KeyType = 'ec' | 'ec-sec1' | 'rsa' | 'rsa-pkcs1' | 'ed25519'

export interface CertificateOptions {
  name?: string
  notBefore?: Date
  notAfter?: Date
  /** DNS names and IP addresses; a server's default: localhost, 127.0.0.1, ::1. */
  names?: string[]
  /** What the certificate may be used for; default by the kind that is issued, `none` leaves the extension out. */
  usage?: 'server' | 'client' | 'both' | 'none'
  keyType?: KeyType
  /** Encrypts the key that is handed out. */
  passphrase?: string
}

export interface Issued {
  cert: string
  key: string
}

export interface Authority extends Issued {
  issueServer: (options?: CertificateOptions) => Issued
  issueClient: (options?: CertificateOptions) => Issued
  issueIntermediate: (options?: CertificateOptions) => Authority
}

const day = 86_400_000
const curve = 'P-256'

function makeKey(type: KeyType): { publicKey: KeyObject; privateKey: KeyObject } {
  if (type === 'rsa' || type === 'rsa-pkcs1') return generateKeyPairSync('rsa', { modulusLength: 2048 })
  if (type === 'ed25519') return generateKeyPairSync('ed25519')
  return generateKeyPairSync('ec', { namedCurve: curve })
}

function writeKey(key: KeyObject, type: KeyType, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  if (type === 'rsa-pkcs1') return key.export({ type: 'pkcs1', format: 'pem', ...encryption }) as string
  if (type === 'ec-sec1') return key.export({ type: 'sec1', format: 'pem', ...encryption }) as string
  return key.export({ type: 'pkcs8', format: 'pem', ...encryption }) as string
}

function algorithmOf(key: KeyObject): { name: Buffer; digest: 'sha256' | null } {
  if (key.asymmetricKeyType === 'rsa') {
    return { name: sequence(oid('1.2.840.113549.1.1.11'), tlv(0x05)), digest: 'sha256' }
  }
  if (key.asymmetricKeyType === 'ed25519') return { name: sequence(oid('1.3.101.112')), digest: null }
  return { name: sequence(oid('1.2.840.10045.4.3.2')), digest: 'sha256' }
}

const commonName = (name: string) =>
  name === '' ? sequence() : sequence(set(sequence(oid('2.5.4.3'), utf8(name))))

function ipBytes(ip: string): Buffer {
  if (isIP(ip) === 4) return Buffer.from(ip.split('.').map(Number))
  const [head = '', tail] = ip.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)))
  const before = groups(head)
  const after = tail === undefined ? [] : groups(tail)
  const all = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after]
  return Buffer.from(all.flatMap((group) => [group >> 8, group & 0xff]))
}

function alternativeNames(names: string[]): Buffer {
  return sequence(
    ...names.map((name) => (isIP(name) ? tlv(0x87, ipBytes(name)) : tlv(0x82, Buffer.from(name)))),
  )
}

const usages = { server: ['1.3.6.1.5.5.7.3.1'], client: ['1.3.6.1.5.5.7.3.2'], none: [] as string[] }

interface Subject {
  name: string
  publicKey: KeyObject
  ca: boolean
  names: string[]
  usage: string[]
  notBefore: Date
  notAfter: Date
}

function writeCertificate(subject: Subject, issuer: { name: string; key: KeyObject }): string {
  const algorithm = algorithmOf(issuer.key)
  const extension = (id: string, critical: boolean, value: Buffer) =>
    sequence(oid(id), ...(critical ? [boolean(true)] : []), octets(value))
  const extensions = [
    extension('2.5.29.19', true, subject.ca ? sequence(boolean(true)) : sequence()),
    extension('2.5.29.15', true, subject.ca ? bits(Buffer.from([0x06]), 1) : bits(Buffer.from([0x80]), 7)),
  ]
  if (subject.usage.length > 0)
    extensions.push(extension('2.5.29.37', false, sequence(...subject.usage.map(oid))))
  if (subject.names.length > 0) {
    extensions.push(extension('2.5.29.17', subject.name === '', alternativeNames(subject.names)))
  }
  const content = sequence(
    explicit(0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm.name,
    commonName(issuer.name),
    sequence(time(subject.notBefore), time(subject.notAfter)),
    commonName(subject.name),
    subject.publicKey.export({ type: 'spki', format: 'der' }),
    explicit(3, sequence(...extensions)),
  )
  return pem(
    'CERTIFICATE',
    sequence(content, algorithm.name, bits(sign(algorithm.digest, content, issuer.key))),
  )
}

function validity(options: CertificateOptions): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: options.notBefore ?? new Date(Date.now() - day),
    notAfter: options.notAfter ?? new Date(Date.now() + 365 * day),
  }
}

function authority(name: string, privateKey: KeyObject, issued: Issued): Authority {
  const issue = (kind: 'server' | 'client', options: CertificateOptions): Issued => {
    const type = options.keyType ?? 'ec'
    const key = makeKey(type)
    const usage = options.usage ?? kind
    const subject: Subject = {
      name: options.name ?? kind,
      publicKey: key.publicKey,
      ca: false,
      names: options.names ?? (kind === 'server' ? ['localhost', '127.0.0.1', '::1'] : []),
      usage: usage === 'both' ? [...usages.server, ...usages.client] : usages[usage],
      ...validity(options),
    }
    return {
      cert: writeCertificate(subject, { name, key: privateKey }),
      key: writeKey(key.privateKey, type, options.passphrase),
    }
  }
  return {
    ...issued,
    issueServer: (options = {}) => issue('server', options),
    issueClient: (options = {}) => issue('client', options),
    issueIntermediate: (options = {}) =>
      makeCa(options.name ?? 'Intermediate CA', options, { name, key: privateKey }),
  }
}

function makeCa(
  name: string,
  options: CertificateOptions,
  issuer?: { name: string; key: KeyObject },
): Authority {
  const type = options.keyType ?? 'ec'
  const { publicKey, privateKey } = makeKey(type)
  const subject: Subject = { name, publicKey, ca: true, names: [], usage: [], ...validity(options) }
  const cert = writeCertificate(subject, issuer ?? { name, key: privateKey })
  return authority(name, privateKey, { cert, key: writeKey(privateKey, type, options.passphrase) })
}

/** A root that signs itself. Everything it issues is checked by OpenSSL like any other certificate. */
export function makeAuthority(name = 'Test CA', options: CertificateOptions = {}): Authority {
  return makeCa(name, options)
}

/** What Portainer 2.9+ makes for itself: a self-signed leaf, no subject, five years. */
export function makeSelfSigned(names = ['localhost', '127.0.0.1']): Issued {
  const key = makeKey('ec')
  const now = Date.now()
  const subject: Subject = {
    name: '',
    publicKey: key.publicKey,
    ca: false,
    names,
    usage: usages.server,
    notBefore: new Date(now - day),
    notAfter: new Date(now + 5 * 365 * day),
  }
  return {
    cert: writeCertificate(subject, { name: '', key: key.privateKey }),
    key: writeKey(key.privateKey, 'ec'),
  }
}

/** The same private key in another form, for tests that feed every form. */
export function rewriteKey(key: string, type: KeyType, passphrase?: string): string {
  return writeKey(createPrivateKey(key), type, passphrase)
}
