// Certificates for the tests of this folder, around one fixed moment, and how to look at a refusal.
import { makeAuthority, makeSelfSigned } from '../../../stand-in/certificates.ts'
import { InputError } from '../../../src/foundation/errors.ts'

export const NOW = new Date('2027-01-15T12:00:00Z')

/** A moment so many days before or after {@link NOW}. */
export const days = (plural: number): Date => new Date(NOW.getTime() + plural * 86_400_000)

export const lasting = { notBefore: days(-30), notAfter: days(300) }

export const ca = await makeAuthority('Engine CA', lasting)
export const client = await ca.issueClient({ name: 'runner', ...lasting })
export const server = await ca.issueServer({ name: 'engine', ...lasting })
export const intermediate = await ca.issueIntermediate({ name: 'Clients CA', ...lasting })
export const nested = await intermediate.issueClient({ name: 'nested', ...lasting })
export const selfSigned = await makeSelfSigned()

/** Of X.509 version 1, self-signed: `openssl x509 -req -signkey` without extensions. From November 2026, 100 years. */
export const version1 = `-----BEGIN CERTIFICATE-----
MIIBFzCBvwIUQTeE2mmEKCORYfwiBvMTjs/PIfgwCgYIKoZIzj0EAwIwDjEMMAoG
A1UEAwwDb2xkMCAXDTI2MTEyMjEzNTEyMVoYDzIxMjYxMDI5MTM1MTIxWjAOMQww
CgYDVQQDDANvbGQwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASWf9lTAZXtrqie
BQUpGOPQi2S0UX5Nj0BLalmqrZP08j0xMvK2MwRjEaoz7Uz4BGnkuoQqATWrVe/b
UwT7HFRNMAoGCCqGSM49BAMCA0cAMEQCIApx3dsMeInx2wDqX37bvm3N09FDeBbX
1xujeNlG7MGnAiAIBV6UtBACDoAb80LPkah+WBX0jWLPJ6nxyp4NRdu3cA==
-----END CERTIFICATE-----
`

/** As `openssl req -x509` makes it: a CA's, without key usage; extended key usage "any". From November 2026. */
export const anyUse = `-----BEGIN CERTIFICATE-----
MIIBiDCCAS6gAwIBAgIUfhuvkHHB/KODJ5yaoWfG/plpI3owCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFcGxhaW4wIBcNMjYxMTIyMTM1MTIxWhgPMjEyNjEwMjkxMzUx
MjFaMBAxDjAMBgNVBAMMBXBsYWluMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
ln/ZUwGV7a6ongUFKRjj0ItktFF+TY9AS2pZqq2T9PI9MTLytjMEYxGqM+1M+ARp
5LqEKgE1q1Xv21ME+xxUTaNkMGIwHQYDVR0OBBYEFCmTK5VWu1swxUaBMqnRrPlP
Q97ZMB8GA1UdIwQYMBaAFCmTK5VWu1swxUaBMqnRrPlPQ97ZMA8GA1UdEwEB/wQF
MAMBAf8wDwYDVR0lBAgwBgYEVR0lADAKBggqhkjOPQQDAgNIADBFAiEA0d4+KQpV
ebPcpFzGpUFjnCrMcIdlze9bwTA7PTsSjkICICJvhgnLbMU32SVT1Me6YXlKJlHF
brLnVhTvuaX5wDtr
-----END CERTIFICATE-----
`

/** What a user reads when this is refused: the message, and below it the hint. Fails when it is not refused. */
export function refusal(attempt: () => unknown): string {
  try {
    attempt()
  } catch (error) {
    if (!(error instanceof InputError)) throw error
    return error.hint === undefined ? error.message : `${error.message}\n${error.hint}`
  }
  throw new Error('This was not refused.')
}
