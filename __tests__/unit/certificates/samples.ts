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

/** A certificate and its key in PKCS#12, in base64: `openssl pkcs12 -export`. */
export const pkcs12 = `
MIID/AIBAzCCA7IGCSqGSIb3DQEHAaCCA6MEggOfMIIDmzCCAlIGCSqGSIb3DQEHBqCCAkMwggI/AgEAMIICOAYJKoZIhvcNAQcB
MFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgDO7vlZH6xjwICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEELDv
GUz8qCLhGObBGR74nQaAggHQ3fs64nm1cjoO5wc1+/XEiyAtdMfEeexruCbQfZHhJI+gsCw3Nf10+xSKXNGJFa2n5DZXGZuMn85g
gtYUJbg0wjqPslvtc/UAV9h8WUxXK3ky2h6sfvSmTTw2CZCtFgB6wQrjMvMKHsHMGNsKz9S4l59erzqGhbv8WA+vW6FnIR6FNcgd
7RiwcRx7FmlbdAtk0bD0ssdlBxdwBTjVVFfdEXdQBGQ4/PZVc49Jxdp0SzXMsGJeRMPraFlD2XWZlRw3j/Wa7wzj1OfN3p8TEFQ0
U67ZWmkLvzMtvPBs+616Y67uFJGbGGwCQBNq6eX+LoZOlDi9jALgaS5PEZwKNtUCnTuPV49KfAF5c1kpbJYu8Gzp/S3s9STlEXjS
NeltWeovsjAjgcGWfJDJLydkBSKWBXLq2CbY/76UNYh5vq6WwbrrkyXKKm/3wthZ7GW/w04AgsX2j+Xxc1bJ5SMwEezAewMHaFWA
2OV/mhExIeuEqp0yu5t0MND6auV73KP3OE1bLJCO8NOHO8yFB/q6X13tweqP0BnRPnifclhFTRQP2rBqVued8NPxLRSHva/IAm3D
t0dx0+6x0o13B7bUdSPmpK2Ak0G/S2mSNDcy/nfhg84wggFBBgkqhkiG9w0BBwGgggEyBIIBLjCCASowggEmBgsqhkiG9w0BDAoB
AqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIgQe8br7BqHcCAggAMAwGCCqGSIb3DQIJBQAwHQYJYIZIAWUD
BAEqBBAQRyj9ZNINt5W/W759SpOTBIGQgU8osFj0k1KURMTQUfoH/Q3BqEHJ6TwqBTDbjJAZDb9DN0PAQEV4M8+m9ayC/jYS+pMl
FXuJBmmnj8kbiyyGYufYH+prA51YRKFFXNINPyD/fiLDD36ZyrgpR05wptGgzFTr49pQJgSIztx/zatjG+Fn/SV1WY1MgoNiXWdG
b7BjTGrA2mvzJd7KKGT8ERPYMSUwIwYJKoZIhvcNAQkVMRYEFNTm6tvZvBR5X0dgEvgH0L7MgaABMEEwMTANBglghkgBZQMEAgEF
AAQgVfwWiZVRbcwzGaoLayiIYBTzRHwb4nGfPi+qqJt2S+gECKTrlRpJHsoPAgIIAA==
`

/** A certificate in PKCS#7: `openssl crl2pkcs7 -nocrl`. */
export const pkcs7 = `-----BEGIN PKCS7-----
MIIBngYJKoZIhvcNAQcCoIIBjzCCAYsCAQExADALBgkqhkiG9w0BBwGgggFzMIIB
bzCCARWgAwIBAgIUHYAADha6ago7ORejkLH+BcJiakEwCgYIKoZIzj0EAwIwDDEK
MAgGA1UEAwwBeDAgFw0yNjExMjYxMTA1NThaGA8yMTI2MTEwMjExMDU1OFowDDEK
MAgGA1UEAwwBeDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABFsj0+3LulOW3n1A
gHv/dwKetsBHR7eX0AqhxwcNehprSIHX3cTGMNPUdLgH3C6m87hStGToavqJ8kRi
KNznF8ajUzBRMB0GA1UdDgQWBBRMX7tQvCHc+i5Or4M5V30sYK1nZTAfBgNVHSME
GDAWgBRMX7tQvCHc+i5Or4M5V30sYK1nZTAPBgNVHRMBAf8EBTADAQH/MAoGCCqG
SM49BAMCA0gAMEUCIQCIXETTCLNHFyRXw6QQZyCrSogRG0ffHicqrymLWOMxrwIg
f9xHNxqnTXD33GjG8uAOVM5Dwyx3/U13c4jPoF04ibkxAA==
-----END PKCS7-----
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
