// What can go wrong with one request between the action and Portainer, and what of it Portainer notices.

/** When: before Portainer sees the request, after it was carried out, or while its answer is on the way. */
export type Moment = 'before' | 'after' | 'middle'

/** What happens to the connection or the answer instead of what should. */
export type Act =
  /** The connection is reset (RST), or closed (FIN), without an answer. */
  | 'reset'
  | 'close'
  /** Nothing comes. */
  | 'stall'
  /** Part of the head or of the body, then the end; part of the body, then nothing; a byte a second; no end. */
  | 'cut-head'
  | 'cut'
  | 'stall-body'
  | 'trickle'
  | 'endless'
  /** Another answer than Portainer's. */
  | { status: number; headers?: Record<string, string>; body?: string }
  /** Portainer's answer with something done to its JSON. */
  | { change: (json: unknown) => unknown }
  | { rewrite: (text: string) => string }
  /** Portainer restarts: sessions are gone, and so are connections. */
  | 'restart'
  /** Portainer restarts between two requests, so that only the session is gone. */
  | 'forget'
  /** Nobody listens for a moment. */
  | 'down'

export interface FaultKind {
  when: Moment
  act: Act
}

const page = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Please sign in.</body></html>'
const html = { 'Content-Type': 'text/html; charset=utf-8' }
const gateway = (status: number): Act => ({ status, headers: html, body: `<html><h1>${status}</h1></html>` })

/** The fields by which answers are known: an id, the token of a sign-in, the version. */
const keys = ['Id', 'ID', 'jwt', 'Version']

function changeKeys(value: unknown, change: (object: Record<string, unknown>, key: string) => void): unknown {
  const objects = Array.isArray(value) ? value : [value]
  for (const object of objects) {
    if (typeof object !== 'object' || object === null) continue
    for (const key of keys) if (key in object) change(object as Record<string, unknown>, key)
  }
  return value
}

/** Every kind of fault, by name. `before` Portainer never gets the request; otherwise it has carried it out. */
export const faultKinds = {
  'reset before': { when: 'before', act: 'reset' },
  'close before': { when: 'before', act: 'close' },
  'stall before': { when: 'before', act: 'stall' },
  'nobody listens': { when: 'before', act: 'down' },
  'restart before': { when: 'before', act: 'restart' },
  'session lost': { when: 'before', act: 'forget' },
  '408 before': { when: 'before', act: gateway(408) },
  '429 before': { when: 'before', act: { status: 429, headers: { 'Retry-After': '1' }, body: 'slow down' } },
  '500 before': { when: 'before', act: gateway(500) },
  '502 before': { when: 'before', act: gateway(502) },
  '503 before': { when: 'before', act: gateway(503) },
  '504 before': { when: 'before', act: gateway(504) },
  '524 before': { when: 'before', act: gateway(524) },
  'page not found before': { when: 'before', act: gateway(404) },
  'redirect before': { when: 'before', act: { status: 302, headers: { Location: 'http://127.0.0.2:9/' } } },
  'empty before': { when: 'before', act: { status: 200 } },
  'page before': { when: 'before', act: { status: 200, headers: html, body: page } },
  'reset after': { when: 'after', act: 'reset' },
  'close after': { when: 'after', act: 'close' },
  'stall after': { when: 'after', act: 'stall' },
  'restart after': { when: 'after', act: 'restart' },
  '500 after': { when: 'after', act: gateway(500) },
  '502 after': { when: 'after', act: gateway(502) },
  '504 after': { when: 'after', act: gateway(504) },
  '520 after': { when: 'after', act: gateway(520) },
  'page after': { when: 'after', act: { status: 200, headers: html, body: page } },
  'empty after': { when: 'after', act: { status: 200 } },
  'null after': { when: 'after', act: { rewrite: () => 'null' } },
  'text after': { when: 'after', act: { rewrite: () => '"ok"' } },
  'JSON cut short after': { when: 'after', act: { rewrite: (text) => text.slice(0, text.length >> 1) } },
  'no id after': {
    when: 'after',
    act: { change: (json) => changeKeys(json, (object, key) => Reflect.deleteProperty(object, key)) },
  },
  'id 0 after': {
    when: 'after',
    act: { change: (json) => changeKeys(json, (object, key) => (object[key] = 0)) },
  },
  'id a text after': {
    when: 'after',
    // A version that is a text is one, however odd.
    act: {
      change: (json) =>
        changeKeys(json, (object, key) => (object[key] = key === 'Version' ? ['seven'] : 'seven')),
    },
  },
  'head cut short': { when: 'middle', act: 'cut-head' },
  'body cut short': { when: 'middle', act: 'cut' },
  'stall in the body': { when: 'middle', act: 'stall-body' },
  'a byte a second': { when: 'middle', act: 'trickle' },
  'endless body': { when: 'middle', act: 'endless' },
} as const satisfies Record<string, FaultKind>

export type FaultName = keyof typeof faultKinds

export const faultNames = Object.keys(faultKinds) as FaultName[]
