import { expect, test } from 'vitest'
import type { Original } from './rows'
import { callsOf, type Window, windowsOf } from './windows'

async function cut(...stretches: [read: number, ...records: Original[]][]): Promise<Window[]> {
  async function* source() {
    for (const [read, ...records] of stretches) yield { read, records }
  }
  const windows = []
  for await (const window of windowsOf(source())) windows.push(window)
  return windows
}

const records = (count: number, text = 'x'): Original[] =>
  Array.from({ length: count }, (_, at) => ({ line: at + 2, cells: [text] }))

test('windows cover the file once, and its bytes too', async () => {
  const windows = await cut([700, ...records(7_000)], [1_400, ...records(7_000)], [1_405])
  expect(windows.map(({ originals }) => originals.length)).toEqual([5_000, 5_000, 4_000])
  expect(windows.map(({ index }) => index)).toEqual([0, 1, 2])
  expect(windows.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(1_405)
})

test('heavy rows are cut early', async () => {
  const windows = await cut([100, ...records(5, 'x'.repeat(2_000_000))])
  expect(windows.map(({ originals }) => originals.length)).toEqual([2, 2, 1])
})

test('an id that comes again goes into a later call', () => {
  const rows = ['a', 'b', 'a ', 'c', 'a', 'b'].map((externalId, at) => ({
    original: { line: at + 2, cells: [externalId] },
    row: { externalId },
  }))
  const lines = callsOf(rows).map((call) => call.map(({ original }) => original.line))
  expect(lines).toEqual([[2, 3, 5], [4, 7], [6]])
})
