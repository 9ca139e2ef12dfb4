import { afterEach, expect, test, vi } from 'vitest'
import { type Batch, followBatches } from './batches'

const batch = (id: string, persisted: number, finished = false): Batch => ({
  id,
  persisted,
  deadLettered: 1,
  finishedAt: finished ? '2026-11-22T00:00:00Z' : null,
})

function stage() {
  const open = new Map<string, { heard: (batch: Batch) => void; ended: () => void }>()
  const batches = followBatches(
    (id, heard, ended) => {
      open.set(id, { heard, ended })
      return () => open.delete(id)
    },
    () => {},
  )
  return { open, batches }
}

afterEach(() => vi.useRealTimers())

test('few batches are followed at a time, and all of them in the end', () => {
  const { open, batches } = stage()
  for (const id of ['a', 'b', 'c', 'd', 'e']) batches.add(id)
  batches.add('a')
  expect([...open.keys()]).toEqual(['a', 'b', 'c', 'd'])
  open.get('b')?.heard(batch('b', 9, true))
  expect([...open.keys()]).toEqual(['a', 'c', 'd', 'e'])
  open.get('a')?.heard(batch('a', 4))
  expect(batches.figures()).toEqual({ persisted: 13, dead: 2, open: 4 })
})

test('a batch of which no more is heard is followed again', () => {
  vi.useFakeTimers()
  const { open, batches } = stage()
  batches.add('a')
  const { ended } = open.get('a') ?? {}
  open.delete('a')
  ended?.()
  expect(batches.figures().open).toBe(1)
  vi.advanceTimersByTime(2_000)
  expect([...open.keys()]).toEqual(['a'])
})
