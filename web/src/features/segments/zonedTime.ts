// Between an instant and the wall clock of a zone, as date inputs show it.

/** An RFC 3339 instant as "2026-11-22T14:03" in the zone; empty where it is none. */
export function toWallClock(instant: string, timeZone: string): string {
  const at = Date.parse(instant)
  return Number.isNaN(at) ? '' : new Date(wallClock(at, timeZone)).toISOString().slice(0, 16)
}

/**
 * "2026-11-22T14:03" in the zone as an RFC 3339 instant; empty where it is none.
 * A time that the clocks skip is read by the offset before the skip.
 */
export function fromWallClock(local: string, timeZone: string): string {
  const wanted = Date.parse(`${local}Z`)
  if (Number.isNaN(wanted)) return ''
  const guess = wanted - (wallClock(wanted, timeZone) - wanted)
  // The offset at the guess may be another one than at the first look.
  const at = guess - (wallClock(guess, timeZone) - wanted)
  return new Date(at).toISOString()
}

const clocks = new Map<string, Intl.DateTimeFormat>()

/** What the zone's clocks show at an instant, as if they were in UTC; in milliseconds. */
function wallClock(at: number, timeZone: string): number {
  const clock =
    clocks.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    })
  clocks.set(timeZone, clock)
  const parts = new Map(clock.formatToParts(at).map(({ type, value }) => [type, Number(value)]))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0
  return Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  )
}
