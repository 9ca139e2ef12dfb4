// Days of the workspace's calendar, written "2026-11-22" as a date field has
// them, and the instants at which they begin there.

const DAY = 86_400_000
/** Making one is slow. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const made =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-CA', {
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      timeZone,
      timeZoneName: 'longOffset',
    })
  formats.set(timeZone, made)
  return made
}

/** The day that an instant falls on in the zone. */
export function dayOf(instant: Date, timeZone: string): string {
  const parts = formatIn(timeZone).formatToParts(instant)
  const part = (type: string) => parts.find((found) => found.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

/** The day so many days later, or earlier where `days` is negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10)
}

/** The instant, RFC 3339, at which a day begins in the zone. */
export function startOfDay(day: string, timeZone: string): string {
  const wall = Date.parse(`${day}T00:00:00Z`)
  // The offset is that of the instant looked for, which is near the first guess.
  const guess = wall - offsetAt(wall, timeZone)
  return new Date(wall - offsetAt(guess, timeZone)).toISOString()
}

/** How far the zone's clocks are ahead of UTC at an instant, both in milliseconds. */
export function offsetAt(instant: number, timeZone: string): number {
  const parts = formatIn(timeZone).formatToParts(new Date(instant))
  const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  // Before zones were agreed on, clocks went by the sun, to the second.
  const [, sign, ...ahead] = /([+-])(\d\d):(\d\d)(?::(\d\d))?/.exec(name) ?? []
  const [hours, minutes, seconds] = ahead.map((part) => Number(part ?? 0))
  const ms = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1_000
  return sign === '-' ? -ms : ms
}
