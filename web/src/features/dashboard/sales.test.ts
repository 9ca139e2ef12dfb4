import { expect, test } from 'vitest'
import { drawn, unitOf } from './sales'

const point = (from: string, to: string) => ({
  __typename: 'DashboardPoint' as const,
  from: `${from}T18:30:00Z`,
  to: `${to}T18:30:00Z`,
  orders: 3,
  revenue: '4501.50',
})

test.each([
  ['day', [point('2026-11-20', '2026-11-21')]],
  ['week', [point('2026-11-20', '2026-11-22'), point('2026-11-22', '2026-11-29')]],
  ['month', [point('2026-10-31', '2026-11-30'), point('2026-11-30', '2026-12-02')]],
  ['year', [point('2025-12-31', '2026-12-31')]],
  ['day', []],
])('the points stand for a %s', (unit, points) => {
  expect(unitOf(points)).toBe(unit)
})

test('points are named by the calendar of the workspace', () => {
  expect(drawn([point('2026-11-20', '2026-11-21')], 'Asia/Kolkata')).toEqual([
    { name: '21 Nov 2026', revenue: 4501.5, orders: 3 },
  ])
  const [week] = drawn([point('2026-11-15', '2026-11-22')], 'Asia/Kolkata')
  expect(week?.name).toBe('Week of 16 Nov 2026')
})
