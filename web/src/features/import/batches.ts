// What becomes of accepted rows: a batch a call, each followed until all of its
// rows are stored or listed as dead letters. Few are followed at a time, the
// oldest first.
import type { IngestProgressSubscription } from '../../gql/graphql'

export type Batch = IngestProgressSubscription['ingestProgress']

/** Follows one batch; `ended` is called when no more is heard of it. Returns what stops it. */
export type Follow = (id: string, heard: (batch: Batch) => void, ended: () => void) => () => void

export interface Batches {
  add: (id: string) => void
  /** Rows of all batches whose fate is known, and how many batches are not finished. */
  figures: () => { persisted: number; dead: number; open: number }
  stop: () => void
  /** After `stop`. */
  go: () => void
}

const AT_ONCE = 4
/** Before a batch is followed again that no more is heard of. */
const AGAIN_MS = 2_000

export function followBatches(follow: Follow, changed: () => void): Batches {
  const known = new Map<string, { persisted: number; dead: number; open: boolean }>()
  const waiting: string[] = []
  const followed = new Map<string, () => void>()
  let stopped = false

  function next(): void {
    if (stopped) return
    while (followed.size < AT_ONCE) {
      const id = waiting.shift()
      if (id === undefined) return
      followed.set(id, () => {})
      const end = follow(
        id,
        (batch) => hear(id, batch),
        () => lose(id),
      )
      // It may have ended while it began.
      if (followed.has(id)) followed.set(id, end)
      else end()
    }
  }

  function hear(id: string, batch: Batch): void {
    if (batch.id !== id) return
    const { persisted, deadLettered: dead, finishedAt } = batch
    known.set(id, { persisted, dead, open: !finishedAt })
    if (finishedAt) {
      followed.get(id)?.()
      followed.delete(id)
      next()
    }
    changed()
  }

  function lose(id: string): void {
    if (!followed.delete(id)) return
    setTimeout(() => {
      waiting.push(id)
      next()
    }, AGAIN_MS)
  }

  return {
    add: (id) => {
      // A call that was made again is answered with the batch of the first time.
      if (known.has(id)) return
      known.set(id, { persisted: 0, dead: 0, open: true })
      waiting.push(id)
      next()
    },
    figures: () => {
      const all = [...known.values()]
      return {
        persisted: all.reduce((sum, { persisted }) => sum + persisted, 0),
        dead: all.reduce((sum, { dead }) => sum + dead, 0),
        open: all.filter(({ open }) => open).length,
      }
    },
    stop: () => {
      stopped = true
      for (const [id, end] of followed) {
        end()
        waiting.unshift(id)
      }
      followed.clear()
    },
    go: () => {
      stopped = false
      next()
    },
  }
}
