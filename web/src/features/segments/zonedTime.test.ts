import { expect, test } from 'vitest'
import { fromWallClock, toWallClock } from './zonedTime'

test.each([
  ['2026-11-22T08:33:00.000Z', 'Asia/Kolkata', '2026-11-22T14:03'],
  ['2026-07-01T12:00:00.000Z', 'Europe/Berlin', '2026-07-01T14:00'],
  ['2026-01-01T04:30:00.000Z', 'America/New_York', '2025-12-31T23:30'],
  ['1999-12-31T23:59:00.000Z', 'UTC', '1999-12-31T23:59'],
  // What the year 2024 is on its way, while it is typed; the clocks went by the sun then.
  ['0002-03-01T04:06:32.000Z', 'Asia/Kolkata', '0002-03-01T10:00'],
  ['0020-03-01T14:56:02.000Z', 'America/New_York', '0020-03-01T10:00'],
])('%s in %s is %s, and back', (instant, zone, local) => {
  expect(toWallClock(instant, zone)).toBe(local)
  expect(fromWallClock(local, zone)).toBe(instant)
})

test('on the day that the clocks change, the offset of the very hour counts', () => {
  expect(fromWallClock('2026-10-25T01:59', 'Europe/Berlin')).toBe('2026-10-24T23:59:00.000Z')
  expect(fromWallClock('2026-10-25T03:00', 'Europe/Berlin')).toBe('2026-10-25T02:00:00.000Z')
  expect(fromWallClock('2026-03-29T01:59', 'Europe/Berlin')).toBe('2026-03-29T00:59:00.000Z')
  expect(fromWallClock('2026-03-29T03:00', 'Europe/Berlin')).toBe('2026-03-29T01:00:00.000Z')
})

test('what is no time is empty', () => {
  expect(toWallClock('soon', 'UTC')).toBe('')
  expect(toWallClock('+012024-03-01T10:00:00.000Z', 'UTC')).toBe('')
  expect(fromWallClock('', 'UTC')).toBe('')
})
