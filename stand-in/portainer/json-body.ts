// JSON payloads as Go's decoder reads them: keys in any case, an error told in its words.
import { badRequest, Refused } from './replies.ts'
import type { Request, Server } from './handler.ts'

export type Payload = Map<string, unknown>

function decodingError(text: string, modern: boolean): string {
  const trimmed = text.trim()
  if (trimmed === '') return 'EOF'
  const bad = /^\{\s*([^"}\s])/.exec(trimmed)?.[1]
  if (bad === undefined) return 'unexpected EOF'
  // 2.20 brought another decoder.
  if (modern)
    return `Json: expected '"' at the beginning of a string value: ${trimmed.replace(/^\{\s*|\}$/g, '')}`
  return `invalid character '${bad}' looking for beginning of object key string`
}

export function readJson(server: Server, request: Request): Payload {
  const text = request.body.toString('utf8')
  try {
    const value = JSON.parse(text) as unknown
    if (value === null || typeof value !== 'object' || Array.isArray(value))
      throw new SyntaxError('not an object')
    return new Map(Object.entries(value).map(([key, item]) => [key.toLowerCase(), item]))
  } catch (error) {
    if (error instanceof Refused) throw error
    throw badRequest(decodingError(text, server.rules.since('2.20.0')))
  }
}

export const has = (payload: Payload, key: string): boolean =>
  payload.has(key.toLowerCase()) && payload.get(key.toLowerCase()) !== null

/** The value of a key, undefined when it is absent or null. */
export function key(payload: Payload, name: string): unknown {
  const value = payload.get(name.toLowerCase())
  return value ?? undefined
}

export const textKey = (payload: Payload, name: string): string =>
  (key(payload, name) as string | undefined) ?? ''
