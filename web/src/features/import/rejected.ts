// The rows that were refused, here or by the server: counted by reason, and as
// they stood in the file, so that they can be mended and imported by themselves.
import Papa from 'papaparse'
import type { Problem } from './cells'
import type { Layout } from './records'
import type { Original } from './rows'

export interface Rejected {
  original: Original
  /** Why, at least one. */
  problems: readonly Problem[]
}

/** A reason and how often it was met. */
export interface Reason {
  code: string
  /** The field; empty for rows as a whole. */
  path: string
  /** Problems of it. */
  count: number
  /** The first of them. */
  example: { line: number; message: string }
}

/** Adds what is wrong with some rows to the reasons so far. */
export function tally(reasons: Map<string, Reason>, rows: readonly Rejected[]): void {
  for (const { original, problems } of rows) {
    for (const { code, path, message } of problems) {
      const key = `${code} ${path}`
      const known = reasons.get(key)
      if (known) known.count += 1
      else reasons.set(key, { code, path, count: 1, example: { line: original.line, message } })
    }
  }
}

/** The columns of the file, then why. Of NDJSON the line itself is the one column. */
export function rejectedHeader({ format, header }: Layout & { header: readonly string[] }): string {
  return csv([[...(format === 'csv' ? header : ['row']), 'line', 'column', 'code', 'reason']])
}

/** Some rejected rows as lines of CSV. */
export function rejectedLines(rows: readonly Rejected[], columns: number): string {
  return csv(
    rows
      .toSorted((one, other) => one.original.line - other.original.line)
      .map(({ original, problems }) =>
        toWidth(original.cells, columns).concat(
          String(original.line),
          listed(problems.map(({ path }) => path).filter((path) => path !== '')),
          listed(problems.map(({ code }) => code)),
          reasonOf(problems),
        ),
      ),
  )
}

/** "amount: is missing; email: …" */
export function reasonOf(problems: readonly Problem[]): string {
  return problems
    .map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
    .join('; ')
}

/** A record of another width is brought to the header's; what is too much stays in the last column. */
function toWidth(cells: readonly string[], columns: number): string[] {
  const fitting = cells.slice(0, columns)
  if (cells.length > columns) fitting[columns - 1] = cells.slice(columns - 1).join(',')
  return [...fitting, ...Array<string>(columns - fitting.length).fill('')]
}

/** Each once. */
function listed(words: readonly string[]): string {
  return [...new Set(words)].toSorted().join(', ')
}

function csv(rows: string[][]): string {
  return rows.length === 0 ? '' : `${Papa.unparse(rows, { newline: '\n' })}\n`
}
