// How far an import is and how long it will take, from what is known so far.

export interface Done {
  /** Bytes of the file, and how many of them are in answered calls. */
  size: number
  read: number
  accepted: number
  rejected: number
  persisted: number
  dead: number
  /** Pauses left out. */
  activeMs: number
}

export interface Estimate {
  /** Rows in the file, as far as one can tell. */
  rows: number
  /** Rows a second whose fate is known. */
  perSecond: number
  /** Null while nothing can be told. */
  etaSeconds: number | null
}

/** Less than this says nothing about the rest. */
const SHORTEST_MS = 1_000

export function estimate({ size, read, activeMs, ...rows }: Done): Estimate {
  const answered = rows.accepted + rows.rejected
  const settled = rows.persisted + rows.dead + rows.rejected
  const total = read >= size || read === 0 ? answered : Math.round((answered * size) / read)
  const perSecond = activeMs === 0 ? 0 : (settled * 1000) / activeMs
  const telling = perSecond > 0 && activeMs >= SHORTEST_MS
  return {
    rows: total,
    perSecond,
    etaSeconds: telling ? Math.max(0, total - settled) / perSecond : null,
  }
}
