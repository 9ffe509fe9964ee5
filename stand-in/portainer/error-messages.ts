// How each version words its refusals. Clients must not depend on these; tests compare them with recordings.
import type { Rules } from './versions.ts'

export interface Words {
  /** "endpoint" became "environment" in 2.9. */
  thing: 'endpoint' | 'environment'
  /** Errors of request parsing lost their capital in 2.17. */
  invalid: (rest: string) => string
  name: string
  type: string
  notFound: string
  /** From 2.17 on with the bucket and key that were looked for. */
  noObject: (bucket?: string, key?: number) => string
  creating: string
  unauthorizedMissing: { message: string; details: string }
  unauthorizedInvalid: { message: string; details: string }
  accessDenied: { message: string; details: string }
  tagExists: string
}

export function wordsOf(rules: Rules): Words {
  const { since } = rules
  const thing = since('2.9.0') ? 'environment' : 'endpoint'
  const invalid = (rest: string) => `${since('2.17.0') ? 'invalid' : 'Invalid'} ${rest}`
  const kinds = ['1 (Docker environment)', '2 (Agent environment)', '3 (Azure environment)']
  if (rules.edgeAgents) kinds.push('4 (Edge Agent environment)')
  if (rules.kubernetes) kinds.push('5 (Local Kubernetes environment)')
  const list = `${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1) ?? ''}`
  const missing = since('2.20.0')
    ? { message: 'A valid authorization token is missing', details: 'Unauthorized' }
    : since('2.11.0')
      ? { message: 'A valid authorisation token is missing', details: 'Unauthorized' }
      : { message: 'Unauthorized', details: 'Unauthorized' }
  return {
    thing,
    invalid,
    name: since('1.19.2') ? invalid(`${thing} name`) : 'Invalid stack name',
    type: invalid(`${thing} type value. Value must be one of: ${list}`),
    notFound: `Unable to find an ${thing} with the specified identifier inside the database`,
    noObject: (bucket, key) => {
      const plain = `${since('2.13.0') ? 'object' : 'Object'} not found inside the database`
      return since('2.17.0') && bucket !== undefined ? `${plain} (bucket=${bucket}, key=${key})` : plain
    },
    creating: `An error ${since('2.17.0') ? 'occurred' : 'occured'} while trying to create the ${thing}`,
    unauthorizedMissing: missing,
    unauthorizedInvalid: since('2.20.0')
      ? { message: 'Invalid JWT token', details: 'Unauthorized' }
      : since('2.11.0')
        ? missing
        : { message: 'Invalid JWT token', details: 'Invalid JWT token' },
    accessDenied: {
      message: 'Access denied',
      details: since('1.21.0') ? 'Unauthorized' : 'Access denied to resource',
    },
    tagExists: `${since('2.17.0') ? 'a' : 'A'} tag already exists with this name`,
  }
}
