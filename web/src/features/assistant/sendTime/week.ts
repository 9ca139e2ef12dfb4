// The week by the hour, as the server counts it: 1 is Monday, hours are those
// of the workspace's zone.

export const weekdays = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const

export interface Hour {
  weekday: number
  hour: number
  orders: number
  delivered: number
}

/** Seven days of 24 hours; what the server leaves out is nothing. */
export function weekOf(histogram: readonly Hour[]): Hour[][] {
  const week = weekdays.map((_, day) =>
    Array.from({ length: 24 }, (__, hour) => ({ weekday: day + 1, hour, orders: 0, delivered: 0 })),
  )
  for (const found of histogram) {
    const place = week[found.weekday - 1]?.[found.hour]
    if (place) {
      place.orders += found.orders
      place.delivered += found.delivered
    }
  }
  return week
}

export function dayName(weekday: number): string {
  return weekdays[weekday - 1] ?? ''
}

/** "19:00". */
export function clock(hour: number): string {
  return `${String(hour).padStart(2, '0')}:00`
}

type Place = readonly [day: number, hour: number]

/** Where a key leads within the week; null where it leads nowhere. Both count from 0. */
export function step([day, hour]: Place, key: string): Place | null {
  switch (key) {
    case 'ArrowLeft':
      return [day, Math.max(0, hour - 1)]
    case 'ArrowRight':
      return [day, Math.min(23, hour + 1)]
    case 'ArrowUp':
      return [Math.max(0, day - 1), hour]
    case 'ArrowDown':
      return [Math.min(6, day + 1), hour]
    case 'Home':
      return [day, 0]
    case 'End':
      return [day, 23]
    default:
      return null
  }
}
