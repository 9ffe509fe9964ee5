// What tests can make a server do to a request: drop it, stall, cut the answer short, answer something else.
import type { Socket } from 'node:net'

export interface OtherAnswer {
  status: number
  headers?: Record<string, string>
  body?: string | Buffer
}

export interface Misbehaviour {
  method?: string
  /** Which requests, by path without the base path and with the query: equal to the text, or matching. */
  path?: string | RegExp
  /** How many of them; default all. */
  times?: number
  /** How many are let through first. */
  skip?: number
  act:
    | 'drop'
    | 'drop-after'
    /** Carried out, and then the handler panics: a dropped connection, or from 2.45 on 200 with nothing in it. */
    | 'panic-after'
    | 'stall'
    | 'stall-after'
    | 'truncate'
    | 'slow'
    | 'endless'
    | { delay: number }
    /** Asked for each request, which is carried out when the promise is kept. */
    | { hold: () => Promise<void> }
    | OtherAnswer
    | { after: OtherAnswer }
    /** Carried out; what comes back is made of the good answer. */
    | { change: (answer: Required<OtherAnswer>) => OtherAnswer }
    /** Writes to the connection itself what no server of HTTP would. */
    | { raw: (socket: Socket) => unknown }
}

export interface Rulebook {
  add: (rule: Misbehaviour) => () => void
  /** The first rule that fits, counted as used. */
  pick: (method: string, path: string) => Misbehaviour['act'] | undefined
}

export function makeRulebook(): Rulebook {
  const entries: { rule: Misbehaviour; seen: number }[] = []
  const fits = ({ rule }: { rule: Misbehaviour }, method: string, path: string) =>
    (rule.method === undefined || rule.method === method) &&
    (rule.path === undefined || (typeof rule.path === 'string' ? rule.path === path : rule.path.test(path)))
  return {
    add(rule) {
      const entry = { rule, seen: 0 }
      entries.push(entry)
      return () => {
        const index = entries.indexOf(entry)
        if (index >= 0) entries.splice(index, 1)
      }
    },
    pick(method, path) {
      for (const entry of entries) {
        if (!fits(entry, method, path)) continue
        entry.seen += 1
        const number = entry.seen - (entry.rule.skip ?? 0)
        if (number > 0 && number <= (entry.rule.times ?? Infinity)) return entry.rule.act
      }
      return undefined
    },
  }
}
