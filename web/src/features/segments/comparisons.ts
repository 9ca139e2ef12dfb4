// The leaves of a rule: comparisons of one kind of value, between the API's
// shape (`{ gt: "500" }`) and the builder's (an operator and a value). Numbers
// are kept as they were typed, in strings, so that no amount is ever rounded.

/** How a value is compared. NUMBER is a decimal without a currency. */
export type Kind = 'MONEY' | 'NUMBER' | 'COUNT' | 'DATE' | 'TEXT' | 'TAGS'

export interface Range {
  from: string
  to: string
}

export const spanUnits = ['hours', 'days', 'weeks', 'months', 'years'] as const

export interface Span {
  amount: string
  unit: (typeof spanUnits)[number]
}

/** What stands behind an operator; null where it takes nothing. */
export type Value = string | string[] | Range | Span | null

export interface Comparison {
  operator: string
  value: Value
}

/** In the API's shape, or what is still missing, for a person. */
export type Written<T = unknown> = { written: T } | { problem: string }

export type Shape = 'one' | 'list' | 'range' | 'span' | 'none'

/**
 * The API's comparisons, but that its `isMissing: true` and `isMissing: false`
 * are two operators here.
 */
const operators: Record<Kind, readonly string[]> = {
  MONEY: ['gt', 'gte', 'lt', 'lte', 'eq', 'ne', 'between', 'isMissing', 'isPresent'],
  NUMBER: ['gt', 'gte', 'lt', 'lte', 'eq', 'ne', 'between', 'isMissing', 'isPresent'],
  COUNT: ['gt', 'gte', 'lt', 'lte', 'eq', 'ne', 'between', 'isMissing', 'isPresent'],
  DATE: ['withinLast', 'notWithinLast', 'before', 'after', 'between', 'isMissing', 'isPresent'],
  TEXT: ['eq', 'ne', 'in', 'notIn', 'contains', 'startsWith', 'endsWith', 'isMissing', 'isPresent'],
  TAGS: ['has', 'hasAny', 'hasAll', 'hasNone'],
}

export function operatorsOf(kind: Kind): readonly string[] {
  return operators[kind]
}

export function shapeOf(operator: string): Shape {
  switch (operator) {
    case 'between':
      return 'range'
    case 'withinLast':
    case 'notWithinLast':
      return 'span'
    case 'in':
    case 'notIn':
    case 'hasAny':
    case 'hasAll':
    case 'hasNone':
      return 'list'
    case 'isMissing':
    case 'isPresent':
      return 'none'
    default:
      return 'one'
  }
}

/** The value as another operator takes it, with as much of what was typed as fits. */
export function reshape(value: unknown, shape: Shape): Value {
  switch (shape) {
    case 'none':
      return null
    case 'span':
      return isSpan(value) ? value : { amount: '30', unit: 'days' }
    case 'range':
      return isRange(value) ? value : { from: firstOf(value), to: '' }
    case 'list':
      return isList(value) ? value : [firstOf(value)].filter((text) => text !== '')
    case 'one':
      return firstOf(value)
  }
}

function firstOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (isList(value)) return value[0] ?? ''
  return isRange(value) ? value.from : ''
}

export function isList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string')
}

function isRange(value: unknown): value is Range {
  return isRecord(value) && typeof value['from'] === 'string' && typeof value['to'] === 'string'
}

function isSpan(value: unknown): value is Span {
  return isRecord(value) && typeof value['amount'] === 'string' && isUnit(value['unit'])
}

function isUnit(unit: unknown): unit is Span['unit'] {
  return spanUnits.some((known) => known === unit)
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function writeComparison(kind: Kind, { operator, value }: Comparison): Written {
  if (!operators[kind].includes(operator)) return { problem: 'Choose how to compare.' }
  if (operator === 'isMissing') return { written: { isMissing: true } }
  if (operator === 'isPresent') return { written: { isMissing: false } }
  const operand = writeOperand(kind, reshape(value, shapeOf(operator)))
  return 'problem' in operand ? operand : { written: { [operator]: operand.written } }
}

function writeOperand(kind: Kind, value: Value): Written {
  if (value === null || typeof value === 'string') return writeOne(kind, value ?? '')
  if (isList(value)) {
    return value.length > 0 ? { written: value } : { problem: 'Choose at least one.' }
  }
  if (isSpan(value)) {
    const amount = writeOne('COUNT', value.amount)
    return 'problem' in amount ? amount : { written: { [value.unit]: amount.written } }
  }
  const [from, to] = [writeOne(kind, value.from), writeOne(kind, value.to)]
  if ('problem' in from) return from
  return 'problem' in to ? to : { written: { from: from.written, to: to.written } }
}

const decimal = /^-?\d+(\.\d+)?$/
const whole = /^-?\d+$/
/** GraphQL's Int. */
const LARGEST_INT = 2_147_483_647

function writeOne(kind: Kind, text: string): Written {
  switch (kind) {
    case 'MONEY':
      return decimal.test(text) ? { written: text } : { problem: 'Enter an amount.' }
    case 'NUMBER':
      return decimal.test(text) ? { written: text } : { problem: 'Enter a number.' }
    case 'COUNT':
      if (!whole.test(text)) return { problem: 'Enter a whole number.' }
      if (Math.abs(Number(text)) > LARGEST_INT) return { problem: 'Enter a smaller number.' }
      return { written: Number(text) }
    case 'DATE':
      return Number.isNaN(Date.parse(text)) ? { problem: 'Choose a date.' } : { written: text }
    case 'TEXT':
      return text.trim() === '' ? { problem: 'Enter a text.' } : { written: text }
    case 'TAGS':
      return text.trim() === '' ? { problem: 'Choose a tag.' } : { written: text }
  }
}

/** Null where this is no such comparison. */
export function readComparison(kind: Kind, written: unknown): Comparison | null {
  const [operator, operand] = onlyEntry(written) ?? ['', null]
  if (operator === 'isMissing') {
    if (kind === 'TAGS' || typeof operand !== 'boolean') return null
    return { operator: operand ? 'isMissing' : 'isPresent', value: null }
  }
  if (operator === 'isPresent' || !operators[kind].includes(operator)) return null
  const value = readOperand(shapeOf(operator), operand)
  return value === null ? null : { operator, value }
}

function readOperand(shape: Shape, operand: unknown): Value {
  switch (shape) {
    case 'list':
      return isList(operand) ? operand : null
    case 'range': {
      if (!isRecord(operand)) return null
      const [from, to] = [readOne(operand['from']), readOne(operand['to'])]
      return from === null || to === null ? null : { from, to }
    }
    case 'span': {
      const [unit, amount] = onlyEntry(operand) ?? []
      return isUnit(unit) && typeof amount === 'number' ? { amount: String(amount), unit } : null
    }
    default:
      return readOne(operand)
  }
}

function readOne(operand: unknown): string | null {
  if (typeof operand === 'number') return String(operand)
  return typeof operand === 'string' ? operand : null
}

/** The single field of an object of which exactly one is given. */
export function onlyEntry(value: unknown): [string, unknown] | null {
  if (!isRecord(value)) return null
  const given = Object.entries(value).filter(([, field]) => field !== null && field !== undefined)
  return given.length === 1 ? (given[0] ?? null) : null
}
