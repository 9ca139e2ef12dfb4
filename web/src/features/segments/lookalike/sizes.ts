// The slider's stops: 10, 20, 50, 100 and so on. Nobody means 1,237 people, and
// whoever does types it.

const steps = [1, 2, 5]

/** From ten to a hundred thousand, the most that is stored. */
export const sizes: readonly number[] = Array.from({ length: 13 }, (_, place) => sizeAt(place))

/** How many a stop stands for. */
export function sizeAt(place: number): number {
  return (steps[place % 3] ?? 1) * 10 ** (1 + Math.floor(place / 3))
}

/** The stop nearest to that many, by proportion. */
export function placeOf(size: number): number {
  const distance = (place: number) => Math.abs(Math.log(Math.max(size, 1) / sizeAt(place)))
  return sizes.reduce((best, _, place) => (distance(place) < distance(best) ? place : best), 0)
}
