// Portainer's limit on signing in: a bucket of 10 for each address that refills by one a second; who finds it empty
// is banned for an hour. In memory only, so a restart forgives.

export interface Limiter {
  /** Counts one try; false when it is refused. */
  allow: (address: string) => boolean
}

const size = 10
const refillMillis = 1000
const banMillis = 3_600_000

export function makeLimiter(now: () => number, enabled: boolean): Limiter {
  const buckets = new Map<string, { left: number; at: number; bannedUntil: number }>()
  return {
    allow(address) {
      if (!enabled) return true
      const time = now()
      const bucket = buckets.get(address) ?? { left: size, at: time, bannedUntil: 0 }
      buckets.set(address, bucket)
      if (bucket.bannedUntil > time) return false
      bucket.left = Math.min(size, bucket.left + (time - bucket.at) / refillMillis)
      bucket.at = time
      if (bucket.left >= 1) {
        bucket.left -= 1
        return true
      }
      bucket.bannedUntil = time + banMillis
      return false
    },
  }
}
