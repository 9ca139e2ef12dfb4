// Keeps the newest progress of each campaign on screen.
//
// A query's answer and a subscription's event travel on different connections,
// so an older state can arrive after a newer one. Each progress carries a
// `sequence` that only rises; this exchange sits below the cache and, wherever
// in a result a progress is older than one seen before, puts the newer in its
// place. An equal sequence passes: rate and estimate move without it.
import type { Exchange } from '@urql/core'
import { map, pipe } from 'wonka'

interface Progress extends Record<string, unknown> {
  campaign: { id: string }
  sequence: number
}

export const newestProgress: Exchange = ({ forward }) => {
  const seen = new Map<string, Progress>()
  return (operations) =>
    pipe(
      forward(operations),
      map((result) =>
        result.data
          ? { ...result, data: keepNewest(result.data, seen) as typeof result.data }
          : result,
      ),
    )
}

/** A copy of `value` in which no progress is older than what `seen` holds; updates `seen`. */
export function keepNewest(value: unknown, seen: Map<string, Progress>): unknown {
  if (Array.isArray(value)) return value.map((item) => keepNewest(item, seen))
  if (value === null || typeof value !== 'object') return value
  const copy = Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, keepNewest(field, seen)]),
  )
  if (!isProgress(copy)) return copy
  const newest = seen.get(copy.campaign.id)
  // Another document may have selected fewer fields: those are taken from the older.
  if (newest && copy.sequence < newest.sequence) return { ...copy, ...newest }
  seen.set(copy.campaign.id, copy)
  return copy
}

function isProgress(value: Record<string, unknown>): value is Progress {
  return (
    value['__typename'] === 'CampaignProgress' &&
    typeof value['sequence'] === 'number' &&
    typeof (value['campaign'] as { id?: unknown } | undefined)?.id === 'string'
  )
}
