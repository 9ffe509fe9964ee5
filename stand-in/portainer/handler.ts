// What handlers work with: the server they belong to and the request they answer.
import type http from 'node:http'
import type { Connections } from './connection-test.ts'
import type { Target } from './dialer.ts'
import type { Answer } from './replies.ts'
import type { Form } from './form-body.ts'
import type { Limiter } from './sign-in-limiter.ts'
import type { User } from './state.ts'

export interface Server extends Connections {
  options: {
    edition: 'CE' | 'BE'
    noAuth: boolean
    edgeAddressMissing: boolean
    nodeAllowance?: number
    createMillis: () => number
    inCluster: boolean
    dial: boolean
  }
  now: () => number
  /** What the first administrator's creation takes, until a restart with an administrator. */
  setupToken: string | undefined
  /** New at every start, so that a restart ends every session. */
  signingKey: Buffer
  limiter: Limiter
  /** The connections in use, by endpoint. */
  proxies: Map<number, Target>
  fingerprint: string
}

export interface Request {
  method: string
  /** Without the base path and the query. */
  path: string
  query: URLSearchParams
  headers: http.IncomingHttpHeaders
  body: Buffer
  form: Form
  /** Who asks; set before a handler that is not public runs. */
  user: User
  address: string
}

export type Handler = (server: Server, request: Request, ...path: string[]) => Answer | Promise<Answer>

export const isAdministrator = (user: User): boolean => user.Role === 1
