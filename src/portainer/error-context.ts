import type { Connection } from '../inputs/connection.ts'
import type { RefusedEndpoint } from './engine-hints.ts'
import type { Version } from './versions.ts'

/** What a request is for: a refusal means something else for each. */
export type Step = 'status' | 'init' | 'sign-in' | 'read' | 'create' | 'write'

/** What is known of a request when its error is explained. */
export interface ErrorContext {
  step: Step
  method: string
  /** With Portainer's address: `https://portainer.example.com/api/status`. */
  url: string
  connection: Connection
  version: Version | undefined
  /** What a create asks for. */
  endpoint?: RefusedEndpoint | undefined
}
