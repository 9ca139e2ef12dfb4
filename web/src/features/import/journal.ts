// Which imports this browser has begun and not brought to their end, so that
// one that is begun again, after a reload or a crash, makes its calls with the
// keys of the first time: what the server has taken in already is not taken in
// again. One that ended and is done again on purpose is a new one.
import { newIdempotencyKey } from '../../lib/idempotency'

interface Entry {
  scope: string
  /** In milliseconds since 1970. */
  begun: number
}

const KEY = 'xeno-imports'
/** The server remembers its answers for a day. */
const REMEMBERED_MS = 86_400_000

type Store = Pick<Storage, 'getItem' | 'setItem'>

/** What tells the calls of an import of this file from those of any other. */
export function scopeOf(store: Store, file: File, now: number): string {
  const entries = read(store, now)
  const name = nameOf(file)
  const scope = entries[name]?.scope ?? `web-import ${newIdempotencyKey()}`
  write(store, { ...entries, [name]: { scope, begun: now } })
  return scope
}

/** The import of this file has come to its end. */
export function forget(store: Store, file: File, now: number): void {
  const { [nameOf(file)]: _ended, ...entries } = read(store, now)
  write(store, entries)
}

function nameOf({ name, size, lastModified }: File): string {
  return `${name} ${size} ${lastModified}`
}

function read(store: Store, now: number): Record<string, Entry> {
  try {
    const all = JSON.parse(store.getItem(KEY) ?? '{}') as Record<string, Entry>
    return Object.fromEntries(
      Object.entries(all).filter(([, { begun }]) => now - begun < REMEMBERED_MS),
    )
  } catch {
    // Somebody else's, or storage is forbidden: nothing is remembered.
    return {}
  }
}

function write(store: Store, entries: Record<string, Entry>): void {
  try {
    store.setItem(KEY, JSON.stringify(entries))
  } catch {
    // Full or forbidden. Rows sent twice are the same rows: nothing doubles.
  }
}
