// Times of a clock on the wall, in a zone, as instants.
import { offsetAt } from '../../lib/zone'

const QUARTER_MS = 900_000
const DAY_MS = 86_400_000

/**
 * From a wall clock's reading, given as if the wall were in Greenwich, to the
 * instant, in milliseconds. Of two instants with one reading the first; null
 * where the clocks went over it.
 */
export type FromWall = (wallMs: number) => number | null

/** Asking Intl is slow and a file asks often; an offset changes at a quarter of an hour at most. */
export function wallClock(timeZone: string): FromWall {
  const offsets = new Map<number, number>()

  function offsetNear(instant: number): number {
    const quarter = Math.floor(instant / QUARTER_MS)
    const offset = offsets.get(quarter) ?? offsetAt(quarter * QUARTER_MS, timeZone)
    offsets.set(quarter, offset)
    return offset
  }

  return (wallMs) => {
    // Where the days around have one offset, so has this one: two lookups that a file repeats.
    const day = Math.floor(wallMs / DAY_MS) * DAY_MS
    const usual = offsetNear(day - DAY_MS)
    if (usual === offsetNear(day + 2 * DAY_MS)) return wallMs - usual
    const instants = [wallMs - DAY_MS, wallMs + DAY_MS]
      .map((near) => ({ offset: offsetNear(near) }))
      .map(({ offset }) => ({ offset, instant: wallMs - offset }))
      .filter(({ offset, instant }) => offsetNear(instant) === offset)
      .map(({ instant }) => instant)
    return instants.length === 0 ? null : Math.min(...instants)
  }
}
