import { expect, test } from 'vitest'
import { evenly, tickFormat } from './series'

const point = (at: string, accepted: number) => ({ at, accepted, delivered: 0, failed: 0 })

test('a pause is drawn as one', () => {
  const given = [
    point('2026-11-21T08:30:00.000Z', 5),
    point('2026-11-21T08:30:10.000Z', 6),
    point('2026-11-21T08:30:40.000Z', 7),
  ]
  const { points, stepSeconds } = evenly(given)
  expect(stepSeconds).toBe(10)
  expect(points.map(({ accepted }) => accepted)).toEqual([5, 6, 0, 0, 7])
  expect(points[2]?.at).toBe('2026-11-21T08:30:20.000Z')
})

test('a long pause and uneven stretches stay as they came', () => {
  const long = [
    point('2026-11-01T00:00:00Z', 1),
    point('2026-11-01T00:00:10Z', 2),
    point('2026-11-21T00:00:00Z', 3),
  ]
  expect(evenly(long).points).toEqual(long)
  const uneven = [
    point('2026-11-21T08:30:00Z', 1),
    point('2026-11-21T08:30:10Z', 2),
    point('2026-11-21T08:30:25Z', 3),
  ]
  expect(evenly(uneven).points).toEqual(uneven)
  expect(evenly([])).toEqual({ points: [], stepSeconds: 10 })
})

test.each([
  ['2026-11-22T09:30:20.000Z', '15:00:00'],
  ['2026-11-22T14:00:00.000Z', '15:00'],
  ['2026-11-24T14:00:00.000Z', '22 Nov, 15:00'],
])('a course until %s is marked by what tells its instants apart', (end, shown) => {
  const at = '2026-11-22T09:30:00.000Z'
  const quiet = { accepted: 0, delivered: 0, failed: 0 }
  const format = tickFormat(
    [
      { at, ...quiet },
      { at: end, ...quiet },
    ],
    'Asia/Kolkata',
  )
  expect(format(at)).toBe(shown)
})
