import { expect, test } from 'vitest'
import { addDays, dayOf, startOfDay } from './zone'

test('a day is that of the zone', () => {
  const instant = new Date('2026-11-22T20:00:00Z')
  expect(dayOf(instant, 'Asia/Kolkata')).toBe('2026-11-23')
  expect(dayOf(instant, 'America/New_York')).toBe('2026-11-22')
})

test('days are added over the ends of months and years', () => {
  expect([addDays('2026-12-31', 1), addDays('2026-03-01', -1)]).toEqual([
    '2027-01-01',
    '2026-02-28',
  ])
})

test.each([
  ['2026-11-22', 'Asia/Kolkata', '2026-11-21T18:30:00.000Z'],
  ['2026-11-22', 'UTC', '2026-11-22T00:00:00.000Z'],
  ['2026-07-01', 'America/New_York', '2026-07-01T04:00:00.000Z'],
  // The clocks change in the night of that very day.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
  ['2026-03-30', 'Europe/Berlin', '2026-03-29T22:00:00.000Z'],
  ['2026-10-25', 'Pacific/Auckland', '2026-10-24T11:00:00.000Z'],
])('%s begins in %s at %s', (day, zone, instant) => {
  expect(startOfDay(day, zone)).toBe(instant)
})
