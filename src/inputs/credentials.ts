import { InputError } from '../foundation/errors.ts'
import type { InputName } from './names.ts'
import { invalid, type InputSource } from './source.ts'

/** A JSON Web Token: header, payload and signature. */
const JWT = /^eyJ[\w-]+\.eyJ[\w-]+\.[\w-]*$/

/** A hash of a password, as tools print it for Portainer's option `--admin-password`. */
const BCRYPT = /^\$2[abxy]?\$\d\d\$[./A-Za-z0-9]{53}$/

/** What a shell or another program would replace by a value, and GitHub does not: `$NAME`, `${NAME}`, `%NAME%`, … */
const UNEXPANDED =
  /^(\$\{?[A-Z][A-Z0-9]*(_[A-Z0-9]+)*\}?|\$\(.*\)|%[A-Z][A-Z0-9_]*%|\$env:\w+|env:\w+|\$?\{\{.*\}\}|(secrets|vars|env)\.\w+)$/i

const QUOTED = /^(["'`]).*\1$/s

type Token = 'api-key' | 'setup-token' | 'github-token' | 'azure-authentication-key'

/**
 * Refuses a token that can't be one, because of what was copied with it or instead of it.
 * @throws InputError, which never shows the token.
 */
export function checkToken(name: Token, token: string): void {
  const fail = (why: string): InputError => new InputError(`'${name}' ${why}.`, { input: name })
  if (UNEXPANDED.test(token)) throw fail(`is ${NAME_ONLY}; write ${expressionFor(name)}`)
  if (QUOTED.test(token)) throw fail('has quotes around it; store the secret without them')
  if (/^(bearer|token|basic|x-api-key:)\s/i.test(token))
    throw fail("begins with a word such as 'Bearer'; give the token alone")
}

/** A token that is sent in a header, where a line break would begin another one. Throws {@link InputError}. */
export function checkHeaderToken(source: InputSource, name: Token, token: string): void {
  checkToken(name, token)
  if (!/^[\x20-\x7e]*$/.test(token)) {
    throw invalid(source, name, token, 'one line of printable ASCII characters')
  }
}

/** @throws InputError for what can't be an access token of Portainer. */
export function checkApiKey(source: InputSource, apiKey: string): void {
  checkHeaderToken(source, 'api-key', apiKey)
  if (JWT.test(apiKey)) {
    throw new InputError(
      "'api-key' is a JSON Web Token, such as a browser's session has. Create an access token in Portainer under My account; it begins with 'ptr_'.",
      { input: 'api-key' },
    )
  }
}

/**
 * Refuses what is certainly no password, and warns of what hardly is one: Portainer may have been given it all the same.
 * @throws InputError
 */
export function checkPassword(source: InputSource, password: string): void {
  if (/^ptr_[\w+/=-]{16,}$/.test(password)) {
    throw new InputError(
      "'password' is an access token of Portainer (it begins with 'ptr_'); give it in 'api-key', and no 'password'.",
      { input: 'password' },
    )
  }
  if (JWT.test(password)) {
    throw new InputError(
      "'password' is a JSON Web Token, such as a browser's session has; give the password itself, or an access token in 'api-key'.",
      { input: 'password' },
    )
  }
  if (BCRYPT.test(password)) {
    source.warn(
      "'password' is a bcrypt hash. Portainer expects the password itself here, and takes the hash for the password.",
    )
  }
  if (UNEXPANDED.test(password)) {
    source.warn(`'password' looks like ${NAME_ONLY}. If so, write ${expressionFor('password')}.`)
  } else if (QUOTED.test(password)) {
    source.warn("'password' has quotes around it, which are sent as part of it.")
  }
}

const NAME_ONLY = 'the name of a variable or secret, not its value: nothing replaces it here'

const expressionFor = (name: InputName): string =>
  `'${name}: \${{ secrets.NAME }}' in the workflow, with the name of the secret`
