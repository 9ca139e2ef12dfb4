// The stretches of time that the dashboard can show, and the one before each
// that it is compared with.
import { addDays, dayOf, startOfDay } from '../../lib/zone'

export interface Period {
  /** In the address: its days, or "all". */
  key: number | string
  label: string
  /** Calendar days, today included; null is all time, which nothing lies before. */
  days: number | null
}

export const periods: readonly Period[] = [
  { key: 7, label: '7 days', days: 7 },
  { key: 30, label: '30 days', days: 30 },
  { key: 90, label: '90 days', days: 90 },
  { key: 365, label: '365 days', days: 365 },
  { key: 'all', label: 'All time', days: null },
]

const usual: Period = { key: 30, label: '30 days', days: 30 }

/** What the address asks for; the usual one where it asks for none that there is. */
export function periodOf(key: number | string | undefined): Period {
  return periods.find((period) => period.key === key) ?? usual
}

export interface Stretch {
  from: string | null
  /** As much of the time before, up to the same time of day; null for all time. */
  before: { from: string; to: string } | null
}

export function stretchOf({ days }: Period, now: Date, timeZone: string): Stretch {
  if (days === null) return { from: null, before: null }
  const first = addDays(dayOf(now, timeZone), 1 - days)
  const from = startOfDay(first, timeZone)
  const beforeFrom = startOfDay(addDays(first, -days), timeZone)
  const elapsed = now.getTime() - Date.parse(from)
  const beforeTo = new Date(Date.parse(beforeFrom) + elapsed).toISOString()
  return { from, before: { from: beforeFrom, to: beforeTo } }
}

/** By which share something grew; null where there was nothing to grow from. */
export function growth(now: number, before: number): number | null {
  return before === 0 ? null : now / before - 1
}

const signed = new Intl.NumberFormat('en-IN', {
  style: 'percent',
  maximumFractionDigits: 1,
  signDisplay: 'exceptZero',
})

/** "+12.5% on the 30 days before". */
export function describeGrowth(now: number, before: number, days: number): string {
  const share = growth(now, before)
  if (share !== null) return `${signed.format(share)} on the ${days} days before`
  return now === 0 ? `None in the ${days} days before either` : `None in the ${days} days before`
}
