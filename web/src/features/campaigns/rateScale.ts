// The slider's track is logarithmic: from 10 to 20 a second is as far as from
// 10,000 to 20,000.

/** The highest limit that the server takes, messages a second. */
export const FASTEST = 100_000

/** What is typed as the API takes it; null is no limit. Too long a number is a text, and no lack of one. */
export function rateOf(typed: number | string | null): number | null {
  if (typed === null || typed === '') return null
  const rate = Number(typed)
  return Number.isFinite(rate) ? Math.min(Math.trunc(rate), LARGEST_INT) : null
}

/** More than the server takes, and still an Int, so that it says so. */
const LARGEST_INT = 2 ** 31 - 1

/** Where on the track a rate stands. */
export function placeOf(rate: number): number {
  return Math.log10(Math.min(Math.max(rate, 1), FASTEST))
}

/** The rate at a place, in two figures: nobody means 1,237 a second. */
export function rateAt(place: number): number {
  return Math.max(1, Math.round(Number((10 ** place).toPrecision(2))))
}
