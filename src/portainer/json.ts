/** A JSON object whose fields are read one by one: answers are somebody else's, and no shape is assumed. */
export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** An own field; what an object inherits does not count. */
function own(object: JsonObject, field: string): unknown {
  return Object.hasOwn(object, field) ? object[field] : undefined
}

export function textOf(object: JsonObject, field: string): string {
  const value = own(object, field)
  return typeof value === 'string' ? value : ''
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
