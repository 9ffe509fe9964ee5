// Who asks: session tokens, API keys, the cookie of 2.20+, and signing in.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { badRequest, json, noContent, Refused, type Reply } from './replies.ts'
import { readJson, textKey } from './json-body.ts'
import type { Handler, Request, Server } from './handler.ts'
import type { User } from './state.ts'

const eightHours = 8 * 3600
const cookieName = 'portainer_api_key'

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signature(server: Server, content: string): string {
  return createHmac('sha256', server.signingKey).update(content).digest('base64url')
}

function issueToken(server: Server, user: User): string {
  const seconds = Math.floor(server.now() / 1000)
  const claims = {
    id: user.Id,
    username: user.Username,
    role: user.Role,
    exp: seconds + eightHours,
    iat: seconds,
  }
  const content = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`
  return `${content}.${signature(server, content)}`
}

function userOfToken(server: Server, token: string): User | undefined {
  const [head = '', claims = '', sign = ''] = token.split('.')
  const expected = Buffer.from(signature(server, `${head}.${claims}`))
  const given = Buffer.from(sign)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  const { id, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as { id: number; exp: number }
  return exp * 1000 > server.now() ? server.state.users.find(({ Id }) => Id === id) : undefined
}

function cookie(request: Request): string | undefined {
  const match = /(?:^|;\s*)portainer_api_key=([^;]*)/.exec(request.headers.cookie ?? '')
  return match?.[1]
}

/** `Bearer ` is cut off where it is there; the raw token works as well, another case of the word does not. */
function sessionToken(server: Server, request: Request): string | undefined {
  const header = request.headers.authorization
  if (header !== undefined && header !== '') return header.replace(/^Bearer /, '')
  const query = request.query.get('token')
  if (query !== null) return query
  return server.rules.cookies ? cookie(request) : undefined
}

const nobody: User = { Id: 1, Username: 'admin', password: '', Role: 1 }

/** The user of a request, or the refusal that its credential deserves. */
export function authenticate(server: Server, request: Request): User {
  const { rules, words, state, options } = server
  if (options.noAuth) return nobody
  const header = request.headers['x-api-key']
  const apiKey = rules.apiKeys
    ? ((Array.isArray(header) ? header[0] : header) ?? request.query.get('x-api-key') ?? undefined)
    : undefined
  const token = sessionToken(server, request)
  const both = header !== undefined && request.headers.authorization !== undefined
  if (both && rules.twoCredentials === 403) {
    throw new Refused(403, 'api key and auth header are not allowed at the same time')
  }
  if (both && rules.twoCredentials === 401) {
    throw new Refused(401, 'API key and auth header are not allowed at the same time', 'Unauthorized')
  }
  const { unauthorizedMissing, unauthorizedInvalid } = words
  if (apiKey !== undefined) {
    const key = state.apiKeys.find(({ raw }) => raw === apiKey)
    const owner = state.users.find(({ Id }) => Id === key?.userId)
    if (owner) return owner
    if (token === undefined) throw new Refused(401, unauthorizedInvalid.message, unauthorizedInvalid.details)
  }
  if (token === undefined) throw new Refused(401, unauthorizedMissing.message, unauthorizedMissing.details)
  const user = userOfToken(server, token)
  if (user) return user
  throw new Refused(401, unauthorizedInvalid.message, unauthorizedInvalid.details)
}

const forbidden = (text: string): Reply => ({
  status: 403,
  headers: { 'Content-Type': 'text/plain; charset=utf-8' },
  text: `${text}\n`,
})

const readsOnly = ({ method }: Request): boolean => ['GET', 'HEAD', 'OPTIONS', 'TRACE'].includes(method)

/**
 * 2.39+: a request that changes something and says that it comes from another site, whatever its path and credentials.
 * 2.45+ also refuses a session cookie that comes from nowhere.
 */
export function refuseCrossOrigin({ rules }: Server, request: Request): Reply | undefined {
  if (rules.forgery !== 'origin' || readsOnly(request)) return undefined
  const { host, origin, authorization, 'sec-fetch-site': site, 'x-api-key': apiKey } = request.headers
  if (site !== undefined) return ['same-origin', 'none'].includes(site) ? undefined : forbidden('Forbidden')
  if (origin !== undefined)
    return origin.replace(/^\w+:\/\//, '') === host ? undefined : forbidden('Forbidden')
  const cookieAlone = cookie(request) !== undefined && authorization === undefined && apiKey === undefined
  return cookieAlone && rules.since('2.45.0') ? forbidden('Forbidden') : undefined
}

/** 2.20-2.38: a request that changes something and carries the session cookie has to carry the CSRF token too. */
export function refuseForgery(server: Server, request: Request): Reply | undefined {
  if (server.rules.forgery !== 'token' || readsOnly(request) || cookie(request) === undefined)
    return undefined
  const given = request.headers['x-csrf-token']
  if (given === csrfToken(server, request)) return undefined
  return forbidden(
    `Forbidden - ${given === undefined ? 'CSRF token not found in request' : 'CSRF token invalid'}`,
  )
}

/** Sent with every answer from 2.20 to 2.38; empty when the request has no cookie. */
export function csrfToken(server: Server, request: Request): string {
  const value = cookie(request)
  return value === undefined ? '' : signature(server, `csrf ${value}`)
}

export function refuseFlood(server: Server, request: Request): void {
  if (!server.limiter.allow(request.address))
    throw new Refused(403, 'Access denied', 'Access denied to resource')
}

export const signIn: Handler = (server, request) => {
  const { rules, state } = server
  refuseFlood(server, request)
  if (server.options.noAuth) throw new Refused(503, 'Authentication is disabled')
  const payload = readJson(server, request)
  const name = textKey(payload, 'Username')
  const password = textKey(payload, 'Password')
  if (name === '') throw badRequest('Invalid username')
  if (password === '') throw badRequest('Invalid password')
  const same = (user: User) =>
    rules.userNameAnyCase ? user.Username.toLowerCase() === name.toLowerCase() : user.Username === name
  const user = state.users.find(same)
  // 1.18 tells an unknown user from a wrong password.
  if (!user && !rules.since('1.19.0')) throw new Refused(400, 'Invalid credentials', 'Unauthorized')
  if (user?.password !== password) throw new Refused(422, 'Invalid credentials', 'Unauthorized')
  const jwt = issueToken(server, user)
  if (!rules.cookies) return json({ jwt })
  const expires = new Date(server.now() + eightHours * 1000).toUTCString()
  return json({ jwt }, 200, {
    'Set-Cookie': `${cookieName}=${jwt}; Path=/; Expires=${expires}; HttpOnly; SameSite=Strict`,
  })
}

export const signOut: Handler = (server) => (server.rules.logout === 'drops' ? 'panic' : noContent)
