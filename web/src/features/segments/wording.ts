// What the builder calls things.
import type { Kind, Span } from './comparisons'
import type { AttributeKind } from './attributeCodec'
import type { Figure, OrderField } from './ordersCodec'

const numberLabels: Record<string, string> = {
  gt: 'more than',
  gte: 'at least',
  lt: 'less than',
  lte: 'at most',
  eq: 'exactly',
  ne: 'not',
  between: 'between',
}

const labels: Record<Kind, Record<string, string>> = {
  MONEY: numberLabels,
  NUMBER: numberLabels,
  COUNT: numberLabels,
  DATE: {
    withinLast: 'within the last',
    notWithinLast: 'not within the last',
    before: 'before',
    after: 'after',
    between: 'between',
  },
  TEXT: {
    eq: 'is',
    ne: 'is not',
    in: 'is one of',
    notIn: 'is none of',
    contains: 'contains',
    startsWith: 'starts with',
    endsWith: 'ends with',
  },
  TAGS: {
    has: 'include',
    hasAny: 'include any of',
    hasAll: 'include all of',
    hasNone: 'include none of',
  },
}

export function operatorLabel(kind: Kind, operator: string): string {
  if (operator === 'isMissing') return 'is missing'
  if (operator === 'isPresent') return 'is known'
  return labels[kind][operator] ?? operator
}

export const unitLabels: Record<Span['unit'], string> = {
  hours: 'hours',
  days: 'days',
  weeks: 'weeks',
  months: 'months',
  years: 'years',
}

export const figureLabels: Record<Figure, string> = {
  count: 'how many',
  total: 'total amount',
  average: 'average amount',
  max: 'largest amount',
}

export const orderFieldLabels: Record<OrderField, string> = {
  status: 'status',
  amount: 'amount',
  placedAt: 'placed',
  channel: 'channel',
  sku: 'SKU of an item',
  category: 'category of an item',
}

export const attributeKindLabels: Record<AttributeKind, string> = {
  TEXT: 'as text',
  NUMBER: 'as number',
  DATE: 'as date',
  FLAG: 'as yes or no',
  PRESENCE: 'at all',
}

export const combinatorLabels = { and: 'All of these hold', or: 'Any of these holds' }
