// What the first rows of a file say about its mapping.
import type { Problem } from './cells'
import { SKIP, targetOf } from './mapping'
import { type Original, type Plan, rowReader } from './rows'

export interface ColumnSample {
  /** The first values that are not empty. */
  values: string[]
  /** How many of the rows are refused for this column, and the first reason. */
  refused: { count: number; line: number; message: string } | null
}

export interface Sample {
  rows: number
  /** Rows that would be sent. */
  good: number
  /** In the header's order. */
  columns: ColumnSample[]
  /** The first reason that is no column's. */
  other: { line: number; message: string } | null
}

const VALUES = 3

export function sampleOf(plan: Plan, records: readonly Original[]): Sample {
  const read = rowReader(plan)
  const wrong = records.map((original) => ({ original, read: read(original) }))
  const problems = wrong.flatMap(({ original: { line }, read: row }) =>
    'problems' in row ? row.problems.map((problem) => ({ line, problem })) : [],
  )
  const paths = plan.header.map(
    (name, at) => targetOf(plan.kind, plan.choices[at] ?? SKIP, name)?.path,
  )
  const columns = plan.header.map((name, at): ColumnSample => {
    const own = problems.filter(({ problem }) => belongsTo(problem, paths[at]))
    const [first] = own
    return {
      values: valuesOf(plan, records, name, at),
      refused: first
        ? { count: own.length, line: first.line, message: first.problem.message }
        : null,
    }
  })
  const stray = problems.find(({ problem }) => !paths.some((path) => belongsTo(problem, path)))
  return {
    rows: records.length,
    good: wrong.filter(({ read: row }) => 'row' in row).length,
    columns,
    other: stray ? { line: stray.line, message: stray.problem.message } : null,
  }
}

/** "items.0.sku" is of the column that becomes "items". */
function belongsTo({ path }: Problem, column: string | undefined): boolean {
  return column !== undefined && (path === column || path.startsWith(`${column}.`))
}

function valuesOf(
  { format }: Plan,
  records: readonly Original[],
  key: string,
  at: number,
): string[] {
  const values: string[] = []
  for (const { cells } of records) {
    const value = format === 'csv' ? cells[at] : valueIn(cells[0] ?? '', key)
    if (value !== undefined && value.trim() !== '') values.push(value.trim())
    if (values.length === VALUES) break
  }
  return values
}

function valueIn(line: string, key: string): string | undefined {
  try {
    const value = (JSON.parse(line) as Record<string, unknown>)[key]
    return typeof value === 'string' ? value : JSON.stringify(value)
  } catch {
    return undefined
  }
}
