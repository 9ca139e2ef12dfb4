// A window is a run of records that is sent and answered as one: always the
// same for the same file, so that an import that goes on knows which are done.
import type { Stretch } from './records'
import type { Original, Row } from './rows'

export interface Window {
  /** From 0, in the file's order. */
  index: number
  originals: Original[]
  /** How many bytes of the file it takes up, as far as they are told apart. */
  bytes: number
}

/** As `xeno import` sends them. */
const ROWS = 5_000
/** In characters of the file: a call stays well under the server's 32 MB. */
const HEAVY = 4_000_000

/** Cuts a file into windows. */
export async function* windowsOf(stretches: AsyncIterable<Stretch>): AsyncGenerator<Window> {
  let index = 0
  let counted = 0
  let read = 0
  let originals: Original[] = []
  let weight = 0
  const cut = (): Window => {
    const window = { index, originals, bytes: read - counted }
    index += 1
    counted = read
    originals = []
    weight = 0
    return window
  }
  for await (const stretch of stretches) {
    const before = read
    for (const [at, original] of stretch.records.entries()) {
      originals.push(original)
      weight += original.cells.reduce((sum, cell) => sum + cell.length, 0)
      read = before + Math.floor(((stretch.read - before) * (at + 1)) / stretch.records.length)
      if (originals.length >= ROWS || weight >= HEAVY) yield cut()
    }
    read = stretch.read
  }
  if (originals.length > 0) yield cut()
}

/** A row that can be sent, with the record that it was. */
export interface Ready {
  original: Original
  row: Row
}

/** As the server trims it: two rows with one id must not share a call. */
export function idOf({ row }: Ready): string {
  return String(row['externalId']).trim()
}

/**
 * The rows in calls that hold no id twice: the first call has each id's first
 * row, the second the second ones, and so on. One after the other they keep the
 * file's order for each id.
 */
export function callsOf(rows: readonly Ready[]): Ready[][] {
  const seen = new Map<string, number>()
  const calls: Ready[][] = []
  for (const row of rows) {
    const times = seen.get(idOf(row)) ?? 0
    seen.set(idOf(row), times + 1)
    const call = calls[times]
    if (call) call.push(row)
    else calls.push([row])
  }
  return calls
}
