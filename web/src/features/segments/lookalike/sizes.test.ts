import { expect, test } from 'vitest'
import { placeOf, sizeAt, sizes } from './sizes'

test('the stops grow by one, two and five', () => {
  expect(sizes.slice(0, 7)).toEqual([10, 20, 50, 100, 200, 500, 1_000])
  expect(sizes.at(-1)).toBe(1_00_000)
})

test('each stop is found again, and what lies between goes to the nearer one', () => {
  for (const [place, size] of sizes.entries()) expect(placeOf(size)).toBe(place)
  expect(sizeAt(placeOf(1_237))).toBe(1_000)
  expect(sizeAt(placeOf(0))).toBe(10)
})
