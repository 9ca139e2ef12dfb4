// Numbers and times as people here read them. Times are stored in UTC and shown
// in the workspace's zone, whatever the zone of the machine.

const LOCALE = 'en-IN'
const whole = new Intl.NumberFormat(LOCALE)
const tenth = new Intl.NumberFormat(LOCALE, { maximumFractionDigits: 1 })
const percent = new Intl.NumberFormat(LOCALE, {
  style: 'percent',
  maximumFractionDigits: 1,
})
/** Making one is slow, and a list shows the same zone and currency in each row. */
const dateTimes = new Map<string, Intl.DateTimeFormat>()
const times = new Map<string, Intl.DateTimeFormat>()
const dates = new Map<string, Intl.DateTimeFormat>()
const moneys = new Map<string, Intl.NumberFormat>()
const roundedMoneys = new Map<string, Intl.NumberFormat>()

function dateTimeIn(timeZone: string): Intl.DateTimeFormat {
  const made =
    dateTimes.get(timeZone) ??
    new Intl.DateTimeFormat(LOCALE, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
      timeZoneName: 'short',
    })
  dateTimes.set(timeZone, made)
  return made
}

/** `1234567` as "12,34,567". */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** A ratio between 0 and 1 as "91.2%"; null, where nothing is known yet, as "–". */
export function formatRatio(ratio: number | null): string {
  return ratio === null ? '–' : percent.format(ratio)
}

/** Below 10 a second with one decimal, whole numbers from there on. */
export function formatRate(perSecond: number): string {
  const amount = perSecond < 10 ? tenth.format(perSecond) : whole.format(Math.round(perSecond))
  return `${amount} per second`
}

/** Seconds as its two largest units: "2 h 5 min", "3 min 20 s", "45 s". */
export function formatDuration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds))
  const hours = Math.floor(rounded / 3600)
  const minutes = Math.floor((rounded % 3600) / 60)
  const rest = rounded % 60
  if (hours > 0)
    return minutes > 0 ? `${formatCount(hours)} h ${minutes} min` : `${formatCount(hours)} h`
  if (minutes > 0) return rest > 0 ? `${minutes} min ${rest} s` : `${minutes} min`
  return `${rest} s`
}

/** An RFC 3339 instant as "22 Nov 2026, 14:03 IST". */
export function formatDateTime(instant: string, timeZone: string): string {
  return dateTimeIn(timeZone).format(new Date(instant))
}

/** A moment of today as "14:03 IST". */
export function formatTime(moment: Date, timeZone: string): string {
  const made =
    times.get(timeZone) ??
    new Intl.DateTimeFormat(LOCALE, {
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
      timeZone,
      timeZoneName: 'short',
    })
  times.set(timeZone, made)
  return made.format(moment)
}

/** An RFC 3339 instant as the day that it falls on in that zone: "22 Nov 2026". */
export function formatDate(instant: string, timeZone: string): string {
  const made =
    dates.get(timeZone) ??
    new Intl.DateTimeFormat(LOCALE, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone,
    })
  dates.set(timeZone, made)
  return made.format(new Date(instant))
}

/** An exact decimal in the major unit of a currency (ISO 4217): "₹12,34,567.50". */
export function formatMoney(amount: string, currency: string): string {
  const made =
    moneys.get(currency) ?? new Intl.NumberFormat(LOCALE, { style: 'currency', currency })
  moneys.set(currency, made)
  // As a text it keeps every digit; a number would not.
  return made.format(amount as Intl.StringNumericLiteral)
}

/** The same to the whole unit, for sums that are read at a glance: "₹12,34,568". */
export function formatMoneyRounded(amount: string, currency: string): string {
  const made =
    roundedMoneys.get(currency) ??
    new Intl.NumberFormat(LOCALE, { style: 'currency', currency, maximumFractionDigits: 0 })
  roundedMoneys.set(currency, made)
  return made.format(amount as Intl.StringNumericLiteral)
}

/** "RECEIPT_MISSING" as "Receipt missing". */
export function formatCode(code: string): string {
  const words = code.toLowerCase().replaceAll('_', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
