/** One field that changes, as the plan, the log and the summary show it. */
export interface Change {
  field: string
  now: string
  then: string
}

/** Records a change. Returns the value if it differs, otherwise undefined. */
export type Changed = <T>(
  field: string,
  differs: boolean,
  now: string,
  then: string,
  value: T,
) => T | undefined

const NONE = 'none'

/** Collects the changes while an update is planned. */
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

/** Names as one text; an empty one is shown as `none`. */
export const listed = (names: readonly string[]): string => names.join(', ')
