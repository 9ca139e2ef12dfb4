import { expect, test } from 'vitest'
import { clock, dayName, step, weekOf } from './week'

test('a week has all its hours, and what is left out is nothing', () => {
  const week = weekOf([
    { weekday: 2, hour: 19, orders: 42, delivered: 7 },
    { weekday: 9, hour: 1, orders: 1, delivered: 1 },
  ])
  expect(week.map((day) => day.length)).toEqual([24, 24, 24, 24, 24, 24, 24])
  expect(week[1]?.[19]).toEqual({ weekday: 2, hour: 19, orders: 42, delivered: 7 })
  expect(week.flat().reduce((sum, { orders }) => sum + orders, 0)).toBe(42)
})

test('keys lead from hour to hour and stop at the edges', () => {
  expect(step([0, 0], 'ArrowLeft')).toEqual([0, 0])
  expect(step([0, 0], 'ArrowUp')).toEqual([0, 0])
  expect(step([6, 23], 'ArrowRight')).toEqual([6, 23])
  expect(step([6, 23], 'ArrowDown')).toEqual([6, 23])
  expect(step([3, 9], 'ArrowDown')).toEqual([4, 9])
  expect(step([3, 9], 'Home')).toEqual([3, 0])
  expect(step([3, 9], 'End')).toEqual([3, 23])
  expect(step([3, 9], 'a')).toBeNull()
})

test('days and hours have names', () => {
  expect([dayName(1), dayName(7), clock(9)]).toEqual(['Monday', 'Sunday', '09:00'])
})
