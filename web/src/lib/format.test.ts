import { expect, test } from 'vitest'
import {
  formatCode,
  formatCount,
  formatDate,
  formatDateTime,
  formatDuration,
  formatMoney,
  formatMoneyRounded,
  formatRate,
  formatRatio,
  formatTime,
} from './format'

test.each([
  [0, '0'],
  [99_999, '99,999'],
  [1_234_567, '12,34,567'],
  [2_147_483_647, '2,14,74,83,647'],
])('%d is grouped in lakh and crore', (count, shown) => {
  expect(formatCount(count)).toBe(shown)
})

test('an unknown ratio is a dash and not zero', () => {
  expect([formatRatio(null), formatRatio(0), formatRatio(0.9123), formatRatio(1)]).toEqual([
    '–',
    '0%',
    '91.2%',
    '100%',
  ])
})

test('rates have a decimal below ten alone', () => {
  expect([formatRate(0), formatRate(2.449), formatRate(1840.6)]).toEqual([
    '0 per second',
    '2.4 per second',
    '1,841 per second',
  ])
})

test.each([
  [0.4, '0 s'],
  [45, '45 s'],
  [60, '1 min'],
  [200, '3 min 20 s'],
  [3_599.6, '1 h'],
  [7_500, '2 h 5 min'],
])('%d seconds show their two largest units', (seconds, shown) => {
  expect(formatDuration(seconds)).toBe(shown)
})

test('times are in the zone of the workspace', () => {
  const instant = '2026-11-21T20:05:00Z'
  expect(formatDateTime(instant, 'Asia/Kolkata')).toBe('22 Nov 2026, 01:35 IST')
  expect(formatDateTime(instant, 'UTC')).toBe('21 Nov 2026, 20:05 UTC')
})

test('codes read as words', () => {
  expect(formatCode('RECEIPT_MISSING')).toBe('Receipt missing')
})

test('a day is the day in the zone of the workspace', () => {
  expect(formatDate('2026-11-21T20:00:00Z', 'Asia/Kolkata')).toBe('22 Nov 2026')
  expect(formatDate('2026-11-21T20:00:00Z', 'UTC')).toBe('21 Nov 2026')
})

test('money keeps every digit and is grouped as in India', () => {
  expect(formatMoney('1234567.5', 'INR')).toBe('₹12,34,567.50')
  expect(formatMoney('90071992547409931.25', 'INR')).toBe('₹90,07,19,92,54,74,09,931.25')
})

test('a rounded sum has no fraction', () => {
  expect(formatMoneyRounded('1234567.50', 'INR')).toBe('₹12,34,568')
  expect(formatMoneyRounded('0', 'INR')).toBe('₹0')
})

test('a moment of today is told in the zone of the workspace', () => {
  expect(formatTime(new Date('2026-11-22T08:33:00Z'), 'Asia/Kolkata')).toBe('14:03 IST')
})
