/** What a value that is neither PEM nor a path was probably meant to be. */
const VALUES: [RegExp, string][] = [
  [/^\*{3,}$/, "'***' is what GitHub's log shows in place of a secret: give the secret itself."],
  [/\$\{\{/, "'${{ … }}' is replaced in workflow files only, not in what they read: use 'env:NAME'."],
  [/^(?:secrets|vars|env)\.\w+$/, "Write it as an expression: '${{ secrets.NAME }}'."],
  [/^\$\(|^`.*`$/, 'No shell runs here, so commands are not carried out: give what the command prints.'],
  [
    /^\$env:|^\$\{?[A-Za-z_]|%[A-Za-z_]\w*%/,
    "Variables such as '$HOME' and '%USERPROFILE%' are not expanded here: write the path out, or use 'env:NAME' for what a variable holds.",
  ],
  [/^~/, "'~' is not expanded here: write the path out, such as '/etc/ssl/ca.pem'."],
  [/^file:/i, "Leave 'file://' out: a path is given as it is."],
  [/^[@<]/, "Leave out the character before the path: '@' and '<' have no meaning here."],
  [/^[a-z][a-z0-9+.-]{1,20}:\/\//i, 'URLs are not downloaded here: download the file in a step before.'],
  [/^["'\u2018\u2019\u201c\u201d].*["'\u2018\u2019\u201c\u201d]$/, 'Leave the quotes around it out.'],
  [/[*?]/, 'Wildcards are not expanded here: give the path of one file.'],
]

/** What a text is, by its beginning, when it is neither PEM nor a kubeconfig. */
const CONTENTS: [RegExp, string][] = [
  [
    /^version https:\/\/git-lfs\.github\.com/,
    "The file is a pointer of Git LFS: check it out with 'lfs: true' in actions/checkout.",
  ],
  [
    /^PuTTY-User-Key-File/,
    'This is a key of PuTTY. Convert it: puttygen FILE -O private-openssh -o KEY_FILE',
  ],
  [
    /^(?:ssh-|ecdsa-sha2-|sk-)\S+ AAAA/,
    'This is a public key of SSH, which is neither a certificate nor a private key.',
  ],
  [
    /^(?:sha-?(?:1|256|384|512)[^\n]{0,20}[=:] ?)?(?:[0-9a-f]{2}:){15}/i,
    'This is a fingerprint. Give the certificate itself.',
  ],
  [/^Certificate:\s+Data:/, 'This is what openssl prints about a certificate, without the certificate.'],
  [/^\{\s*"(?:kty|keys)"/, 'This is a JSON Web Key. Give the key in PEM.'],
  [/^\$ANSIBLE_VAULT|"?sops"?:|^age-encryption/m, 'This is encrypted. Decrypt it in a step before.'],
  [/^\s*<(?:!doctype|html|\?xml)/i, 'This is a web page or XML: what was downloaded may be an error page.'],
  [/^(?:30 ?8[0-3][0-9a-f ]{20})/i, 'This is hexadecimal. Convert it: xxd -r -p FILE FILE.der'],
  [
    /^MI[A-Za-z0-9+/\s]{30}/,
    "This looks like the base64 between '-----BEGIN …-----' and '-----END …-----', with the two lines missing, and not complete.",
  ],
]

/** File formats by their first bytes, in hexadecimal. */
const BINARIES: [RegExp, string][] = [
  [
    /^(?:feedfeed|cececece)/,
    'This is a Java keystore. Convert it: keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12',
  ],
  [
    /^(?:504b0304|1f8b|425a68|fd377a|28b52ffd)/,
    'This is an archive, or compressed. Unpack it in a step before.',
  ],
  [/^(?:25504446|d0cf11e0)/, 'This is a PDF or Office document. Save what it holds as plain text.'],
  [
    /^00474954435259505400/,
    "The file is encrypted by git-crypt: unlock it in a step before ('git-crypt unlock').",
  ],
]

/** What to do about a value that is neither the text itself nor the path of a file. It is not quoted. */
export function explainValue(value: string): string | undefined {
  const hint = firstMatch(CONTENTS, value) ?? firstMatch(VALUES, value)
  if (hint !== undefined || process.platform === 'win32') return hint
  return /^[A-Za-z]:[\\/]|^[^/]*\\/.test(value)
    ? "This runner is not Windows: its paths have no drive, and '/' between folders."
    : undefined
}

/** What to do about a file, or a variable, that holds something else. It is not quoted. */
export function explainContent(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return 'It is empty.'
  return (
    firstMatch(BINARIES, bytes.toString('hex', 0, 16)) ?? firstMatch(CONTENTS, bytes.toString('utf8').trim())
  )
}

function firstMatch(table: [RegExp, string][], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1]
}
