// Portainer does not let us in, or does not let us do it.
import type { OtherAnswer } from '../../../stand-in/portainer/fault-rules.ts'
import type { Trouble } from './entry.ts'

const json = (
  status: number,
  body: object,
): { status: number; headers: Record<string, string>; body: string } => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})
const withKey = { password: '', 'api-key': 'ptr_0123456789abcdef' }

/** How Portainer's check against forged requests answers. */
const forbid = (why: string): OtherAnswer => ({
  status: 403,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  body: `Forbidden - ${why}\n`,
})

export const signingIn: Record<string, Trouble> = {
  "Neither 'password' nor 'api-key' is given": { inputs: { password: '' } },
  'sign in … answered 422: Invalid credentials': { inputs: { password: 'not this one' } },
  'sign in … answered 400: Invalid credentials': {
    server: { version: '1.18.1' },
    inputs: { username: 'nobody' },
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
  'answered 401 … The API key is not valid': { inputs: withKey },
  'knows no API keys': { server: { version: '2.6.3' }, inputs: withKey },
  'answered 401 … The sign-in is no longer valid': {
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
      act: forbid('CSRF token not found in request'),
    },
  },
  'Forbidden - origin invalid': {
    rule: {
      method: 'POST',
      path: '/api/endpoints',
      act: forbid('origin invalid'),
    },
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
  'Invalid or missing setup token': {
    server: { version: '2.44.0', fresh: true, setupToken: 'abcdef' },
    inputs: { 'init-admin': true },
  },
}
