import { isTooDeep } from '../foundation/json-depth.ts'

/** A JSON object whose fields are read one by one: responses are foreign, and no shape is assumed. */
export type JsonObject = Record<string, unknown>

/**
 * The JSON in a text; undefined if it is not JSON, or is nested more than 200 levels deep. Ignores content types:
 * Portainer 2.11-2.19 labels the JSON of a new token text/plain.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * Why {@link parseJson} returned undefined, as far as that can be told without showing any of the text: a colon and
 * the end of a sentence, or nothing.
 */
export function whyNotJson(text: string): string {
  if (text.trim() === '') return ': it is empty'
  if (/^\s*</.test(text)) return ': it begins like a web page'
  if (isTooDeep(text)) return ': it is nested too deeply'
  return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ': it was cut short' : ''
}

/** Whether the parser reached the end without an error. V8 says where it stopped, or that this was the end. */
function endsTooSoon(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const message = error instanceof Error ? error.message : ''
    const position = /position (\d+)/.exec(message)?.[1]
    return position === undefined ? message.includes('end of JSON input') : Number(position) === text.length
  }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own field; inherited ones do not count. */
function own(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined
}

/** A text; empty if it is missing, something else, or longer than `max` characters. */
export function textOf(object: JsonObject, field: string, max = Infinity): string {
  const value = own(object, field)
  return typeof value === 'string' && value.length <= max ? value : ''
}

export function numberOf(object: JsonObject, field: string): number | undefined {
  const value = own(object, field)
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}

export function booleanOf(object: JsonObject, field: string): boolean {
  return own(object, field) === true
}

export function objectOf(object: JsonObject, field: string): JsonObject {
  const value = own(object, field)
  return isObject(value) ? value : {}
}

export function listOf(object: JsonObject, field: string): unknown[] | undefined {
  const value = own(object, field)
  return Array.isArray(value) ? value : undefined
}

/** An identifier: a whole number from 1. */
export function idOf(object: JsonObject, field: string): number | undefined {
  const value = numberOf(object, field)
  return value !== undefined && Number.isSafeInteger(value) && value > 0 ? value : undefined
}
