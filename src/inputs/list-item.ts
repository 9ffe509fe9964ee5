import { splitList, splitPairs, type Given } from './given.ts'
import { endpointInputs, policyInputs, type InputName, type ItemKey } from './names.ts'

/** A value of an item: text as written, or what only YAML can say. */
export type Value = string | string[] | [string, string][]

/** One item of `endpoints` before its values are read. */
export interface Item {
  values: Map<string, Value>
  /** Line and column, for messages. */
  where: () => string
  /** From 1. */
  number: number
}

export const itemKeys: readonly ItemKey[] = [...endpointInputs, ...policyInputs]
export const isItemKey = (text: string): text is ItemKey => itemKeys.some((key) => key === text)

/** Which values may be lists, and which maps. */
export const mayBeList = (key: ItemKey): boolean => ['tags', 'users', 'teams', 'clear'].includes(key)
export const mayBeMap = (key: ItemKey): boolean => key === 'extra-fields'

/** An item's own values, and behind them the step's. An empty value cancels a default. */
export function itemInputs(values: Map<string, Value>, step: Given): Given {
  const asText = (value: Value): string | undefined =>
    (typeof value === 'string'
      ? value
      : value.map((one) => (typeof one === 'string' ? one : one.join('='))).join('\n')) || undefined
  return {
    inItem: true,
    isFromItem: (name) => values.has(name),
    text(name) {
      const value = values.get(name)
      return value === undefined ? step.text(name) : asText(value)
    },
    list(name: InputName) {
      const value = values.get(name)
      if (value === undefined) return step.list(name)
      if (typeof value === 'string') return splitList(name, value)
      const texts = value.flatMap((one) => (typeof one === 'string' ? [one] : []))
      return texts.length === 0 ? undefined : [...new Set(texts)]
    },
    pairs(name) {
      const value = values.get(name)
      if (value === undefined) return step.pairs(name)
      if (typeof value === 'string') return splitPairs(name, value)
      const pairs = value.flatMap((one) => (typeof one === 'string' ? [] : [one]))
      return pairs.length === 0 ? undefined : pairs
    },
  }
}
