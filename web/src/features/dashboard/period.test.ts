import { expect, test } from 'vitest'
import { describeGrowth, periodOf, stretchOf } from './period'

const now = new Date('2026-11-22T06:30:00Z') // noon in India

test('a period begins with a day of the workspace and is compared up to the same time of day', () => {
  expect(stretchOf(periodOf(7), now, 'Asia/Kolkata')).toEqual({
    from: '2026-11-15T18:30:00.000Z',
    before: { from: '2026-11-08T18:30:00.000Z', to: '2026-11-15T06:30:00.000Z' },
  })
})

test('all time has nothing before it', () => {
  expect(stretchOf(periodOf('all'), now, 'Asia/Kolkata')).toEqual({ from: null, before: null })
})

test('an address that asks for no known period gets the usual one', () => {
  expect([periodOf(undefined).key, periodOf(12).key]).toEqual([30, 30])
})

test.each([
  [112.5, 100, '+12.5% on the 30 days before'],
  [50, 100, '-50% on the 30 days before'],
  [100, 100, '0% on the 30 days before'],
  [5, 0, 'None in the 30 days before'],
  [0, 0, 'None in the 30 days before either'],
])('%d after %d reads "%s"', (after, before, words) => {
  expect(describeGrowth(after, before, 30)).toBe(words)
})
