// Authorities and certificates for tests: real ones, made on the spot, for engines, clients and Portainer itself.
import { createPrivateKey, KeyObject, webcrypto } from 'node:crypto'
import type { Issuer, Subject } from './certificate-signer.ts'

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
  issueServer: (options?: CertificateOptions) => Promise<Issued>
  issueClient: (options?: CertificateOptions) => Promise<Issued>
  issueIntermediate: (options?: CertificateOptions) => Promise<Authority>
}

const day = 86_400_000

const algorithms = {
  ec: { name: 'ECDSA', namedCurve: 'P-256' },
  rsa: {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
  },
  ed25519: { name: 'Ed25519' },
}

async function makeKey(type: KeyType): Promise<webcrypto.CryptoKeyPair> {
  const algorithm = algorithms[type === 'ec-sec1' ? 'ec' : type === 'rsa-pkcs1' ? 'rsa' : type]
  return (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as webcrypto.CryptoKeyPair
}

function writeKey(key: KeyObject, type: KeyType, passphrase?: string): string {
  const encryption = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }
  const format = type === 'rsa-pkcs1' ? 'pkcs1' : type === 'ec-sec1' ? 'sec1' : 'pkcs8'
  return key.export({ type: format, format: 'pem', ...encryption }) as string
}

/** The library is loaded by those who need it: most tests need no certificate. */
async function certify(subject: Subject, issuer: Issuer): Promise<string> {
  const { writeCertificate } = await import('./certificate-signer.ts')
  return writeCertificate(subject, issuer)
}

function validity(options: CertificateOptions): { notBefore: Date; notAfter: Date } {
  return {
    notBefore: options.notBefore ?? new Date(Date.now() - day),
    notAfter: options.notAfter ?? new Date(Date.now() + 365 * day),
  }
}

async function issue(
  kind: 'server' | 'client',
  options: CertificateOptions,
  issuer: Issuer,
): Promise<Issued> {
  const type = options.keyType ?? 'ec'
  const { publicKey, privateKey } = await makeKey(type)
  const subject: Subject = {
    name: options.name ?? kind,
    publicKey,
    ca: false,
    names: options.names ?? (kind === 'server' ? ['localhost', '127.0.0.1', '::1'] : []),
    usage: options.usage ?? kind,
    ...validity(options),
  }
  return {
    cert: await certify(subject, issuer),
    key: writeKey(KeyObject.from(privateKey), type, options.passphrase),
  }
}

/** Signed by the issuer, or by itself. */
async function makeCa(name: string, options: CertificateOptions, issuer?: Issuer): Promise<Authority> {
  const type = options.keyType ?? 'ec'
  const { publicKey, privateKey } = await makeKey(type)
  const self = { name, key: privateKey }
  const subject: Subject = { name, publicKey, ca: true, names: [], usage: 'none', ...validity(options) }
  return {
    cert: await certify(subject, issuer ?? self),
    key: writeKey(KeyObject.from(privateKey), type, options.passphrase),
    issueServer: (wanted = {}) => issue('server', wanted, self),
    issueClient: (wanted = {}) => issue('client', wanted, self),
    issueIntermediate: (wanted = {}) => makeCa(wanted.name ?? 'Intermediate CA', wanted, self),
  }
}

/** A root that signs itself. Everything it issues is checked by OpenSSL like any other certificate. */
export function makeAuthority(name = 'Test CA', options: CertificateOptions = {}): Promise<Authority> {
  return makeCa(name, options)
}

/** As Portainer 2.9+ makes its own: a self-signed leaf of a P-256 key, without a subject, for five years. */
export async function makeSelfSigned(names = ['localhost', '127.0.0.1']): Promise<Issued> {
  const { publicKey, privateKey } = await makeKey('ec')
  const notAfter = new Date(Date.now() + 5 * 365 * day)
  const subject: Subject = {
    name: '',
    publicKey,
    ca: false,
    names,
    usage: 'server',
    ...validity({ notAfter }),
  }
  return {
    cert: await certify(subject, { name: '', key: privateKey }),
    key: writeKey(KeyObject.from(privateKey), 'ec'),
  }
}

/** The same private key in another form, for tests that feed every form. */
export function rewriteKey(key: string, type: KeyType, passphrase?: string): string {
  return writeKey(createPrivateKey(key), type, passphrase)
}
