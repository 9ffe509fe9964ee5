// TLS: combinations that would verify less than they seem to, and files that can't serve.
import type { Refusal } from './refusal.ts'
import { ca, client, early, encryptedKey, expired, expiredCa, other, server } from './workspace.ts'

const engine = { 'endpoint-url': 'tcp://engine:2376' }
const agent = { type: 'agent', 'endpoint-url': 'tcp://agent:9001' }
const files = { 'tls-ca-cert': ca.cert, 'tls-cert': client.cert, 'tls-key': client.key }
const FALSE_WITH = /^'tls' is 'false', but TLS files or flags were given/
const NO_CA = /^'tls-cert' and 'tls-key' were given without 'tls-ca-cert'.*'tls-skip-verify: true'.*\n.*forks/
const AGENT = /^An agent requires 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them/

export const combinations: Refusal[] = [
  [{ ...engine, tls: false, 'tls-ca-cert': ca.cert }, FALSE_WITH],
  [{ ...engine, tls: false, 'tls-skip-verify': true }, FALSE_WITH],
  [{ ...engine, tls: false, 'tls-skip-client-verify': true }, FALSE_WITH],
  ...[{}, { 'tls-skip-verify': false }, { id: 7 }, { 'if-missing': 'fail' }, { tls: true }].map(
    (inputs): Refusal => [{ ...engine, ...files, 'tls-ca-cert': '', ...inputs }, NO_CA],
  ),
  [
    { ...engine, 'tls-ca-cert': ca.cert, 'tls-skip-verify': true },
    /^'tls-ca-cert' would not be used, because 'tls-skip-verify' is 'true'/,
  ],
  [
    { ...engine, ...files, 'tls-skip-client-verify': true },
    /^'tls-cert' would not be used, because 'tls-skip-client-verify' is 'true'/,
  ],
  ...[
    {},
    { 'tls-skip-verify': true },
    { 'tls-skip-client-verify': true },
    { id: 7 },
    { 'if-missing': 'fail' },
  ].map((inputs): Refusal => [
    { ...engine, tls: true, 'tls-ca-cert': '', 'tls-cert': ' ', 'tls-key': '', ...inputs },
    /^'tls' is 'true', but no TLS file was given: .*\n.*forks/,
  ]),
  [{ ...engine, 'tls-skip-verify': false }, /^TLS without 'tls-ca-cert' requires 'tls-skip-verify: true'/],
  [
    { ...engine, 'tls-skip-verify': true },
    /^TLS without 'tls-cert' and 'tls-key' requires 'tls-skip-client-verify: true'/,
  ],
  [
    { ...engine, 'tls-ca-cert': ca.cert, 'tls-skip-client-verify': false },
    /^'tls-skip-client-verify: false' requires 'tls-cert' and 'tls-key'/,
  ],
  [
    {
      'endpoint-url': 'unix:///var/run/docker.sock',
      'tls-skip-verify': true,
      'tls-skip-client-verify': true,
    },
    /^'endpoint-url' is a local socket, which has no TLS/,
  ],
  [{ ...agent, 'tls-ca-cert': ca.cert }, AGENT],
  [{ ...agent, 'tls-skip-verify': true, 'tls-skip-client-verify': false }, AGENT],
  [{ ...agent, 'tls-cert': client.cert, 'tls-key': client.key, 'tls-skip-verify': true }, AGENT],
  [{ ...agent, tls: false }, /^'tls' is 'false', but an agent only accepts TLS/],
]

/** Each file, flag and rule is looked at, also when another is wrong; what merely follows is not said. */
export const several: Refusal[] = [
  [
    {
      ...engine,
      tls: 'maybe',
      'tls-ca-cert': 'nowhere.pem',
      'tls-cert': '~/cert.pem',
      'tls-key': 'swordfish',
    },
    {
      each: [
        "'tls' is 'maybe'",
        "'tls-ca-cert' is 'nowhere.pem', which does not exist",
        "'tls-cert' is '~/cert.pem', which does not exist",
        "'tls-key' is a value, which does not exist",
      ],
    },
  ],
  [
    { ...engine, 'tls-ca-cert': expiredCa.cert, 'tls-cert': client.key, 'tls-key': encryptedKey },
    {
      each: [
        "'tls-ca-cert' contains a certificate that expired",
        "'tls-cert' contains a private key",
        "'tls-key' is encrypted with a passphrase",
      ],
    },
  ],
  [
    { ...engine, 'tls-cert': server.cert, 'tls-key': server.key },
    { each: ["'tls-cert' contains a certificate that is not for clients", "without 'tls-ca-cert'"] },
  ],
  [
    // A default of the step is wrong once, and not in each item.
    {
      'tls-ca-cert': server.cert,
      endpoints: JSON.stringify(['a', 'b'].map((name) => ({ name, ...engine, 'tls-key': 'env:KEY' }))),
    },
    {
      each: [
        "'endpoints', item 1, line 1, column 59: 'tls-key' names a variable",
        "'tls-ca-cert' contains a certificate that is not a CA's",
        "'endpoints', item 2, line 1, column 127: 'tls-key' names a variable",
      ],
    },
  ],
]

/** The rules have tests of their own: here is that each is applied, and to which input. */
export const certificates: Refusal[] = [
  [
    { ...engine, ...files, 'tls-key': '' },
    /^'tls-cert' was given without 'tls-key'\. .*or neither\.\n.*is empty/,
  ],
  [{ ...engine, ...files, 'tls-cert': '' }, /^'tls-key' was given without 'tls-cert'/],
  [
    { ...engine, ...files, 'tls-key': other.key },
    /^'tls-key' is not the private key of the certificate in 'tls-cert'/,
  ],
  [
    { ...engine, ...files, 'tls-cert': ca.cert + client.cert },
    /^'tls-cert' has its certificates in the wrong order/,
  ],
  [
    { ...engine, ...files, 'tls-cert': server.cert, 'tls-key': server.key },
    /^'tls-cert' contains a certificate that is not for clients .*\n.*extendedKeyUsage = clientAuth/,
  ],
  [
    { ...engine, 'tls-ca-cert': ca.cert, 'tls-cert': ca.cert, 'tls-key': ca.key },
    /^'tls-cert' contains a CA's certificate \(CN=Engine CA\)/,
  ],
  [
    { ...engine, ...files, 'tls-cert': expired.cert, 'tls-key': expired.key },
    "'tls-cert' contains a certificate that expired on DATE (CN=old). It must be valid now (DATE).",
  ],
  [
    { ...engine, ...files, 'tls-cert': early.cert, 'tls-key': early.key },
    /that is not valid before DATE \(CN=new\)/,
  ],
  [
    { ...engine, ...files, 'tls-ca-cert': expiredCa.cert },
    /^'tls-ca-cert' contains a certificate that expired/,
  ],
  ...['tls-ca-cert', 'ca-cert'].map((name): Refusal => [
    { ...engine, [name]: server.cert },
    new RegExp(`^'${name}' contains a certificate that is not a CA's \\(CN=engine\\)`),
  ]),
  [
    { ...engine, ...files, 'tls-key': encryptedKey },
    /^'tls-key' is encrypted with a passphrase.*\n.*openssl pkey/,
  ],
  [
    { ...engine, ...files, 'tls-key': client.cert },
    /^'tls-key' contains a certificate.*belongs in 'tls-cert'/,
  ],
  [{ ...engine, ...files, 'tls-cert': client.cert + client.key }, /^'tls-cert' also contains a private key/],
  [{ ...engine, 'tls-ca-cert': ca.key }, /^'tls-ca-cert' contains a private key/],
  [
    { ...engine, ...files, 'tls-cert': client.cert.slice(0, -26) },
    /^'tls-cert' is cut off.*\n.*gh secret set TLS_CERT < FILE/,
  ],
  [
    { ...engine, ...files, 'tls-key': client.key.replace(/\n.{64}/, '') },
    /^'tls-key' contains a damaged private key/,
  ],
]
