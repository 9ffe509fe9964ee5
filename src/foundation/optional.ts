/** `{ key: value }`, or `{}` when there is no value: what `exactOptionalPropertyTypes` wants to be spread. */
export function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Value>>)
}
