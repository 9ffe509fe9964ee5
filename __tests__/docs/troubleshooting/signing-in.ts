// Portainer does not let us in, or does not let us do it.
import type { Misbehaviour, OtherAnswer } from '../../../stand-in/portainer/fault-rules.ts'
import { json, text, type Trouble } from './entry.ts'

const withKey = { password: '', 'api-key': 'ptr_0123456789abcdef' }

/** How Portainer's check against forged requests answers. */
const forbid = (why: string): OtherAnswer => text(403, `Forbidden${why}\n`)

/** What the first request with credentials is answered. */
const lookAnswers = (act: OtherAnswer): Misbehaviour => ({ path: /^\/api\/endpoints/, act })

export const signingIn: Record<string, Trouble> = {
  "Neither 'password' nor 'api-key' is given": { inputs: { password: '' } },
  'sign in … answered 422: Invalid credentials': { inputs: { password: 'not this one' } },
  'sign in … answered 400: Invalid credentials': {
    server: { version: '1.18.1' },
    inputs: { username: 'nobody' },
  },
  'Unable to authenticate user against LDAP': {
    rule: {
      path: '/api/auth',
      act: json(500, {
        message: 'Unable to authenticate user against LDAP',
        details: 'LDAP Result Code 200 "Network Error": dial tcp 192.0.2.5:389: i/o timeout',
      }),
    },
  },
  'Login method is not supported': {
    rule: {
      path: '/api/auth',
      act: json(422, { message: 'Login method is not supported', details: 'Login method is not supported' }),
    },
  },
  'Only initial admin is allowed to login without oauth': {
    rule: {
      path: '/api/auth',
      act: json(422, {
        message: 'Only initial admin is allowed to login without oauth',
        details: 'Unauthorized',
      }),
    },
  },
  'sign in … answered 403: Access denied': {
    rule: {
      path: '/api/auth',
      act: json(403, { message: 'Access denied', details: 'Access denied to resource' }),
    },
  },
  'Portainer does not know this API key: it was revoked': { inputs: withKey },
  "'api-key' is not an access token": { inputs: { password: '', 'api-key': 'correct-horse-battery' } },
  'A valid authorization token is missing … removes the X-API-Key header': {
    inputs: withKey,
    rule: lookAnswers(
      json(401, { message: 'A valid authorization token is missing', details: 'Unauthorized' }),
    ),
  },
  'A valid authorisation token is missing': { server: { version: '2.19.5' }, inputs: withKey },
  'does not support API keys': { server: { version: '2.6.3' }, inputs: withKey },
  'The session is not valid, even after signing in again': {
    rule: {
      path: /^\/api\/endpoints/,
      act: json(401, { message: 'Invalid JWT token', details: 'Unauthorized' }),
    },
  },
  'create endpoint … answered 403: Access denied': {
    before: (portainer) => {
      portainer.state.users.push({ Id: 2, Username: 'anna', password: 'correct horse battery', Role: 2 })
      return undefined
    },
    inputs: { username: 'anna' },
  },
  'CSRF token not found in request': {
    rule: {
      method: 'POST',
      path: '/api/endpoints',
      act: forbid(' - CSRF token not found in request'),
    },
  },
  'Forbidden - origin invalid': {
    rule: {
      method: 'POST',
      path: '/api/endpoints',
      act: forbid(' - origin invalid'),
    },
  },
  "answered 403: Forbidden … Portainer's cross-origin check": {
    rule: { method: 'POST', path: '/api/auth', act: forbid('') },
  },
  'API key and auth header are not allowed at the same time': {
    inputs: withKey,
    rule: lookAnswers(
      json(401, {
        message: 'API key and auth header are not allowed at the same time',
        details: 'Unauthorized',
      }),
    ),
  },
  'api key and auth header are not allowed at the same time': {
    inputs: withKey,
    rule: {
      path: /^\/api\/endpoints/,
      act: json(403, {
        message: 'api key and auth header are not allowed at the same time',
        details: 'api key and auth header are not allowed at the same time',
      }),
    },
  },
  'Administrator initialization timeout': {
    server: { fresh: true, adminTimedOut: true },
    inputs: { 'init-admin': true },
  },
  'Password does not meet the requirements … of at least 12 characters': {
    server: { fresh: true },
    inputs: { 'init-admin': true, password: 'too short' },
  },
  'Password does not meet the requirements … 2.13 also three of four': {
    server: { version: '2.13.1', fresh: true },
    inputs: { 'init-admin': true, password: 'all lower case' },
  },
  'Invalid username': { server: { fresh: true }, inputs: { 'init-admin': true, username: 'the admin' } },
  'Unable to hash user password': {
    server: { fresh: true },
    inputs: { 'init-admin': true, password: 'x'.repeat(73) },
    rule: {
      path: '/api/users/admin/init',
      act: json(500, {
        message: 'Unable to hash user password',
        details: 'bcrypt: password length exceeds 72 bytes',
      }),
    },
  },
  'wants its setup token': {
    server: { version: '2.45.0', fresh: true, setupToken: 'abcdef' },
    inputs: { 'init-admin': true },
  },
  "'setup-token' is not the one": {
    server: { version: '2.39.3', fresh: true, setupToken: 'abcdef' },
    inputs: { 'init-admin': true, 'setup-token': 'fedcba' },
  },
}
