// A row put together from its cells: either what the API takes, or all that is
// wrong with it at once.
import {
  type Cell,
  isObject,
  missing,
  type Problem,
  readJson,
  type Reading,
  readText,
  under,
} from './cells'
import { fields, type Kind } from './fields'
import { type Choice, guessChoices, SKIP, type Target, targetOf } from './mapping'

/** How the records of a file become rows. */
export interface Plan {
  kind: Kind
  format: 'csv' | 'ndjson'
  /** The columns, or the keys seen in the first rows. */
  header: readonly string[]
  /** In the header's order. */
  choices: readonly Choice[]
  reading: Reading
}

/** A record as it stands in the file. */
export interface Original {
  /** Where it begins, from 1. */
  line: number
  /** The cells; of NDJSON the whole line. */
  cells: readonly string[]
}

/** What the API takes. */
export type Row = Record<string, unknown>

export type Read = { row: Row } | { problems: Problem[] }

/** Reads records after one plan. */
export function rowReader(plan: Plan): (original: Original) => Read {
  const targets = plan.header.map((name, at) => targetOf(plan.kind, plan.choices[at] ?? SKIP, name))
  return plan.format === 'csv'
    ? ({ cells }) => readRecord(plan, targets, cells)
    : ({ cells: [line = ''] }) => readLine(plan, targets, line)
}

/** A record of a CSV file. Empty cells are absent. */
function readRecord(plan: Plan, targets: (Target | null)[], cells: readonly string[]): Read {
  if (cells.length !== plan.header.length) {
    return refused({
      path: '',
      code: 'WRONG_COLUMN_COUNT',
      message: `the row has ${cells.length} columns and the header ${plan.header.length}`,
    })
  }
  const draft = startDraft()
  for (const [at, cell] of cells.entries()) {
    const target = targets[at]
    if (target && cell.trim() !== '') put(draft, target, readText(target.shape, cell, plan.reading))
  }
  return finish(draft, plan.kind)
}

/** A line of an NDJSON file. A key that the first rows did not have is understood or refused, never lost. */
function readLine(plan: Plan, targets: (Target | null)[], line: string): Read {
  const object = parseObject(line)
  if (object === null) {
    return refused({ path: '', code: 'UNREADABLE', message: 'the line is not a JSON object' })
  }
  const draft = startDraft()
  for (const [key, value] of Object.entries(object)) {
    const column = plan.header.indexOf(key)
    const target =
      column >= 0
        ? targets[column]
        : targetOf(plan.kind, guessChoices(plan.kind, [key])[0] ?? SKIP, key)
    if (target) put(draft, target, readJson(target.shape, value, plan.reading))
    else if (column < 0) {
      draft.problems.push({
        path: key,
        code: 'UNKNOWN_FIELD',
        message: `${plan.kind} have no such field`,
      })
    }
  }
  return finish(draft, plan.kind)
}

interface Draft {
  row: Row
  attributes: Record<string, unknown>
  problems: Problem[]
}

function startDraft(): Draft {
  return { row: {}, attributes: {}, problems: [] }
}

function put(draft: Draft, { path, attribute }: Target, cell: Cell): void {
  if ('problems' in cell) {
    draft.problems.push(...under(path, cell.problems))
    return
  }
  const into = attribute === null ? draft.row : draft.attributes
  const key = attribute ?? path
  if (Object.hasOwn(into, key)) {
    draft.problems.push({
      path,
      code: 'DUPLICATE_FIELD',
      message: 'is given twice under two names',
    })
  }
  // Defining is slow, and needed for one key alone.
  if (key === '__proto__') Object.defineProperty(into, key, { value: cell.value, enumerable: true })
  else into[key] = cell.value
}

function finish({ row, attributes, problems }: Draft, kind: Kind): Read {
  if (Object.keys(attributes).length > 0) {
    const whole = Object.hasOwn(row, 'attributes') ? row['attributes'] : {}
    if (isObject(whole)) {
      row['attributes'] = { ...whole, ...attributes }
    } else {
      problems.push({
        path: 'attributes',
        code: 'DUPLICATE_FIELD',
        message: 'is cleared as a whole while single attributes are set',
      })
    }
  }
  const all = [...problems, ...missing(fields[kind], row, problems)]
  return all.length === 0 ? { row } : { problems: all }
}

function refused(problem: Problem): Read {
  return { problems: [problem] }
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}
