import { createHash } from 'node:crypto'

/** Why an endpoint has a temporary name. */
const purposes = { recreate: 'being recreated', trial: 'being tested' } as const

/**
 * The name of an endpoint that is about to replace the one called `name`, or that tests a connection for it. The hash
 * tells long names with the same beginning apart, and names that somebody else chose.
 */
export function temporaryName(name: string, purpose: keyof typeof purposes): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 8)
  return `${name.slice(0, 220).toWellFormed()} (${purposes[purpose]}, ${hash})`
}

const pattern = new RegExp(` \\((${Object.values(purposes).join('|')}), [0-9a-f]{8}\\)$`)

export const isTemporaryName = (name: string): boolean => pattern.test(name)
