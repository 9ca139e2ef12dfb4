// One cell, checked by its field's shape and turned into what the API takes.
// What a value means (an email that is none, an amount below 0) is the server's
// to judge, row by row; here only what would fail a whole call is found.
import { itemFields, type Field, type Shape, words } from './fields'
import type { FromWall } from './zone'

export interface Problem {
  /** Within the row: "amount", "items.0.sku"; empty for the row as a whole. */
  path: string
  code: string
  message: string
}

export type Cell = { value: unknown } | { problems: Problem[] }

/** Where dates without an offset are at home. */
export interface Reading {
  timeZone: string
  fromWall: FromWall
}

const MOST_INT = 2 ** 31 - 1
const MOST_DIGITS = 15

/** A cell of a CSV file that is not empty. */
export function readText(shape: Shape, cell: string, reading: Reading): Cell {
  const text = cell.trim()
  switch (shape) {
    case 'text':
      return cell.includes('\uFFFD')
        ? wrong('has characters that are not UTF-8; save the file as UTF-8', 'NOT_UTF8')
        : { value: cell }
    case 'tags':
      return { value: splitTags(text) }
    case 'int':
      return /^[+-]?\d+$/.test(text) ? int(Number(text), text) : notInt(text)
    case 'decimal':
      return decimal(text)
    case 'number':
      return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)
        ? { value: Number(text) }
        : wrong(`${shown(text)} is not a number`)
    case 'flag':
      return flag(text)
    case 'instant':
      return instant(text, reading)
    case 'object':
    case 'items':
      return parsed(shape, text, reading)
    default:
      return oneOf(shape, text)
  }
}

/** A value of an NDJSON row. Null clears, whatever the shape. */
export function readJson(shape: Shape, value: unknown, reading: Reading): Cell {
  if (value === null) return { value }
  const text = typeof value === 'string' ? value : null
  const written = text ?? JSON.stringify(value)
  switch (shape) {
    case 'text':
      return text === null ? wrong(`${shown(written)} is not a text`) : { value }
    case 'int':
      return typeof value === 'number'
        ? int(value, written)
        : wrong(`${shown(written)} is not a number`)
    case 'decimal':
      return typeof value === 'number' ? decimalOf(value) : decimal(written)
    case 'number':
      return typeof value === 'number' ? { value } : wrong(`${shown(written)} is not a number`)
    case 'flag':
      return typeof value === 'boolean'
        ? { value }
        : wrong(`${shown(written)} is neither true nor false`)
    case 'instant':
      return text === null
        ? wrong(`${shown(written)} is not a date and time`)
        : instant(text, reading)
    case 'tags':
      return Array.isArray(value) && value.every((tag) => typeof tag === 'string')
        ? { value }
        : wrong(`${shown(written)} is not a list of texts`)
    case 'object':
      return isObject(value) ? { value } : wrong(`${shown(written)} is not an object`)
    case 'items':
      return items(value, reading)
    default:
      return oneOf(shape, written)
  }
}

/** A problem for each required field without a value that is not known to be wrong already. */
export function missing(
  all: readonly Field[],
  given: Record<string, unknown>,
  known: readonly Problem[],
): Problem[] {
  return all
    .filter(({ name, required }) => required && (given[name] ?? null) === null)
    .filter(({ name }) => !known.some(({ path }) => path === name))
    .map(({ name }) => ({
      path: name,
      code: 'MISSING_FIELD',
      message: 'is missing and every row needs it',
    }))
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same problems, seen from further out. */
export function under(path: string, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => ({
    ...problem,
    path: problem.path === '' ? path : `${path}.${problem.path}`,
  }))
}

function wrong(message: string, code = 'WRONG_TYPE'): Cell {
  return { problems: [{ path: '', code, message }] }
}

/** The first characters of a text, for a message. */
function shown(text: string): string {
  return text.length > 40 ? `"${text.slice(0, 40)}…"` : `"${text}"`
}

function notInt(text: string): Cell {
  return wrong(`${shown(text)} is not a whole number of at most ${MOST_INT}`)
}

function int(number: number, text: string): Cell {
  const fits = Number.isInteger(number) && number <= MOST_INT && number >= -MOST_INT - 1
  return fits ? { value: number } : notInt(text)
}

function decimal(text: string): Cell {
  return /^-?\d+(\.\d+)?$/.test(text)
    ? { value: text }
    : wrong(`${shown(text)} is not a decimal number like 499 or 10000.50`)
}

/** A JSON number as it was written, as far as the browser still knows it. */
function decimalOf(number: number): Cell {
  const text = String(number)
  return text.replaceAll(/\D/g, '').length > MOST_DIGITS
    ? wrong(`${shown(text)} has too many digits for a JSON number; write it in quotes`)
    : decimal(text)
}

function flag(text: string): Cell {
  switch (text.toLowerCase()) {
    case 'true':
    case 'yes':
    case '1':
      return { value: true }
    case 'false':
    case 'no':
    case '0':
      return { value: false }
    default:
      return wrong(`${shown(text)} is neither true nor false`)
  }
}

function oneOf(shape: Shape, text: string): Cell {
  const known = words[shape] ?? []
  const value = known.find((word) => word === text.toUpperCase())
  return value ? { value } : wrong(`${shown(text)} is none of ${known.join(', ')}`)
}

function splitTags(text: string): string[] {
  return text
    .split(/[|;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
}

const MOMENT =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(\.\d+)?)?(?:([Zz])|([+-])(\d\d):(\d\d))?)?$/

/** RFC 3339 as it stands; a date, or one with a time, as the instant in the workspace's zone. */
function instant(text: string, { timeZone, fromWall }: Reading): Cell {
  const match = MOMENT.exec(text)
  const wall = match && wallOf(match)
  if (wall === null) {
    return wrong(`${shown(text)} is not a date and time like 2026-11-22T10:15:00Z`)
  }
  // An offset needs seconds beside it.
  if (match?.[8] || match?.[9]) {
    return match[6]
      ? { value: text }
      : wrong(`${shown(text)} is not a date and time like 2026-11-22T10:15:00Z`)
  }
  const at = fromWall(wall)
  return at === null
    ? wrong(`${shown(text)} does not exist in ${timeZone}: the clocks went forward`)
    : { value: new Date(at).toISOString() }
}

/** The reading of the wall's clock; null where no clock shows it. */
function wallOf([, ...parts]: RegExpExecArray): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(0, 6)
    .map((part) => Number(part ?? 0))
  const offsetFits = Number(parts[9] ?? 0) < 24 && Number(parts[10] ?? 0) < 60
  const ms = Math.floor(Number(parts[6] ?? 0) * 1000)
  const wall = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  const back = new Date(wall)
  const real =
    back.getUTCMonth() === month - 1 &&
    back.getUTCDate() === day &&
    hour < 24 &&
    minute < 60 &&
    second < 60
  return real && offsetFits ? wall : null
}

function parsed(shape: Shape, text: string, reading: Reading): Cell {
  try {
    return readJson(shape, JSON.parse(text), reading)
  } catch {
    return wrong(`${shown(text)} is not JSON`)
  }
}

/** The items of an order, each checked like a row. */
function items(value: unknown, reading: Reading): Cell {
  if (!Array.isArray(value) || !value.every(isObject)) {
    return wrong('is not a list of items like {"sku", "quantity", "price"}')
  }
  const read = value.map((item) => readItem(item, reading))
  const problems = read.flatMap((item, place) => under(String(place), item.problems))
  return problems.length === 0 ? { value: read.map(({ fields }) => fields) } : { problems }
}

function readItem(item: Record<string, unknown>, reading: Reading) {
  const fields: Record<string, unknown> = {}
  const problems: Problem[] = []
  for (const [key, value] of Object.entries(item)) {
    const field = itemFields.find(({ name }) => name === key)
    const cell: Cell = field
      ? readJson(field.shape, value, reading)
      : wrong('items have no such field', 'UNKNOWN_FIELD')
    if ('value' in cell) fields[key] = cell.value
    else problems.push(...under(key, cell.problems))
  }
  problems.push(...missing(itemFields, fields, problems))
  return { fields, problems }
}
