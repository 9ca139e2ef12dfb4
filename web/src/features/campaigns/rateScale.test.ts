import { expect, test } from 'vitest'
import { FASTEST, placeOf, rateAt } from './rateScale'

test('the track leads from 1 to the fastest, in round figures', () => {
  expect(rateAt(placeOf(1))).toBe(1)
  expect(rateAt(placeOf(FASTEST))).toBe(FASTEST)
  expect(rateAt(placeOf(1_500))).toBe(1_500)
  expect(rateAt(placeOf(1_237))).toBe(1_200)
  expect(placeOf(0)).toBe(placeOf(1))
  expect(placeOf(9_000_000)).toBe(placeOf(FASTEST))
})
