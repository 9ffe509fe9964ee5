/**
 * What follows a create, seen from the run that made `mine`. No Portainer makes names unique when creates run at
 * once: 2.14+ compares before it connects and stores after, older ones do not compare at all, and up to 2.11 two
 * creates can even be given the same id. A lower id may appear after a higher one.
 *
 * `done`: the only one. `yield`: an older one is there: remove mine, take that. `stand`: mine is the oldest: the
 * others have a moment to go. `lost`: overwritten by a create that was given the same id.
 */
export type Standing = 'done' | 'yield' | 'stand' | 'lost'

export function standingOf(mine: number, there: readonly { id: number }[]): Standing {
  if (!there.some(({ id }) => id === mine)) return 'lost'
  if (there.length === 1) return 'done'
  return there.every(({ id }) => id >= mine) ? 'stand' : 'yield'
}
