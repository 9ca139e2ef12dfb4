// A campaign's course at even steps: the API leaves out stretches in which
// nothing happened, and a picture without them would hide a pause.

export interface Point {
  /** RFC 3339. */
  at: string
  accepted: number
  delivered: number
  failed: number
}

const SHORTEST_STEP_SECONDS = 10
/** Beyond this the gaps stay: a campaign paused for a month is not drawn second by second. */
const MOST_POINTS = 1_000

export interface Evenly {
  points: Point[]
  stepSeconds: number
}

export function evenly(given: readonly Point[]): Evenly {
  const times = given.map(({ at }) => Date.parse(at) / 1000)
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time))
  const stepSeconds = gaps.length > 0 ? Math.min(...gaps) : SHORTEST_STEP_SECONDS
  const points: Point[] = []
  const [first] = times
  const last = times.at(-1)
  if (first === undefined || last === undefined || (last - first) / stepSeconds > MOST_POINTS) {
    return { points: [...given], stepSeconds }
  }
  let next = 0
  for (let time = first; time <= last; time += stepSeconds) {
    const point = given[next]
    if (point && times[next] === time) {
      points.push(point)
      next += 1
    } else {
      points.push({ at: new Date(time * 1000).toISOString(), accepted: 0, delivered: 0, failed: 0 })
    }
  }
  // Stretches that do not lie on the steps are shown as they came.
  return next === given.length ? { points, stepSeconds } : { points: [...given], stepSeconds }
}

const HOUR_MS = 3_600_000

/**
 * Names instants under the picture by what tells them apart: seconds within an
 * hour, minutes within a day, days beyond that.
 */
export function tickFormat(
  points: readonly Point[],
  timeZone: string,
): (instant: string) => string {
  const [first, last] = [points[0], points.at(-1)]
  const length = first && last ? Date.parse(last.at) - Date.parse(first.at) : 0
  const format = new Intl.DateTimeFormat('en-IN', {
    ...(length >= 24 * HOUR_MS && { day: 'numeric', month: 'short' }),
    hour: '2-digit',
    minute: '2-digit',
    ...(length < HOUR_MS && { second: '2-digit' }),
    hourCycle: 'h23',
    timeZone,
  })
  return (instant) => format.format(new Date(instant))
}
