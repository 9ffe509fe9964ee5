/** One field that changes, in words for a plan, the log and the summary. */
export interface Change {
  field: string
  now: string
  then: string
}

/** Notes a change, and returns the value only where it differs. */
export type Changed = <T>(
  field: string,
  differs: boolean,
  now: string,
  then: string,
  value: T,
) => T | undefined

const NONE = 'none'

/** Collects what differs while an update is planned. */
export function startNoting(): { changes: Change[]; changed: Changed } {
  const changes: Change[] = []
  return {
    changes,
    changed(field, differs, now, then, value) {
      if (!differs) return undefined
      changes.push({ field, now: now || NONE, then: then || NONE })
      return value
    },
  }
}

/** Names in a row; an empty list is shown as none. */
export const listed = (names: readonly string[]): string => names.join(', ')
