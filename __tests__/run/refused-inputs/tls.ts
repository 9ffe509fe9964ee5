// TLS: combinations that would verify less than they seem to, and files that can't serve.
import type { Refusal } from './refusal.ts'
import { ca, client, early, encryptedKey, expired, expiredCa, other, server } from './workspace.ts'

const engine = { 'endpoint-url': 'tcp://engine:2376' }
const agent = { type: 'agent', 'endpoint-url': 'tcp://agent:9001' }
const files = { 'tls-ca-cert': ca.cert, 'tls-cert': client.cert, 'tls-key': client.key }
const FALSE_WITH = "'tls' is 'false', but TLS files or flags are given; leave one or the other out."
const UNLESS = "unless 'if-missing' is 'fail'."
const NO_CA = [
  "'tls-cert' and 'tls-key' are given without 'tls-ca-cert', so the engine could not be verified; give 'tls-ca-cert', or write 'tls-skip-verify: true' if you mean that.",
  'Perhaps the CA comes from a secret that is empty here.',
]
const AGENT = `An agent takes either 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them with both checks skipped (Portainer 2.x swaps the two flags on the way to an agent, so nothing in between works), ${UNLESS}`

export const combinations: Refusal[] = [
  [{ ...engine, tls: false, 'tls-ca-cert': ca.cert }, FALSE_WITH],
  [{ ...engine, tls: false, 'tls-skip-verify': true }, FALSE_WITH],
  [{ ...engine, tls: false, 'tls-skip-client-verify': true }, FALSE_WITH],
  [{ ...engine, 'tls-cert': client.cert, 'tls-key': client.key }, NO_CA],
  [{ ...engine, 'tls-cert': client.cert, 'tls-key': client.key, 'tls-skip-verify': false }, NO_CA],
  [
    { ...engine, 'tls-ca-cert': ca.cert, 'tls-skip-verify': true },
    "'tls-ca-cert' is given, but 'tls-skip-verify' is 'true': it would not be used; leave one out.",
  ],
  [
    { ...engine, ...files, 'tls-skip-client-verify': true },
    "'tls-cert' is given, but 'tls-skip-client-verify' is 'true': it would not be used; leave one out.",
  ],
  [
    { ...engine, tls: true },
    `TLS without 'tls-ca-cert' needs 'tls-skip-verify: true' written out, ${UNLESS}`,
  ],
  [
    { ...engine, 'tls-skip-verify': false },
    `TLS without 'tls-ca-cert' needs 'tls-skip-verify: true' written out, ${UNLESS}`,
  ],
  [
    { ...engine, tls: true, 'tls-skip-verify': true },
    `TLS without 'tls-cert' and 'tls-key' needs 'tls-skip-client-verify: true' written out, ${UNLESS}`,
  ],
  [
    { ...engine, 'tls-ca-cert': ca.cert, 'tls-skip-client-verify': false },
    `'tls-skip-client-verify' is 'false', which needs 'tls-cert' and 'tls-key', ${UNLESS}`,
  ],
  [
    {
      'endpoint-url': 'unix:///var/run/docker.sock',
      'tls-skip-verify': true,
      'tls-skip-client-verify': true,
    },
    "'endpoint-url' is a local socket, which has no TLS; leave the TLS inputs out.",
  ],
  [{ ...agent, 'tls-ca-cert': ca.cert }, AGENT],
  [{ ...agent, 'tls-skip-verify': true, 'tls-skip-client-verify': false }, AGENT],
  [{ ...agent, 'tls-cert': client.cert, 'tls-key': client.key, 'tls-skip-verify': true }, AGENT],
  [{ ...agent, tls: false }, `'tls' is 'false', but an agent is always reached by TLS, ${UNLESS}`],
]

const half = (one: string, two: string): string[] => [
  `'${one}' was given without '${two}'. Provide a certificate and its private key, or neither.`,
  'A secret that does not exist, or that this run may not read, is empty.',
]
const store = (name: string): string =>
  `Store the file as it is, line breaks included: gh secret set ${name} < FILE`
const cut = (pem: string): string => pem.slice(0, pem.indexOf('-----END'))
const body = (pem: string, change: (base64: string) => string): string =>
  pem.replace(/(-----\n)([^]*?)(\n-----)/, (_, head: string, base64: string, tail: string) =>
    [head, change(base64), tail].join(''),
  )

export const certificates: Refusal[] = [
  [{ ...engine, ...files, 'tls-key': '' }, half('tls-cert', 'tls-key')],
  [{ ...engine, ...files, 'tls-cert': '' }, half('tls-key', 'tls-cert')],
  [{ ...engine, tls: true, 'tls-cert': client.cert, 'tls-skip-verify': true }, half('tls-cert', 'tls-key')],
  [
    { ...engine, ...files, 'tls-key': other.key },
    "'tls-key' is not the private key of the certificate in 'tls-cert' (CN=runner).",
  ],
  [
    { ...engine, ...files, 'tls-cert': ca.cert + client.cert },
    "'tls-cert' has its certificates in the wrong order: 'tls-key' belongs to number 2 (CN=runner). Put the certificate of the key first, then the one that issued it, and so on.",
  ],
  [
    { ...engine, ...files, 'tls-cert': server.cert, 'tls-key': server.key },
    [
      "'tls-cert' contains a certificate that is not for clients (CN=engine): its extended key usage lacks 'clientAuth', so the engine would refuse it.",
      'Issue it with: extendedKeyUsage = clientAuth',
    ],
  ],
  [
    { ...engine, 'tls-ca-cert': ca.cert, 'tls-cert': ca.cert, 'tls-key': ca.key },
    "'tls-cert' contains a CA's certificate (CN=Engine CA), which may only sign other certificates. It takes a client certificate.",
  ],
  [
    { ...engine, ...files, 'tls-cert': expired.cert, 'tls-key': expired.key },
    "'tls-cert' contains a certificate that expired on DATE (CN=old). It must be valid now (DATE).",
  ],
  [
    { ...engine, ...files, 'tls-cert': early.cert, 'tls-key': early.key },
    "'tls-cert' contains a certificate that is not valid before DATE (CN=new). It must be valid now (DATE).",
  ],
  [
    { ...engine, ...files, 'tls-ca-cert': expiredCa.cert },
    "'tls-ca-cert' contains a certificate that expired on DATE (CN=Old CA). It must be valid now (DATE).",
  ],
  [
    { ...engine, ...files, 'tls-ca-cert': server.cert },
    "'tls-ca-cert' contains a certificate that is not a CA's (CN=engine). Provide the certificate of the CA that issued it.",
  ],
  [
    { 'ca-cert': server.cert },
    "'ca-cert' contains a certificate that is not a CA's (CN=engine). Provide the certificate of the CA that issued it.",
  ],
  [
    { ...engine, ...files, 'tls-key': encryptedKey },
    [
      "'tls-key' is encrypted with a passphrase. Portainer needs a key that is not encrypted.",
      'Decrypt it: openssl pkey -in FILE -out DECRYPTED_FILE',
    ],
  ],
  [
    { ...engine, ...files, 'tls-key': client.cert },
    "'tls-key' contains a certificate, but takes only one private key. The certificate belongs in 'tls-cert'.",
  ],
  [
    { ...engine, ...files, 'tls-key': client.cert + client.key },
    "'tls-key' also contains a certificate, but takes only one private key. The certificate belongs in 'tls-cert'.",
  ],
  [
    { ...engine, ...files, 'tls-cert': client.cert + client.key },
    "'tls-cert' also contains a private key, but takes only certificates. The private key belongs in 'tls-key'.",
  ],
  [
    { ...engine, 'tls-ca-cert': ca.key },
    "'tls-ca-cert' contains a private key, but takes only certificates. No input takes the private key of a CA.",
  ],
  [
    { ...engine, ...files, 'tls-key': client.key + other.key },
    "'tls-key' contains 2 PEM blocks, but takes only one private key.",
  ],
  [
    { ...engine, ...files, 'tls-cert': cut(client.cert) },
    ["'tls-cert' is cut off: PEM block 1 has a BEGIN line, but no matching END line.", store('TLS_CERT')],
  ],
  [
    { ...engine, ...files, 'tls-key': body(client.key, (base64) => base64.slice(0, 60)) },
    ["'tls-key' contains a damaged private key: it can't be decoded.", store('TLS_KEY')],
  ],
  [
    { ...engine, 'tls-ca-cert': ca.cert + body(ca.cert, () => 'rubbish') },
    [
      "'tls-ca-cert' contains a damaged certificate (number 2 of 2): it can't be decoded.",
      store('TLS_CA_CERT'),
    ],
  ],
  [
    {
      ...engine,
      ...files,
      'tls-key': '-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----',
    },
    [
      "'tls-key' contains a PEM block 'OPENSSH PRIVATE KEY'. It takes a private key in PKCS#1, PKCS#8 or SEC1.",
      'Rewrite it as PEM, in place: ssh-keygen -p -N "" -m PEM -f FILE',
    ],
  ],
  [
    { 'ca-cert': '-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----' },
    "'ca-cert' contains a PEM block 'CERTIFICATE REQUEST'. It takes only certificates.",
  ],
]
