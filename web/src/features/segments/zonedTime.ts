// Between an instant and the wall clock of a zone, as date inputs show it.
import { offsetAt } from '../../lib/zone'

/** An RFC 3339 instant as "2026-11-22T14:03" in the zone; empty where it is none. */
export function toWallClock(instant: string, timeZone: string): string {
  const at = Date.parse(instant)
  if (Number.isNaN(at)) return ''
  const wall = new Date(at + offsetAt(at, timeZone)).toISOString()
  // Years that have not four digits are written longer, and no input takes them.
  return wall.length === '2026-11-22T14:03:00.000Z'.length ? wall.slice(0, 16) : ''
}

/**
 * "2026-11-22T14:03" in the zone as an RFC 3339 instant; empty where it is none.
 * A time that the clocks skip is read by the offset before the skip.
 */
export function fromWallClock(local: string, timeZone: string): string {
  const wanted = Date.parse(`${local}Z`)
  if (Number.isNaN(wanted)) return ''
  const guess = wanted - offsetAt(wanted, timeZone)
  // The offset at the guess may be another one than at the first look.
  return new Date(wanted - offsetAt(guess, timeZone)).toISOString()
}
