import { expect, test } from 'vitest'
import { progress } from './fixtures'
import { describePace, describeParts, settledPercent } from './progress'

test('percent reaches 100 only when all are settled', () => {
  const almost = { audience: 1_000_000, skipped: 0, failed: 0, unknown: 0 }
  expect(settledPercent(progress({ ...almost, delivered: 999_999 }))).toBe(99)
  expect(settledPercent(progress({ ...almost, delivered: 1_000_000 }))).toBe(100)
  expect(settledPercent(progress({ ...almost, audience: 0, delivered: 0 }))).toBe(0)
})

test('the bar is said in words', () => {
  expect(describeParts(progress())).toBe(
    'Of 2,00,000: 80,000 delivered, 10,000 failed, 1,000 skipped, 9,000 awaiting receipt',
  )
})

test('pace leaves out an estimate that is not known', () => {
  expect(describePace(progress({ etaSeconds: null, messagesPerSecond: 1.25 }))).toBe(
    '1.3 per second.',
  )
})
