// The series of orders and revenue in the words of its chart and its table.
import type { DashboardSalesQuery } from '../../gql/graphql'

export type SalesPoint = DashboardSalesQuery['dashboard']['series'][number]

/** What one point stands for; the server takes a longer one where days would be too many. */
export type Unit = 'day' | 'week' | 'month' | 'year'

const HOUR = 3_600_000

/** Told by the longest point: the first and the last may be cut short. */
export function unitOf(points: readonly SalesPoint[]): Unit {
  const lengths = points.map(({ from, to }) => (Date.parse(to) - Date.parse(from)) / HOUR)
  const longest = Math.max(0, ...lengths)
  // A day has up to 25 hours, a month up to 31 such days.
  if (longest <= 25) return 'day'
  if (longest <= 7 * 24 + 1) return 'week'
  return longest <= 31 * 24 + 1 ? 'month' : 'year'
}

const fields: Record<Unit, Intl.DateTimeFormatOptions> = {
  day: { day: 'numeric', month: 'short', year: 'numeric' },
  week: { day: 'numeric', month: 'short', year: 'numeric' },
  month: { month: 'short', year: 'numeric' },
  year: { year: 'numeric' },
}

/** Names points: "22 Nov 2026", "Week of 16 Nov 2026", "Nov 2026", "2026". */
export function namePoints(unit: Unit, timeZone: string): (point: SalesPoint) => string {
  const format = new Intl.DateTimeFormat('en-IN', { ...fields[unit], timeZone })
  const prefix = unit === 'week' ? 'Week of ' : ''
  return ({ from }) => prefix + format.format(new Date(from))
}

/** What one point of the chart shows. */
export interface DrawnPoint {
  name: string
  /** For drawing alone; sums and tables keep the exact text. */
  revenue: number
  orders: number
}

export function drawn(points: readonly SalesPoint[], timeZone: string): DrawnPoint[] {
  const name = namePoints(unitOf(points), timeZone)
  return points.map((point) => ({
    name: name(point),
    revenue: Number(point.revenue),
    orders: point.orders,
  }))
}
