import { expect, test } from 'vitest'
import { message, order } from './fixtures'
import { mergeTimeline } from './timeline'

const day = (number: number) => `2026-11-${String(number).padStart(2, '0')}T10:00:00Z`
const orders = (hasMore: boolean, ...days: number[]) => ({
  nodes: days.map((at) => order({ id: `o${at}`, placedAt: day(at) })),
  hasMore,
})
const messages = (hasMore: boolean, ...days: number[]) => ({
  nodes: days.map((at) => message({ id: `m${at}`, sentAt: day(at) })),
  hasMore,
})
const shown = (...lists: Parameters<typeof mergeTimeline>) =>
  mergeTimeline(...lists).entries.map(({ id }) => id)

test('two whole lists become one, latest first', () => {
  expect(shown(orders(false, 9, 3), messages(false, 8, 5, 1))).toEqual([
    'order o9',
    'message m8',
    'message m5',
    'order o3',
    'message m1',
  ])
})

test('what may still get something above it is held back', () => {
  const { entries, wanting } = mergeTimeline(orders(false, 9, 3, 2), messages(true, 8, 5))
  expect(entries.map(({ id }) => id)).toEqual(['order o9', 'message m8', 'message m5'])
  expect(wanting).toEqual({ orders: false, messages: true })
})

test('of two lists that go on, the one that ends later is asked for more', () => {
  const { entries, wanting } = mergeTimeline(orders(true, 9, 7), messages(true, 8, 1))
  expect(entries.map(({ id }) => id)).toEqual(['order o9', 'message m8', 'order o7'])
  expect(wanting).toEqual({ orders: true, messages: false })
})

test('nothing is shown beside a list of which nothing is known yet', () => {
  expect(mergeTimeline(orders(false, 9), messages(true))).toEqual({
    entries: [],
    wanting: { orders: false, messages: true },
  })
})

test('a message that a pause held up stands where it went out', () => {
  expect(shown(orders(false, 5), messages(true, 3, 8))).toEqual([
    'message m8',
    'order o5',
    'message m3',
  ])
})

test('a message that was never sent stands where it came to its end', () => {
  const skipped = message({ id: 'm', sentAt: null, finishedAt: day(6), status: 'SKIPPED' })
  const due = message({ id: 'd', sentAt: null, finishedAt: null, status: 'PENDING' })
  expect(
    mergeTimeline(orders(false), { nodes: [skipped, due], hasMore: false }).entries,
  ).toMatchObject([
    { id: 'message d', at: '2026-11-21T08:33:00Z' },
    { id: 'message m', at: day(6) },
  ])
})

test('merging page after page never moves what was shown', () => {
  const allOrders = [29, 27, 24, 20, 12, 11, 10, 4]
  const allMessages = [28, 26, 25, 13, 9, 8, 3]
  let before: string[] = []
  for (let loaded = 1; loaded <= 8; loaded += 1) {
    const now = shown(
      orders(loaded < allOrders.length, ...allOrders.slice(0, loaded)),
      messages(loaded < allMessages.length, ...allMessages.slice(0, loaded)),
    )
    expect(now.slice(0, before.length)).toEqual(before)
    before = now
  }
  expect(before).toHaveLength(15)
})
